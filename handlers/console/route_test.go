package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

func TestEveryRouteHasAnAct(t *testing.T) {
	known := store.Acts()
	for _, r := range Routes() {
		if (r.Act == "") == (r.Open == "") {
			t.Errorf("%s %s needs an act, or a reason to be open", r.Method, r.Path)
		}
		if r.Act != "" && !slices.Contains(known, r.Act) {
			t.Errorf("%s %s: nobody may do %q", r.Method, r.Path, r.Act)
		}
		if !strings.HasPrefix(r.Path, "/console/") {
			t.Errorf("%s is outside the console", r.Path)
		}
	}
}

// TestTheTableIsAllThereIs compares the table with what the router serves.
func TestTheTableIsAllThereIs(t *testing.T) {
	d := open(t)
	served := map[string]bool{}
	for _, r := range d.engine.Routes() {
		if strings.HasPrefix(r.Path, "/console") {
			served[r.Method+" "+r.Path] = true
		}
	}
	for _, r := range Routes() {
		if !served[r.Method+" "+r.Path] {
			t.Errorf("%s %s is not served", r.Method, r.Path)
		}
		delete(served, r.Method+" "+r.Path)
	}
	if len(served) > 0 {
		t.Errorf("served without a rule: %v", served)
	}
}

// scene makes, anew for every request, what an address is about: in 甲镇. It gives
// the id in the address and the form's fields.
type scene func(d *desk) (id string, fields []string)

// ourOpinion is a matter in a state, with the version its reader saw.
func ourOpinion(make func(d *desk) store.Opinion, fields ...string) scene {
	return func(d *desk) (string, []string) {
		o := d.fresh(make(d).ID).Opinion
		return o.ID, append([]string{"seen", version(&o)}, fields...)
	}
}

func version(o *store.Opinion) string { return itoa(o.Version) }

func itoa(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func heard(d *desk) store.Opinion {
	return d.hear("voter-"+store.NewSecret(), "路灯坏了", nil, false)
}

func closed(d *desk) store.Opinion {
	o := heard(d)
	d.as("clerk", func(t *act.Tx) error { return t.Triage(o.ID, store.TriageSpam, "", 0) })
	return o
}

// merged is a matter that is handled with another one.
func merged(d *desk) store.Opinion {
	o, into := heard(d), heard(d)
	d.as("clerk", func(t *act.Tx) error { return t.Merge(o.ID, into.ID, 0) })
	return o
}

func sealedNow(d *desk) store.Opinion {
	o := heard(d)
	d.as("clerk", func(t *act.Tx) error { return t.Triage(o.ID, store.TriageAccusation, "", 0) })
	return o
}

// waiting is a matter with an answer to release. Its deputy is bound once.
func waiting(d *desk) (id string, fields []string) {
	deputy, err := d.PersonByOpenid(d.t.Context(), "dep-walk")
	var who store.Actor
	if err != nil {
		who = d.bind("dep-walk", d.zhang.ID)
	} else {
		who = store.PersonActor(deputy, "test")
	}
	o := d.answered(who, "公交车末班太早", "已与公交公司沟通")
	doss := d.fresh(o.ID)
	return o.ID, []string{"seen", version(&doss.Opinion), "answer", doss.Waiting().ID, "reason", "请补充"}
}

// newDeputy is somebody in the roster whom nobody has invited.
func newDeputy(d *desk) (id string, fields []string) {
	must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		made := d.deputy(t, store.Deputy{Name: "新代表"}, d.dist.ID, "")
		id = made.ID
		return nil
	}))
	return id, nil
}

func invited(d *desk) (id string, fields []string) {
	who, _ := newDeputy(d)
	d.as("clerk", func(t *act.Tx) error {
		inv, _, err := t.Invite(who)
		id = inv.ID
		return err
	})
	return id, nil
}

// cannedNow is a canned reply of 甲镇 that nobody has changed yet.
func cannedNow(fields ...string) scene {
	return func(d *desk) (id string, _ []string) {
		d.as("clerk", func(t *act.Tx) error {
			made, err := t.AddCanned(store.Canned{OfficeID: d.town.ID, Use: store.CannedAuthor, Title: "受理", Text: "{编号}"})
			id = made.ID
			return err
		})
		return id, append([]string{"seen", "1"}, fields...)
	}
}

// roomForVoter is a deputy without contact voters.
func roomForVoter(d *desk) (id string, fields []string) {
	id, _ = newDeputy(d)
	return id, []string{"name", "杨秀英", "consent", "当面同意"}
}

// newVoter is a contact voter of a deputy of 甲镇.
func newVoter(d *desk) (id string, fields []string) {
	who, fields := roomForVoter(d)
	d.as("clerk", func(t *act.Tx) error {
		c, err := t.AddContact(who, act.ContactForm{Name: "杨秀英", Consent: "当面同意"})
		id = c.ID
		return err
	})
	return id, append(fields, "seen", "1")
}

func newStaff(d *desk) (string, []string) {
	m := d.member("m-"+store.NewSecret(), d.town.ID, "hash", store.RoleClerk)
	return m.ID, nil
}

func at(id func(d *desk) string, fields ...string) scene {
	return func(d *desk) (string, []string) { return id(d), fields }
}

func inTown(fields ...string) scene {
	return func(d *desk) (string, []string) { return "", append([]string{"office", d.town.ID}, fields...) }
}

// draftAt is a letter of the clerk's in 甲镇, after some steps of three.
func draftAt(verbs ...store.StepVerb) scene {
	return func(d *desk) (id string, fields []string) {
		must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
			return t.Set(d.root.ID, store.SetStepsDigest, "3")
		}))
		if d.people["drafter"] == nil {
			d.member("drafter", d.town.ID, "hash", store.RoleClerk)
		}
		d.as("drafter", func(t *act.Tx) error {
			made, err := t.AddDraft(store.Draft{Kind: store.DraftDigest, OfficeID: d.town.ID, Ref: "2026-1", To: "住建局", Title: "函", Text: "正文"})
			must(d.t, err)
			id = made.ID
			return nil
		})
		for _, v := range verbs {
			who := map[store.StepVerb]string{store.StepSubmit: "drafter", store.StepPass: "reviewer"}[v]
			if d.people[who] == nil {
				d.member(who, d.town.ID, "hash", store.RoleClerk)
			}
			d.as(who, func(t *act.Tx) error { _, err := t.StepDraft(id, v, "", 0); return err })
		}
		now, err := d.DraftDossier(d.t.Context(), d.people["clerk"].Actor, id)
		must(d.t, err)
		return id, []string{"seen", itoa(now.Version), "to", "住建局", "title", "函", "text", "改过的正文", "reason", "请补充数字"}
	}
}

// savedFilter is one that 甲镇 shares.
func savedFilter(d *desk) (id string, fields []string) {
	d.as("clerk", func(t *act.Tx) error { return t.SaveFilter("共用-"+store.NewSecret()[:8], "tab=new", true) })
	list, err := d.Filters(d.t.Context(), d.people["clerk"].Actor)
	must(d.t, err)
	return list[len(list)-1].ID, nil
}

// scenes say, for each address with a target, what it is about. An address without
// one is about the reader.
var scenes = map[string]scene{
	"GET /console/opinions/:id":            ourOpinion(heard),
	"POST /console/opinions/:id/triage":    ourOpinion(heard, "triage", "ours", "reply_ours", "已受理"),
	"POST /console/opinions/:id/recall":    func(d *desk) (string, []string) { o := d.given("路灯"); return o.ID, []string{"seen", version(&o)} },
	"POST /console/opinions/:id/release":   waiting,
	"POST /console/opinions/:id/return":    waiting,
	"POST /console/opinions/:id/deputy":    ourOpinion(func(d *desk) store.Opinion { return d.given("路灯") }, "text", "请看"),
	"POST /console/opinions/:id/note":      ourOpinion(heard, "text", "备注"),
	"POST /console/opinions/:id/assign":    ourOpinion(heard, "assignee", ""),
	"POST /console/opinions/:id/sort":      ourOpinion(heard, "category", "道路交通"),
	"POST /console/opinions/:id/urgent":    ourOpinion(heard),
	"POST /console/opinions/:id/snooze":    ourOpinion(heard, "undo", "1"),
	"POST /console/opinions/:id/pending":   ourOpinion(heard, "note", "等回话"),
	"POST /console/opinions/:id/part":      ourOpinion(merged),
	"POST /console/opinions/:id/tell":      ourOpinion(heard, "text", "您好"),
	"POST /console/opinions/:id/close":     ourOpinion(heard, "reason", "已办"),
	"POST /console/opinions/:id/reopen":    ourOpinion(closed),
	"POST /console/opinions/:id/block":     ourOpinion(heard),
	"GET /console/sealed/:id":              ourOpinion(sealedNow),
	"POST /console/sealed/:id/unseal":      ourOpinion(sealedNow),
	"GET /console/drafts/:id":              draftAt(),
	"GET /console/drafts/:id/word":         draftAt(),
	"GET /console/drafts/:id/paper":        draftAt(),
	"POST /console/drafts/:id/edit":        draftAt(),
	"POST /console/drafts/:id/withdraw":    draftAt(store.StepSubmit),
	"POST /console/drafts/:id/pass":        draftAt(store.StepSubmit),
	"POST /console/drafts/:id/return":      draftAt(store.StepSubmit),
	"POST /console/drafts/:id/sign":        draftAt(store.StepSubmit, store.StepPass),
	"POST /console/digests":                inTown("half", "2026-1", "unit", "住建局"),
	"POST /console/deputies/:id/invite":    newDeputy,
	"POST /console/invitations/:id/revoke": invited,
	"GET /console/stations/:id/sheet":      at(func(d *desk) string { return d.station.ID }),
	"POST /console/wall":                   inTown("name", "一楼大厅"),
	"POST /console/wall/:id/revoke":        at(func(d *desk) string { id, _ := d.wallLink(); return id }),
	"GET /console/contacts/:id":            at(func(d *desk) string { return d.zhang.ID }),
	"POST /console/contacts/:id":           roomForVoter,
	"POST /console/voters/:id":             newVoter,
	"POST /console/voters/:id/remove":      newVoter,
	"POST /console/deputies":               inTown("name", "赵六", "sex", "男", "level", "township", "district", "", "station", ""),
	"POST /console/stations":               inTown("name", "新站", "district", ""),
	"POST /console/districts":              inTown("name", "新选区", "kind", "voters"),
	"GET /console/settings/:id/changes":    at(func(d *desk) string { return d.town.ID }),
	"POST /console/personal/erase": func(d *desk) (string, []string) {
		return "", []string{"number", heard(d).Number, "sure", "1"}
	},
	"POST /console/settings": inTown("name", string(store.SetJoinMinutes), "value", "12"),
	"GET /console/staff/:id": newStaff,
	"POST /console/staff/:id": func(d *desk) (string, []string) {
		id, _ := newStaff(d)
		row, err := d.StaffMember(d.t.Context(), d.people["security"].Actor, id)
		must(d.t, err)
		return id, []string{"shape", row.Shape(), "name", "改名", "office", d.town.ID, "roles", "leader"}
	},
	"POST /console/staff/:id/password": newStaff,
	"POST /console/staff/:id/unlock":   newStaff,
	"POST /console/staff/:id/sessions": newStaff,
	"POST /console/staff/:id/disable":  newStaff,
	"POST /console/staff/:id/enable":   newStaff,
	"POST /console/staff/:id/reset":    newStaff,
	"POST /console/parked/:id/retry":   at(func(d *desk) string { return d.park() }),
	"GET /console/duties/:id":          at(func(*desk) string { return "outbox" }),
	"POST /console/duties/:id/run":     at(func(*desk) string { return "outbox" }),

	"POST /console/filters/:id/delete": savedFilter,
	"POST /console/canned":             inTown("use", "author", "title", "受理", "text", "{称呼}，您好。"),
	"POST /console/canned/:id":         cannedNow("use", "deputy", "title", "改过", "text", "请阅处"),
	"POST /console/canned/:id/retire":  cannedNow(),
	"POST /console/staff": func(d *desk) (string, []string) {
		return "", []string{"office", d.town.ID, "login", "s-" + store.NewSecret()[:8], "name", "新人", "roles", "clerk"}
	},
	"POST /console/opinions/:id/forward": func(d *desk) (string, []string) {
		o := heard(d)
		d.as("clerk", func(t *act.Tx) error { return t.Triage(o.ID, store.TriageOurs, "", 0) })
		o = d.fresh(o.ID).Opinion
		return o.ID, []string{"seen", version(&o), "deputy", d.li.ID}
	},
	"POST /console/opinions/:id/merge": func(d *desk) (string, []string) {
		into := heard(d)
		id, fields := ourOpinion(heard)(d)
		return id, append(fields, "number", " "+strings.ToLower(into.Number))
	},
	"POST /console/opinions/:id/split": func(d *desk) (string, []string) {
		id, fields := ourOpinion(heard)(d)
		return id, append(fields, "entry", d.fresh(id).Steps[0].ID)
	},
	"POST /console/opinions/:id/transfer": func(d *desk) (string, []string) {
		id, fields := ourOpinion(heard)(d)
		return id, append(fields, "office", d.root.ID, "reason", "请县里办理")
	},
	"POST /console/opinions/:id/interest": func(d *desk) (string, []string) {
		return heard(d).ID, []string{"deputy", d.li.ID}
	},
	"GET /console/files/:id": func(d *desk) (string, []string) {
		o := d.hear("voter-"+store.NewSecret(), "照片", &store.Media{Kind: store.KindImage, WxID: "m"}, false)
		d.fetch(o.ID)
		return d.fresh(o.ID).Steps[0].Media[0].ID, nil
	},
	"POST /console/unreached/:id/phoned": func(d *desk) (string, []string) {
		d.given("路灯")
		return d.unreach(), nil
	},
	"POST /console/deputies/:id/unbind": func(d *desk) (string, []string) {
		id, _ := newDeputy(d)
		d.bind("dep-"+store.NewSecret(), id)
		return id, nil
	},
}

// rootOnly are the acts about the program itself.
var rootOnly = []store.Act{store.ActParked, store.ActDuties, store.ActRunDuty, store.ActHolidays}

// TestRouteByRoleByOffice walks every address as every role: from the office that
// has the thing, from the one above it, and from another one beside it.
func TestRouteByRoleByOffice(t *testing.T) {
	d := open(t)
	for _, role := range store.StaffRoles {
		for _, from := range []string{"", "-far", "-root"} {
			b := d.signIn(string(role) + from)
			for _, r := range Routes() {
				if r.Open != "" || strings.HasPrefix(r.Path, "/console/setup") || strings.HasPrefix(r.Path, "/console/me/") || r.Path == "/console/signout" {
					continue // walked by the tests of signing in
				}
				d.walk(t, b, r, role, from)
			}
		}
	}
}

func (d *desk) walk(t *testing.T, b *client, r Route, role store.Role, from string) {
	t.Helper()
	name := r.Method + " " + r.Path
	make, target := scenes[name]
	if !target && strings.Contains(r.Path, ":id") {
		t.Errorf("%s: the test knows no target", name)
		return
	}
	path, fields := strings.Replace(r.Path, ":year", "2026", 1), []string(nil)
	if target {
		var id string
		id, fields = make(d)
		path = strings.Replace(path, ":id", id, 1)
	}
	var got answer
	if r.Method == get {
		got = b.get(path)
	} else {
		got = b.post(path, fields...)
	}
	allowed := slices.Contains(store.RolesFor(r.Act), role)
	if slices.Contains(rootOnly, r.Act) {
		allowed = allowed && from == "-root"
	}
	foreign := from == "-far" && target && r.Act != store.ActAccount
	want := "done"
	switch {
	case !allowed:
		want = "403"
	case foreign:
		want = "404"
	}
	if got.Code == http.StatusUnprocessableEntity && strings.Contains(text(got.Body), refusals[refusal{"who", store.ProblemNotDrafter}]) {
		got.Code = http.StatusOK // whose draft it is, the role does not say
	}
	if said := verdict(got); said != want {
		t.Errorf("%s as %s%s: %s (%d %s), want %s", name, role, from, said, got.Code, problemOf(got.Body), want)
	}
}

// verdict is what became of a request.
func verdict(a answer) string {
	switch {
	case a.Code == http.StatusOK, a.Code == http.StatusSeeOther && !strings.HasPrefix(a.Location, signInPath):
		return "done"
	case strings.Contains(a.Body, `class="flash flash-warning refused`):
		return "done" // the act was asked, and had its say about what the form holds
	case a.Code == http.StatusForbidden:
		return "403"
	case a.Code == http.StatusNotFound:
		return "404"
	}
	return "other"
}

// TestNobodyIsSentToSignIn walks every address without a session.
func TestNobodyIsSentToSignIn(t *testing.T) {
	d := open(t)
	for _, r := range Routes() {
		if r.Open != "" {
			continue
		}
		b := d.nobody()
		path := strings.Replace(r.Path, ":id", "x", 1)
		req, _ := http.NewRequest(r.Method, d.srv.URL+path, strings.NewReader("a=b"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if got := b.do(req); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, signInPath) {
			t.Errorf("%s %s: %d %q", r.Method, path, got.Code, got.Location)
		}
	}
}

// TestFormsNeedTheirToken sends each form without it.
func TestFormsNeedTheirToken(t *testing.T) {
	d := open(t)
	sessions := map[store.Role]*client{}
	for _, role := range store.StaffRoles {
		sessions[role] = d.signIn(string(role))
	}
	for _, r := range Routes() {
		if r.Method != post || r.Act == "" {
			continue
		}
		may := slices.IndexFunc(store.StaffRoles, func(role store.Role) bool { return slices.Contains(store.RolesFor(r.Act), role) })
		b := sessions[store.StaffRoles[may]]
		got := b.post(strings.Replace(r.Path, ":id", "x", 1), "csrf_token", "wrong")
		if got.Code != http.StatusForbidden {
			t.Errorf("%s without its token: %d %q", r.Path, got.Code, got.Location)
		}
	}
}
