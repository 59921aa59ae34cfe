package phone

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// given is an open task of the deputy "dep", and the address of its page.
func given(o *office) (store.Opinion, string) {
	o.t.Helper()
	o.bind("dep", o.zhang.ID)
	item := o.hear("voter", "路灯坏了三天了")
	o.place("voter")
	return item, "/h5/tasks/" + o.forward(item, o.zhang, "请尽快到现场看看")
}

// TestFromNoticeToAnswered: one page, one text, one button.
func TestFromNoticeToAnswered(t *testing.T) {
	o := open(t)
	item, path := given(o)
	p := o.phone("dep").get(path).sees("路灯坏了三天了", "请尽快到现场看看", "城关镇第三选区", "请在2026年12月7日前答复")
	if o.stored(item.ID).Assignments[0].Read.IsZero() {
		t.Error("opening did not mark it read")
	}
	p.upload(path+"/answer", url.Values{"text": {"已联系路灯所。"}}, picture(50, 40, 9))
	p.sees("答复已提交", "待审核发布", "已联系路灯所。", "?s=thumb").lacks(`id="answer"`)
	waiting := o.stored(item.ID).Waiting()
	if waiting == nil || waiting.Text != "已联系路灯所。" {
		t.Fatalf("waiting: %+v", waiting)
	}
	o.phone("voter").get("/h5/opinions/" + item.ID).lacks("已联系路灯所")
	o.release(item, "")
	o.as("dep")
	p.get(path).sees("已发布", "发给反映人")
	o.phone("voter").get("/h5/opinions/"+item.ID).sees("已联系路灯所。", "?s=thumb")
}

func TestAnAnswerSentTwiceIsOne(t *testing.T) {
	o := open(t)
	item, path := given(o)
	p := o.phone("dep").get(path)
	sent := p.send(path+"/answer", url.Values{"text": {"已联系路灯所。"}})
	if p.post(path+"/answer", sent); p.code != http.StatusOK {
		t.Errorf("the repeat: status %d", p.code)
	}
	sent.Set("form_id", strings.Repeat("b", 32))
	p.post(path+"/answer", sent).sees("这件事的情况已经有了变化")
	if n := len(o.stored(item.ID).Answers); n != 1 {
		t.Errorf("%d answers", n)
	}
}

// TestARefusedPhotoCostsNothing: each gets its sentence, the words and the good
// photos stay.
func TestARefusedPhotoCostsNothing(t *testing.T) {
	o := open(t)
	item, path := given(o)
	p := o.phone("dep").get(path)
	big := append(picture(10, 10, 1), bytes.Repeat([]byte{0}, maxPhotoBytes)...)
	p.upload(path+"/answer", url.Values{"text": {"已联系\n路灯所。"}},
		picture(50, 40, 9), []byte("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), big,
		[]byte("\xff\xd8\xff\xe0broken"))
	if p.code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.code)
	}
	p.sees("已联系\n路灯所。", "第2张照片不是照片", "第3张照片超过了10MB", "第4张照片已经损坏", "已收下1张照片")
	if len(o.stored(item.ID).Answers) != 0 {
		t.Fatal("the answer went although photos were refused")
	}
	p.get(path).sees("已收下1张照片")
	p.upload(path+"/answer", url.Values{"text": {"已联系路灯所。"}}, picture(60, 40, 9))
	p.sees("答复已提交")
	if n := strings.Count(p.page, `class="shot"`); n != 2 {
		t.Errorf("%d photos with the answer, want 2", n)
	}
	o.release(item, "请再写清楚一些。")
	p.get(path).sees(`id="answer"`).lacks("已收下")
}

func TestNineOfTenPhotos(t *testing.T) {
	o := open(t)
	_, path := given(o)
	p := o.phone("dep").get(path)
	var ten [][]byte
	for i := range 10 {
		ten = append(ten, picture(20, 20+i, 3))
	}
	p.upload(path+"/answer", url.Values{"text": {"见照片"}}, ten...)
	p.sees("最多9张照片，第10张起没有收下", "已收下9张照片")
	p.upload(path+"/answer", url.Values{"text": {"见照片"}, "drop_photos": {"1"}}, ten[0])
	if n := strings.Count(p.sees("答复已提交").page, `class="shot"`); n != 1 {
		t.Errorf("%d photos, want the new one alone", n)
	}
}

// A phone may keep its photos for weeks; the files of those that were never sent are
// swept sooner, and the answer is not sent without them unsaid.
func TestPhotosThatWaitedTooLongAreAskedForAgain(t *testing.T) {
	o := open(t)
	_, path := given(o)
	p := o.phone("dep").get(path)
	sweep := func(before time.Time) {
		t.Helper()
		_, err := o.DeleteUnused(t.Context(), before)
		must(t, err)
		_, err = o.DeleteDiscarded(t.Context())
		must(t, err)
	}
	broken, one, two := []byte("\xff\xd8\xff\xe0broken"), picture(50, 40, 9), picture(40, 50, 7)
	p.upload(path+"/answer", url.Values{"text": {"见照片"}}, one, two, broken)
	sweep(time.Now().Add(-time.Hour))
	p.get(path).sees("已收下2张照片")
	sweep(time.Now().Add(time.Hour))
	p.get(path).lacks("已收下")
	p.upload(path+"/answer", url.Values{"text": {"见照片"}}, two).sees("先前选的2张照片放置过久", "已收下1张照片", "见照片")
	p.upload(path+"/answer", url.Values{"text": {"见照片"}, "drop_photos": {"1"}}, two).sees("答复已提交")
	sweep(time.Now().Add(time.Hour))
	if p.get(fileAddress.FindString(p.page)); p.code != http.StatusOK {
		t.Errorf("a photo that was taken back and chosen again is gone: %d", p.code)
	}
}

func TestAnEmptyAnswerIsAskedFor(t *testing.T) {
	o := open(t)
	_, path := given(o)
	p := o.phone("dep").get(path)
	p.upload(path+"/answer", url.Values{"text": {"  "}})
	p.sees("请先写几句话，再提交。")
	p.upload(path+"/answer", url.Values{"text": {strings.Repeat("长", act.TextMax+1)}})
	p.sees("不要超过2万字", strings.Repeat("长", 100))
}

func TestAReturnedAnswerIsMended(t *testing.T) {
	o := open(t)
	item, path := given(o)
	p := o.phone("dep").get(path)
	p.upload(path+"/answer", url.Values{"text": {"已经反映了。"}})
	o.step(time.Hour)
	o.release(item, "请写明联系了哪个部门。")
	p.get("/h5/tasks").sees("请修改答复")
	p.get(path).sees("答复退回修改", "请写明联系了哪个部门。", "\n已经反映了。</textarea>")
	p.upload(path+"/answer", url.Values{"text": {"已联系城管局路灯所。"}})
	p.sees("待审核发布", "已联系城管局路灯所。").lacks("答复退回修改</h2>")
}

func TestWithoutReleaseItGoesAtOnceAndThePageSaysSo(t *testing.T) {
	o := open(t)
	item, path := given(o)
	var system store.Actor
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		system = o.staff(t, "system", "钱敏", store.RoleSystem)
		return nil
	})
	o.do(system, func(t *act.Tx) error { return t.Set(o.root.ID, store.SetRelease, "false") })
	p := o.phone("dep").get(path).sees("答复会直接发给反映人").lacks("审核后发给")
	p.upload(path+"/answer", url.Values{"text": {"已联系路灯所。"}})
	p.sees("已发布")
	o.phone("voter").get("/h5/opinions/" + item.ID).sees("已联系路灯所。")
}

func TestVisitAskAndPassOn(t *testing.T) {
	o := open(t)
	item, path := given(o)
	p := o.phone("dep").get(path)
	p.send(path+"/visit", url.Values{"text": {"下午到了现场"}})
	p.sees("走访记录已保存", "下午到了现场")
	p.send(path+"/ask", url.Values{"text": {"归哪个部门管？"}})
	p.sees("已转给工作人员", "归哪个部门管？")
	p.send(path+"/pass", url.Values{"reason": {" "}})
	p.sees("请写明理由")
	p.send(path+"/pass", url.Values{"reason": {"我是施工方的职工，应当回避"}})
	p.sees("已退回工作人员", "不需要您再办理").lacks("路灯坏了三天了", "提交答复")
	p.get("/h5/tasks?tab=done").sees("已退回")
	p.get("/h5/tasks").sees("没有等您答复的意见")
	o.phone("voter").get("/h5/opinions/"+item.ID).lacks("回避", "下午到了现场", "归哪个部门管").sees("已收到")
}

func TestDissatisfactionComesBackToTheDeputy(t *testing.T) {
	o := open(t)
	item, path := answered(o)
	p := o.phone("voter").get(path)
	p.send(path+"/rating", url.Values{"reply": {"bad"}, "result": {"bad"}, "comment": {"灯还是不亮"}})
	o.phone("dep").get("/h5/tasks").sees("请再办理")
	o.phone("dep").get("/h5/tasks/"+o.stored(item.ID).Opinion.AssignID).sees("反映人不满意", "灯还是不亮", `id="answer"`, "已联系路灯所")
}
