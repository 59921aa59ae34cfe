package page

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// formOf finds the form of a document that was sent: its address, and whatever it
// says unseen, such as which line of a list it is about.
func formOf(doc *html.Node, sent *Form) *html.Node {
	return find(doc, func(n *html.Node) bool {
		return n.Type == html.ElementNode && n.Data == "form" && strings.EqualFold(attr(n, "method"), "post") &&
			leadsTo(n, sent.path) && saysUnseen(doc, n, sent)
	})
}

// leadsTo says whether a form, or a button of it, is sent to a path.
func leadsTo(form *html.Node, path string) bool {
	same := func(address string) bool {
		u, err := url.Parse(address)
		return err == nil && address != "" && u.Path == path
	}
	return same(attr(form, "action")) || find(form, func(n *html.Node) bool { return same(attr(n, "formaction")) }) != nil
}

// saysUnseen compares the hidden fields, but for those that are new each time.
func saysUnseen(doc, form *html.Node, sent *Form) bool {
	for _, n := range fieldsOf(doc, form) {
		name := attr(n, "name")
		if inputType(n) != "hidden" || slices.Contains([]string{tokenField, formIDName, fromField, "seen", "last"}, name) {
			continue
		}
		if !slices.Contains(sent.values[name], attr(n, "value")) {
			return false
		}
	}
	return true
}

// fieldsOf lists a form's named fields in the document's order.
func fieldsOf(doc, form *html.Node) []*html.Node {
	var list []*html.Node
	id := attr(form, "id")
	walk(doc, func(n *html.Node) {
		if n.Type != html.ElementNode || attr(n, "name") == "" || !slices.Contains([]string{"input", "textarea", "select"}, n.Data) {
			return
		}
		if of := attr(n, "form"); of != "" && of == id || of == "" && within(n, form) {
			list = append(list, n)
		}
	})
	return list
}

// fill puts what was sent back into the fields. Of several with one name, each gets
// its own.
func fill(fields []*html.Node, sent *Form) {
	count := map[string]int{}
	for _, n := range fields {
		name := attr(n, "name")
		values := sent.values[name]
		if ticked(n) {
			drop(n, "checked")
			if slices.Contains(values, valueOr(n, "on")) {
				set(n, "checked", "")
			}
			continue
		}
		if !written(n) || len(values) == 0 {
			continue
		}
		write(n, values, min(count[name], len(values)-1))
		count[name]++
	}
}

func write(n *html.Node, values []string, at int) {
	switch n.Data {
	case "textarea":
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		n.AppendChild(&html.Node{Type: html.TextNode, Data: values[at]})
	case "select":
		if !has(n, "multiple") {
			values = values[at : at+1]
		}
		walk(n, func(o *html.Node) {
			if drop(o, "selected"); o.Data == "option" && slices.Contains(values, valueOr(o, text(o))) {
				set(o, "selected", "")
			}
		})
	default:
		set(n, "value", values[at])
	}
}

// typed lists what somebody wrote that the form does not say.
func typed(doc *html.Node, fields []*html.Node, sent *Form) []lostText {
	var list []lostText
	count := map[string]int{}
	for _, n := range fields {
		name := attr(n, "name")
		if !written(n) || n.Data == "select" || len(sent.values[name]) <= count[name] {
			continue
		}
		was := sent.values[name][count[name]]
		count[name]++
		is := attr(n, "value")
		if n.Data == "textarea" {
			is = text(n)
		}
		if strings.TrimSpace(was) != "" && was != is {
			list = append(list, lostText{label(doc, n), was})
		}
	}
	return list
}

// label is what a field is called on the page.
func label(doc, field *html.Node) string {
	l := find(doc, func(n *html.Node) bool {
		return n.Data == "label" && (attr(n, "for") != "" && attr(n, "for") == attr(field, "id") || within(field, n))
	})
	if l == nil {
		return attr(field, "aria-label")
	}
	return strings.TrimSpace(text(l))
}

// fieldNamed is a field that can be seen and corrected.
func fieldNamed(fields []*html.Node, name string) *html.Node {
	for _, n := range fields {
		if name != "" && attr(n, "name") == name && inputType(n) != "hidden" {
			return n
		}
	}
	return nil
}

// unfold opens whatever a form is folded into.
func unfold(form *html.Node) {
	for n := form; n != nil; n = n.Parent {
		if n.Data == "details" {
			set(n, "open", "")
		}
	}
}

func inputType(n *html.Node) string {
	if n.Data != "input" {
		return ""
	}
	return strings.ToLower(attr(n, "type"))
}

func ticked(n *html.Node) bool { return inputType(n) == "checkbox" || inputType(n) == "radio" }

// written are fields that somebody fills in, and may read again on the screen.
func written(n *html.Node) bool {
	return !ticked(n) && !slices.Contains([]string{"hidden", "password", "file", "submit", "button", "image", "reset"}, inputType(n))
}

func valueOr(n *html.Node, otherwise string) string {
	if has(n, "value") {
		return attr(n, "value")
	}
	return otherwise
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func walk(n *html.Node, visit func(*html.Node)) {
	for d := range n.Descendants() {
		visit(d)
	}
}

func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			return d
		}
	}
	return nil
}

func text(n *html.Node) string {
	var b strings.Builder
	walk(n, func(d *html.Node) {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	})
	return b.String()
}

func index(n *html.Node, key string) int {
	return slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func has(n *html.Node, key string) bool { return index(n, key) >= 0 }

func attr(n *html.Node, key string) string {
	if i := index(n, key); i >= 0 {
		return n.Attr[i].Val
	}
	return ""
}

func set(n *html.Node, key, value string) {
	drop(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func drop(n *html.Node, key string) {
	if i := index(n, key); i >= 0 {
		n.Attr = slices.Delete(n.Attr, i, i+1)
	}
}
