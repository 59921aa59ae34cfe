package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	qrcode "github.com/skip2/go-qrcode"
	"github.com/xuri/excelize/v2"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestMeeting follows a meeting from the clerk's form to the list that is signed:
// released on the leader's phone, confirmed, excused and left unanswered on three
// others, urged, signed in to by the code on the screen, and exported; on both
// databases.
func TestMeeting(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			g := &gathering{journey: newJourney(t, chromium(t), e)}
			g.people()
			for _, step := range []func(){g.prepared, g.released, g.confirmed, g.excused, g.urged, g.signedIn, g.exported} {
				step()
			}
			g.desk.leave()
			g.leader.leave()
			g.phones.leave()
		})
	}
}

// gathering is a meeting and who has to do with it.
type gathering struct {
	*journey
	boss            *emulated
	zhang, li, wang *emulated
	path            string // of the meeting in the console
}

const (
	gatheringTitle = "县人大常委会第三十二次会议"
	openNotice     = "//*[@role='log']//a[.='打开看通知，确认参加或请假']"
	openThing      = "//*[@role='log']//a[normalize-space()='打开查看']"
)

// people are the clerk at the desk, the leader with a phone, and three deputies.
func (g *gathering) people() {
	g.phones = newTab(apart(g.t, g.browser), g.t, deskScreen)
	g.phones.visit(g.phonesURL() + "/")
	g.boss = addPhone(g.phones, g.sim, "林主任")
	s := &script{demonstration: g.demonstration, ctx: g.t.Context(), office: g.office()}
	s.did(g.sim.Follow(s.ctx, g.boss.openid, ""))
	for name, p := range map[string]**emulated{"张三": &g.zhang, "李四": &g.li, "王五": &g.wang} {
		*p = addPhone(g.phones, g.sim, name+"代表")
		s.did(g.sim.Follow(s.ctx, (*p).openid, ""))
		s.bind((*p).openid, name)
	}
	if s.err != nil {
		g.t.Fatal(s.err)
	}
	g.leaderIsBound(g.boss)
	g.desk = g.staffed("clerk")
}

// set chooses in a list, or writes a date.
func (b *tab) set(selector, value string) {
	b.t.Helper()
	b.sees(selector)
	b.run(chromedp.SetValue(selector, value, chromedp.ByQuery))
}

// prepared is what the clerk does: the form, who is called, the agenda with a
// paper, and the notice laid before the leader.
func (g *gathering) prepared() {
	b, at := g.desk, time.Now().Add(25*time.Minute).In(store.ChinaTime)
	b.visit(g.console("/meetings"))
	b.follow("//a[contains(., '新建会议')]")
	b.set("#kind", string(store.MeetingStanding))
	b.write("#title", gatheringTitle)
	b.set("#starts", at.Format("2006-01-02T15:04"))
	b.set("#ends", at.Add(2*time.Hour).Format("2006-01-02T15:04"))
	b.write("#place", "县人大机关二楼会议厅")
	b.write("#late", "临时增加一项议题")
	b.follow("form[action='/console/meetings'] button[type=submit]")
	b.follow("//section[@id='people']//a[contains(., '选人')]")
	b.write("#list", "张三、李四、王五")
	b.follow("form[method=post][action$='/people'] button[type=submit]")
	var path string
	b.ask("the meeting's page is there", `location.pathname.match(/^\/console\/meetings\/[0-9a-z]{26}$/)?.[0]`, &path)
	g.path = strings.TrimPrefix(path, "/console")
	b.press("//summary[.='添加议程']")
	b.write("#item-new", "听取县政府关于道路照明管理情况的报告")
	b.follow("form[action$='/agenda'] button")
	g.paper()
	b.look("meeting-prepared")
	b.follow("form[action$='/lay'] button")
	b.sees("//*[contains(., '已送出审核签发')]")
	b.look("meeting-laid")
}

// paper uploads what the deputies read beforehand.
func (g *gathering) paper() {
	file := filepath.Join(g.t.TempDir(), "道路照明管理情况的报告.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4\n%%EOF\n"), 0o600); err != nil {
		g.t.Fatal(err)
	}
	b := g.desk
	b.press("//summary[.='上传材料']")
	b.run(chromedp.SetUploadFiles("#paper", []string{file}, chromedp.ByQuery))
	b.press("input[name=declared]")
	b.follow("form[action$='/papers'] button")
	b.sees("//ul[@class='papers']//a[contains(., '道路照明管理情况的报告')]")
}

// released is what the leader does on the phone.
func (g *gathering) released() {
	g.boss.hears("待您签发", 0)
	b := g.boss.open(openThing, "/h5/desk/")
	b.sees("//section[contains(@class, 'panel-answer')][contains(., '" + gatheringTitle + "')]")
	b.look("meeting-phone-sign")
	b.follow("form[action$='/sign'] button")
	b.sees("//*[contains(., '已签发')]")
	g.boss.shut(b)
	for _, p := range []*emulated{g.zhang, g.li, g.wang} {
		p.hears("请您参加："+gatheringTitle, 0)
	}
}

// confirmed is two taps: the link of the notice, and the button.
func (g *gathering) confirmed() {
	b := g.zhang.open(openNotice, "/h5/meetings/")
	b.look("meeting-phone")
	b.follow("form[action$='/confirm'] button")
	b.sees("//*[contains(., '您已确认参加')]")
	b.look("meeting-phone-confirmed")
	g.zhang.shut(b)
}

// excused asks for leave, which the leader approves on the phone.
func (g *gathering) excused() {
	b := g.li.open(openNotice, "/h5/meetings/")
	b.press("details.ask-leave summary")
	b.write("#reason", "老母亲住院，那天走不开。")
	b.follow("form[action$='/leave'] button")
	b.sees("//*[contains(., '等待审批')]")
	b.look("meeting-phone-leave")
	g.li.shut(b)
	g.boss.hears("有代表请假，等您审批", 0)
	b = g.boss.open(openThing, "/h5/desk/leaves/")
	b.sees("//dd[contains(., '老母亲住院')]")
	b.look("meeting-phone-decide")
	b.follow("form[action$='/approve'] button")
	b.sees("//*[contains(., '已准假')]")
	g.boss.shut(b)
	g.li.hears("您的请假已经批准", 0)
}

// urged presses 提醒回执: it goes to the third deputy alone, and not twice within five
// minutes, whoever presses.
func (g *gathering) urged() {
	b, urge := g.desk, "form[action$='/urge'] button"
	b.visit(g.console(g.path))
	b.look("meeting-announced")
	b.follow("//nav//a[.='回执和提醒']")
	for _, tab := range []string{"已确认 1", "请假 1"} {
		b.sees("//nav//a[normalize-space()='" + tab + "']")
	}
	b.look("meeting-receipts")
	g.leader.visit(g.console(g.path + "/receipts")) // sees the button before it is pressed
	b.follow(urge)
	b.sees("//*[contains(@class, 'flash')][contains(., '已提醒1位')]")
	b.sees(urge + ":disabled")
	g.leader.follow(urge)
	g.leader.sees("//*[contains(@class, 'flash-warning')][contains(., '5分钟')]")
	g.leader.look("meeting-urged-twice")
	g.wang.hears("还没有收到您的回复", 0)
	for _, p := range []*emulated{g.zhang, g.li} {
		if slices.ContainsFunc(p.inbox(), func(i sim.Item) bool { return strings.Contains(said(i), "还没有收到您的回复") }) {
			g.t.Errorf("%s has answered and is urged", p.name)
		}
	}
}

// signedIn is the screen at the door, whose figures follow who scans.
func (g *gathering) signedIn() {
	b := g.desk
	b.follow("//nav//a[.='签到和到会']")
	b.follow("form[action$='/signin'] button")
	b.look("meeting-screen")
	b.sees("//*[contains(@class, 'venue-quorum')][contains(., '在场0人')]")
	g.scans(g.zhang)
	b.sees("//*[contains(@class, 'venue-quorum')][contains(., '还差1人')]")
	g.scans(g.wang)
	b.sees("//*[contains(@class, 'venue-quorum')][contains(., '符合法定人数')]")
	b.look("meeting-quorum")
}

// scans has a deputy scan what the screen shows, in the phone's own window.
func (g *gathering) scans(p *emulated) {
	address := g.shown()
	b := p.open(openNotice, "/h5/meetings/")
	b.visit(address)
	b.look("meeting-phone-scanned")
	b.follow("form[action^='/h5/sign/'] button")
	b.sees("//section[contains(@class, 'signed')][contains(., '您已签到')]")
	b.look("meeting-phone-signed")
	p.shut(b)
}

// shown is the address in the code on the screen: its picture is that of the code
// of this half minute.
func (g *gathering) shown() string {
	g.t.Helper()
	address := ""
	until(g.t, "the screen shows the code of now", func() bool {
		s, err := g.main.Acts.MeetingScreen(g.t.Context(), g.clerk, strings.TrimPrefix(g.path, "/meetings/"), store.WallDoor)
		if err != nil {
			g.t.Fatal(err)
		}
		address = g.main.Config.PublicURL + act.SignPath(s.MeetingID, s.Code)
		png, err := qrcode.Encode(address, qrcode.Medium, 720)
		if err != nil {
			g.t.Fatal(err)
		}
		same := false
		picture := "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
		err = g.desk.try(chromedp.Evaluate("document.querySelector('.venue-code img')?.src === "+quoted(picture), &same))
		return err == nil && same
	}, g.desk.words)
	return address
}

// exported is the file of who came, and the list to sign.
func (g *gathering) exported() {
	b := g.desk
	b.follow("//a[contains(., '返回到会情况')]")
	b.look("meeting-attendance")
	book, _ := b.keep("//a[contains(., '导出')]")
	for name, want := range map[string][]string{"张三": {"出席", "到会", "扫码"}, "李四": {"出席", "请假", ""}, "王五": {"出席", "到会", "扫码"}} {
		row := g.line(book, name)
		if got := []string{row["类别"], row["到会情况"], row["签到方式"]}; !slices.Equal(got, want) {
			g.t.Errorf("the file says of %s: %q, want %q", name, got, want)
		}
		if (row["签到时间"] == "") != (want[2] == "") {
			g.t.Errorf("the file has %q as the time of %s", row["签到时间"], name)
		}
	}
	b.follow("//nav//a[.='签到表']")
	b.sees("//tr[contains(translate(., '　', ''), '李四')]/td[last()][.='请假']")
	b.sees("//tr[contains(translate(., '　', ''), '王五')]/td[last()][.='']")
	b.look("meeting-sheet")
}

// line is a person's line of a workbook, by heading.
func (g *gathering) line(book *excelize.File, name string) map[string]string {
	g.t.Helper()
	rows := sheetRows(g.t, book)
	at := headings(g.t, book, "姓名") - 1
	column := slices.Index(rows[at], "姓名")
	for _, row := range rows[at+1:] {
		if len(row) > column && strings.Contains(strings.ReplaceAll(row[column], "　", ""), name) {
			out := map[string]string{}
			for i, heading := range rows[at] {
				if i < len(row) {
					out[heading] = row[i]
				}
			}
			return out
		}
	}
	g.t.Fatalf("%s is not in the file: %q", name, rows)
	return nil
}
