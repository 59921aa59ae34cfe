package bot

import (
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestNumberOnAnEmptyDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := empty(t, d)
		if got := o.say("v1", "路灯坏了"); got != "已收到您反映的情况，编号 YJ-2026-000001\n"+wordNext {
			t.Errorf("got %q", got)
		}
		o.want(o.say("v1", "就在学校门口"), "已补充到 YJ-2026-000001")
		if n := len(o.items("v1")); n != 1 {
			t.Errorf("%d items", n)
		}
		o.want(o.say("v2", "选择地区"), wordNoAreas)
		o.want(o.say("v2", "联系代表"), "还没有录入")
	})
}

func TestFollowingGreets(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		got := o.event("v1", store.EventSubscribe, "")
		o.want(got, "您好，这里是甲镇人大。")
		if n := strings.Count(got, "\n"); n != 2 {
			t.Errorf("%d line breaks in %q", n, got)
		}
		o.want(o.event("v2", store.EventSubscribe, "qrscene_st1"), "甲镇人大·城东代表联络站")
		if p := o.person("v2"); p.DistrictID != o.first.ID || p.StationID != o.station.ID {
			t.Errorf("not placed by the station's code: %+v", p)
		}
		o.want(o.event("v1", store.EventScan, "st1"), "城东代表联络站")
		o.want(o.event("v1", store.EventScan, "nobody knows"), "您好，这里是")
	})
}

func TestWhatFollowsJoins(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.event("v1", store.EventScan, "st1")
		o.want(o.say("v1", "路灯坏了"), "编号 YJ-2026-000001\n"+wordNext)
		o.want(o.send("v1", store.Message{Kind: store.KindImage, MediaID: "m1"}), "已补充到 YJ-2026-000001")
		o.want(o.send("v1", store.Message{Kind: store.KindVoice, MediaID: "m2", Format: "amr", Speech: "已经三天了"}), "已补充到")
		o.want(o.send("v1", store.Message{Kind: store.KindShortVideo, MediaID: "m3"}), "已补充到")
		o.want(o.send("v1", store.Message{Kind: store.KindLocation, Latitude: 27.05, Longitude: 110.05, Label: "城东小学"}), "已补充到")
		o.want(o.send("v1", store.Message{Kind: store.KindLink, Title: "新闻", URL: "https://x.cn"}), "已补充到")
		o.want(o.send("v1", store.Message{Kind: store.KindFile, Title: "情况.docx"}), "已补充到", wordFileOnlyName)
		steps := o.said(&o.items("v1")[0])
		var kinds, texts []string
		for _, s := range steps {
			texts = append(texts, s.Text)
			for _, m := range s.Media {
				kinds = append(kinds, string(m.Kind)+":"+m.WxID)
			}
		}
		if got := strings.Join(kinds, " "); got != "image:m1 voice:m2 shortvideo:m3" {
			t.Errorf("files: %s", got)
		}
		want := []string{"路灯坏了", "", "［语音］已经三天了", "", "位置：城东小学（27.050000,110.050000）", "链接：新闻\nhttps://x.cn", "文件：情况.docx"}
		if strings.Join(texts, "|") != strings.Join(want, "|") {
			t.Errorf("texts: %q", texts)
		}
		o.step(11 * time.Minute)
		o.want(o.say("v1", "还有一件：井盖没了"), "编号 YJ-2026-000002")
	})
}

func TestPolitenessOpensNothing(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.say("v1", "您好！"), "您好，这里是甲镇人大")
		o.want(o.say("v1", "😭😭"), wordMute)
		o.want(o.say("v1", ""), wordMute)
		if n := len(o.items("v1")); n != 0 {
			t.Fatalf("%d items", n)
		}
		o.say("v1", "路灯坏了")
		for _, s := range []string{"谢谢", "好的，谢谢您！", "OK", "👍🏻", "[微笑]谢谢"} {
			o.want(o.say("v1", s), wordPolite)
		}
		if steps := o.said(&o.items("v1")[0]); len(steps) != 1 {
			t.Errorf("%d steps", len(steps))
		}
		o.want(o.say("v1", "你好"), "您好。"+wordPolite)
		o.want(o.say("v1", "在吗？"), "您好。"+wordPolite)
		o.want(o.say("v1", "有人吗"), wordPeople(store.Office{}))
		o.want(o.say("v1", "？？"), "您反映的意见")
		if steps := o.said(&o.items("v1")[0]); len(steps) != 1 {
			t.Errorf("%d steps", len(steps))
		}
		o.want(o.say("v1", "……"), "已补充到") // kept as sent, in the open item
		o.step(time.Hour)
		o.say("v1", "谢谢")
		o.want(o.say("v1", "好的，井盖也没了"), "编号 YJ-2026-000002")
	})
}

func TestNumberAnswersItsAuthorOnly(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.say("v1", "路灯坏了<a href=\"http://x.cn\">点我</a>")
		for _, s := range []string{"YJ-2026-000001", "yj2026-000001", "ＹＪ－２０２６－０００００１ 到哪了", " yj - 2026 - 000001 ", "1", "000001", "2026-000001", "查询"} {
			got := o.say("v1", s)
			o.want(got, "YJ-2026-000001　已收到，等工作人员查看", "路灯坏了", base+"/h5/opinions")
			if strings.Contains(got, "<a href=\"http:") {
				t.Errorf("%q: a person's words make a link: %q", s, got)
			}
		}
		for _, s := range []string{"YJ-2026-000001", "YJ-2026-999999", "000001"} {
			if got := o.say("v2", s); got != wordNotFound {
				t.Errorf("%q: %q", s, got)
			}
		}
		o.say("v2", "YJ-2026-000001")
		o.say("v2", "YJ-2026-000001")
		o.want(o.say("v2", "YJ-2026-000001"), wordTooManyLookups)
		o.step(24 * time.Hour)
		o.want(o.say("v2", "YJ-2026-000001"), wordNotFound)
		o.want(o.say("v2", "查询"), wordNoItems)
	})
}

func TestLongWordsAboutANumberAreWords(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.say("v1", "路灯坏了")
		o.step(time.Hour)
		o.want(o.say("v1", "YJ-2026-000001 说修好了可是昨天晚上又不亮了，孩子放学很危险"), "编号 YJ-2026-000002")
	})
}

func TestArea(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.say("v1", "路灯坏了"), "编号", wordAreaHint)
		o.want(o.send("v1", store.Message{Kind: store.KindLocation, Latitude: 27.05, Longitude: 110.05}), "已补充到", "城东第一选区")
		if i := o.items("v1")[0]; i.DistrictID != o.first.ID {
			t.Error("the open item did not go along")
		}
		o.want(o.tap("v2", KeyAreas), "1　城东第一选区\n2　城西第二选区")
		o.want(o.say("v2", "3"), wordNotListed)
		o.want(o.say("v2", "２"), "城西第二选区")
		if p := o.person("v2"); p.DistrictID != o.second.ID || len(o.items("v2")) != 0 {
			t.Errorf("%+v", p)
		}
		o.tap("v3", KeyAreas)
		o.want(o.send("v3", store.Message{Kind: store.KindLocation, Latitude: 1, Longitude: 1}), wordNowhere)
		o.tap("v3", KeyAreas)
		o.want(o.say("v3", "城东"), "城东第一选区")
		o.tap("v4", KeyAreas)
		o.want(o.say("v4", "选区"), "编号") // of two: no choice, and nothing is lost
		o.want(o.send("v5", store.Message{Kind: store.KindEvent, Event: store.EventLocation, Latitude: 27.05, Longitude: 111.05}), "")
		if p := o.person("v5"); p.DistrictID != o.second.ID {
			t.Error("not placed silently")
		}
		o.tap("v6", KeyAreas)
		o.step(11 * time.Minute)
		o.want(o.say("v6", "2"), wordListPast)
	})
}

func TestWordsOfDangerAlertAndTellWhomToCall(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.say("v1", "三楼着 火 了"), "编号 YJ-2026-000001", "火警 119")
		if i := o.items("v1")[0]; !i.Danger {
			t.Error("not marked")
		}
		o.want(o.say("v2", "我们小区停水两天了"), "编号", "12345")
		o.want(o.say("v3", "法院的判决我不服"), "编号", "12368")
		o.want(o.say("v4", "110"), "用电话拨打 110")
		if got := o.say("v5", "不想活了"); !strings.HasPrefix(got, "如果现在有危险，请马上拨打") || !strings.Contains(got, "12356") {
			t.Errorf("whoever is in danger reads first: %q", got)
		}
		if len(o.items("v4")) != 0 {
			t.Error("a number to dial became an item")
		}
	})
}

func TestWhomToTurnTo(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.say("v1", "联系代表"), wordWhichArea, "1　城东第一选区")
		o.event("v1", store.EventScan, "st1")
		o.want(o.tap("v1", KeyDeputies), "张三（甲镇人大代表）", "接待地点：城东代表联络站，城东路 1 号\n接待时间：每月 15 日上午\n电话：0745-7654321")
		o.want(o.say("v1", "我的意见"), base+"/h5/opinions")
		o.want(o.say("v1", "帮助"), "查询")
		o.want(o.tap("v1", "no such key"), "查询")
		o.want(o.tap("v1", KeySay), wordSpeakHow)
		o.want(o.tap("v1", KeyTasks), wordNotDeputy)
	})
}

// TestALoneNumberIsNoGuess: a choice from a list that is past is answered as such,
// however often, and counts for nothing.
func TestALoneNumberIsNoGuess(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.say("v1", "选择地区")
		o.step(patience + time.Second)
		for range 9 {
			o.want(o.say("v1", "2"), wordListPast)
			o.step(time.Minute)
		}
		o.want(o.say("v2", "7"), wordNotFound)
		o.want(o.say("v1", "YJ-2026-999999"), wordNotFound)
	})
}

// TestFloodDoesNotSilenceAQuestion asks for progress after too much was sent.
func TestFloodDoesNotSilenceAQuestion(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		for range 25 {
			o.say("v1", "水水水")
		}
		o.want(o.say("v1", "查询"), "YJ-2026-000001")
		o.want(o.say("v1", "000001"), "YJ-2026-000001")
		if got := o.say("v1", "水"); got != "" {
			t.Errorf("the flood goes on: %q", got)
		}
	})
}

// TestThanksOpenNothing says thanks in several ways, with and without an item.
func TestThanksOpenNothing(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		thanks := []string{"谢谢", "谢谢领导", "感谢政府", "谢谢你们的帮助！", "太好了，谢谢", "大家辛苦了"}
		for _, s := range thanks {
			o.say("v1", s)
		}
		if n := len(o.items("v1")); n != 0 {
			t.Errorf("%d items of mere thanks", n)
		}
		o.say("v1", "路灯坏了")
		o.step(time.Hour)
		for _, s := range thanks {
			o.say("v1", s)
		}
		if n := len(o.items("v1")); n != 1 {
			t.Errorf("%d items, one of them real", n)
		}
	})
}

func TestFloodIsKeptAndToldOnce(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		var told, silent int
		for range 30 {
			switch o.say("v1", "水水水") {
			case wordThrottled:
				told++
			case "":
				silent++
			}
		}
		if told != 1 || silent != 9 {
			t.Errorf("told %d times, silent %d", told, silent)
		}
		if n := len(o.said(&o.items("v1")[0])); n != 20 {
			t.Errorf("%d steps", n)
		}
		o.step(time.Minute + time.Second)
		o.want(o.say("v1", "还有"), "已补充到")
	})
}

func TestBlockedIsKeptAndNotAnswered(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.event("v1", store.EventScan, "st1")
		o.say("v1", "广告")
		id := o.items("v1")[0].ID
		o.do(o.clerk, func(t *act.Tx) error { return t.Block(id, true) })
		o.step(time.Hour)
		o.want(o.say("v1", "广告"), "")
		o.want(o.tap("v1", KeyHelp), "")
		if len(o.items("v1")) != 1 {
			t.Error("a blocked person opened an item")
		}
	})
}

func TestUnfollowingForgets(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.say("v1", "路灯坏了")
		o.want(o.event("v1", store.EventUnsubscribe, ""), "")
		if _, err := o.acts.PersonByOpenid(t.Context(), "v1"); err == nil {
			t.Fatal("still known")
		}
		o.want(o.event("v1", store.EventSubscribe, ""), "您好")
		o.want(o.say("v1", "YJ-2026-000001"), wordNotFound)
		o.want(o.say("v1", "查询"), wordNoItems)
	})
}

func TestEventsThatWantNoWords(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		for _, e := range []string{store.EventView, store.EventScanPush, store.EventScanWait, "pic_sysphoto", "pic_weixin",
			store.EventPickLocation, "view_miniprogram", store.EventTemplateDone, store.EventMassDone, "PUBLISHJOBFINISH",
			store.EventPopup, store.EventPopupChange, store.EventSubscribeSent, "user_info_modified", "one of next year"} {
			o.want(o.event("v1", e, "x"), "")
		}
		o.want(o.send("v1", store.Message{Kind: "sticker"}), wordUnknownKind)
	})
}

func TestNastyTextIsKeptAsSent(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		for i, s := range []string{"\u202e翻过来的字", "零\u200b宽\u200d字", strings.Repeat("长", 20000), "<script>alert(1)</script>", "'; DROP TABLE person; --",
			"😀路灯", "]]>路灯", "%s%d"} {
			from := "v" + string(rune('a'+i))
			o.want(o.say(from, s), "编号 YJ-2026-")
			if steps := o.said(&o.items(from)[0]); steps[0].Text != s {
				t.Errorf("%.20q became %.20q", s, steps[0].Text)
			}
			if got := o.say(from, "查询"); strings.Contains(got, "<script") {
				t.Errorf("markup in %q", got)
			}
		}
	})
}
