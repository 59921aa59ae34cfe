package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// TestWhatAMeetingIsRefusedFor: each thing that cannot be has one sentence of its
// own on the page it was typed on, and nothing is changed.
func TestWhatAMeetingIsRefusedFor(t *testing.T) {
	d := open(t)
	m := plannedIn(d, store.MeetingPresidium)
	empty := &store.Meeting{}
	d.as("clerk", func(t *act.Tx) (err error) {
		empty, err = t.AddMeeting(store.Meeting{OfficeID: d.town.ID, Kind: store.MeetingPresidium, Title: "没有人的会", Place: "会议室", Starts: d.clock().Add(240 * time.Hour)})
		return err
	})
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		file, err := d.DeputyFile(d.t.Context(), d.people["clerk"].Actor, d.li.ID)
		must(d.t, err)
		end := store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundResigned, Day: store.DayOf(d.clock().Add(-24 * time.Hour)), Reason: "第3号公告"}
		return t.ChangeMandate(file.Mandates[0].ID, end, file.Mandates[0].Version)
	}))
	at := func(in time.Duration) string { return d.clock().Add(in).In(store.ChinaTime).Format("2006-01-02T15:04") }
	var crowd strings.Builder
	for i := range store.MeetingMost + 1 {
		fmt.Fprintf(&crowd, "来宾%d\n", i)
	}
	b, page := d.signIn("clerk"), meetingsPath+"/"+m.ID
	form := []string{"office", d.town.ID, "kind", "presidium", "title", "主席团会议", "place", "三楼"}
	before := everything(t, d.base)
	for what, c := range map[string]struct {
		path   string
		fields []string
		says   string
	}{
		"in the past":                 {meetingsPath, append([]string{"starts", at(-time.Hour)}, form...), "开始时间已经过去了，请核对。"},
		"the deadline after it":       {meetingsPath, append([]string{"starts", at(240 * time.Hour), "reply_by", at(241 * time.Hour)}, form...), "回复截止时间不能晚于开始时间，请核对。"},
		"nobody is called":            {meetingsPath + "/" + empty.ID + "/lay", []string{"seen", "1"}, "还没有选参加人员，请先选好再送审。"},
		"more than one meeting calls": {page + "/people", []string{"guests", crowd.String(), "role", "sits_in"}, "人数太多，一次最多通知5000人"},
		"a mandate ended yesterday":   {page + "/people", []string{"list", "李四"}, "现在不执行代表职务：李四"},
	} {
		got := b.post(c.path, c.fields...)
		if said := text(got.Body); got.Code != http.StatusUnprocessableEntity || !strings.Contains(said, c.says) {
			t.Errorf("%s: status %d, %s", what, got.Code, said[:min(len(said), 900)])
		}
	}
	if everything(t, d.base) != before {
		t.Error("something was changed")
	}
}
