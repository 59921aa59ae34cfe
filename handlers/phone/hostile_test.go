package phone

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// phones keeps a browser for each person, who asks WeChat once.
type phones struct {
	*office
	byOpenid map[string]*phone
}

func (ps *phones) of(openid string) *phone {
	ps.as(openid)
	if ps.byOpenid[openid] == nil {
		ps.byOpenid[openid] = ps.phone(openid)
	}
	return ps.byOpenid[openid]
}

// formsAt are the forms of a place as it is now.
func (ps *phones) formsAt(t *testing.T, p place) []browser.Form {
	t.Helper()
	return slices.DeleteFunc(browser.Forms(t, ps.of(p.openid).get(p.path).page), func(f browser.Form) bool { return f.Method != "post" })
}

// fill gives a form's own values, and something where it is empty.
func fill(f browser.Form, field, text string) url.Values {
	v := url.Values{}
	for _, g := range f.Fields {
		switch {
		case g.Kind == "checkbox" || g.Kind == "file" || g.Kind == "button":
		case g.Kind == "radio" && v.Has(g.Name):
		case g.Value == "" && g.Typed():
			v.Set(g.Name, "已联系")
		default:
			v.Set(g.Name, g.Value)
		}
	}
	v.Set(field, text)
	return v
}

// TestHostileTextInEveryForm types what breaks out of a page into every field of
// every form of every place; then the places are read, and opened in the browser.
func TestHostileTextInEveryForm(t *testing.T) {
	var asked atomic.Int64
	listener := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(listener.Close)
	texts := browser.Hostile(listener.URL)
	o, places := busyOffice(t)
	ps := &phones{o, map[string]*phone{}}
	typed := map[string]int{}
	for _, p := range places {
		for _, f := range ps.formsAt(t, p) {
			r, known := routeOf(post, f.Action)
			if !known {
				t.Errorf("%s: a form goes to %q, which is no address", p.name, f.Action)
			}
			for _, field := range f.Fields {
				if field.Name != "csrf_token" && field.Name != "form_id" && field.Kind != "file" {
					ps.types(t, p, f.Action, field, texts)
					typed[r.Path]++
				}
			}
			typed[r.Path] += 0
		}
	}
	for _, r := range Routes() {
		if _, seen := typed[r.Path]; r.Method == post && !seen {
			t.Errorf("no place has the form of %s", r.Path)
		}
	}
	tab := browser.Open(t)
	last, shown := "", 0
	for _, p := range places {
		n := strings.Count(ps.of(p.openid).get(p.path).page, "planted")
		for _, f := range browser.Planted(t, ps.of(p.openid).page) {
			t.Errorf("%s shows %s", p.name, f)
		}
		if n == 0 {
			continue
		}
		path := p.path
		if p.openid != last {
			last, path = p.openid, "/h5/as?next="+url.QueryEscape(p.path)
		}
		tab.Run(t, chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("body"))
		tab.Unharmed(t, p.name)
		shown++
	}
	if asked.Load() > 0 || shown < 6 {
		t.Errorf("%d places show what was typed; somebody asked %d times for what a text names", shown, asked.Load())
	}
}

// types sends the form of a place with each text in one field, until one is taken.
func (ps *phones) types(t *testing.T, p place, action string, field browser.Field, texts []string) {
	t.Helper()
	for _, text := range texts {
		forms := ps.formsAt(t, p)
		i := slices.IndexFunc(forms, func(f browser.Form) bool { return f.Action == action })
		if i < 0 {
			return // what was typed before has done what the form is for
		}
		one := ps.of(p.openid)
		one.post(action, fill(forms[i], field.Name, text))
		if one.code >= http.StatusInternalServerError {
			t.Errorf("%s with %q in %s: %d", action, text, field.Name, one.code)
		}
		for _, f := range browser.Planted(t, one.page) {
			t.Errorf("%s with %q in %s shows %s", action, text, field.Name, f)
		}
		if one.code == http.StatusOK || !field.Typed() {
			return
		}
	}
}

// id is what names a thing in a form.
var id = regexp.MustCompile(`^[0-9a-z]{26}$`)

// everything is what the database holds, but for what every request leaves.
func everything(t *testing.T, base *db.DB) string {
	t.Helper()
	var out strings.Builder
	must(t, base.Snapshot(t.Context(), func(q db.Q) error {
		tables, err := base.Layouts(t.Context(), q)
		must(t, err)
		for _, l := range tables {
			if l.Name == "session" || l.Name == "number_block" || l.Name == "seen" || strings.HasPrefix(l.Name, "audit") {
				continue
			}
			must(t, base.DumpTable(t.Context(), q, l, func(line []byte) error { _, err := out.Write(append(line, '\n')); return err }))
		}
		return nil
	}))
	return out.String()
}

// others gives what belongs to others, by the field that could name it; "" is what
// everybody may name.
func (o *office) others(t *testing.T) map[string]string {
	t.Helper()
	other := o.person("dep-li")
	theirs := contactOf(o, other, "别人的联系选民")
	meet(o, other, theirs, "2026-11-20", "别人的联系记录")
	talks, err := o.Talks(t.Context(), other, theirs.ID, 1)
	o.must(err)
	answer := o.stored(o.hear("neighbour", "别人的意见").ID).Steps[0].ID
	var stranger *store.Deputy
	o.do(store.JobActor("test"), func(t *act.Tx) (err error) {
		stranger, err = t.AddDeputy(store.Deputy{OfficeID: o.root.ID, Name: "欧阳远"}, store.Mandate{Level: store.LevelCounty})
		return err
	})
	_, path := o.held(30*time.Minute, o.li)
	pass := (&phones{o, map[string]*phone{}}).of("dep-li").get(path).fields(path[:strings.LastIndexByte(path, '/')]).Get("pass")
	return map[string]string{
		"log": talks[0].ID, "came": stranger.ID, "pass": pass, "answer": answer, "booking": bookedBy(o, "neighbour").ID,
		"district": "", "deputy": "", // a voter may choose among all
	}
}

// TestAForeignIDInAFieldReadsAsNone puts what belongs to others into each field that
// names something: the answer is the one to an id that nothing has, and nothing
// changes.
func TestAForeignIDInAFieldReadsAsNone(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	o, places := busyOn(t, base)
	ps := &phones{o, map[string]*phone{}}
	foreign := o.others(t)
	tried := map[string]bool{}
	for _, p := range places {
		for _, f := range ps.formsAt(t, p) {
			for _, field := range f.Fields {
				r, _ := routeOf(post, f.Action)
				value, known := foreign[field.Name]
				if !id.MatchString(field.Value) || tried[r.Path+" "+field.Name] {
					continue
				}
				if !known {
					t.Errorf("%s: the field %s of %s names something: what of it is somebody else's?", p.name, field.Name, r.Path)
				}
				tried[r.Path+" "+field.Name] = true
				before := everything(t, base)
				none := ps.answers(t, p, f, field.Name, strings.Repeat("0", 26))
				if value != "" {
					if theirs := ps.answers(t, p, f, field.Name, value); theirs != none {
						t.Errorf("%s with another's %s:\n%s\nwith none:\n%s", r.Path, field.Name, came(none, theirs), came(theirs, none))
					}
				}
				if changed := came(before, everything(t, base)); changed != "" {
					t.Errorf("%s with another's %s changed something: %s", r.Path, field.Name, changed)
				}
			}
		}
	}
	if len(tried) < 4 {
		t.Errorf("only %v name something", tried)
	}
}

// came gives the lines that are new.
func came(before, after string) (lines string) {
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			lines += line
		}
	}
	return lines
}

// answers is what the office says to a form with a value in one field.
func (ps *phones) answers(t *testing.T, p place, f browser.Form, field, value string) string {
	t.Helper()
	i := slices.IndexFunc(ps.formsAt(t, p), func(g browser.Form) bool { return g.Action == f.Action })
	one := ps.of(p.openid)
	one.post(f.Action, fill(ps.formsAt(t, p)[i], field, value))
	said := one.page
	for _, cut := range []string{`name="csrf_token"`, `name="form_id"`, `<code>`} {
		said = regexp.MustCompile(cut+`[^<]*`).ReplaceAllString(said, "")
	}
	return http.StatusText(one.code) + strings.ReplaceAll(said, value, "…")
}
