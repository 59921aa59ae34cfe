package console

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

func init() {
	form := inTown("title", "会前通知", "text", "{称呼}，您好。", "names", "张三")
	maps.Copy(scenes, map[string]scene{
		"GET /console/broadcasts/:id":            castAt(store.BroadcastDraft),
		"GET /console/broadcasts/:id/edit":       castAt(store.BroadcastDraft),
		"GET /console/broadcasts/:id/recipients": castAt(store.BroadcastQueueing),
		"POST /console/broadcasts/:id":           castAt(store.BroadcastDraft),
		"POST /console/broadcasts/:id/repeat":    castAt(store.BroadcastDraft),
		"POST /console/broadcasts/:id/preview":   castAt(store.BroadcastDraft),
		"POST /console/broadcasts/:id/pause":     castAt(store.BroadcastQueueing),
		"POST /console/broadcasts/:id/resume":    castAt(store.BroadcastPaused),
		"POST /console/broadcasts/:id/cancel":    castAt(store.BroadcastQueueing),
		"POST /console/broadcasts":               form,
	})
	maps.Copy(sheetPagesEmpty, map[string]any{"broadcasts": broadcastsPage{}, "broadcast_form": broadcastForm{},
		"broadcast": broadcastPage{BroadcastView: &act.BroadcastView{}}, "recipients": recipientsPage{}})
	row := act.BroadcastRow{Broadcast: store.Broadcast{ID: "b", Title: nasty, Text: nasty, Link: "https://example.org/\"><script>alert(1)</script>",
		State: store.BroadcastPaused, Recipients: store.Recipients{Levels: levels}}, Maker: nasty, Office: nasty}
	waits := row
	waits.State, waits.DraftState = store.BroadcastDraft, store.DraftWriting
	maps.Copy(sheetPagesFull, map[string]any{"broadcasts": broadcastsPage{[]act.BroadcastRow{row, waits, {}}},
		"broadcast_form": broadcastForm{ID: "b", Version: 3, Office: store.Office{Name: nasty}, Offices: []store.Office{{Name: nasty}, {}}, Problem: nasty,
			Under: []castChoice{{"o", nasty, true}}, Levels: []castChoice{{"l", nasty, true}}, Groups: []castChoice{{"g", nasty, true}},
			Title: nasty, Text: nasty, Link: nasty, Names: nasty, Holders: store.BroadcastPlaceholders},
		"broadcast": broadcastPage{Live: true, Sample: nasty, BroadcastView: &act.BroadcastView{BroadcastRow: row, Chooses: []string{nasty}, Named: []string{nasty}, People: 3,
			Tally: act.BroadcastTally{Total: 9, Unqueued: 1, Waiting: 1, Held: 1, Gone: map[store.Channel]int{store.ChannelChat: 1}, Doubt: 1, Unreached: 1, Phoned: 1, Cancelled: 1}}},
		"recipients": recipientsPage{ID: "b", Title: nasty, More: "/x", Sets: []recipientSet{{nasty, "/x", true}}, Channels: []recipientSet{{nasty, "/x", false}},
			Rows: []act.RecipientRow{{Name: nasty, Office: nasty, Notice: store.Notice{State: store.NoticeUnreached, Channel: store.ChannelPhone}}}}})
}

// castAt is a broadcast of 甲镇 in a state, which a clerk of its own drafted.
func castAt(state store.BroadcastState) scene {
	return func(d *desk) (id string, fields []string) {
		for _, login := range []string{"caster", "signer"} {
			if d.people[login] == nil {
				d.member(login, d.town.ID, "hash", map[string]store.Role{"caster": store.RoleClerk, "signer": store.RoleLeader}[login])
			}
		}
		var draft string
		d.as("caster", func(t *act.Tx) error {
			b, err := t.AddBroadcast(store.Broadcast{OfficeID: d.town.ID, Recipients: store.Recipients{Deputies: []string{d.zhang.ID, d.li.ID}}},
				"会前通知"+store.NewSecret()[:6], "{称呼}，您好：请准时参加。")
			must(d.t, err)
			id, draft = b.ID, b.DraftID
			return nil
		})
		if state != store.BroadcastDraft {
			d.as("caster", func(t *act.Tx) error { _, err := t.StepDraft(draft, store.StepSubmit, "", 0); return err })
			d.as("signer", func(t *act.Tx) error { _, err := t.StepDraft(draft, store.StepSign, "", 0); return err })
		}
		if state == store.BroadcastPaused {
			d.as("caster", func(t *act.Tx) error { return t.RunBroadcast(id, store.BroadcastPause) })
		}
		return id, []string{"seen", "1", "names", "张三", "earlier", id}
	}
}

// TestAClerkWritesToMany: from the form to the list of who got it.
func TestAClerkWritesToMany(t *testing.T) {
	d := open(t)
	clerk, leader := d.signIn("clerk"), d.signIn("leader")
	form := []string{"office", d.town.ID, "title", "会前通知", "text", "{称呼}，您好：请准时参加。", "link", "https://example.org/agenda"}
	for _, bad := range []struct{ name, words string }{
		{"names", "请先选择发给谁"}, {"names=没有这人", "名册里没有找到在任的代表：没有这人。"}, {"level=city place=" + d.town.ID, "所选的范围里没有在任的代表"},
	} {
		extra := append([]string{}, form...)
		for _, pair := range strings.Fields(bad.name) {
			k, v, _ := strings.Cut(pair, "=")
			extra = append(extra, k, v)
		}
		if got := clerk.post("/console/broadcasts", extra...); got.Code != http.StatusUnprocessableEntity || !strings.Contains(text(got.Body), bad.words) || !strings.Contains(got.Body, "https://example.org/agenda") {
			t.Errorf("%s: %d %s", bad.name, got.Code, problemOf(got.Body))
		}
	}
	blank := clerk.get(broadcastsPath + "/new?office=" + d.town.ID).Body
	if said := text(blank); !strings.Contains(said, d.town.Short+"（3位）") || !strings.Contains(blank, `value="`+d.town.ID+`" checked`) {
		t.Errorf("how many an office has is not said, or it is not chosen: %s", said)
	}
	made := clerk.post("/console/broadcasts", append(form, "place", d.town.ID, "names", "张　三")...)
	path := made.Location
	seen := clerk.get(path)
	if !strings.Contains(text(seen.Body), "张三代表，您好：请准时参加。") || !strings.Contains(text(seen.Body), "平台每天最多 100000 条") {
		t.Fatalf("%d %s: %s", made.Code, path, text(seen.Body))
	}
	list, err := d.Broadcasts(t.Context(), d.people["clerk"].Actor)
	must(t, err)
	draft := "/console/drafts/" + list[0].DraftID
	if got := clerk.post(draft+"/edit", "seen", "1", "title", "会前通知", "text", "{称呼}，您好：{电话}", "then", "submit"); !strings.Contains(text(got.Body), "正文里有不认识的占位词") {
		t.Errorf("strange words: %d %s", got.Code, problemOf(got.Body))
	}
	clerk.post(draft+"/edit", "seen", "1", "title", "会前通知", "text", "{称呼}，您好：请准时到会。", "then", "submit")
	if got := leader.get(draft); !strings.Contains(text(got.Body), "位在任代表") || !strings.Contains(got.Body, `value="sign"`) {
		t.Fatalf("the leader reads: %s", text(got.Body))
	}
	leader.post(draft+"/edit", "seen", "2", "title", "会前通知", "text", "{称呼}，您好：请准时到会。", "then", "sign")
	_, err = d.QueueBroadcasts(t.Context())
	must(t, err)
	seen = clerk.get(path)
	total := len(d.serving())
	if !strings.Contains(text(seen.Body), "正在发送：0 / "+itoa(int64(total))+" 位") || !strings.Contains(seen.Body, "<progress") {
		t.Fatalf("%s", text(seen.Body))
	}
	clerk.post(path + "/pause")
	if got := clerk.get(path); !strings.Contains(text(got.Body), "已暂停：0 / ") {
		t.Errorf("paused: %s", text(got.Body))
	}
	clerk.post(path + "/cancel")
	if got := clerk.get(path + "/recipients?state=cancelled"); !strings.Contains(text(got.Body), "张三") || !strings.Contains(text(got.Body), "已取消") {
		t.Errorf("recipients: %s", text(got.Body))
	}
	if got := clerk.get(path + "/recipients?state=sent"); !strings.Contains(text(got.Body), "没有符合条件的代表") {
		t.Errorf("nothing was sent: %s", text(got.Body))
	}
	if got := clerk.get(path + "/recipients?export=xlsx"); got.Code != http.StatusOK || !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("export: %d", got.Code)
	}
	again := clerk.post("/console/broadcasts", append(form[:4:4], "text", "{称呼}，您好：请准时到会。", "link", "https://example.org/agenda", "place", d.town.ID, "names", "张三")...)
	if got := clerk.get(again.Location); !strings.Contains(text(got.Body), "已经给同样的人发过一份一样的通知") {
		t.Errorf("the same again: %s", text(got.Body))
	}
}

// serving are the deputies of 甲镇 who exercise a mandate.
func (d *desk) serving() []string {
	d.t.Helper()
	rows, err := d.Roster(d.t.Context(), d.people["clerk"].Actor)
	must(d.t, err)
	var ids []string
	for _, r := range rows {
		for _, m := range r.Mandates {
			if m.OfficeID == d.town.ID && m.Status == store.MandateActive {
				ids = append(ids, r.Deputy.ID)
			}
		}
	}
	return ids
}

// TestAClerkSendsToFollowers: what is used this month stands there before anything is
// signed, and the fifth is refused in a sentence.
func TestAClerkSendsToFollowers(t *testing.T) {
	d := open(t)
	clerk, leader := d.signIn("clerk"), d.signIn("leader")
	d.hear("follower-1", "你好", nil, false)
	d.hear("follower-2", "你好", nil, false)
	form := func(title string) []string {
		return []string{"office", d.town.ID, "way", "mass", "title", title, "text", "本周五上午，代表在联络站接待群众。", "link", ""}
	}
	if got := clerk.get("/console/broadcasts/new?way=mass"); !strings.Contains(got.Body, `name="way" value="mass"`) || strings.Contains(got.Body, `name="names"`) {
		t.Errorf("the form: %s", text(got.Body))
	}
	bad := form("公告")
	bad[7] = "{称呼}，您好"
	if got := clerk.post("/console/broadcasts", bad...); got.Code != http.StatusUnprocessableEntity || !strings.Contains(problemOf(got.Body), "人人一样") {
		t.Errorf("a name for everybody: %d %s", got.Code, problemOf(got.Body))
	}
	for i := range store.MassMonthly {
		path := clerk.post("/console/broadcasts", form("公告"+itoa(int64(i)))...).Location
		seen := text(clerk.get(path).Body)
		if !strings.Contains(seen, "已用 "+itoa(int64(i))+" 次，还可以发  "+itoa(int64(store.MassMonthly-i))+"  次") || strings.Contains(seen, "位在任代表") {
			t.Fatalf("before %d: %s", i, seen)
		}
		list, err := d.Broadcasts(t.Context(), d.people["clerk"].Actor)
		must(t, err)
		draft := "/console/drafts/" + list[0].DraftID
		words := []string{"title", "公告" + itoa(int64(i)), "text", "本周五上午，代表在联络站接待群众。"}
		clerk.post(draft+"/edit", append(words, "seen", "1", "then", "submit")...)
		if got := leader.get(draft); !strings.Contains(text(got.Body), "还可以发") {
			t.Errorf("the leader reads no quota: %s", text(got.Body))
		}
		leader.post(draft+"/edit", append(words, "seen", "2", "then", "sign")...)
		_, err = d.QueueBroadcasts(t.Context())
		must(t, err)
		if seen := text(clerk.get(path).Body); !strings.Contains(seen, "正在发出") && !strings.Contains(seen, "还没有发出") {
			t.Fatalf("after %d: %s", i, seen)
		}
	}
	path := clerk.post("/console/broadcasts", form("第五份")...).Location
	list, err := d.Broadcasts(t.Context(), d.people["clerk"].Actor)
	must(t, err)
	draft := "/console/drafts/" + list[0].DraftID
	got := clerk.post(draft+"/edit", "title", "第五份", "text", "您好", "seen", "1", "then", "submit")
	if !strings.Contains(problemOf(got.Body), "本月的4次群发已经用完，下个月1日起才能再发。") {
		t.Errorf("the fifth: %d %s", got.Code, text(got.Body))
	}
	if got := text(clerk.get(path).Body); !strings.Contains(got, "还可以发  0  次") {
		t.Errorf("the fifth's page: %s", got)
	}
}

// TestMassSays has a sentence for whatever becomes of a mass message.
func TestMassSays(t *testing.T) {
	said := map[string]bool{}
	for _, n := range []*store.Notice{nil, {State: store.NoticeWaiting}, {State: store.NoticeSent}, {State: store.NoticeDelivered}, {State: store.NoticeUnknown},
		{State: store.NoticeUnreached, Code: 45028}, {State: store.NoticeUnreached, Code: 99}, {State: store.NoticeUnreached, Outcome: "err(20001)"},
		{State: store.NoticeUnreached, Outcome: "send fail"}, {State: store.NoticeUnreached, Outcome: "given up"}, {State: store.NoticeDropped}} {
		p := broadcastPage{BroadcastView: &act.BroadcastView{Sent: n, BroadcastRow: act.BroadcastRow{Broadcast: store.Broadcast{Way: store.WayMass, State: store.BroadcastSending}}}}
		if s := p.MassSays(); said[s] || s == "" || p.Word() == "" || p.Colour() == "" {
			t.Errorf("%+v: %q", n, s)
		} else {
			said[s] = true
		}
	}
}
