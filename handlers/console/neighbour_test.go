package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

// TestTheNextTownIsNowhere opens every list of the console, and takes away every
// file, as each role of 甲镇: asked for or not, what 乙镇 named 望江, and who works
// there, is in none of them.
func TestTheNextTownIsNowhere(t *testing.T) {
	d := open(t)
	n := d.neighbour()
	d.as("clerk-far", func(t *act.Tx) error {
		_, _, err := t.AddWall(d.far.ID, "望江大厅")
		must(d.t, err)
		must(d.t, t.SaveFilter("望江的", "q=望江", true))
		_, err = t.AddCanned(store.Canned{OfficeID: d.far.ID, Use: store.CannedAuthor, Title: "望江受理", Text: "望江"})
		must(d.t, err)
		_, err = t.AddDeputyVisit(store.DeputyVisit{DeputyID: n.deputy, Day: "2026-01-05", Visitors: "望江办", Said: "望江"})
		return err
	})
	d.as("system-far", func(t *act.Tx) error { return t.Set(d.far.ID, store.SetGreeting, "望江欢迎您") })
	d.signIn("security-far")
	asked := []string{"", "?office=" + n.office, "?q=" + url.QueryEscape("望江"), "?who=clerk-far", "?number=" + n.number, "?object=" + n.opinion,
		"?export=xlsx", "?export=xlsx&office=" + n.office, "?half=2026-1&office=" + n.office}
	seen := 0
	for _, role := range store.StaffRoles {
		b := d.signIn(string(role))
		for _, r := range Routes() {
			if r.Method != get || strings.Contains(r.Path, ":") || r.Open != "" || r.first {
				continue
			}
			for _, query := range asked {
				got := b.get(r.Path + query)
				seen++
				if got.Code == http.StatusForbidden && query == "" {
					break // the role never sees this page
				}
				said := got.Body
				if strings.Contains(got.Header.Get("Content-Type"), "spreadsheet") {
					rows := got.workbook(t)
					said = ""
					for _, row := range rows {
						said += strings.Join(row, " ") + "\n"
					}
				}
				said = strings.ReplaceAll(said, "clerk-far", "")
				if query != "?q="+url.QueryEscape("望江") && strings.Contains(said, "望江") || strings.Contains(said, "security-far") ||
					strings.Contains(said, "尉迟") || strings.Contains(said, "欢迎您") && strings.Contains(said, "望江欢迎") {
					t.Errorf("%s%s as %s shows the next town", r.Path, query, role)
				}
				if got.Code >= http.StatusInternalServerError {
					t.Errorf("%s%s as %s: %d", r.Path, query, role, got.Code)
				}
			}
		}
	}
	if got := d.signIn("clerk-far").get("/console/deputies"); seen < 200 || !strings.Contains(got.Body, "望江") {
		t.Errorf("%d pages seen; does the next town see its own?", seen)
	}
}
