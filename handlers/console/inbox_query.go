package console

import (
	"net/url"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

const (
	inboxPath = "/console/opinions"
	rowsShown = 50
	queryMax  = 60 // characters of a search
	valueMax  = 40 // of any other value in the list's address
)

// inboxQuery is a list of the inbox as its address says it.
type inboxQuery struct {
	Tab      string
	Who      string // mine, nobody, or a staff id
	Query    string
	Office   string
	District string
	Station  string
	Category string
	Deputy   string // id
	Called   string // a name, or its beginning in pinyin
	Danger   string
	From, To string // days, 2006-01-02
	Sort     string
	At       string // a place in the list
}

// fields are the values by their names in the address, in its order.
func (q *inboxQuery) fields() []struct {
	name string
	v    *string
} {
	return []struct {
		name string
		v    *string
	}{{"tab", &q.Tab}, {"who", &q.Who}, {"q", &q.Query}, {"office", &q.Office}, {"district", &q.District}, {"station", &q.Station},
		{"category", &q.Category}, {"deputy", &q.Deputy}, {"called", &q.Called}, {"danger", &q.Danger}, {"from", &q.From},
		{"to", &q.To}, {"sort", &q.Sort}, {"at", &q.At}}
}

// readInboxQuery reads an address; what it does not know it drops.
func readInboxQuery(v url.Values) inboxQuery {
	var q inboxQuery
	for _, f := range q.fields() {
		limit := valueMax
		switch f.name {
		case "q":
			limit = queryMax
		case "at":
			limit = 2 * valueMax
		}
		*f.v = clip(strings.TrimSpace(v.Get(f.name)), limit)
	}
	return q
}

// path is the address of the list; pairs change it, and an empty value takes one
// away. The list begins at its beginning unless a pair says where.
func (q inboxQuery) path(pairs ...string) string { return inboxPath + "?" + q.encode(pairs...) }

func (q inboxQuery) encode(pairs ...string) string {
	q.At = ""
	v := url.Values{}
	for _, f := range q.fields() {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == f.name {
				*f.v = pairs[i+1]
			}
		}
		if *f.v != "" {
			v.Set(f.name, *f.v)
		}
	}
	for i := 0; i < len(pairs); i += 2 { // what is no value of the list: export
		if pairs[i] == "export" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

// filter is the list as the acts read it.
func (q inboxQuery) filter(self string) (view, tab, act.InboxFilter) {
	v, t := tabOf(q.Tab, q.Query != "")
	f := act.InboxFilter{Sets: t.sets, Danger: t.danger || q.Danger != "", Late: t.late, Office: q.Office, District: q.District,
		Station: q.Station, Category: q.Category, Deputy: q.Deputy, Called: q.Called, Query: q.Query, Order: orderOf(t, q.Sort), Limit: rowsShown}
	switch q.Who {
	case "":
	case "nobody":
		f.Nobody = true
	case "mine":
		f.Assignee = self
	default:
		f.Assignee = q.Who
	}
	f.From = dayOf(q.From)
	if to := dayOf(q.To); !to.IsZero() {
		f.To = to.AddDate(0, 0, 1)
	}
	if at, ok := store.ParseCursor(q.At); ok {
		f.At = at
	}
	return v, t, f
}

// dayOf is when a day begins in China; what is no day does not limit.
func dayOf(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, store.ChinaTime)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// clip shortens what came in an address.
func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
