package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
)

// The people whose phones the demo has. The page of phones shows the first three
// by openid: 小陈, who has said nothing yet and is left to the newcomer, a deputy
// with something to answer, and somebody with an answer to rate.
const (
	phoneChen  = "demo-1-chen"
	phoneZhang = "demo-2-zhang"
	phoneLiu   = "demo-3-liu"
	phoneWang  = "demo-4-wang"
	phoneLi    = "demo-5-li"
	phoneSun   = "demo-6-sun"
)

var demoPhones = []struct{ openid, name string }{
	{phoneChen, "小陈"}, {phoneZhang, "张三代表"}, {phoneLiu, "刘大爷"}, {phoneWang, "王阿姨"}, {phoneLi, "李四代表"}, {phoneSun, "孙师傅"},
}

// script is a conversation that happens as it would in life: people say things to
// the emulated account, which delivers them.
type script struct {
	*demonstration
	ctx    context.Context
	office sampleOffice
	err    error
}

// talk plays what happened before the newcomer came: 王阿姨 waits for an answer,
// 刘大爷 has one to rate, and something is new in the inbox.
func (d *demonstration) talk(ctx context.Context, o sampleOffice) error {
	s := &script{demonstration: d, ctx: ctx, office: o}
	s.people()
	s.bind(phoneZhang, "张三")
	s.bind(phoneLi, "李四")
	s.until(phoneLi, "已经绑定")

	lamps := s.item(phoneWang, "村口到小学那段路有三盏路灯坏了半个多月，孩子放学天黑，走路不安全。")
	s.forward(lamps, "张三")

	road := s.item(phoneLiu, "卫生院门口没有停车的地方，车都停在路边，救护车进出很难。")
	s.forward(road, "李四")
	s.until(phoneLi, road)
	s.say(phoneLi, road+" 您好：我和卫生院、交警中队去现场看过，门口两侧已划禁停线，院内空地改成12个车位，本周五前启用。谢谢您的提醒。")
	s.release(road)
	s.until(phoneLiu, "代表已答复")

	s.item(phoneSun, "菜市场东门的垃圾两天没有清运了，味道很大。")
	s.send(phoneSun, sim.Message{Kind: "image"})
	return s.err
}

// people lets everybody follow: 王阿姨 by the code on her station's door, the
// others by looking the account up.
func (s *script) people() {
	for _, p := range demoPhones {
		if s.err == nil {
			_, s.err = s.sim.AddUser(p.openid, p.name)
		}
	}
	if s.err == nil {
		_, s.err = s.main.Client.PermanentQR(s.ctx, s.office.scene)
	}
	s.did(s.sim.Scan(s.ctx, phoneWang, sim.Scan{Scene: s.office.scene}))
	s.did(s.sim.Scan(s.ctx, phoneLiu, sim.Scan{Scene: s.office.scene}))
	for _, id := range []string{phoneChen, phoneZhang, phoneLi, phoneSun} {
		if !s.follows(id) {
			s.did(s.sim.Follow(s.ctx, id, ""))
		}
	}
}

// follows tells whether somebody follows already, from a start that was
// interrupted.
func (s *script) follows(openid string) bool {
	for _, u := range s.sim.Users() {
		if u.OpenID == openid {
			return u.Following
		}
	}
	return false
}

// did notes that something was not answered.
func (s *script) did(out sim.Outcome, err error) sim.Outcome {
	switch {
	case s.err != nil:
	case err != nil:
		s.err = err
	case out.State != sim.Answered:
		s.err = fmt.Errorf("a message was %s", out.State)
	}
	return out
}

func (s *script) say(openid, text string) string {
	if s.err != nil {
		return ""
	}
	out := s.did(s.sim.Say(s.ctx, openid, text))
	if out.Reply == nil {
		return ""
	}
	return out.Reply.Text
}

func (s *script) send(openid string, m sim.Message) {
	if s.err == nil {
		s.did(s.sim.Send(s.ctx, openid, m))
	}
}

var numberInReply = regexp.MustCompile(`YJ-\d{4}-\d{6,}`)

// item says something that opens an item, and gives its number.
func (s *script) item(openid, text string) string {
	number := numberInReply.FindString(s.say(openid, text))
	if number == "" && s.err == nil {
		s.err = errors.New("no number in the reply")
	}
	return number
}

// bind gives a deputy's phone an invitation, which its owner types.
func (s *script) bind(openid, deputy string) {
	var code string
	s.desk(func(t *act.Tx) (err error) {
		_, code, err = t.Invite(s.office.deputies[deputy])
		if store.IsProblem(err, store.ProblemTaken) {
			code, err = "", nil // bound by a start that was interrupted
		}
		return err
	})
	if code != "" {
		s.say(openid, "邀请码 "+code)
	}
}

// The outbox is looked at every second.
const (
	noticeWait = 5 * time.Second
	noticeLook = 20 * time.Millisecond
)

// until waits for a notice, so that what people do follows what they were told. A
// notice that does not come is nothing to fail for.
func (s *script) until(openid, text string) {
	if s.err != nil {
		return
	}
	s.main.jobs.Wake()
	ctx, cancel := context.WithTimeout(s.ctx, noticeWait)
	defer cancel()
	tick := time.NewTicker(noticeLook)
	defer tick.Stop()
	for {
		items, err := s.sim.Inbox(openid)
		if err != nil || slices.ContainsFunc(items, func(i sim.Item) bool { return i.Via != sim.ViaReply && strings.Contains(i.Text, text) }) {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// desk does something as the clerk.
func (s *script) desk(do func(*act.Tx) error) {
	if s.err == nil {
		s.err = s.main.Acts.Do(s.ctx, s.office.clerk, "", do)
	}
}

// find looks an item up by its number.
func (s *script) find(number string) string {
	if s.err != nil {
		return ""
	}
	rows, err := s.main.Acts.Inbox(s.ctx, s.office.clerk, act.InboxFilter{Query: number, Limit: 1})
	switch {
	case err != nil:
		s.err = err
	case len(rows) == 0:
		s.err = fmt.Errorf("%s is not in the inbox", number)
	default:
		return rows[0].Opinion.ID
	}
	return ""
}

func (s *script) forward(number, deputy string) {
	id := s.find(number)
	s.desk(func(t *act.Tx) error {
		if err := t.Triage(id, store.TriageOurs, "", 0); err != nil {
			return err
		}
		return t.Forward(id, s.office.deputies[deputy], "", 0)
	})
}

// release lets a deputy's answer go out.
func (s *script) release(number string) {
	id := s.find(number)
	if s.err != nil {
		return
	}
	d, err := s.main.Acts.Dossier(s.ctx, s.office.clerk, id)
	if err != nil || d.Waiting() == nil {
		s.err = errors.Join(err, fmt.Errorf("%s has no answer to release", number))
		return
	}
	s.desk(func(t *act.Tx) error { return t.Release(d.Waiting().ID, 0) })
}
