package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// Counts says how much waits in each of the desk's lists, at most 1000 each.
type Counts struct {
	New, Danger, Checked, Decide      int // at the desk
	Assigned, Late, Answered, Pending int // with somebody else
	Snoozed, Mine, Nobody             int
	Sealed, Unreached                 int
	Drafts                            int // wait for the actor's own step
}

// Open is how much waits for the desk.
func (c Counts) Open() int { return c.New + c.Checked + c.Decide }

// Waiting is how much waits for somebody else.
func (c Counts) Waiting() int { return c.Assigned + c.Answered + c.Pending }

// countLimit is where counting stops: a list says 1000+ beyond.
const countLimit = 1001

// Counts counts the actor's lists, in one statement.
func (a *Acts) Counts(ctx context.Context, actor store.Actor) (c Counts, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return c, err
	}
	own := db.OpinionFilter{Offices: store.OfficesFor(actor, store.ActInbox, view.Offices), Now: a.Now()}
	sealed := db.OpinionFilter{Offices: store.OfficesFor(actor, store.ActReadSealed, view.Offices), Sets: sealedSet}
	to, filters := []*int{&c.Sealed}, []db.OpinionFilter{sealed}
	count := func(n *int, shelf store.Shelf, more func(*db.OpinionFilter), states ...store.OpinionState) {
		f := own
		f.Sets = []store.OpinionSet{{States: states, Shelf: shelf}}
		if more != nil {
			more(&f)
		}
		to, filters = append(to, n), append(filters, f)
	}
	count(&c.New, store.ShelfDesk, nil, store.OpinionNew)
	count(&c.Danger, store.ShelfDesk, func(f *db.OpinionFilter) { f.Danger = true }, store.OpinionNew)
	count(&c.Checked, store.ShelfDesk, nil, store.OpinionChecked)
	count(&c.Decide, store.ShelfDesk, nil, store.OpinionDecide)
	count(&c.Assigned, store.ShelfAwake, nil, store.OpinionAssigned)
	count(&c.Late, store.ShelfAwake, func(f *db.OpinionFilter) { f.Late = f.Now }, store.OpinionAssigned)
	count(&c.Answered, store.ShelfAwake, nil, store.OpinionAnswered)
	count(&c.Pending, store.ShelfPending, nil, store.AtDesk...)
	count(&c.Snoozed, store.ShelfSnoozed, nil, store.ViewSnoozed[0].States...)
	count(&c.Mine, store.ShelfDesk, func(f *db.OpinionFilter) { f.Assignee = actor.ID }, store.AtDesk...)
	count(&c.Nobody, store.ShelfDesk, func(f *db.OpinionFilter) { f.Nobody = true }, store.AtDesk...)
	got, err := db.CountOpinions(ctx, a.db.Read(), countLimit, filters...)
	if err != nil {
		return c, err
	}
	for i, n := range got {
		*to[i] = n
	}
	if offices := store.OfficesFor(actor, store.ActUnreached, view.Offices); len(offices) > 0 {
		c.Unreached, err = db.CountToTelephone(ctx, a.db.Read(), offices, countLimit)
	}
	if err == nil {
		c.Drafts, err = a.countDrafts(ctx, actor, view)
	}
	return c, err
}
