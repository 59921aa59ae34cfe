package phone

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// answered is an item with a released answer, and the address of its page.
func answered(o *office) (store.Opinion, string) {
	o.t.Helper()
	deputy := o.bind("dep", o.zhang.ID)
	item := o.hear("voter", "路灯坏了三天了")
	o.place("voter")
	task := o.forward(item, o.zhang, "")
	o.answer(deputy, item, task, "已联系路灯所，周五前修好。")
	return item, "/h5/opinions/" + item.ID
}

// answer lets a deputy answer and staff release it.
func (o *office) answer(deputy store.Actor, item store.Opinion, task, text string) {
	o.t.Helper()
	o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task, text); return err })
	o.release(item, "")
}

// TestFromDissatisfiedToClosed rates on the page: 不满意 goes to the deputy again,
// 满意 closes. On both engines, since a page's form is a transaction.
func TestFromDissatisfiedToClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOn(t, d)
		item, path := answered(o)
		p := o.phone("voter")
		p.get(path).sees("张三代表已经答复", "已联系路灯所，周五前修好。", "还可以重新办理2次")
		p.send(path+"/rating", url.Values{"reply": {"fair"}, "result": {"bad"}, "comment": {"还是不亮"}})
		p.sees("我们会请代表重新办理", "正在重新办理", "答复：基本满意；办理结果：不满意", "还是不亮").lacks(`id="rating"`)
		now := o.stored(item.ID).Opinion
		if now.State != store.OpinionAssigned || now.Round != 1 {
			t.Fatalf("after 不满意: %s, round %d", now.State, now.Round)
		}
		o.answer(o.person("dep"), item, now.AssignID, "已换新灯。")
		p.get(path).sees("已换新灯。", "已联系路灯所", "还可以重新办理1次")
		p.send(path+"/rating", url.Values{"reply": {"good"}, "result": {"good"}})
		p.sees("感谢您的评价，这件事已经办结", "已办结").lacks(`id="rating"`)
		if s := o.stored(item.ID).Opinion.State; s != store.OpinionClosed {
			t.Errorf("after 满意: %s", s)
		}
	})
}

func TestARatingSentTwiceCountsOnce(t *testing.T) {
	o := open(t)
	item, path := answered(o)
	p := o.phone("voter").get(path)
	sent := p.send(path+"/rating", url.Values{"reply": {"bad"}, "result": {"bad"}})
	if p.post(path+"/rating", sent); p.code != http.StatusOK {
		t.Errorf("the repeat: status %d", p.code)
	}
	p.lacks("flash-warning")
	d := o.stored(item.ID)
	if len(d.Ratings) != 1 || d.Opinion.Round != 1 {
		t.Errorf("%d ratings, round %d", len(d.Ratings), d.Opinion.Round)
	}
	// The same page in another tab: another form, and the answer is judged already.
	sent.Set("form_id", strings.Repeat("a", 32))
	p.post(path+"/rating", sent).sees("这件事的情况已经有了变化")
	if d := o.stored(item.ID); len(d.Ratings) != 1 {
		t.Errorf("%d ratings from two tabs", len(d.Ratings))
	}
}

func TestAnIncompleteRatingIsAskedForCourteously(t *testing.T) {
	o := open(t)
	_, path := answered(o)
	p := o.phone("voter").get(path)
	p.send(path+"/rating", url.Values{"result": {"good"}})
	p.sees("请选一下您对答复是否满意", `id="rating"`)
	p.send(path+"/rating", url.Values{"reply": {"good"}, "result": {"5"}})
	p.sees("请选一下您对办理结果是否满意")
	p.send(path+"/rating", url.Values{"reply": {"good"}, "result": {"good"}, "comment": {strings.Repeat("长", 1001)}})
	p.sees("请不要超过1000字")
}

func TestOfficeDecidesAfterTheLastTime(t *testing.T) {
	o := open(t)
	item, path := answered(o)
	p := o.phone("voter").get(path)
	for round := 1; ; round++ {
		p.send(path+"/rating", url.Values{"reply": {"bad"}, "result": {"bad"}})
		now := o.stored(item.ID).Opinion
		if now.State == store.OpinionDecide {
			break
		}
		o.answer(o.person("dep"), item, now.AssignID, fmt.Sprintf("第%d次", round))
		if p.get(path); round == 2 {
			p.sees("选了“不满意”，会由工作人员研究下一步怎么办")
		}
	}
	p.sees("工作人员会研究下一步怎么办", "正在研究").lacks("正在重新办理")
}

func TestNameAndPhoneAreSharedOnlyWhenAgreed(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	item := o.hear("voter", "路灯坏了三天了")
	o.place("voter")
	task := "/h5/tasks/" + o.forward(item, o.zhang, "")
	path := "/h5/opinions/" + item.ID
	voter := o.phone("voter").get(path)
	voter.send(path+"/contact", url.Values{"name": {"李桂芳"}, "phone": {"138 0013 8000"}})
	voter.sees("办理这件事的代表看不到", "13800138000")
	o.phone("dep").get(task).sees("李*</bdi> 138****8000").lacks("李桂芳", "13800138000")
	o.as("voter")
	voter.send(path+"/contact", url.Values{"name": {"李桂芳"}, "phone": {"13800138000"}, "share": {"1"}})
	voter.sees("代表可以看到您的姓名和电话")
	o.phone("dep").get(task).sees("李桂芳", `href="tel:13800138000"`)
	voter.send(path+"/contact", url.Values{"share": {"1"}})
	voter.sees("请先填写姓名或电话")
	voter.send(path+"/contact", url.Values{"phone": {"12"}})
	voter.sees("电话号码好像不对")
}

func TestKeptFromADeputyWhoHasIt(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	item := o.hear("voter", "路灯坏了三天了")
	o.place("voter")
	task := "/h5/tasks/" + o.forward(item, o.zhang, "")
	deputy := o.phone("dep").get(task).sees("路灯坏了")
	o.as("voter")
	path := "/h5/opinions/" + item.ID
	p := o.phone("voter").get(path+"/keep").sees("张三", "李秀英", "正在办理这件事")
	p.get(path + "/keep?q=" + url.QueryEscape("秀")).sees("李秀英").lacks("张三")
	p.get(path+"/keep").send(path+"/keep", url.Values{"deputy": {o.zhang.ID}})
	p.sees("不会再给这位代表看", "这件事不会给这些代表看")
	if p.get(path + "/keep").lacks(`value="` + o.zhang.ID); o.stored(item.ID).Opinion.State != store.OpinionNew {
		t.Error("the deputy still has it")
	}
	if deputy.get(task); deputy.code != http.StatusNotFound {
		t.Errorf("the deputy still reads it: %d", deputy.code)
	}
	p.send(path+"/keep", url.Values{"deputy": {""}})
	p.sees("请先选一位代表")
}

// TestADeskExclusionIsNotTold: that staff know of an interest is not the
// author's to learn from the list.
func TestADeskExclusionIsNotTold(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "路灯坏了三天了")
	o.place("voter")
	o.do(o.clerk, func(t *act.Tx) error { return t.Interest(item.ID, o.zhang.ID, true) })
	path := "/h5/opinions/" + item.ID
	o.phone("voter").get(path).lacks("张三")
	o.phone("voter").get(path + "/keep").sees("张三")
}

func TestWhatBelongsTogetherIsShownTogether(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "路灯坏了")
	o.step(2 * time.Minute)
	o.hear("voter", "就在学校门口")
	p := o.phone("voter").get("/h5/opinions/"+item.ID).sees("路灯坏了", "就在学校门口")
	if n := strings.Count(p.page, "<b>您反映"); n != 1 {
		t.Errorf("the timeline has it %d times", n)
	}
}

func TestDeskNotesStayAtTheDesk(t *testing.T) {
	o := open(t)
	item, path := answered(o)
	o.do(o.clerk, func(t *act.Tx) error { return t.Note(item.ID, "此人常来") })
	o.phone("voter").get(path).lacks("此人常来")
	o.phone("dep").get("/h5/tasks/" + o.stored(item.ID).Opinion.AssignID).lacks("此人常来")
}

func TestStatesInPlainWords(t *testing.T) {
	o := open(t)
	sealed := o.hear("a", "举报某人")
	o.do(o.officer, func(t *act.Tx) error {
		return t.Triage(sealed.ID, store.TriageAccusation, "由专人负责处理。", 0)
	})
	o.phone("a").get("/h5/opinions/"+sealed.ID).sees("专人办理中", "严格保密", "由专人办理").lacks("代表答复", "选一位代表")
	spam := o.hear("b", "加群领红包")
	o.do(o.clerk, func(t *act.Tx) error { return t.Triage(spam.ID, store.TriageSpam, "", 0) })
	o.phone("b").get("/h5/opinions/" + spam.ID).sees("不在我们办理的范围里").lacks("向哪里反映")
	closed := o.hear("c", "路灯坏了")
	o.do(o.clerk, func(t *act.Tx) error { return t.Close(closed.ID, "路灯已经修好。", 0) })
	o.phone("c").get("/h5/opinions/"+closed.ID).sees("已办结", "路灯已经修好。").lacks("代表答复</b>")
}
