package page

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// SetConfig describes the pages of one audience.
type SetConfig struct {
	// Prefix is where the audience lives ("/console", "/h5"); error pages
	// and headers below it are the set's.
	Prefix string
	Layout Layout
	// Files holds the templates: NAME.html is the page NAME and defines
	// "title" (plain text) and "content", and may define "heading" (the
	// title with markup) and, in the console, "actions" (buttons beside
	// it); _NAME.html is shared by all pages of the set.
	Files fs.FS
	// Funcs is added to the functions of funcs.go.
	Funcs template.FuncMap
	// Chrome gives the frame of a page; nil is an empty frame. It is not
	// asked for error pages, which must work without the database.
	Chrome func(*gin.Context) Chrome
	// Frames lists origins that may show these pages in a frame (the
	// emulator of the demo). Empty: nobody.
	Frames []string
}

// Set is the parsed pages of one audience.
type Set struct {
	pages *Pages
	cfg   SetConfig
	tmpl  map[string]*template.Template
}

// errorPage is the page that every set has without defining it.
const errorPage = "error"

// NewSet parses every template, so that a broken one stops the start and not
// a reader. Call it before serving.
func (p *Pages) NewSet(cfg SetConfig) (*Set, error) {
	s := &Set{pages: p, cfg: cfg, tmpl: map[string]*template.Template{}}
	base, err := s.base()
	if err != nil {
		return nil, err
	}
	if err := s.parse(base, embedded, "layout/"+errorPage+".html"); err != nil {
		return nil, err
	}
	names, err := s.glob("[^_]*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := s.parse(base, cfg.Files, name); err != nil {
			return nil, err
		}
	}
	p.sets = append(p.sets, s)
	return s, nil
}

func (s *Set) glob(pattern string) ([]string, error) {
	if s.cfg.Files == nil {
		return nil, nil
	}
	names, err := fs.Glob(s.cfg.Files, pattern)
	if err != nil {
		return nil, fmt.Errorf("page: list templates: %w", err)
	}
	return names, nil
}

// base is the layout, the shared parts and the set's own parts.
func (s *Set) base() (*template.Template, error) {
	t := template.New(string(s.cfg.Layout)).Option("missingkey=error").
		Funcs(s.pages.funcs()).Funcs(s.cfg.Funcs)
	t, err := t.ParseFS(embedded, "layout/parts.html", "layout/"+string(s.cfg.Layout)+".html")
	if err != nil {
		return nil, fmt.Errorf("page: parse layout %s: %w", s.cfg.Layout, err)
	}
	parts, err := s.glob("_*.html")
	if err != nil || len(parts) == 0 {
		return t, err
	}
	if t, err = t.ParseFS(s.cfg.Files, parts...); err != nil {
		return nil, fmt.Errorf("page: parse parts of %s: %w", s.cfg.Prefix, err)
	}
	return t, nil
}

func (s *Set) parse(base *template.Template, files fs.FS, file string) error {
	t, err := base.Clone()
	if err == nil {
		t, err = t.ParseFS(files, file)
	}
	if err != nil {
		return fmt.Errorf("page: parse %s: %w", file, err)
	}
	// Contextual escaping happens on first execution only; its errors (a
	// value in a place where it cannot be made safe) belong to the start.
	var unsafe *template.Error
	if err := t.ExecuteTemplate(io.Discard, "layout", (*View)(nil)); errors.As(err, &unsafe) {
		return fmt.Errorf("page: escape %s: %w", file, err)
	}
	s.tmpl[strings.TrimSuffix(path.Base(file), ".html")] = t
	return nil
}

// Names lists the pages, sorted, so that a test can prove that it executes
// each of them.
func (s *Set) Names() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.tmpl)), func(n string) bool { return n == errorPage })
}

// Execute writes a page, or one template of it when part is not "layout",
// without a request. Tests execute each page with its real struct, empty and
// full, through it.
func (s *Set) Execute(w io.Writer, name, part string, v *View) error {
	t, ok := s.tmpl[name]
	if !ok {
		return fmt.Errorf("page: no page %q", name)
	}
	if v.Now.IsZero() {
		v.Now = s.pages.cfg.Now()
	}
	if err := t.ExecuteTemplate(w, part, v); err != nil {
		return fmt.Errorf("page: execute %s: %w", name, err)
	}
	return nil
}

// Render answers with a page. It takes up the session's flashes. Nothing is
// sent before the whole page is made; when it cannot be, the reader gets the
// error page.
func (s *Set) Render(c *gin.Context, status int, name string, data any) {
	var chrome Chrome
	if s.cfg.Chrome != nil {
		chrome = s.cfg.Chrome(c)
	}
	v := s.pages.view(c, s, chrome, data)
	v.Flashes = takeFlashes(c)
	r, again := c.Value(refusedKey).(*refusal)
	if !again || status != http.StatusOK {
		s.send(c, status, name, "layout", v)
		return
	}
	s.sendAgain(c, name, v, r)
}

// sendAgain answers with the page that holds a refused form.
func (s *Set) sendAgain(c *gin.Context, name string, v *View, r *refusal) {
	var buf bytes.Buffer
	err := s.Execute(&buf, name, "layout", v)
	body := buf.Bytes()
	if err == nil {
		body, err = s.refused(name, body, r, c.Request.URL.RequestURI())
	}
	if err != nil {
		s.pages.Error(c, err)
		return
	}
	c.Data(r.status(), "text/html; charset=utf-8", body)
}

// Fragment answers an htmx request with one template of a page. The template
// gets a View too, so that it reads the same in the page and alone.
func (s *Set) Fragment(c *gin.Context, name, part string, data any) {
	s.send(c, http.StatusOK, name, part, s.pages.view(c, s, Chrome{}, data))
}

func (s *Set) send(c *gin.Context, status int, name, part string, v *View) {
	var buf bytes.Buffer
	if err := s.Execute(&buf, name, part, v); err != nil {
		if name == errorPage {
			s.pages.cfg.Log.Error("error page failed", "err", err)
			c.String(http.StatusInternalServerError, "系统繁忙，请稍后再试。")
			return
		}
		s.pages.Error(c, err)
		return
	}
	c.Data(status, "text/html; charset=utf-8", buf.Bytes())
}
