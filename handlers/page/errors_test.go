package page

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"liaison/store"
)

func TestExplain(t *testing.T) {
	own := errors.New("own")
	p, err := New(Config{PublicURL: "http://x", Explain: []func(error) (Problem, bool){
		func(err error) (Problem, bool) { return Problem{Status: 418}, errors.Is(err, own) }}})
	must(t, err)
	for _, c := range []struct {
		err  error
		want int
	}{
		{store.ErrNotFound, 404}, {store.ErrForbidden, 404}, {store.ErrConflict, 409}, {store.ErrTooMany, 429},
		{store.Invalid("phone", store.ProblemMalformed), 422}, {own, 418}, {errors.New("dial 10.0.0.1: refused"), 500},
	} {
		got := p.Explain(fmt.Errorf("read opinion 7: %w", c.err))
		if got.Status != c.want || strings.Contains(got.Title+got.Advice, "opinion") {
			t.Errorf("%v is %+v, want %d", c.err, got, c.want)
		}
	}
	if p.Explain(store.ErrNotFound) != p.Explain(store.ErrForbidden) {
		t.Error("not found and forbidden must read alike")
	}
}

// TestWords reads store's problems from its source, so that a new one without
// words fails here and not before a reader.
func TestWords(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "../../store/errors.go", nil, 0)
	must(t, err)
	found := 0
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) == 0 || !strings.HasPrefix(v.Names[0].Name, "Problem") {
			return true
		}
		found++
		code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		must(t, err)
		if words[store.Problem(code)] == "" {
			t.Errorf("%s has no words", v.Names[0].Name)
		}
		return true
	})
	if found == 0 {
		t.Error("found no problems in store/errors.go")
	}
}

func TestErrorForms(t *testing.T) {
	s := newSite(t, "http://x")
	r := s.reader(t)
	for _, c := range []struct {
		path         string
		header       []string
		want, absent string
	}{
		{"/console/missing", nil, "<!doctype html>", "side-nav"},
		{"/h5/missing", nil, "weui.min.css", "tabs"},
		{"/h5/nowhere", nil, "weui.min.css", "tabler"},
		{"/nowhere", nil, "没有找到", "weui.min"},
		{"/console/missing", []string{"HX-Request", "true"}, `class="flash flash-warning"`, "<html"},
		{"/console/missing", []string{"Accept", "application/json"}, `"error":"没有找到"`, "<"},
	} {
		w := r.get(c.path, c.header...)
		body := w.Body.String()
		if w.Code != http.StatusNotFound || !strings.Contains(body, c.want) || strings.Contains(body, c.absent) {
			t.Errorf("%s %v gave %d %s", c.path, c.header, w.Code, body)
		}
	}
}

func TestPanic(t *testing.T) {
	s := newSite(t, "http://x")
	w := s.reader(t).get("/console/panic?code=secret")
	log := s.log.String()
	if w.Code != http.StatusInternalServerError || !strings.Contains(log, "panic: string") {
		t.Errorf("gave %d, log %s", w.Code, log)
	}
	for _, s := range []string{"13800138000", "secret"} {
		if strings.Contains(log+w.Body.String(), s) {
			t.Errorf("%s leaked", s)
		}
	}
	id := w.Header().Get("X-Request-Id")
	if id == "" || !strings.Contains(w.Body.String(), id) || strings.Count(log, id) != 2 {
		t.Error("page, error line and access line must bear one id")
	}
}
