package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// planted marks what a hostile text would bring into a page: an element or an
// attribute of this name, or a variable that is set.
const planted = "data-planted"

// Hostile are texts that break out of wherever a page puts them, if it lets them:
// of an element, of an attribute in either kind of quotes, of a script, a style, a
// title, a text field, a comment, a template, an address. The first is long and
// has all of it; those after it are for fields that take few characters. base is an
// address that counts who asks it for anything.
func Hostile(base string) []string {
	run := `window.__planted=1`
	return []string{
		`=1+1'"><img data-planted src=` + base + `/img onerror=` + run + `><svg data-planted onload=` + run + `></textarea></title></script><script>` +
			run + `</script>--><iframe src="` + base + `/frame"></iframe><a data-planted href="javascript:` + run + `">x</a>${` + run + `}{{.}}');` + run + `;//\`,
		`@SUM(1)'"><img data-planted src=x onerror=` + run + `>`,
		`-1'"><svg/onload=` + run + ` data-planted>`,
		`'"><i data-planted>`,
		"javascript:" + run,
		base + `/typed`,
	}
}

// Planted gives what of a hostile text came into a page as more than text.
func Planted(t testing.TB, page string) (found []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			address := a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction"
			if a.Key == planted || address && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				found = append(found, n.Data+" "+a.Key+"="+a.Val)
			}
		}
	}
	return found
}

// probe asks the page that is open whether anything of a hostile text is alive.
const probe = `[window.__planted ? "a script ran" : "",
	...[...document.querySelectorAll("[` + planted + `], [href^='javascript:' i], [src^='javascript:' i]")].map(e => e.outerHTML)].filter(s => s)`

// Unharmed fails the test if a hostile text does anything in the page that is
// open, or the browser had something to say since it was last asked.
func (tab *Tab) Unharmed(t testing.TB, name string) {
	t.Helper()
	var found []string
	tab.Run(t, chromedp.Evaluate(probe, &found))
	for _, f := range append(found, tab.Said()...) {
		t.Errorf("%s: %s", name, f)
	}
}

// Elsewhere are ends of an address that lead out of a directory, or past a check,
// if one is made of them: as a browser or a hostile program writes them.
var Elsewhere = []string{"..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "..%5c..%5c..%5cwin.ini",
	"%2fetc%2fpasswd", "file:%2f%2f%2fetc%2fpasswd", "..", "%2e%2e", "....%2f%2f", "x%00.jpg", "%00", "%c0%ae%c0%ae%2f", "%ff%fe", ".git", "con.txt", "-1", "*", "%25",
	"%27%20OR%20%271%27%3D%271"}
