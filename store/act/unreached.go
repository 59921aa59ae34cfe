package act

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// UnreachedRow is a notice that no channel could bring, for the telephone.
type UnreachedRow struct {
	store.Notice
	Name   string
	Phone  string
	Number string // the opinion's
}

// Unreached lists who must be telephoned in the actor's offices.
func (a *Acts) Unreached(ctx context.Context, actor store.Actor, limit int) ([]UnreachedRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActUnreached, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := a.unreached(ctx, offices, limit)
	if err != nil {
		return nil, err
	}
	g, err := a.gather(ctx, list)
	if err != nil {
		return nil, err
	}
	staff, err := a.StaffNames(ctx)
	if err != nil {
		return nil, err
	}
	var rows []UnreachedRow
	for i := range list {
		row, err := a.unreachedRow(&list[i], g)
		if err != nil {
			return nil, err
		}
		if row != nil {
			row.Name = cmp.Or(row.Name, staff[list[i].StaffID])
			rows = append(rows, *row)
		}
	}
	if slices.ContainsFunc(rows, func(r UnreachedRow) bool { return r.Phone != "" }) {
		return rows, a.see(ctx, actor, store.ActUnreached, "list", "unreached", actor.OfficeID)
	}
	return rows, nil
}

// StaffNames gives the names of the desk by id, also of those who left.
func (a *Acts) StaffNames(ctx context.Context) (map[string]string, error) {
	list, err := db.AllStaff(ctx, a.db.Read())
	names := make(map[string]string, len(list))
	for _, s := range list {
		names[s.ID] = s.Name
	}
	return names, err
}

// unreachedRow is nil for a sealed matter: its author is the petition officer's
// to call.
func (a *Acts) unreachedRow(n *store.Notice, g *gathered) (*UnreachedRow, error) {
	row := &UnreachedRow{Notice: *n}
	row.Text = ""
	if o := g.opinions[n.OpinionID]; o != nil {
		if o.State == store.OpinionSealed {
			return nil, nil
		}
		row.Number = o.Number
	}
	var err error
	if d := g.deputies[n.DeputyID]; d != nil {
		row.Name = d.Name
		row.Phone, err = a.keys.Open("deputy", "phone", d.ID, d.Phone)
	} else if p := g.persons[n.PersonID]; p != nil && n.PersonID != "" {
		row.Name, row.Phone, err = a.identity(p)
	}
	name, phone := g.bookingPhone(n)
	row.Name, row.Phone = cmp.Or(row.Name, name), cmp.Or(row.Phone, phone)
	if err != nil {
		return nil, fmt.Errorf("opening a telephone number: %w", err)
	}
	return row, nil
}

func (a *Acts) unreached(ctx context.Context, offices []string, limit int) ([]store.Notice, error) {
	if len(offices) == 0 {
		return nil, nil
	}
	return db.NoticesToTelephone(ctx, a.db.Read(), offices, limit)
}

// Phoned notes that somebody was told by telephone.
func (t *Tx) Phoned(noticeID string) error {
	n, err := db.Notice(t.ctx, t.q, noticeID)
	if err != nil {
		return err
	}
	target := store.Target{OfficeID: n.OfficeID}
	if n.OpinionID != "" {
		o, err := t.opinion(n.OpinionID)
		if err != nil {
			return err
		}
		target.Sealed = o.State == store.OpinionSealed
	}
	if t.may(store.ActNoticeDone, target) != nil {
		return store.ErrNotFound
	}
	if n.State != store.NoticeUnreached && n.State != store.NoticeUnknown {
		return store.ErrConflict
	}
	n.State, n.Channel, n.Sent = store.NoticePhoned, store.ChannelPhone, t.now
	t.audit(store.ActNoticeDone, "notice", n.ID, n.OfficeID, "state=phoned", "")
	return db.UpdateNotices(t.ctx, t.q, n)
}
