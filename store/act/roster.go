package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// RosterRow is a deputy as the roster lists one.
type RosterRow struct {
	Deputy     store.Deputy
	Mandates   []store.Mandate
	Person     *store.Person     // set when bound
	Invitation *store.Invitation // the newest one
	Load       int
}

// Roster lists the deputies of the offices an actor may see, by rank.
func (a *Acts) Roster(ctx context.Context, actor store.Actor) ([]RosterRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.DeputiesOf(ctx, a.db.Read(), offices)
	if err != nil {
		return nil, err
	}
	return a.rosterRows(ctx, list)
}

func (a *Acts) rosterRows(ctx context.Context, list []store.Deputy) ([]RosterRow, error) {
	rows := make([]RosterRow, len(list))
	at := make(map[string]*RosterRow, len(list))
	ids := make([]string, len(list))
	for i, d := range list {
		rows[i].Deputy, ids[i] = d, d.ID
		at[d.ID] = &rows[i]
	}
	q := a.db.Read()
	mandates, err := db.MandatesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range mandates {
		at[m.DeputyID].Mandates = append(at[m.DeputyID].Mandates, m)
	}
	persons, err := db.PersonsOfDeputies(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range persons {
		at[persons[i].DeputyID].Person = &persons[i]
	}
	invited, err := db.InvitationsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range invited {
		if r := at[invited[i].DeputyID]; r.Invitation == nil {
			r.Invitation = &invited[i]
		}
	}
	load, err := db.Load(ctx, q, ids)
	for id, n := range load {
		at[id].Load = n
	}
	return rows, err
}

// RosterFilter chooses what of the roster is listed. An empty Office is all that
// the actor may see.
type RosterFilter struct {
	Office   string // with those under it
	Level    store.Level
	Standing store.Standing
	Query    string // part of a name, its pinyin, or the initials
	Offset   int
	Limit    int
}

// RosterPage lists deputies of the offices an actor may see, by rank and 姓氏笔画,
// and counts them, at most RosterMost.
func (a *Acts) RosterPage(ctx context.Context, actor store.Actor, f RosterFilter) ([]RosterRow, int, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, 0, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, 0, store.ErrForbidden
	}
	if f.Office != "" {
		under := view.Offices.Under(f.Office)
		offices = slices.DeleteFunc(offices, func(id string) bool { return !slices.Contains(under, id) })
	}
	q, in := a.db.Read(), db.RosterFilter{OfficeIDs: offices, Level: f.Level, Standing: f.Standing, Query: f.Query,
		Offset: f.Offset, Limit: f.Limit}
	list, err := db.Roster(ctx, q, in)
	if err != nil {
		return nil, 0, err
	}
	total, err := db.CountRoster(ctx, q, in, RosterMost)
	if err != nil || len(list) == 0 {
		return nil, total, err
	}
	rows, err := a.rosterRows(ctx, list)
	return rows, total, err
}

// RosterMost bounds how far deputies are counted, and how many an exported list
// has.
const RosterMost = 20_000

// DeputyFile is all that a person of the desk reads about one deputy.
type DeputyFile struct {
	RosterRow
	Phone       string // masked
	Steps       []store.MandateStep
	Invitations []store.Invitation
	Items       []TaskRow // the newest ones; sealed ones are left out
	RecordFile
}

// fileItems bounds what a deputy's page lists of the own items.
const fileItems = 100

// DeputyFile reads one deputy; a foreign one is not found.
func (a *Acts) DeputyFile(ctx context.Context, actor store.Actor, id string) (*DeputyFile, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	d, err := db.Deputy(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActRoster, store.Target{OfficeID: d.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	rows, err := a.rosterRows(ctx, []store.Deputy{*d})
	if err != nil {
		return nil, err
	}
	f := &DeputyFile{RosterRow: rows[0]}
	phone, err := a.keys.Open("deputy", "phone", d.ID, d.Phone)
	if err != nil {
		return nil, err
	}
	f.Phone = store.MaskPhone(phone)
	if f.Steps, err = db.StepsOf(ctx, q, id); err != nil {
		return nil, err
	}
	if f.Invitations, err = db.InvitationsOf(ctx, q, []string{id}); err != nil {
		return nil, err
	}
	f.Items, err = a.tasks(ctx, q, id, fileItems, []store.AssignmentState{store.AssignmentOpen, store.AssignmentAnswered,
		store.AssignmentPassed, store.AssignmentRecalled})
	if err != nil {
		return nil, err
	}
	own, err := a.recordFile(ctx, id)
	if err == nil {
		f.RecordFile = *own
	}
	return f, err
}
