package phone

import (
	"context"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// held is a meeting that begins so long from now, for two hours, with people
// called to it, and the code on its screen.
func (o *office) held(from time.Duration, who ...store.Deputy) (*store.Meeting, string) {
	o.t.Helper()
	now := o.Now()
	m := &store.Meeting{ID: store.NewID(now), Created: now, OfficeID: o.town.ID, Kind: store.MeetingStanding, Title: "主席团第三次会议", Place: "三楼会议室",
		Starts: now.Add(from), Ends: now.Add(from + 2*time.Hour), State: store.MeetingAnnounced, Revision: 1, Updated: now, Nearby: 300, Latitude: 27.05, Longitude: 110.05, Version: 1}
	b := db.Batch{Meetings: []*store.Meeting{m}}
	for _, w := range who {
		b.Participants = append(b.Participants, &store.Participant{ID: store.NewID(now), Created: now, MeetingID: m.ID, DeputyID: w.ID,
			Role: store.RoleAttends, Revision: 1, Version: 1})
	}
	must(o.t, o.base.Tx(context.Background(), func(q db.Q) error { return b.Flush(context.Background(), q) }))
	must(o.t, o.Do(o.t.Context(), o.clerk, "", func(t *act.Tx) error { return t.OpenSignIn(m.ID) }))
	return m, o.code(m)
}

// code is what the screen shows now.
func (o *office) code(m *store.Meeting) string {
	o.t.Helper()
	s, err := o.MeetingScreen(o.t.Context(), o.clerk, m.ID, store.WallDoor)
	must(o.t, err)
	return signPath + m.ID + "/" + s.Code
}

// TestADeputyScansAndPresses, and everybody else is told in one sentence why not.
func TestADeputyScansAndPresses(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	o.bind("other", o.li.ID)
	o.follow("voter")
	m, path := o.held(30*time.Minute, o.zhang)
	o.phone("voter").get(path).sees("您的微信还没有绑定代表身份，不能签到")
	o.phone("other").get(path).sees("这次会议的名单里没有您")
	p := o.phone("dep")
	p.get(signPath + m.ID + "/" + strings.Repeat("0", 26)).sees("这不是本次会议的签到码")
	other, code := o.held(time.Hour)
	p.get(signPath + m.ID + code[strings.LastIndexByte(code, '/'):]).sees("这不是本次会议的签到码")
	p.get(signPath + other.ID).sees("这次会议的名单里没有您")
	p.get(path).sees("主席团第三次会议", "三楼会议室").lacks("您已签到")
	p.post(signPath+m.ID, p.fields(signPath+m.ID)).sees("签到成功。", "您已签到")
	p.get(path).sees("您已签到")
	late, _ := o.held(2*time.Hour, o.zhang)
	p.get(o.codeAnyway(late)).sees("还没有到签到的时间", "开始签到")
}

// codeAnyway is an address as somebody might type it.
func (o *office) codeAnyway(m *store.Meeting) string { return signPath + m.ID + "/x" }

// scripts signs pages as WeChat's client does.
type scripts struct{}

func (scripts) PageConfig(_ context.Context, address string) (wechat.PageConfig, error) {
	return wechat.PageConfig{AppID: "wx", Signature: address}, nil
}

// TestSigningInByPlace shows where the phone is, as WeChat's script would.
func TestSigningInByPlace(t *testing.T) {
	o := open(t, func(c *Config) { c.Scripts = scripts{} })
	o.bind("dep", o.zhang.ID)
	m, path := o.held(30*time.Minute, o.zhang)
	p := o.phone("dep")
	p.get(path).lacks("data-locate")
	send := func(latitude string) *phone {
		v := p.get(signPath + m.ID).fields(signPath + m.ID)
		v.Set("latitude", latitude)
		v.Set("longitude", "110.05")
		return p.post(signPath+m.ID, v)
	}
	send("27.06").sees("您离会场还有些远").lacks("您已签到")
	send("北纬").sees("没有取到您的位置").lacks("您已签到")
	send("27.0501").sees("签到成功。", "您已签到").lacks("data-locate")
	o.step(time.Hour)
	p.get(signPath+m.ID).sees("提前离会").post(signPath+m.ID+"/left", p.fields(signPath+m.ID+"/left")).sees("已记下您提前离会")
	o.step(3 * time.Hour)
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) error { return t.CloseMeeting(m.ID, 0) }))
	p.get("/h5/me").sees("我的履职记录").get("/h5/records").sees("主席团第三次会议", "参加其他会议", "出席，早退")
}

// signing is the way to sign in to one meeting, and to leave another; a third one
// is in the deputy's record.
func (o *office) signing() (sign, signed string) {
	o.t.Helper()
	_, sign = o.held(30*time.Minute, o.zhang)
	going, _ := o.held(-30*time.Minute, o.zhang)
	past, _ := o.held(-3*time.Hour, o.zhang)
	for _, m := range []*store.Meeting{going, past} {
		v, err := o.Venue(o.t.Context(), o.clerk, m.ID)
		must(o.t, err)
		o.do(o.clerk, func(t *act.Tx) error {
			_, err := t.Tick(m.ID, act.TickSign, []act.TickRow{{ID: v.Rows[0].ID}}, time.Time{})
			return err
		})
	}
	o.do(o.clerk, func(t *act.Tx) error { return t.CloseMeeting(past.ID, 0) })
	return sign, signPath + going.ID
}
