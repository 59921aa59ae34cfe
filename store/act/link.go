package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// LinkRow is a link as a list shows one.
type LinkRow struct {
	store.Link
	To      string // what it leads to, in words
	Members int    // deputies of that group; 0 where it leads elsewhere
}

// Links lists the standing links of the actor's offices.
func (a *Acts) Links(ctx context.Context, actor store.Actor) ([]LinkRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.LinksOf(ctx, a.db.Read(), offices)
	if err != nil {
		return nil, err
	}
	rows := make([]LinkRow, len(list))
	for i := range list {
		rows[i].Link = list[i]
		if err := a.lead(ctx, view, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// lead says what a link leads to. There are few of them: one office has some dozens.
func (a *Acts) lead(ctx context.Context, view *View, r *LinkRow) error {
	switch r.Target {
	case store.TargetDistrict:
		d, _ := view.District(r.TargetID)
		r.To = d.Name
	case store.TargetGroup:
		g, err := db.Group(ctx, a.db.Read(), r.TargetID)
		if err != nil {
			return err
		}
		members, err := db.GroupMembers(ctx, a.db.Read(), []string{g.ID})
		r.To, r.Members = g.Name, len(members)
		return err
	case store.TargetDeputy:
		d, err := db.Deputy(ctx, a.db.Read(), r.TargetID)
		if err != nil {
			return err
		}
		r.To = d.Name
	default:
		r.To = r.TargetName
	}
	return nil
}

// AddLink writes down a standing link.
func (t *Tx) AddLink(l store.Link) (*store.Link, error) {
	if err := t.may(store.ActLinkEdit, store.Target{OfficeID: l.OfficeID}); err != nil {
		return nil, err
	}
	if err := l.Check(); err != nil {
		return nil, err
	}
	office, err := t.officeOf(l.Target, l.TargetID)
	if err != nil {
		return nil, err
	}
	if l.Target != store.TargetUnit && t.may(store.ActLinkEdit, store.Target{OfficeID: office}) != nil {
		return nil, store.ErrNotFound
	}
	l.ID, l.Created, l.Version = store.NewID(t.now), t.now, 1
	t.batch.Links = append(t.batch.Links, &l)
	t.audit(store.ActLinkEdit, "link", l.ID, l.OfficeID, "new kind="+string(l.Kind), "")
	return &l, nil
}

// officeOf finds whose a link's target is.
func (t *Tx) officeOf(kind store.LinkTarget, id string) (string, error) {
	switch kind {
	case store.TargetDistrict:
		d, ok := t.view.District(id)
		if !ok {
			return "", store.ErrNotFound
		}
		return d.OfficeID, nil
	case store.TargetGroup:
		g, err := db.Group(t.ctx, t.q, id)
		if err != nil {
			return "", err
		}
		return g.OfficeID, nil
	case store.TargetDeputy:
		d, err := db.Deputy(t.ctx, t.q, id)
		if err != nil {
			return "", err
		}
		return d.OfficeID, nil
	}
	return "", nil
}

// EndLink ends a standing link; it stays in the record.
func (t *Tx) EndLink(id string, seen int64) error {
	l, err := db.Link(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActLinkEdit, store.Target{OfficeID: l.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if l.Version != seen || !l.Ended.IsZero() {
		return store.ErrConflict
	}
	l.Ended = t.now
	touch(t, &t.batch.Changed.Links, l)
	t.audit(store.ActLinkEdit, "link", l.ID, l.OfficeID, "ended", "")
	return nil
}
