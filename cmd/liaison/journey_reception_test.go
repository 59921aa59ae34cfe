package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestReceptionDay follows a reception day: published by the clerk, found in the
// account's menu, booked on phones until it is full, seen by the deputy who receives,
// given back, reminded of the day before, and called off; on both databases.
func TestReceptionDay(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			r := &receptionDay{stepped: newStepped(t, e, hour(time.Now().AddDate(0, 0, 1), 10))}
			r.people()
			for _, step := range []func(){r.published, r.booked, r.full, r.seen, r.givenBack, r.reminded, r.calledOff} {
				step()
			}
			r.desk.leave()
			r.phones.leave()
		})
	}
}

// receptionDay is one with two times, and three voters who want to come.
type receptionDay struct {
	*stepped
	zhang         *emulated
	chen, li, sun *emulated
	path          string // of the day in the console
}

func (r *receptionDay) people() {
	r.phones = newTab(apart(r.t, r.browser), r.t, deskScreen)
	r.phones.visit(r.phonesURL() + "/")
	s := &script{demonstration: r.demonstration, ctx: r.t.Context(), office: r.office()}
	if _, err := r.main.Client.PermanentQR(s.ctx, s.office.scene); err != nil {
		r.t.Fatal(err)
	}
	r.zhang = r.phone("张三代表")
	s.bind(r.zhang.openid, "张三")
	for name, p := range map[string]**emulated{"小陈": &r.chen, "李阿姨": &r.li, "孙师傅": &r.sun} {
		*p = addPhone(r.phones, r.sim, name)
		s.did(r.sim.Scan(s.ctx, (*p).openid, sim.Scan{Scene: s.office.scene}))
	}
	if s.err != nil {
		r.t.Fatal(s.err)
	}
}

// published is what the clerk does: the form, a look at it, and the button.
func (r *receptionDay) published() {
	r.desk = r.staffed("clerk")
	b, day := r.desk, hour(r.now().AddDate(0, 0, 4), 9)
	b.visit(r.console("/receptions"))
	b.follow("//a[contains(., '安排接待日')]")
	b.sees("#r-station")
	var station string
	b.ask("the station can be chosen", "[...document.querySelectorAll('#r-station option')].find(o => o.text.includes('甲镇中心'))?.value", &station)
	b.set("#r-station", station)
	b.set("#r-starts", day.In(store.ChinaTime).Format("2006-01-02T15:04"))
	b.set("#r-ends", day.Add(40*time.Minute).In(store.ChinaTime).Format("2006-01-02T15:04"))
	b.press("//label[contains(translate(., '　', ''), '张三')]/input")
	b.look("reception-new")
	b.follow("form[action='/console/receptions'] button[type=submit]")
	var path string
	b.ask("the day's page is there", `location.pathname.match(/^\/console\/receptions\/[0-9a-z]{26}$/)?.[0]`, &path)
	r.path = strings.TrimPrefix(path, "/console")
	b.agree("form[action$='/announce'] button")
	b.sees("//*[contains(@class, 'card-sub')][.='已公布']")
	b.look("reception-published")
}

// choose opens the day from the account's menu, as a voter does, and chooses a time.
func (r *receptionDay) choose(p *emulated, at string) *tab {
	p.answers("近期的代表接待日", func() { p.tap("联系代表", "代表接待日") })
	b := p.open("//*[@role='log']//a[normalize-space()='选时间预约']", "/h5/reception/")
	b.press("//label[contains(., '" + at + "')]")
	return b
}

// booked is a voter on the phone.
func (r *receptionDay) booked() {
	b := r.choose(r.chen, "09:00")
	b.write("#subject", "村口的路灯")
	b.write("#name", "陈某")
	b.look("reception-phone")
	b.follow("form[action$='/book'] button")
	b.sees("//section[contains(., '您已经约好')]//b[contains(., '09:00')]")
	b.look("reception-phone-booked")
	r.chen.shut(b)
	r.chen.hears("已为您约好", 0)
}

// full: while one reads the page, somebody else takes the last time.
func (r *receptionDay) full() {
	b := r.choose(r.sun, "09:20")
	r.as(r.li, func(t *act.Tx) error {
		_, err := t.Book(strings.TrimPrefix(r.path, "/receptions/"), 1, act.BookingForm{Name: "李某"})
		return err
	})
	b.follow("form[action$='/book'] button")
	b.sees("//*[contains(., '这个时间刚刚约满')]")
	b.sees("//*[contains(., '这一天已经约满')]")
	b.said.take() // the browser notes that the form was refused
	b.look("reception-phone-full")
	r.sun.shut(b)
	r.li.hears("已为您约好", 0)
}

// as does something on somebody's phone.
func (r *receptionDay) as(p *emulated, do func(*act.Tx) error) {
	r.t.Helper()
	who, err := r.main.Acts.PersonByOpenid(r.t.Context(), p.openid)
	if err == nil {
		err = r.main.Acts.Do(r.t.Context(), store.PersonActor(who, "test"), "", do)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// seen is who comes, for the deputy on the phone and for the desk.
func (r *receptionDay) seen() {
	r.zhang.answers("会议活动", func() { r.zhang.say("会议活动") })
	b := r.zhang.open("//*[@role='log']//a[normalize-space()='会议活动']", "/h5/meetings")
	b.follow("//a[contains(., '我接待的日子')]")
	b.follow("//a[contains(@href, '/h5/receiving/')]")
	b.sees("//*[contains(., '想谈：村口的路灯')]")
	b.sees("//*[contains(., '李某')]")
	b.look("reception-phone-receives")
	r.zhang.shut(b)
	r.desk.visit(r.console(r.path))
	r.desk.sees("//tr[contains(., '陈某')]/td[contains(., '村口的路灯')]")
	r.desk.look("reception-seen")
}

// givenBack frees the first time, which somebody else takes.
func (r *receptionDay) givenBack() {
	b := r.chen.open("//*[@role='log']//a[normalize-space()='查看或取消']", "/h5/reception/")
	b.agree("form[action$='/cancel'] button")
	b.sees("//*[contains(@class, 'flash')][contains(., '已取消')]")
	b.look("reception-phone-cancelled")
	r.chen.shut(b)
	b = r.choose(r.sun, "09:00")
	b.follow("form[action$='/book'] button")
	b.sees("//section[contains(., '您已经约好')]")
	r.sun.shut(b)
	r.desk.leave()
}

// reminded is the day before: those who come, and nobody else.
func (r *receptionDay) reminded() {
	r.clock.to(hour(r.now().AddDate(0, 0, 3), 10))
	r.runs("reception")
	r.li.hears("提醒您代表接待的时间", 0)
	r.sun.hears("提醒您代表接待的时间", 0)
	r.silent("提醒您代表接待的时间")
}

// calledOff: whoever had a time hears why there is none.
func (r *receptionDay) calledOff() {
	r.desk = r.staffed("clerk")
	b := r.desk
	b.visit(r.console(r.path))
	b.press("//details[contains(., '取消接待日')]/summary")
	b.write("#reason", "当天停电检修")
	b.agree("form[action$='/cancel'] button")
	b.sees("//*[contains(., '当天停电检修')]")
	b.look("reception-off")
	r.li.hears("您约的代表接待已取消", 0)
	r.sun.hears("您约的代表接待已取消", 0)
	r.silent("您约的代表接待已取消")
}

// silent: the one who gave the time back hears nothing more of it.
func (r *receptionDay) silent(words string) {
	if slices.ContainsFunc(r.chen.inbox(), func(i sim.Item) bool { return strings.Contains(said(i), words) }) {
		r.t.Errorf("小陈 gave the time back and hears %s", words)
	}
}
