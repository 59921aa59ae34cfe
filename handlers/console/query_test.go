package console

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"liaison/handlers/page/browser"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// metacharacters mean something to SQL, to LIKE, to an index or to a shell, and
// nothing to people: asked for them, a list answers as for a word that nothing has.
var metacharacters = []string{`'`, `''`, `\`, `\\'`, `%`, `_`, `%_%`, `*`, `"`, "`", `' OR '1'='1`, `') OR 1=1 -- `, `'; DROP TABLE opinion; --`,
	`1' UNION SELECT NULL,NULL-- `, `\' OR 1=1#`, `$ne`, `{"a":1}`, `../../../etc/passwd`, "\xff\xfe", "龘\u0000靐", strings.Repeat("%", 3000)}

// odd are values that some parameter may take for what it is, and misread.
var odd = []string{`'`, `\`, "%", "\x00", "\xff\xfe", "-1", "1e999", "99999999999999999999", "2026-13-45", "9999-12-31"}

// places are parameters that say where in a list to go on, not what to find.
var places = []string{"page", "at", "before", "since"}

// askedFor are the parameters of the package's lists, as the code reads them.
func askedFor(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{}
	for _, f := range (&inboxQuery{}).fields() {
		names[f.name] = true
	}
	files, err := filepath.Glob("*.go")
	must(t, err)
	literal := regexp.MustCompile(`Query\("(\w+)"\)|Get\("(\w+)"\)`)
	for _, name := range files {
		source, err := os.ReadFile(name)
		must(t, err)
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			if !strings.HasSuffix(name, "_test.go") {
				names[m[1]+m[2]] = true
			}
		}
	}
	delete(names, "export") // a workbook: TestHostileTextInEveryForm reads those
	return slices.Sorted(maps.Keys(names))
}

// offered are the parameters in a page's own forms and links.
func offered(t *testing.T, path, body string) []string {
	t.Helper()
	names := map[string]bool{}
	for _, f := range browser.Forms(t, body) {
		if at, _, _ := strings.Cut(f.Action, "?"); f.Method != "post" && (at == "" || at == path) {
			for _, field := range f.Fields {
				names[field.Name] = true
			}
		}
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)\?([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if m[1] != "" && m[1] != path {
			continue
		}
		query, err := url.ParseQuery(html.UnescapeString(m[2]))
		must(t, err)
		for name := range query {
			names[name] = true
		}
	}
	delete(names, "export")
	return slices.Sorted(maps.Keys(names))
}

// found is what a list found: how many rows it has, and the things they lead to.
func found(t *testing.T, body string) string {
	t.Helper()
	_, main, _ := strings.Cut(body, "<main")
	things := []string{fmt.Sprint(strings.Count(main, "<tr"))}
	for _, m := range regexp.MustCompile(`href="([^"?]*)`).FindAllStringSubmatch(main, -1) {
		if r, known := routeOf(get, m[1]); known && strings.Contains(r.Path, ":id") {
			things = append(things, m[1])
		}
	}
	return strings.Join(things, " ")
}

// ordinary is a word that nothing has, as long as another one.
func ordinary(like string) string {
	n := min(utf8.RuneCountInString(like), 3000)
	return strings.Repeat("龘靐齉", n/3+1)[:len("龘")*max(n, 1)]
}

// TestMetacharactersFindNothing puts them into every parameter of every list, on
// both databases.
func TestMetacharactersFindNothing(t *testing.T) {
	names := askedFor(t)
	if len(names) < 30 {
		t.Fatalf("only %d parameters: %q", len(names), names)
	}
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		in := intrudeOn(openOn(t, base), t, "http://127.0.0.1:1")
		in.hear("v1", "路灯坏了100%，见 C:\\路_灯", nil, false)
		in.given("下水道堵了")
		asked, corpus := 0, metacharacters
		if base.Engine == db.MySQL {
			corpus = []string{`'`, `\`, `\' OR 1=1#`, `%`, `_`, "\xff\xfe"} // where it differs
		}
		for _, r := range Routes() {
			if r.Method != get || r.Act == "" || r.first {
				continue
			}
			path := strings.Replace(r.Path, ":year", "2026", 1)
			if make := scenes["GET "+r.Path]; make != nil {
				id, _ := make(in.desk)
				path = strings.Replace(path, ":id", id, 1)
			}
			b := in.session(loginFor(r.Act))
			own := offered(t, path, b.get(path).Body)
			for _, value := range odd {
				all := url.Values{}
				for _, name := range names {
					all.Set(name, value)
				}
				if got := b.get(path + "?" + all.Encode()); got.Code >= http.StatusInternalServerError {
					t.Errorf("%s with %q everywhere: %d", path, short(value), got.Code)
				}
			}
			for _, name := range own {
				if !slices.Contains(places, name) {
					asked++
					in.asks(b, path, name, corpus)
				}
			}
		}
		if asked < 25 {
			t.Errorf("only %d parameters were asked for", asked)
		}
	})
}

// asks puts each of the corpus into one parameter.
func (in *intruder) asks(b *client, path, name string, corpus []string) {
	in.t.Helper()
	plain := map[int]string{}
	for _, value := range corpus {
		got := b.get(path + "?" + url.Values{name: {value}}.Encode())
		word := ordinary(value)
		if plain[len(word)] == "" {
			none := b.get(path + "?" + url.Values{name: {word}}.Encode())
			plain[len(word)] = http.StatusText(none.Code) + " " + found(in.t, none.Body)
		}
		if said := http.StatusText(got.Code) + " " + found(in.t, got.Body); said != plain[len(word)] {
			in.t.Errorf("%s?%s=%q answers otherwise than %q does (%d):\n%s\n%s", path, name, short(value), short(word), got.Code, said, plain[len(word)])
		}
	}
}

func short(s string) string { return s[:min(len(s), 42)] }
