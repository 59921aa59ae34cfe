package act

import (
	"context"
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// InboxFilter selects opinions for the desk's lists. Empty fields do not limit.
type InboxFilter struct {
	Sets     []store.OpinionSet   // none: everything listed
	States   []store.OpinionState // short for one set of these states, wherever they lie
	Office   string               // this office and those under it
	District string
	Station  string
	Category string
	Assignee string // staff id
	Nobody   bool   // nobody looks after it
	Deputy   string // who has it
	Called   string // whose name, or its beginning in pinyin, this is has it
	Triage   store.Triage
	Danger   bool
	Late     bool // due date passed
	From, To time.Time
	Query    string // a number, words, or a deputy's name in pinyin
	Order    store.ListOrder
	At       store.Cursor // where the page begins, or ends; nothing: at the beginning
	Limit    int
}

// inboxMost bounds a page.
const inboxMost = 200

// InboxRow is an opinion as a list shows it.
type InboxRow struct {
	store.Opinion
	Area     string
	Deputy   string
	Assignee string
}

// InboxPage is a page of the desk's list.
type InboxPage struct {
	Rows   []InboxRow
	Older  *store.Cursor // where the next page begins; nil: that is all
	Newer  *store.Cursor // where the page before ends; nil: this is the first
	Search Search
}

// Search says what became of a query.
type Search struct {
	Done      bool           // there was one
	ByDeputy  bool           // it was taken for a deputy's name in pinyin
	Deputies  []store.Deputy // whose names fit it
	Short     bool           // no two characters in a row: nothing to look for
	Total     int            // how many may fit, as far as that was counted; 0 when the page shows them all
	More      bool           // counting stopped at Total
	Unlooked  bool           // the page ends where looking stopped; Older goes on
	Countable bool           // Total was counted
}

// Inbox lists the opinions of the actor's offices. Sealed ones are never in it,
// whatever is asked for.
func (a *Acts) Inbox(ctx context.Context, actor store.Actor, f InboxFilter) ([]InboxRow, error) {
	p, err := a.InboxPage(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return p.Rows, nil
}

// InboxPage is Inbox with what stands before and after it.
func (a *Acts) InboxPage(ctx context.Context, actor store.Actor, f InboxFilter) (*InboxPage, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActInbox, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	dbf := a.filter(f, view, offices)
	if f.Called != "" && f.Deputy == "" {
		who, err := a.deputiesCalled(ctx, view, offices, f.Called)
		if err != nil {
			return nil, err
		}
		dbf.Deputies = []string{}
		for _, d := range who {
			dbf.Deputies = append(dbf.Deputies, d.ID)
		}
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		return a.found(ctx, view, dbf, q)
	}
	return a.page(ctx, view, dbf)
}

// Newer counts what came into a list since a time, at most 100.
func (a *Acts) Newer(ctx context.Context, actor store.Actor, f InboxFilter, since time.Time) (int, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return 0, err
	}
	f.From = since
	n, err := db.CountOpinions(ctx, a.db.Read(), newerMost, a.filter(f, view, store.OfficesFor(actor, store.ActInbox, view.Offices)))
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// newerMost is where counting what is new stops.
const newerMost = 100

// Sealed lists the accusations of the actor's offices, the newest first.
func (a *Acts) Sealed(ctx context.Context, actor store.Actor, limit int) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActReadSealed, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	p, err := a.page(ctx, view, db.OpinionFilter{Offices: offices, Sets: sealedSet, Limit: limit})
	if err != nil {
		return nil, err
	}
	return p.Rows, nil
}

var sealedSet = []store.OpinionSet{{States: []store.OpinionState{store.OpinionSealed}}}

// filter is f as far as the actor's offices reach.
func (a *Acts) filter(f InboxFilter, view *View, offices []string) db.OpinionFilter {
	if f.Office != "" {
		under := view.Offices.Under(f.Office)
		offices = slices.DeleteFunc(slices.Clone(offices), func(id string) bool { return !slices.Contains(under, id) })
	}
	out := db.OpinionFilter{Offices: offices, Sets: withoutSealed(f), Now: a.Now(), District: f.District, Station: f.Station,
		Category: f.Category, Assignee: f.Assignee, Nobody: f.Nobody, Triage: f.Triage, Danger: f.Danger,
		From: f.From, To: f.To, Order: f.Order, At: f.At, Limit: max(1, min(f.Limit, inboxMost))}
	if f.Deputy != "" {
		out.Deputies = []string{f.Deputy}
	}
	if f.Late {
		out.Late = out.Now
	}
	return out
}

func withoutSealed(f InboxFilter) []store.OpinionSet {
	sets := f.Sets
	if len(f.States) > 0 {
		sets = []store.OpinionSet{{States: f.States}}
	}
	if len(sets) == 0 {
		return store.ViewAll
	}
	out := make([]store.OpinionSet, len(sets))
	for i, s := range sets {
		out[i] = store.OpinionSet{Shelf: s.Shelf, States: slices.DeleteFunc(slices.Clone(s.States),
			func(s store.OpinionState) bool { return !slices.Contains(store.Listed, s) })}
	}
	return out
}

// page reads one page and looks whether more follows.
func (a *Acts) page(ctx context.Context, view *View, f db.OpinionFilter) (*InboxPage, error) {
	limit := f.Limit
	f.Limit++
	list, err := db.Opinions(ctx, a.db.Read(), f)
	if err != nil {
		return nil, err
	}
	more := len(list) > limit
	if f.At.Back && !more { // what was before is less than a page by now: begin at the beginning
		f.At, f.Limit = store.Cursor{}, limit
		return a.page(ctx, view, f)
	}
	p := &InboxPage{}
	if more && f.At.Back {
		list = list[1:]
	}
	list = list[:min(len(list), limit)]
	if len(list) > 0 {
		first, last := list[0].Place, list[len(list)-1].Place
		if first.Back = true; f.At.ID != "" && (more || !f.At.Back) {
			p.Newer = &first
		}
		if last.Back = false; more || f.At.Back {
			p.Older = &last
		}
	}
	opinions := make([]store.Opinion, len(list))
	for i := range list {
		opinions[i] = list[i].Opinion
	}
	p.Rows, err = a.rows(ctx, view, opinions)
	return p, err
}

// rows puts names beside opinions.
func (a *Acts) rows(ctx context.Context, view *View, list []store.Opinion) ([]InboxRow, error) {
	var deputies, staff []string
	for _, o := range list {
		deputies, staff = append(deputies, o.DeputyID), append(staff, o.AssigneeID)
	}
	names, err := a.namesOf(ctx, deputies, staff)
	if err != nil {
		return nil, err
	}
	rows := make([]InboxRow, len(list))
	for i, o := range list {
		rows[i] = InboxRow{Opinion: o, Area: view.Area(o.OfficeID, o.DistrictID, o.StationID),
			Deputy: names[o.DeputyID], Assignee: names[o.AssigneeID]}
	}
	return rows, nil
}

// namesOf reads the names of deputies and of staff.
func (a *Acts) namesOf(ctx context.Context, deputies, staff []string) (map[string]string, error) {
	names := map[string]string{}
	list, err := db.DeputiesByID(ctx, a.db.Read(), known(deputies))
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		names[d.ID] = d.Name
	}
	desk, err := db.StaffByIDs(ctx, a.db.Read(), known(staff))
	if err != nil {
		return nil, err
	}
	for _, s := range desk {
		names[s.ID] = s.Name
	}
	return names, nil
}

// known are the ids that name somebody, each once.
func known(ids []string) []string {
	ids = slices.Sorted(slices.Values(ids))
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}

// Desk lists the people who work with the actor's lists: their ids and names.
func (a *Acts) Desk(ctx context.Context, actor store.Actor) ([]store.Staff, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	list, err := db.StaffIn(ctx, a.db.Read(), store.OfficesFor(actor, store.ActInbox, view.Offices))
	if err != nil {
		return nil, err
	}
	var desk []store.Staff
	for _, s := range list {
		if s.Disabled.IsZero() && store.MayAnywhere(store.StaffActor(&s, ""), store.ActTakeOver) {
			desk = append(desk, store.Staff{ID: s.ID, OfficeID: s.OfficeID, Name: s.Name})
		}
	}
	return desk, nil
}
