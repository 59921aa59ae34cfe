package console

import (
	"testing"

	"liaison/handlers/page"
)

// TestPagesHaveAPlaceInTheMenu: a page that no entry leads to directly marks the one
// it belongs to, and not the page of today.
func TestPagesHaveAPlaceInTheMenu(t *testing.T) {
	v := &page.View{}
	for _, e := range menu {
		v.Nav = append(v.Nav, e.NavItem)
	}
	for path, label := range map[string]string{"/console/": "今日", "/console/reports": "代表活动", "/console/handovers/x": "代表活动", "/console/year/2026": "统计",
		"/console/wall": "统计", "/console/districts/x": "联络站与选区", "/console/roster/import": "代表", "/console/book": "代表小组"} {
		v.Path = path
		for _, item := range v.Nav {
			if v.Current(item) != (item.Label == label) {
				t.Errorf("%s: %s is marked: %v", path, item.Label, v.Current(item))
			}
		}
	}
}
