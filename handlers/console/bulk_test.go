package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

func init() {
	scenes["POST "+bulkPath] = func(d *desk) (string, []string) {
		o := heard(d)
		return "", []string{"pick", pickOf(&o), "do", "assign", "assignee", ""}
	}
}

// bulkPages are the pages of bulk acts, for the test that executes every page.
func bulkPages(empty, full map[string]any, o store.Opinion) {
	row := act.InboxRow{Opinion: o, Area: nasty, Deputy: nasty, Assignee: nasty}
	empty["bulk"], empty["bulk_done"] = &bulkPage{}, &bulkDonePage{}
	full["bulk"] = &bulkPage{Rows: []bulkRow{{row, true}, {}}, Missing: 2, Problem: nasty, Deeds: deeds, Picked: "close", Me: "s",
		Colleagues: []store.Staff{{ID: "t", Name: nasty}}, Categories: []string{nasty}, Reasons: []string{nasty}, List: nasty, Last: nasty,
		Deputies: []act.Candidate{{Deputy: store.Deputy{ID: "d", Name: nasty}, Titles: []string{nasty}}}}
	full["bulk_done"] = &bulkDonePage{Deed: nasty, Done: 3, Rows: []undone{{"o", nasty, nasty, nasty, nasty}, {Words: wordsGone}}, Again: bulkPath + "?list=x", List: nasty}
}

// bulkForm picks matters as they are now.
func (d *desk) bulkForm(do string, items []store.Opinion, more ...string) []string {
	fields := append([]string{"do", do, "last", store.NewID(d.clock())}, more...)
	for _, o := range items {
		o = d.fresh(o.ID).Opinion
		fields = append(fields, "pick", pickOf(&o))
	}
	return fields
}

// TestBulkDoesEachOnce sends each deed for three matters, twice.
func TestBulkDoesEachOnce(t *testing.T) {
	d := open(t)
	b, clerk := d.signIn("clerk"), d.people["clerk"].Actor
	ours := func(list []store.Opinion) {
		for _, o := range list {
			d.as("clerk", func(t *act.Tx) error { return t.Triage(o.ID, store.TriageOurs, "", 0) })
		}
	}
	until := d.clock().In(store.ChinaTime).AddDate(0, 0, 3).Format(time.DateOnly)
	for _, c := range []struct {
		do     string
		fields []string
		first  func([]store.Opinion)
		want   func(store.Opinion) bool
	}{
		{"assign", []string{"assignee", clerk.ID}, nil, func(o store.Opinion) bool { return o.AssigneeID == clerk.ID }},
		{"sort", []string{"category", "道路交通"}, nil, func(o store.Opinion) bool { return o.Category == "道路交通" }},
		{"snooze", []string{"until", until}, nil, func(o store.Opinion) bool { return o.Asleep(d.clock()) }},
		{"not_ours", nil, nil, func(o store.Opinion) bool { return o.Triage == store.TriageNotOurs }},
		{"spam", nil, nil, func(o store.Opinion) bool { return o.Triage == store.TriageSpam }},
		{"forward", []string{"deputy", d.li.ID, "note", "请阅处"}, ours, func(o store.Opinion) bool { return o.DeputyID == d.li.ID }},
		{"close", []string{"reason", "已经修好"}, nil, func(o store.Opinion) bool { return o.State == store.OpinionClosed }},
	} {
		items := []store.Opinion{heard(d), heard(d), heard(d)}
		if c.first != nil {
			c.first(items)
		}
		form := append(d.bulkForm(c.do, items, c.fields...), "form_id", formID())
		steps := 0
		for range 2 {
			got := b.post(bulkPath, form...)
			if got.Code != http.StatusOK || !strings.Contains(text(got.Body), "已办理3件") || strings.Contains(got.Body, "没有办理的") {
				t.Errorf("%s: %d %s", c.do, got.Code, text(got.Body))
			}
			now := 0
			for _, o := range items {
				doss := d.fresh(o.ID)
				if now += len(doss.Steps); !c.want(doss.Opinion) {
					t.Errorf("%s: %+v", c.do, doss.Opinion)
				}
			}
			if steps != 0 && now != steps {
				t.Errorf("%s: %d steps, then %d", c.do, steps, now)
			}
			steps = now
		}
	}
}

// TestBulkSaysWhyNot mixes matters that can be done with those that cannot.
func TestBulkSaysWhyNot(t *testing.T) {
	d := open(t)
	good, lost, done, hidden := heard(d), heard(d), closed(d), sealedNow(d)
	hidden = d.fresh(hidden.ID).Opinion
	form := d.bulkForm("spam", []store.Opinion{good, lost, done})
	form = append(form, "pick", pickOf(&hidden), "pick", "nonsense", "pick", good.ID+".1")
	d.step(time.Second)
	d.as("petition", func(t *act.Tx) error { return t.Sort(lost.ID, "道路交通", 0) })
	for _, login := range []string{"clerk", "petition"} { // who may read the sealed one is not told of it here either
		got := d.signIn(login).post(bulkPath, form...)
		said := text(got.Body)
		if login == "clerk" && !strings.Contains(said, "已办理1件") || !strings.Contains(said, wordsNotNow) || strings.Count(said, wordsGone) != 2 {
			t.Errorf("%s: %s", login, said)
		}
		if login == "clerk" && !strings.Contains(said, "刚刚已由"+d.name("petition")) {
			t.Errorf("nobody was faster: %s", said)
		}
		if strings.Contains(got.Body, hidden.ID) || strings.Contains(got.Body, hidden.Number) {
			t.Errorf("%s is shown the sealed one", login)
		}
	}
	if o := d.fresh(lost.ID).Opinion; o.State != store.OpinionNew || o.Triage != store.TriageNone {
		t.Errorf("the lost one is %s", o.State)
	}
	if got := d.signIn("leader").post(bulkPath, d.bulkForm("spam", []store.Opinion{lost})...); !strings.Contains(text(got.Body), wordsMayNot) {
		t.Errorf("the leader triages: %s", text(got.Body))
	}
	if o := d.fresh(hidden.ID).Opinion; o.State != store.OpinionSealed {
		t.Errorf("the sealed one is %s", o.State)
	}
}

// name is what somebody of the desk is called.
func (d *desk) name(login string) string {
	row, err := d.StaffMember(d.t.Context(), d.people["security"].Actor, d.people[login].ID)
	must(d.t, err)
	return row.Name
}

// TestBulkForeign picks another office's matter.
func TestBulkForeign(t *testing.T) {
	d := open(t)
	o := heard(d)
	b := d.signIn("clerk-far")
	got := b.get(bulkPath + "?pick=" + pickOf(&o))
	if got.Code != http.StatusOK || strings.Contains(got.Body, o.Number) || !strings.Contains(got.Body, "没有找到") {
		t.Errorf("%d %s", got.Code, text(got.Body))
	}
	if got := b.post(bulkPath, "pick", pickOf(&o), "do", "spam"); got.Code != http.StatusNotFound || strings.Contains(got.Body, o.Number) {
		t.Errorf("%d %s", got.Code, text(got.Body))
	}
	if now := d.fresh(o.ID).Opinion; now.State != store.OpinionNew {
		t.Errorf("the foreign one is %s", now.State)
	}
}

// TestBulkForm sends forms that cannot be done; what was written comes back.
func TestBulkForm(t *testing.T) {
	d := open(t)
	o := heard(d)
	b := d.signIn("clerk")
	many := []string{"do", "spam"}
	for range bulkMost + 1 {
		many = append(many, "pick", store.NewID(d.clock())+".1")
	}
	for want, form := range map[string][]string{
		wordsNoneSeen: {"do", "spam"}, wordsTooMany: many,
		"请先选怎样办理":   {"pick", pickOf(&o)},
		"请写明理由":     {"pick", pickOf(&o), "do", "close", "how", "x", "reason", " "},
		"请先选一位代表":   {"pick", pickOf(&o), "do", "forward", "note", "我写的话"},
		"请选择暂缓到哪一天": {"pick", pickOf(&o), "do", "snooze"},
		"没有这个类别":    {"pick", pickOf(&o), "do", "sort"},
	} {
		if got := b.post(bulkPath, form...); got.Code != http.StatusUnprocessableEntity || !strings.Contains(text(got.Body), want) {
			t.Errorf("%q: %d %s", want, got.Code, text(got.Body))
		}
	}
	if now := d.fresh(o.ID).Opinion; now.Version != o.Version {
		t.Errorf("version %d", now.Version)
	}
	shown := b.get(bulkPath + "?list=tab%3Dnew&pick=" + o.ID + ".9").Body
	if !strings.Contains(shown, "选中以后有变化") || !strings.Contains(shown, `value="`+pickOf(&o)+`" checked`) || !strings.Contains(shown, `href="/console/opinions?tab=new"`) {
		t.Errorf("the page: %s", text(shown))
	}
	if k := itemKey("form:"+formID()+"#x", o.ID); len(strings.TrimSuffix(k, "#x")) > 80 {
		t.Errorf("the key %q is too long", k)
	}
}
