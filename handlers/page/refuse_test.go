package page

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
)

// folded holds a form for each line of a list, folded, at the end of a page.
const folded = `{{define "title"}}名单{{end}}{{define "content"}}<input name="q" autofocus>
{{range .Data}}<details><summary>修改</summary><form method="post" action="/console/list">{{csrf $}}<input type="hidden" name="id" value="{{.}}"><input type="hidden" name="seen" value="7">
<label for="name-{{.}}">姓名</label><input id="name-{{.}}" name="name" value="张三"><textarea name="note">
旧的备注</textarea><input type="password" name="secret"><input type="file" name="photo">
<select name="kind"><option value="a" selected>甲</option><option>乙</option></select>
<label><input type="checkbox" name="tick" value="1" checked>一</label><label><input type="checkbox" name="tick" value="2">二</label>
<input name="line"><input name="line"><button>保存</button></form></details>{{end}}{{end}}`

func refusedPage(t *testing.T, r *refusal) string {
	t.Helper()
	p, err := New(Config{PublicURL: "https://example.org"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.NewSet(SetConfig{Prefix: "/console", Layout: Console, Files: fstest.MapFS{"list.html": {Data: []byte(folded)}}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := s.Execute(&b, "list", "layout", &View{Data: []string{"one", "two"}, Layout: Console}); err != nil {
		t.Fatal(err)
	}
	out, err := s.refused("list", []byte(b.String()), r, "/console/list?page=2")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var sentForm = url.Values{"id": {"two"}, "seen": {"6"}, "csrf_token": {"x"}, "name": {`李"四<b>`}, "note": {"\n新的备注</textarea>"}, "secret": {"hush"},
	"kind": {"乙"}, "tick": {"2"}, "line": {"第一", "第二"}}

func TestARefusedFormIsShownAsItWasFilledIn(t *testing.T) {
	got := refusedPage(t, &refusal{form: &Form{path: "/console/list", values: sentForm}, words: "请核对姓名。", field: "name"})
	first, second, ok := strings.Cut(got, `value="two"`)
	if !ok || strings.Contains(first, "请核对") && !strings.Contains(first[strings.LastIndex(first, "<form"):], "请核对") {
		t.Fatalf("the sentence is not in the form that was sent:\n%s", got)
	}
	for _, want := range []string{`value="李&#34;四&lt;b&gt;"`, "新的备注&lt;/textarea&gt;</textarea>", `<option value="a">`, `<option selected="">乙`,
		`name="tick" value="1"/>`, `name="tick" value="2" checked=""`, `name="line" value="第一"`, `name="line" value="第二"`, `autofocus="" aria-invalid="true"`} {
		if !strings.Contains(second, want) {
			t.Errorf("the form lacks %s:\n%s", want, second)
		}
	}
	if strings.Contains(got, "hush") || strings.Count(got, "autofocus") != 1 || strings.Count(got, "<details open") != 1 ||
		strings.Contains(first[:strings.Index(first, "请核对")], "李") || !strings.Contains(got, `value="/console/list?page=2"`) {
		t.Errorf("a password is given back, or another form touched:\n%s", got)
	}
	if strings.Contains(second, `value="6"`) {
		t.Error("the version that was seen comes back")
	}
}

func TestAfterAConflictTheFormSaysWhatIsTrue(t *testing.T) {
	got := refusedPage(t, &refusal{form: &Form{path: "/console/list", values: sentForm}, words: "刚刚有人改过。", stale: true})
	if !strings.Contains(got, `<dt>姓名</dt><dd><p dir="auto" class="said">李&#34;四`) || strings.Count(got, `value="张三"`) != 2 || strings.Contains(got, `checked="" value="2"`) {
		t.Errorf("the form is not as it is, or what was typed is not beside it:\n%s", got)
	}
	for _, r := range []*refusal{
		{form: &Form{path: "/console/other", values: sentForm}, words: "请核对。"},
		{form: &Form{path: "/console/list", values: url.Values{"id": {"three"}, "name": {"王五"}}}, words: "请核对。"},
	} {
		got := refusedPage(t, r)
		if strings.Contains(got, "王五") || strings.Contains(got, "李") || !strings.Contains(got, `aria-live="polite"><div class="flash flash-warning refused`) {
			t.Errorf("a form that is not on the page:\n%s", got)
		}
	}
}

// FuzzRefused: whatever is sent, the page is whole and holds no markup of it.
func FuzzRefused(f *testing.F) {
	f.Add("name", "<script>alert(1)</script>")
	f.Add("note", "</textarea><script>")
	f.Add("kind", "\x00\"'>")
	p, err := New(Config{PublicURL: "https://example.org"})
	if err != nil {
		f.Fatal(err)
	}
	s, err := p.NewSet(SetConfig{Prefix: "/console", Layout: Plain})
	if err != nil {
		f.Fatal(err)
	}
	page := `<form method="post" action="/x"><input name="name"><textarea name="note"></textarea><select name="kind"><option>一</select></form>`
	f.Fuzz(func(t *testing.T, name, value string) {
		for _, stale := range []bool{false, true} {
			r := &refusal{form: &Form{path: "/x", values: url.Values{name: {value}}}, words: "请核对。", field: name, stale: stale}
			out, err := s.refused(errorPage, []byte(page), r, value)
			if err != nil || strings.Contains(string(out), "<script") || strings.Count(string(out), "<textarea") != 1 {
				t.Fatalf("%v\n%s", err, out)
			}
		}
	})
}

func TestWhereARefusedFormStands(t *testing.T) {
	for _, c := range []struct{ from, referer, want string }{
		{"", "https://example.org/console/list?page=2", "/console/list?page=2"},
		{"/console/one", "https://example.org/console/list", "/console/one /console/list"},
		{"//evil.example", "https://evil.example/console/list", ""},
		{"", "", ""},
	} {
		if got := strings.Join(refusedOn(c.from, c.referer, "example.org"), " "); got != c.want {
			t.Errorf("%q %q: %q", c.from, c.referer, got)
		}
	}
}
