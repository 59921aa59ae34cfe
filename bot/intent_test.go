package bot

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"liaison/store"
)

var polished = strings.Fields("谢谢 谢谢您 您好 你好 好的 好 收到 ok 👍 🙏")

func TestRead(t *testing.T) {
	deputy := situation{deputy: true}
	for _, c := range []struct {
		s    situation
		text string
		want intent
	}{
		{situation{}, "查询", intent{verb: doProgress}},
		{situation{}, " 查询？", intent{verb: doProgress}},
		{situation{}, "我的意见。", intent{verb: doMine}},
		{situation{}, "我的意见是路灯要修", intent{verb: doContent}},
		{situation{}, "123", intent{verb: doNumber, number: "000123"}},
		{situation{}, "１２３", intent{verb: doNumber, number: "000123"}},
		{situation{}, "2026-000123", intent{verb: doNumber, number: "YJ-2026-000123"}},
		{situation{}, "请问YJ-2026-000123呢", intent{verb: doNumber, number: "YJ-2026-000123"}},
		{situation{}, "yj—2026—1234567", intent{verb: doNumber, number: "YJ-2026-1234567"}},
		{situation{}, "编号：０００１２３", intent{verb: doNumber, number: "000123"}},
		{situation{}, "2026 000123", intent{verb: doNumber, number: "YJ-2026-000123"}},
		{situation{}, "13800000001", intent{verb: doContent}},
		{situation{}, "YJ坏了", intent{verb: doContent}},
		{situation{}, "12345", intent{verb: doHotline, number: "12345"}},
		{situation{}, "我反映的事怎么样了", intent{verb: doProgress}},
		{situation{}, "请问我上次反映的问题有结果了吗？", intent{verb: doProgress}},
		{situation{}, "查一下", intent{verb: doProgress}},
		{situation{}, "什么时候能解决", intent{verb: doProgress}},
		{situation{}, "我的编号是多少", intent{verb: doProgress}},
		{situation{}, "？？", intent{verb: doProgress}},
		{situation{}, "我反映的事还没有解决", intent{verb: doContent}},
		{situation{}, "怎么样", intent{verb: doProgress}},
		{situation{}, "路灯什么时候能修", intent{verb: doContent}},
		{situation{}, "没有结果", intent{verb: doContent}},
		{situation{}, "没消息", intent{verb: doContent}},
		{situation{}, "事情解决好了", intent{verb: doContent}},
		{situation{}, "有结果没有", intent{verb: doProgress}},
		{situation{}, "有没有结果", intent{verb: doProgress}},
		{situation{}, "有人吗？", intent{verb: doPeople}},
		{situation{}, "人工", intent{verb: doPeople}},
		{situation{}, "有人吗，路灯坏了", intent{verb: doContent}},
		{situation{}, "不满意！", intent{verb: doRate}},
		{situation{}, "我对路灯不满意", intent{verb: doContent}},
		{situation{}, "我要投诉", intent{verb: doSpeakHow}},
		{situation{expect: store.ExpectAnswer}, "什么时候的事情", intent{verb: doContent}},
		{situation{}, "邀请码 2345ABCD", intent{verb: doCode, code: "2345ABCD", sure: true}},
		{situation{}, "邀请码：１O34abcd", intent{verb: doCode, code: "1O34ABCD", sure: true}},
		{situation{}, "2345abcd", intent{verb: doCode, code: "2345ABCD"}},
		{situation{}, "20261123", intent{verb: doContent}},
		{situation{expect: store.ExpectCode}, "23456789", intent{verb: doCode, code: "23456789", sure: true}},
		{situation{expect: store.ExpectCode}, "路灯坏了", intent{verb: doContent}},
		{situation{expect: store.ExpectWhich}, "1", intent{verb: doChoose, choice: 1}},
		{situation{expect: store.ExpectArea}, "２。", intent{verb: doPickArea, choice: 2}},
		{situation{thanks: polished}, "好的谢谢您", intent{verb: doThanks}},
		{situation{thanks: polished}, "OK👍👍", intent{verb: doThanks}},
		{situation{thanks: polished}, "好的路灯", intent{verb: doContent}},
		{situation{}, "[微笑]", intent{verb: doMute}},
		{situation{open: true}, "[微笑]", intent{verb: doContent}},
		{situation{}, "语音答复 YJ-2026-000123", intent{verb: doStartAnswer, number: "YJ-2026-000123"}},
		{deputy, "YJ-2026-000123 已 联系", intent{verb: doAnswer, number: "YJ-2026-000123", text: "已 联系"}},
		{deputy, "ＹＪ２０２６０００１２３：修好了\n谢谢", intent{verb: doAnswer, number: "YJ-2026-000123", text: "修好了\n谢谢"}},
		{deputy, "YJ-2026-000123 查询", intent{verb: doNumber, number: "YJ-2026-000123"}},
		{deputy, "YJ-2026-000123？", intent{verb: doNumber, number: "YJ-2026-000123"}},
	} {
		if got := read(c.s, &store.Message{Kind: store.KindText, Text: c.text}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q in %+v: got %+v, want %+v", c.text, c.s, got, c.want)
		}
	}
}

func TestHints(t *testing.T) {
	setting := "停水 停电=打水电\n坏行\n判决|找法院\n=无词\n井盖="
	for text, want := range map[string]string{"停 水了": "打水电", "判决停电": "打水电 找法院", "井盖": "", "无词": ""} {
		if got := strings.Join(hints(text, setting), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"查询", "YJ-2026-000123 已办", "邀请码 2345ABCD", "[微笑]", "1", "\xff", "ＹＪ２０２６－１", "[[[]]]", "YJYJ2026-1", "110"} {
		f.Add(s, false, "which")
		f.Add(s, true, "area")
	}
	f.Fuzz(func(t *testing.T, text string, deputy bool, expect string) {
		s := situation{expect: store.Expect(expect), deputy: deputy, thanks: polished}
		in := read(s, &store.Message{Kind: store.KindText, Text: text})
		if in.verb == "" {
			t.Fatal("no verb")
		}
		if in.verb == doAnswer && !strings.Contains(text, in.text) {
			t.Fatalf("%q is not in %q", in.text, text)
		}
		if n := in.number; n != "" && in.verb != doHotline && (len(n) < numberDigits || strings.ContainsFunc(n, func(r rune) bool { return r > 127 })) {
			t.Fatalf("number %q", n)
		}
		if in.verb == doHotline && !hotlines[in.number] {
			t.Fatalf("%q is no hotline", in.number)
		}
		if in.verb == doThanks && utf8.RuneCountInString(letters(text)) > polite {
			t.Fatalf("%q is more than thanks", text)
		}
		if h := harmless(text); strings.ContainsAny(h, "<>") || strings.Contains(h, "://") {
			t.Fatalf("%q", h)
		}
		hints(text, text)
		wordless(text)
	})
}
