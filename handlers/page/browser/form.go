package browser

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Form is a form of a page, as a browser without scripts would send it.
type Form struct {
	Method string // "get" or "post"
	Action string // as it is written; "" is the page's own address
	Fields []Field
}

// Field is one value that a form sends.
type Field struct {
	Name  string
	Kind  string // the input's type, or textarea, select, button
	Value string
}

// Typed says whether people write what is in the field.
func (f Field) Typed() bool {
	return slices.Contains([]string{"text", "search", "tel", "url", "email", "number", "date", "time", "textarea"}, f.Kind)
}

// Forms reads the forms of a page, with the fields that stand elsewhere and name
// their form.
func Forms(t testing.TB, page string) []Form {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []*Form
	byID := map[string]*Form{}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			f := &Form{Method: strings.ToLower(attr(n, "method")), Action: attr(n, "action")}
			list, byID[attr(n, "id")] = append(list, f), f
			for m := range n.Descendants() {
				if attr(m, "form") == "" {
					f.add(m)
				}
			}
		}
	}
	for n := range root.Descendants() {
		if f := byID[attr(n, "form")]; f != nil && attr(n, "form") != "" {
			f.add(n)
		}
	}
	forms := make([]Form, len(list))
	for i, f := range list {
		forms[i] = *f
	}
	return forms
}

// add reads a node of the form that holds a value.
func (f *Form) add(n *html.Node) {
	field := Field{Name: attr(n, "name"), Kind: n.Data, Value: attr(n, "value")}
	if n.Type != html.ElementNode || field.Name == "" {
		return
	}
	switch n.Data {
	case "input":
		if field.Kind = attr(n, "type"); field.Kind == "" {
			field.Kind = "text"
		}
	case "textarea":
		field.Value = content(n)
	case "select":
		for o := range n.Descendants() {
			if _, chosen := find(o, "selected"); o.Data == "option" && (chosen || field.Value == "") {
				field.Value = attr(o, "value")
			}
		}
	case "button":
	default:
		return
	}
	f.Fields = append(f.Fields, field)
}

func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	v, _ := find(n, name)
	return v
}

func find(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
