package console

import (
	"maps"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// picturePages adds what TestEveryPageEmptyAndFull needs of the pages of figures
// and of contact voters.
func picturePages(empty, full map[string]any, when time.Time) {
	line := []act.StatLine{{Value: nasty, Name: nasty, Measures: store.Measures{Count: 3, ReplyGood: 2}}, {}}
	figures := &act.Statistics{From: "2026-01-01", To: nasty, Total: line[0].Measures, Categories: line, Offices: line, Districts: line, Deputies: line,
		States: line, Triages: line, Waits: map[int]int{3: 1}, Sealed: 1, SealedSeen: true, Refreshed: when}
	voter := act.ContactForm{Name: nasty, Phone: nasty, Place: nasty, Note: nasty, Consent: nasty}
	maps.Copy(full, map[string]any{
		"statistics": &statisticsPage{Statistics: figures, Offices: []store.Office{{Short: nasty}, {}}, Ranges: []rangeLink{{nasty, "/x", true}}, Problem: nasty,
			Sums: sums(figures), Charts: []chart{categoryChart(nasty, figures.Categories), scoreChart(figures.Total)}, Groups: statGroups(figures), Year: "/y", Export: "/x"},
		"contacts": contactsPage{Few: true, All: 3, Missing: 1, CanEdit: true, Rows: []contactRow{{act.ContactRow{Titles: []string{nasty}, Min: 3}, nasty}}},
		"voters": &votersPage{Name: nasty, Max: 5, Problem: nasty, Failed: "new", Form: act.ContactForm{Name: nasty, Note: nasty},
			Rows: []voterRow{{act.ContactCard{ID: "v", ContactForm: voter, District: nasty, Met: 2}, voter}}},
	})
	year := &act.Year{Year: 2026, Now: figures, Before: figures, Meetings: 3}
	full["year"] = &yearPage{Year: year, Name: nasty, Offices: []store.Office{{Short: nasty}, {}}, Years: []rangeLink{{nasty, "/x", true}}, Rows: yearRows(year),
		Categories: yearKinds(year), Deputies: statRows(figures.Deputies, named("")), Export: "/x"}
	full["walls"] = wallsPage{Rows: []wallRow{{store.Wall{Name: nasty}, nasty}}, Offices: []store.Office{{Name: nasty}}, Address: nasty, Name: nasty, Problem: nasty}
	maps.Copy(empty, map[string]any{"walls": wallsPage{}, "year": &yearPage{}, "statistics": &statisticsPage{}, "contacts": contactsPage{}, "voters": &votersPage{}})
}
