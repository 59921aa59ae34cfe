package main

import (
	"strings"
	"testing"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestLeaderSigns: where answers need a leader's signature, a leader whose phone is
// bound signs on it, and the voter gets the answer; on both databases.
func TestLeaderSigns(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			j := newJourney(t, chromium(t), e)
			j.twoSteps()
			j.phones = newTab(apart(t, j.browser), t, deskScreen)
			j.phones.visit(j.phonesURL() + "/")
			j.voter = addPhone(j.phones, j.sim, "小陈")
			boss := addPhone(j.phones, j.sim, "林主任")
			boss.answers("您好", func() { boss.button("关注公众号") })
			j.leaderIsBound(boss)
			j.draftWaits()
			j.signed(boss)
			j.leader.leave()
			j.phones.leave()
		})
	}
}

// twoSteps has the county's office want a signature under each answer.
func (j *journey) twoSteps() {
	j.t.Helper()
	err := j.main.Acts.Do(j.t.Context(), operator, "", func(t *act.Tx) error {
		return t.Set(t.View().Offices.Root().ID, store.SetStepsAnswer, "2")
	})
	if err != nil {
		j.t.Fatal(err)
	}
}

// leaderIsBound has the leader make a code in the console and type it on the phone.
func (j *journey) leaderIsBound(boss *emulated) {
	j.leader = j.staffed("leader")
	j.leader.visit(j.console("/me"))
	j.leader.follow("form[action='/console/me/wechat'] button")
	code := j.leader.text(".sheet-code")
	boss.answers("已绑定", func() { boss.say("邀请码 " + code) })
}

// draftWaits is what a voter said and a deputy has answered.
func (j *journey) draftWaits() {
	s := &script{demonstration: j.demonstration, ctx: j.t.Context(), office: j.office()}
	s.did(j.sim.Scan(s.ctx, j.voter.openid, sim.Scan{Scene: s.office.scene}))
	j.number = s.item(j.voter.openid, "村口的排水沟堵了，雨后积水很深。")
	if s.err == nil {
		_, s.err = j.sim.AddUser(phoneZhang, "张三代表")
	}
	s.did(j.sim.Follow(s.ctx, phoneZhang, ""))
	s.bind(phoneZhang, "张三")
	s.forward(j.number, "张三")
	s.until(phoneZhang, j.number)
	s.say(phoneZhang, j.number+" "+answer)
	if s.err != nil {
		j.t.Fatal(s.err)
	}
	j.is(store.OpinionChecked, 0)
}

// signed is what the leader does from the notice on, and what the voter reads then.
func (j *journey) signed(boss *emulated) {
	boss.hears("待您签发", 0)
	for _, i := range j.voter.inbox() {
		if strings.Contains(said(i), answer) {
			j.t.Errorf("the voter reads %q before it is signed", said(i))
		}
	}
	b := boss.open("//*[@role='log']//a[normalize-space()='打开查看']", "/h5/desk/")
	b.sees("//section[contains(@class, 'panel-answer')][contains(., '" + answer + "')]")
	b.look("phone-desk-draft")
	b.follow("form[action$='/sign'] button")
	b.sees("//*[contains(., '没有等您审核、签发的文稿')]")
	b.look("phone-desk-signed")
	boss.shut(b)
	j.is(store.OpinionAnswered, 0)
	j.voter.hears("代表已答复", 0)
	b = j.mine()
	b.sees("//section[contains(@class, 'panel-answer')][contains(., '" + answer + "')]")
	j.voter.shut(b)
}
