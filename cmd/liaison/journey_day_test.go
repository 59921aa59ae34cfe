package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/xuri/excelize/v2"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
	"liaison/store/sheet"
)

// TestFirstDay follows a clerk from the first sign-in in the morning to the file of
// the week in the evening, on both databases.
func TestFirstDay(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			d := &day{journey: newJourney(t, chromium(t), e)}
			d.overnight()
			d.desk = d.enrol("fresh", d.appoint("fresh", "周经办", "经办"))
			for _, step := range []func(){d.roster, d.invitations, d.triage, d.merge, d.release, d.week} {
				step()
			}
			d.desk.leave()
		})
	}
}

// day is a clerk's first one.
type day struct {
	*journey
	said     []string // the numbers of what came overnight
	answered string   // the number of what a deputy has answered
}

const (
	matters  = 20 // that wait in the morning
	lamps    = 3  // of these, about the same lamp
	answer   = "已请村里清了沟，雨后又去看过，不再积水。"
	ours     = "甲镇第一选区（甲一村、甲二村）"
	findings = 7
)

// overnight is what people said, each from a phone of the own, and an answer that
// waits.
func (d *day) overnight() {
	s := &script{demonstration: d.demonstration, ctx: d.t.Context(), office: d.office()}
	if _, err := d.main.Client.PermanentQR(d.t.Context(), s.office.scene); err != nil {
		d.t.Fatal(err)
	}
	speak := func(i int, text string) string {
		phone := fmt.Sprintf("day-%02d", i)
		if s.err == nil {
			_, s.err = d.sim.AddUser(phone, "群众"+fmt.Sprint(i))
		}
		d.scan(s, phone)
		return s.item(phone, text)
	}
	for i := range matters {
		text := fmt.Sprintf("第%d组的水渠堵了，一下雨水就漫到%d号院里。", i, 100+i)
		if i < lamps {
			text = fmt.Sprintf("小学门口的路灯坏了%d天，晚上孩子放学看不清路。", 3+i)
		}
		d.said = append(d.said, speak(i, text))
	}
	d.answered = speak(matters, "村口的排水沟堵了，雨后积水很深。")
	if s.err == nil {
		_, s.err = d.sim.AddUser(phoneZhang, "张三代表")
	}
	d.scan(s, phoneZhang)
	s.bind(phoneZhang, "张三")
	s.forward(d.answered, "张三")
	s.until(phoneZhang, d.answered)
	s.say(phoneZhang, d.answered+" "+answer)
	if s.err != nil {
		d.t.Fatal(s.err)
	}
}

// scan is a phone that scans the code on the door of 甲镇's station.
func (d *day) scan(s *script, phone string) {
	s.did(d.sim.Scan(d.t.Context(), phone, sim.Scan{Scene: s.office.scene}))
}

// office is the sample office, as the clerk who made it sees it.
func (j *journey) office() sampleOffice {
	j.t.Helper()
	o := sampleOffice{clerk: j.clerk, deputies: map[string]string{}, scene: demoStations[0].scene}
	for _, r := range j.people() {
		o.deputies[r.Deputy.Name] = r.Deputy.ID
	}
	return o
}

func (j *journey) people() []act.RosterRow {
	j.t.Helper()
	list, err := j.main.Acts.Roster(j.t.Context(), j.clerk)
	if err != nil {
		j.t.Fatal(err)
	}
	return list
}

// newcomers are the lines of the roster. A column named is wrong in the first file,
// as the third word says; the second one is what it should be.
var newcomers = []struct{ name, column, right, wrong string }{
	{"吴一", "", "", ""}, {"吴二", "机构", "甲镇人大", "丙镇人大"}, {"吴三", "手机", "13900001003", "1390000"}, {"吴四", "", "", ""},
	{"吴五", "性别", "男", "不详"}, {"吴六", "届别层级", "县级第十八届", "今年"}, {"吴七", "选区", ours, "第九选区"},
	{"吴八", "姓名", "吴八", ""}, {"吴九", "", "", ""}, {"吴十", "手机", "13900001010", "13900000001"},
}

// roster fills the template in, with seven mistakes, and sends it in; then what
// came back, corrected.
func (d *day) roster() {
	b, before := d.desk, len(d.people())
	b.visit(d.console("/roster/import"))
	book, _ := b.keep("//a[contains(., '下载模板')]")
	for i, p := range newcomers {
		for heading, value := range map[string]string{"机构": "甲镇人大", "姓名": p.name, "性别": "女", "届别层级": "县级第18届", "选区": ours, "代表称谓": "县人大代表"} {
			put(d.t, book, i+1, heading, value)
		}
		if p.column != "" {
			put(d.t, book, i+1, p.column, p.wrong)
		}
	}
	d.send(book, "名册.xlsx")
	b.look("day-roster-findings")
	if n := b.text("//dl[contains(@class, 'counts')]/div[dt='有问题']/dd"); n != fmt.Sprint(findings) {
		d.t.Errorf("%s lines are faulty, want %d", n, findings)
	}
	d.send(d.corrected(), "名册改正.xlsx")
	b.look("day-roster-corrected")
	b.follow("form[action$='/take'] button")
	b.sees("//*[contains(@class, 'flash-done')][contains(., '新增10位代表')]") // the page refreshes itself
	b.look("day-roster-taken")
	if n := len(d.people()); n != before+len(newcomers) {
		d.t.Errorf("%d deputies, want %d more than %d", n, len(newcomers), before)
	}
}

func (d *day) send(book *excelize.File, name string) {
	d.t.Helper()
	d.desk.visit(d.console("/roster/import"))
	d.desk.hand(book, name)
	d.desk.follow("form[action='/console/roster/import'] button")
}

// corrected is the file with the findings, with each put right where it says.
func (d *day) corrected() *excelize.File {
	d.t.Helper()
	book, _ := d.desk.keep("//a[contains(., '下载标注了问题的文件')]")
	lines := sheetRows(d.t, book)[headings(d.t, book, sheet.FindingColumn):]
	if len(lines) != len(newcomers) {
		d.t.Fatalf("%d lines came back", len(lines))
	}
	for i, row := range lines {
		p := newcomers[i]
		if said := row[0]; !strings.Contains(said, p.column) || (said == "") != (p.column == "") {
			d.t.Errorf("line %d says %q, want something about %q", i+1, said, p.column)
		}
		if p.column != "" {
			put(d.t, book, i+1, p.column, p.right)
		}
	}
	return book
}

// invitations are printed for everybody of 甲镇 who is not bound.
func (d *day) invitations() {
	b := d.desk
	b.visit(d.console("/deputies/invitations"))
	b.look("day-invite")
	b.agree("//form[contains(., '甲镇')]//button[@name='office']")
	b.sees(".invite-card img")
	b.look("day-invitations")
	var cards int
	b.ask("there are invitations", "document.querySelectorAll('.invite-card').length", &cards)
	if want := len(newcomers) + 3; cards != want { // 张三 is bound
		d.t.Errorf("%d invitations, want %d", cards, want)
	}
	if strings.Contains(b.words(), "张三") {
		d.t.Error("a bound deputy is invited again")
	}
}

// triage sorts what came overnight without the mouse.
func (d *day) triage() {
	b := d.desk
	b.visit(d.console("/opinions"))
	b.look("day-inbox")
	done := map[string]bool{d.answered: true}
	for i := range d.said {
		number := d.down(done)
		done[number] = true
		b.enter()
		kind := "ours"
		if i%2 == 1 && !slices.Contains(d.said[:lamps], number) {
			kind = "not_ours"
		}
		b.tabTo("input[name=triage][value=ours]")
		b.keys(" ")
		if kind != "ours" {
			b.keys(kb.ArrowDown)
		}
		b.sees("input[name=triage][value=" + kind + "]:checked")
		b.tabOn("form[action$='/triage'] button[type=submit]")
		b.enter()
		b.sees(".flash-done")
		if i == 0 {
			b.look("day-triaged")
		}
		b.tabTo("main .page-actions a[href='/console/opinions']")
		b.enter()
	}
	b.look("day-inbox-triaged")
	for _, number := range d.said {
		if o := d.of(number).Opinion; o.Triage == store.TriageNone {
			d.t.Errorf("%s was left out", number)
		}
	}
}

// down goes down the list to the first that was not done yet.
func (d *day) down(done map[string]bool) string {
	d.t.Helper()
	last := ""
	for {
		d.desk.keys("j")
		var number string
		d.desk.ask("a row has the focus", "document.activeElement.matches('[data-row]') && document.activeElement.innerText.trim()", &number)
		if !done[number] {
			return number
		}
		if number == last {
			d.t.Fatalf("nothing is left to triage, on %s", d.desk.words())
		}
		last = number
	}
}

// of is a matter as the desk has it in the database.
func (d *day) of(number string) *act.Dossier {
	d.t.Helper()
	d.number = number
	return d.dossier()
}

// merge puts the three about one lamp together.
func (d *day) merge() {
	b, head := d.desk, d.of(d.said[0]).Opinion.ID
	for i, number := range d.said[1:lamps] {
		b.visit(d.console("/opinions/" + d.of(number).Opinion.ID))
		b.agree("//*[@id='merge']//div[contains(@class, 'alike')][contains(., '" + d.said[0] + "')]//button")
		b.sees(".flash-done")
		d.hears(i+1, "已合并办理")
	}
	b.visit(d.console("/opinions/" + head))
	b.look("day-merged")
	for _, number := range d.said[1:lamps] {
		b.sees("//ul[contains(@class, 'voices')]//a[.='" + number + "']")
		if o := d.of(number).Opinion; o.State != store.OpinionMerged || o.MergedInto != head {
			d.t.Errorf("%s is %s", number, o.State)
		}
	}
}

// hears waits until one of the phones has heard words.
func (d *day) hears(i int, words string) {
	d.t.Helper()
	phone := fmt.Sprintf("day-%02d", i)
	until(d.t, phone+" hears "+words, func() bool {
		items, err := d.sim.Inbox(phone)
		return err == nil && slices.ContainsFunc(items, func(i sim.Item) bool { return strings.Contains(said(i), words) })
	}, d.desk.words)
}

// release lets the deputy's answer go out.
func (d *day) release() {
	b := d.desk
	b.visit(d.console("/opinions"))
	b.follow("//nav[contains(@class, 'tabs-line')]//a[contains(., '待审核发布')]")
	b.follow("//a[normalize-space()='" + d.answered + "']")
	b.sees("//*[contains(@class, 'panel-quote')][contains(., '" + answer + "')]")
	b.follow("form[action$='/release'] button")
	b.sees(".flash-done")
	b.look("day-released")
	d.hears(matters, "代表已答复")
}

// week is the file of everything that came since Monday.
func (d *day) week() {
	b := d.desk
	b.visit(d.console("/opinions?tab=all"))
	b.press("details.narrow-fold summary")
	now := time.Now().In(store.ChinaTime)
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7).Format(time.DateOnly)
	b.run(chromedp.SetValue("#f-from", monday), chromedp.SetValue("#f-to", now.Format(time.DateOnly)))
	b.follow("//button[.='按条件查看']")
	b.look("day-week")
	book, name := b.keep("//a[contains(., '导出')]")
	if !strings.HasPrefix(name, "群众意见") {
		d.t.Errorf("the file is called %s", name)
	}
	kept := map[string]string{}
	for _, row := range sheetRows(d.t, book) {
		kept[row[0]] = strings.Join(row, " ")
	}
	for _, number := range append(slices.Clone(d.said), d.answered) {
		if kept[number] == "" {
			d.t.Errorf("%s is not in the week's file", number)
		}
	}
	for number, state := range map[string]string{d.said[1]: "已合并", d.answered: "已办复"} {
		if !strings.Contains(kept[number], state) {
			d.t.Errorf("%s reads %q, want %s", number, kept[number], state)
		}
	}
}
