package page

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"liaison/store"
)

const (
	refusedKey = "page.refused"
	// fromField names, in a form that was refused once, the page it stands on: the
	// browser then has the address that the form was sent to.
	fromField = "page_from"
)

// refusal is a form that was refused, until the page that holds it is shown again.
type refusal struct {
	form  *Form
	words string
	field string // what is wrong with; empty: with the whole
	stale bool   // somebody was faster: what the page says now is not what was changed
}

// Refuse makes the page that is rendered next in this request hold the refused form
// as it was filled in, whatever form that is, with the sentence in it; so nothing
// has to be typed twice, and nothing that was typed is kept anywhere. Passwords and
// files are not given back. After a conflict the form keeps what is true now, and
// lists beside it what was typed: else the next press would undo the other's work.
func Refuse(c *gin.Context, err error, words string) {
	r := &refusal{form: FormOf(c), words: words, stale: errors.Is(err, store.ErrConflict)}
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		r.field = invalid.Field
	}
	c.Set(refusedKey, r)
}

// RefusedOn lists where a refused form may stand, the likeliest first: paths with
// their queries, all of this site.
func RefusedOn(c *gin.Context) []string {
	return refusedOn(FormOf(c).String(fromField), c.GetHeader("Referer"), c.Request.Host)
}

func refusedOn(from, referer, host string) (list []string) {
	if path := LocalPath(from, ""); path != "" {
		list = append(list, path)
	}
	if u, err := url.Parse(referer); err == nil && u.Host == host && LocalPath(u.RequestURI(), "") != "" && referer != "" {
		list = append(list, u.RequestURI())
	}
	return list
}

// status is what the page with the refused form is answered with.
func (r *refusal) status() int {
	if r.stale {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// refused fills the refused form of a page. A page that does not hold it says the
// sentence at its top.
func (s *Set) refused(name string, body []byte, r *refusal, from string) ([]byte, error) {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("page: read %s again: %w", name, err)
	}
	form := formOf(doc, r.form)
	said := refusedWords{Words: r.words, Files: r.form.upload != nil && len(r.form.upload.File) > 0}
	var at *html.Node
	if form != nil {
		fields := fieldsOf(doc, form)
		if r.stale {
			said.Lost = typed(doc, fields, r.form)
		} else {
			fill(fields, r.form)
			at = fieldNamed(fields, r.field)
		}
		unfold(form)
	}
	alert, err := s.alert(name, said)
	if err != nil {
		return nil, err
	}
	place(doc, form, alert, from)
	focus(doc, at, alert)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return nil, fmt.Errorf("page: write %s again: %w", name, err)
	}
	return out.Bytes(), nil
}

// refusedWords is what the template "refused" says.
type refusedWords struct {
	Words string
	Files bool // some were chosen, and must be chosen again
	Lost  []lostText
}

type lostText struct{ Label, Text string }

func (s *Set) alert(name string, said refusedWords) (*html.Node, error) {
	var buf bytes.Buffer
	if err := s.Execute(&buf, name, "refused", &View{Data: said}); err != nil {
		return nil, err
	}
	list, err := html.ParseFragment(strings.NewReader(strings.TrimSpace(buf.String())), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("page: the words of a refusal: %w", err)
	}
	return list[0], nil
}

// place puts the sentence into the form, which it is about, or at the page's top.
func place(doc, form, alert *html.Node, from string) {
	into := form
	if into == nil {
		into = find(doc, func(n *html.Node) bool { return attr(n, "id") == "alerts" })
	}
	if into == nil {
		return
	}
	if form != nil {
		into.InsertBefore(&html.Node{Type: html.ElementNode, Data: "input", Attr: []html.Attribute{
			{Key: "type", Val: "hidden"}, {Key: "name", Val: fromField}, {Key: "value", Val: from}}}, into.FirstChild)
	}
	into.InsertBefore(alert, into.FirstChild)
}

// focus leads the reader to the field at fault, or to the sentence: the form may be
// far down a long page.
func focus(doc, field, alert *html.Node) {
	walk(doc, func(n *html.Node) { drop(n, "autofocus") })
	if field == nil {
		set(alert, "tabindex", "-1")
		set(alert, "autofocus", "")
		return
	}
	set(field, "autofocus", "")
	set(field, "aria-invalid", "true")
	set(field, "aria-describedby", strings.TrimSpace(attr(field, "aria-describedby")+" "+attr(alert, "id")))
}
