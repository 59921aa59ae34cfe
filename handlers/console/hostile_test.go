package console

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
)

// listener counts who asks an address that stands in a hostile text.
type listener struct {
	*httptest.Server
	asked atomic.Int64
}

func listen(t *testing.T) *listener {
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { l.asked.Add(1) }))
	t.Cleanup(l.Close)
	return l
}

// intruder types hostile texts into every form of the console, as whoever has it.
type intruder struct {
	*desk
	t        *testing.T
	texts    []string
	sessions map[string]*client
	tokens   map[string]string
	forms    map[string][]browser.Field // by route: what its forms hold
	shown    map[string][]string        // by login: pages that may show what was typed
	taken    map[string]bool            // route and field that took a hostile text
}

func intrude(t *testing.T, base string) *intruder { return intrudeOn(open(t), t, base) }

func intrudeOn(d *desk, t *testing.T, base string) *intruder {
	return &intruder{desk: d, t: t, texts: browser.Hostile(base), sessions: map[string]*client{}, tokens: map[string]string{},
		forms: map[string][]browser.Field{}, shown: map[string][]string{}, taken: map[string]bool{}}
}

// session is somebody's browser; everybody signs in once.
func (in *intruder) session(login string) *client {
	if in.sessions[login] == nil {
		b := in.signIn(login)
		in.sessions[login] = b
		in.tokens[login] = hidden.FindStringSubmatch(b.get("/console/me").Body)[1]
	}
	return in.sessions[login]
}

// loginFor is the first who may do an act.
func loginFor(a store.Act) string {
	for _, r := range store.StaffRoles {
		if slices.Contains(store.RolesFor(a), r) {
			if slices.Contains(rootOnly, a) {
				return string(r) + "-root"
			}
			return string(r)
		}
	}
	return ""
}

// routeOf finds the rule of an address.
func routeOf(method, path string) (Route, bool) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	best := Route{}
	for _, r := range Routes() {
		want := strings.Split(r.Path, "/")
		fits := r.Method == method && len(want) == len(parts)
		for i := range want {
			fits = fits && (want[i] == parts[i] || want[i] != "" && want[i][0] == ':')
		}
		if fits && (best.Path == "" || strings.Count(r.Path, ":") < strings.Count(best.Path, ":")) {
			best = r
		}
	}
	return best, best.Path != ""
}

// study reads the forms of every page, as everybody who may open it.
func (in *intruder) study(pages []string) {
	for _, login := range readers() {
		for _, path := range pages {
			body := in.session(login).get(path).Body
			for _, f := range browser.Forms(in.t, body) {
				r, known := routeOf(strings.ToUpper(f.Method), f.Action)
				if f.Method != "post" {
					continue
				}
				if !known {
					in.t.Errorf("%s: a form goes to %q, which is no address", path, f.Action)
					continue
				}
				name := r.Method + " " + r.Path
				for _, field := range f.Fields {
					if !slices.ContainsFunc(in.forms[name], func(g browser.Field) bool { return g.Name == field.Name }) {
						in.forms[name] = append(in.forms[name], field)
					}
				}
			}
		}
	}
}

// apart are fields in which no text can be: they are checked against what the form
// was given, or never shown.
var apart = []string{"csrf_token", "form_id", "password", "again", "old", "code"}

// type everything into one form, a field at a time.
func (in *intruder) attack(r Route) {
	name := r.Method + " " + r.Path
	for _, field := range in.forms[name] {
		if slices.Contains(apart, field.Name) || field.Kind == "file" {
			continue
		}
		texts := in.texts
		if !field.Typed() {
			texts = texts[:1]
		}
		for _, text := range texts {
			if in.send(r, field.Name, text) {
				in.taken[name+" "+field.Name] = true
				break
			}
		}
	}
}

// send sends one form with a hostile text in one field, and says whether it was
// taken. Whatever page answers shows it as text.
func (in *intruder) send(r Route, field, text string) bool {
	in.t.Helper()
	name, login := r.Method+" "+r.Path, loginFor(r.Act)
	path, fields := r.Path, []string(nil)
	if make, ok := scenes[name]; ok {
		var id string
		id, fields = make(in.desk)
		path = strings.Replace(path, ":id", id, 1)
	} else {
		for _, f := range in.forms[name] {
			if f.Value != "" && !slices.Contains(apart, f.Name) {
				fields = append(fields, f.Name, f.Value)
			}
		}
	}
	set := false
	for i := 0; i < len(fields); i += 2 {
		if fields[i] == field {
			fields[i+1], set = text, true
		}
	}
	if !set {
		fields = append(fields, field, text)
	}
	b := in.session(login)
	got := b.post(path, append(fields, "csrf_token", in.tokens[login])...)
	refused := got.Code >= http.StatusBadRequest
	said := got
	if got.Location != "" {
		said = b.get(got.Location)
		refused = refused || problemOf(said.Body) != ""
	}
	if got.Code >= http.StatusInternalServerError || said.Code >= http.StatusInternalServerError {
		in.t.Errorf("%s with %q in %s: %d, then %d", name, text, field, got.Code, said.Code)
	}
	for _, f := range browser.Planted(in.t, said.Body) {
		in.t.Errorf("%s with %q in %s shows %s", name, text, field, f)
	}
	refused = refused || said.Code >= http.StatusBadRequest
	if at, _, _ := strings.Cut(got.Location, "?"); !refused && at != "" && !slices.Contains(in.shown[login], at) {
		in.shown[login] = append(in.shown[login], at)
	}
	return !refused
}

// worst reads every page as text and gives, for each address of Routes, the one in
// which most of what was typed stands, by who opens it.
func (in *intruder) worst(visits map[string][]string) map[string][]string {
	in.t.Helper()
	most, where := map[string]int{}, map[string][2]string{}
	for _, login := range readers() {
		for _, path := range slices.Concat(visits[login], in.shown[login]) {
			got := in.session(login).get(path)
			for _, f := range browser.Planted(in.t, got.Body) {
				in.t.Errorf("%s as %s shows %s", path, login, f)
			}
			r, _ := routeOf(get, path)
			if n := strings.Count(got.Body, "planted"); n > most[r.Path] {
				most[r.Path], where[r.Path] = n, [2]string{login, path}
			}
		}
	}
	list := map[string][]string{}
	for _, w := range where {
		list[w[0]] = append(list[w[0]], w[1])
	}
	return list
}

// noFormulas reads every list that leaves as a workbook: what begins like a formula
// is text there, cell by cell.
func (in *intruder) noFormulas() (books int) {
	in.t.Helper()
	for _, r := range Routes() {
		if r.Method != get || strings.Contains(r.Path, ":") || r.Act == "" {
			continue
		}
		got := in.session(loginFor(r.Act)).get(r.Path + "?export=xlsx")
		if !strings.Contains(got.Header.Get("Content-Type"), "spreadsheet") {
			continue
		}
		books++
		book, err := excelize.OpenReader(strings.NewReader(got.Body))
		must(in.t, err)
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			must(in.t, err)
			for y, row := range rows {
				for x := range row {
					in.plain(r.Path, book, sheet, x+1, y+1)
				}
			}
		}
		must(in.t, book.Close())
	}
	return books
}

func (in *intruder) plain(path string, book *excelize.File, sheet string, x, y int) {
	in.t.Helper()
	cell, err := excelize.CoordinatesToCellName(x, y)
	must(in.t, err)
	formula, err := book.GetCellFormula(sheet, cell)
	must(in.t, err)
	linked, _, err := book.GetCellHyperLink(sheet, cell)
	must(in.t, err)
	if formula != "" || linked {
		in.t.Errorf("%s: cell %s is a formula %q or a link", path, cell, formula)
	}
}

// TestHostileTextInEveryForm types what breaks out of a page into every field of
// every form, then reads every page, and opens the worst of each kind in the
// browser: nothing runs, nothing is even tried, nobody is asked for anything, and no
// workbook that leaves has a formula.
func TestHostileTextInEveryForm(t *testing.T) {
	l := listen(t)
	in := intrude(t, l.URL)
	items := in.furnish()
	in.arrange()
	visits := in.everyPage(items)
	in.study(slices.Concat(slices.Collect(maps.Values(visits))...))
	for _, r := range Routes() {
		if r.Method == post && r.Act != "" && !r.first {
			in.attack(r)
		}
	}
	for _, field := range []string{"POST /console/opinions/:id/note text", "POST /console/deputies name", "POST /console/canned title", "POST /console/visits said",
		"POST /console/offices/:id name", "POST /console/staff name", "POST /console/wall name", "POST /console/filters name"} {
		if !in.taken[field] {
			t.Errorf("%s took no hostile text: the test shows nothing", field)
		}
	}
	in.as("system", func(t *act.Tx) error { return t.Set(in.town.ID, store.SetGreeting, in.texts[3]) })
	books := in.noFormulas()
	s := in.sit()
	seen := 0
	worst := in.worst(visits)
	for _, login := range readers() {
		if len(worst[login]) == 0 {
			continue
		}
		s.enterAgain(login)
		s.Said()
		for _, path := range worst[login] {
			s.Run(t, chromedp.Navigate(in.srv.URL+path), chromedp.WaitReady("body"))
			s.Unharmed(t, login+" "+path)
			seen++
		}
	}
	if n := l.asked.Load(); n > 0 || seen < 20 || books < 8 {
		t.Errorf("%d pages were seen and %d workbooks; somebody asked %d times for what a text names", seen, books, n)
	}
	t.Logf("%d fields took a hostile text; %d pages, %d workbooks", len(in.taken), seen, books)
}
