package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// InboxFilter selects opinions for the desk's lists.
type InboxFilter struct {
	States []store.OpinionState // none: every state the actor may list
	Danger bool
	Late   bool // due date passed
	Query  string
	Before string // id of the last one seen
	Limit  int
}

// listed are the states an ordinary list may show: everything but sealed.
var listed = []store.OpinionState{store.OpinionNew, store.OpinionAssigned, store.OpinionChecked, store.OpinionAnswered,
	store.OpinionDecide, store.OpinionClosed, store.OpinionDeclined, store.OpinionMerged}

// InboxRow is an opinion as a list shows it.
type InboxRow struct {
	store.Opinion
	Area   string
	Deputy string
}

// Inbox lists the opinions of the actor's offices, the newest first. Sealed ones
// are never in it, whatever is asked for.
func (a *Acts) Inbox(ctx context.Context, actor store.Actor, f InboxFilter) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActInbox, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	states := f.States
	if len(states) == 0 {
		states = listed
	}
	states = slices.DeleteFunc(slices.Clone(states), func(s store.OpinionState) bool { return s == store.OpinionSealed })
	return a.rows(ctx, view, a.filter(f, offices, states))
}

// Sealed lists the accusations of the actor's offices.
func (a *Acts) Sealed(ctx context.Context, actor store.Actor, limit int) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActReadSealed, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	return a.rows(ctx, view, db.OpinionFilter{Offices: offices, States: []store.OpinionState{store.OpinionSealed}, Limit: limit})
}

func (a *Acts) filter(f InboxFilter, offices []string, states []store.OpinionState) db.OpinionFilter {
	out := db.OpinionFilter{Offices: offices, States: states, Danger: f.Danger, Before: f.Before, Limit: max(1, min(f.Limit, 200))}
	if f.Late {
		out.Late = a.Now()
	}
	if q := strings.TrimSpace(f.Query); strings.HasPrefix(strings.ToUpper(q), opinionNumbers+"-") {
		out.Number = strings.ToUpper(q)
	} else {
		out.Text = q
	}
	return out
}

func (a *Acts) rows(ctx context.Context, view *View, f db.OpinionFilter) ([]InboxRow, error) {
	list, err := db.Opinions(ctx, a.db.Read(), f)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, o := range list {
		ids = append(ids, o.DeputyID)
	}
	slices.Sort(ids)
	deputies, err := db.DeputiesByID(ctx, a.db.Read(), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	rows := make([]InboxRow, len(list))
	for i, o := range list {
		rows[i] = InboxRow{Opinion: o, Area: view.Area(o.OfficeID, o.DistrictID, o.StationID)}
		for _, d := range deputies {
			if d.ID == o.DeputyID {
				rows[i].Deputy = d.Name
			}
		}
	}
	return rows, nil
}

// Counts says how much waits in each of the desk's lists, at most 1000 each.
type Counts struct {
	New, Danger, Checked, Decide, Assigned, Late, Sealed, Unreached int
	Drafts                                                          int // wait for the actor's own step
}

// countLimit is where counting stops: a list says 1000+ beyond.
const countLimit = 1001

// Counts counts the actor's lists.
func (a *Acts) Counts(ctx context.Context, actor store.Actor) (c Counts, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return c, err
	}
	q := a.db.Read()
	offices := store.OfficesFor(actor, store.ActInbox, view.Offices)
	for _, w := range []struct {
		to *int
		f  db.OpinionFilter
	}{
		{&c.New, db.OpinionFilter{States: []store.OpinionState{store.OpinionNew}}},
		{&c.Danger, db.OpinionFilter{States: []store.OpinionState{store.OpinionNew}, Danger: true}},
		{&c.Checked, db.OpinionFilter{States: []store.OpinionState{store.OpinionChecked}}},
		{&c.Decide, db.OpinionFilter{States: []store.OpinionState{store.OpinionDecide}}},
		{&c.Assigned, db.OpinionFilter{States: []store.OpinionState{store.OpinionAssigned}}},
		{&c.Late, db.OpinionFilter{States: []store.OpinionState{store.OpinionAssigned}, Late: a.Now()}},
	} {
		w.f.Offices, w.f.Limit = offices, countLimit
		if *w.to, err = db.CountOpinions(ctx, q, w.f); err != nil {
			return c, err
		}
	}
	if sealed := store.OfficesFor(actor, store.ActReadSealed, view.Offices); len(sealed) > 0 {
		c.Sealed, err = db.CountOpinions(ctx, q, db.OpinionFilter{Offices: sealed,
			States: []store.OpinionState{store.OpinionSealed}, Limit: countLimit})
	}
	if err == nil {
		var list []store.Notice
		list, err = a.unreached(ctx, store.OfficesFor(actor, store.ActUnreached, view.Offices), countLimit)
		c.Unreached = len(list)
	}
	if err == nil {
		c.Drafts, err = a.countDrafts(ctx, actor, view)
	}
	return c, err
}
