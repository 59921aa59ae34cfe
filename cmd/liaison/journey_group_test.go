package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestQuarter follows a group's leader through a quarter: reminded fifteen days before
// it ends, the activity written down on the phone, what it found handed over, come
// back and closed, and the half-year's report handed in; on both databases.
func TestQuarter(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			end := halfYear(time.Now())
			q := &quarter{stepped: newStepped(t, e, hour(end.AddDate(0, 0, -70), 9)), end: end}
			q.people()
			for _, step := range []func(){q.idle, q.reminded, q.written, q.handedOver, q.cameBack, q.counts, q.reported} {
				step()
			}
			q.desk.leave()
			q.phones.leave()
		})
	}
}

// halfYear is when a quarter ends that is a half-year's second and begins after now.
func halfYear(now time.Time) time.Time {
	q := store.QuarterOf(now)
	for {
		if q.N++; q.N > 4 {
			q = store.Quarter{Year: q.Year + 1, N: 1}
		}
		if q.N%2 == 0 {
			_, end := q.Span()
			return end
		}
	}
}

// quarter is a group's, and who has to do with it.
type quarter struct {
	*stepped
	end   time.Time // 0:00 of the day after
	boss  *emulated // the group's leader
	staff *emulated // the clerk's own phone
}

const quarterGroup = "甲镇代表小组"

// people are a clerk with a phone, and a group of three whose leader has one.
func (q *quarter) people() {
	q.phones = newTab(apart(q.t, q.browser), q.t, deskScreen)
	q.phones.visit(q.phonesURL() + "/")
	q.boss, q.staff = q.phone("张三代表"), q.phone("陈经办")
	o := q.office()
	s := &script{demonstration: q.demonstration, ctx: q.t.Context(), office: o}
	s.bind(q.boss.openid, "张三")
	s.desk(func(t *act.Tx) error {
		_, err := t.SaveGroup(store.Group{OfficeID: t.View().Offices.Root().ID, Name: quarterGroup, Kind: store.GroupArea, LeaderID: o.deputies["张三"]},
			[]string{o.deputies["张三"], o.deputies["李四"], o.deputies["王五"]})
		return err
	})
	if s.err != nil {
		q.t.Fatal(s.err)
	}
	q.desk = q.staffed("clerk")
	q.desk.visit(q.console("/me"))
	q.desk.follow("form[action='/console/me/wechat'] button")
	code := q.desk.text(".sheet-code")
	q.staff.answers("已绑定", func() { q.staff.say("邀请码 " + code) })
}

// idle is what the desk sees long before the quarter ends; nobody is reminded yet.
func (q *quarter) idle() {
	q.runs("activities")
	q.desk.visit(q.console("/activities"))
	q.desk.sees(q.cell("state-due", "0次"))
	q.desk.look("quarter-idle")
	for _, p := range []*emulated{q.boss, q.staff} {
		for _, i := range p.inbox() {
			if strings.Contains(said(i), "本季度") {
				q.t.Errorf("%s is reminded ten weeks before the quarter ends: %q", p.name, said(i))
			}
		}
	}
	q.desk.leave()
}

// cell is the group's figure of the quarter in the desk's table.
func (q *quarter) cell(class, words string) string {
	words2 := []string{"一季度", "二季度", "三季度", "四季度"}[store.QuarterOf(q.end.AddDate(0, 0, -1)).N-1]
	return "//tr[contains(., '" + quarterGroup + "')]/td[@data-label='" + words2 + "'][contains(., '" + words + "')]//*[contains(@class, '" + class + "')]"
}

// reminded is what leader and clerk hear fifteen days before the quarter ends.
func (q *quarter) reminded() {
	q.clock.to(hour(q.end.AddDate(0, 0, -15), 9))
	q.runs("activities")
	q.boss.hears("本季度小组活动还没有开展", 0)
	q.staff.hears("有代表小组本季度还没有活动", 0)
}

// written is what the leader does on the phone: a word in the chat, the form, a photo.
func (q *quarter) written() {
	q.boss.answers("小组活动", func() { q.boss.say("小组活动") })
	b := q.boss.open("//*[@role='log']//a[normalize-space()='小组活动']", "/h5/activities")
	b.sees("//*[contains(., '本季度还没有活动')]")
	b.look("quarter-phone")
	b.follow("//a[contains(., '登记刚开展的活动')]")
	b.set("#starts", q.now().Add(-3*time.Hour).In(store.ChinaTime).Format("2006-01-02T15:04"))
	b.write("#title", "视察学校食堂")
	b.press("//label[contains(., '王五')]/input") // was not there
	b.write("#findings", "看了三所学校的食堂，留样柜温度偏高。")
	b.run(chromedp.SetUploadFiles("input[name=photo]", []string{q.picture()}))
	b.sees("#shots canvas")
	b.look("quarter-phone-written")
	b.follow("form#activity > button")
	b.sees("//*[contains(., '本季度已开展1次')]")
	b.look("quarter-phone-done")
	q.boss.shut(b)
}

// handedOver is how the findings leave: drafted by the clerk, signed by the leader of
// the office.
func (q *quarter) handedOver() {
	q.desk = q.staffed("clerk")
	b := q.desk
	b.visit(q.console("/activities"))
	b.follow("//table//a[contains(., '视察学校食堂')]")
	b.sees("//textarea[contains(., '留样柜温度偏高')]")
	b.sees("//img[@alt='活动照片']")
	b.look("quarter-activity")
	b.set("#h-kind", string(store.HandoverLetter))
	b.write("#h-to", "县教育局")
	b.follow("form[action$='/handovers'] button")
	b.sees("//*[contains(., '留样柜温度偏高')]")
	b.follow("//form[contains(@action, '/edit')]//button[contains(., '保存并送审')]")
	var path string
	b.ask("the letter is open", `location.pathname.match(/^\/console\/drafts\/[0-9a-z]{26}$/)?.[0]`, &path)
	l := q.staffed("leader")
	l.visit(q.main.Config.PublicURL + path)
	l.follow("//form[contains(@action, '/edit')]//button[normalize-space()='签发']")
	l.sees(".flash-done")
	l.leave()
	b.visit(q.console("/handovers"))
	b.sees("//tr[contains(., '县教育局')]//*[contains(., '等待整改情况报告')]")
	b.sees("//tr[contains(., '县教育局')]/td[@data-label='截止日期'][contains(., '" + q.now().In(store.ChinaTime).AddDate(0, 0, 30).Format("2006年1月2日") + "')]")
	b.look("quarter-handovers")
}

// cameBack is the unit's report, a PDF, and what the desk makes of it.
func (q *quarter) cameBack() {
	b := q.desk
	b.follow("//tr[contains(., '县教育局')]//a")
	file := filepath.Join(q.t.TempDir(), "整改情况报告.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4\n%%EOF\n"), 0o600); err != nil {
		q.t.Fatal(err)
	}
	b.write("#text", "留样柜已更换，温度每天登记。")
	b.run(chromedp.SetUploadFiles("#photo", []string{file}, chromedp.ByQuery))
	b.follow("form[action$='/reply'] button")
	b.sees("//a[contains(., '查看报告原件')]")
	b.look("quarter-answered")
	b.press("//label[normalize-space()='已整改']/input")
	b.follow("form[action$='/verdict'] button")
	b.sees("//*[contains(@class, 'state-done')][.='已整改']")
	b.look("quarter-closed")
}

// counts: the desk sees that the quarter is done, and a second run tells nobody.
func (q *quarter) counts() {
	b := q.desk
	b.visit(q.console("/activities"))
	b.sees("//tr[contains(., '" + quarterGroup + "')]/td[starts-with(normalize-space(), '1次')]")
	b.look("quarter-done")
	heard := len(q.boss.inbox())
	q.clock.to(hour(q.end.AddDate(0, 0, -8), 9))
	q.runs("activities")
	for _, i := range q.boss.inbox()[heard:] {
		if strings.Contains(said(i), "本季度") {
			q.t.Errorf("the leader is reminded of what is done: %q", said(i))
		}
	}
	q.desk.leave()
}

// reported is the half-year's report, which begins with the figures.
func (q *quarter) reported() {
	q.boss.answers("小组活动", func() { q.boss.say("组长汇报") })
	b := q.boss.open("//*[@role='log']//a[normalize-space()='小组活动']", "/h5/activities")
	b.follow("//a[contains(@href, '/h5/reports/')]")
	b.ask("the report has the figures", `(t => t.includes('共开展活动1次，代表参加2人次') && t.includes('交办意见1件'))(document.querySelector('#text').value)`, nil)
	b.look("quarter-report")
	b.follow("form#report > button")
	b.sees("//a[contains(@href, '/h5/reports/')][contains(., '已提交')]")
	q.boss.shut(b)
	q.desk = q.staffed("clerk")
	q.desk.visit(q.console("/reports"))
	q.desk.sees("//*[contains(., '共开展活动1次')]")
	q.desk.look("quarter-reports")
}
