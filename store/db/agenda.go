package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var delegations = table[store.Delegation]{
	name: "delegation", columns: columns("id created meeting_id name office_id head_id place version"), fixed: 3,
	at: func(d *store.Delegation) []any {
		return []any{&d.ID, when(&d.Created), &d.MeetingID, &d.Name, &d.OfficeID, &d.HeadID, &d.Order, &d.Version}
	},
}

var agendaItems = table[store.AgendaItem]{
	name: "agenda_item", columns: columns("id created meeting_id kind title reporter place consulted handed given version"), fixed: 3,
	at: func(a *store.AgendaItem) []any {
		return []any{&a.ID, when(&a.Created), &a.MeetingID, &a.Kind, &a.Title, &a.Reporter, &a.Order, when(&a.Consulted), when(&a.Handed),
			when(&a.Given), &a.Version}
	},
}

var papers = table[store.Paper]{
	name: "paper", columns: columns("id created meeting_id item_id hash mime size made_by title removed version"), fixed: 8,
	at: func(p *store.Paper) []any {
		return []any{&p.ID, when(&p.Created), &p.MeetingID, &p.ItemID, &p.Hash, &p.MIME, &p.Size, &p.By, &p.Title, when(&p.Removed), &p.Version}
	},
}

// Delegation reads a delegation.
func Delegation(ctx context.Context, q Q, id string) (*store.Delegation, error) {
	return delegations.byID(ctx, q, id)
}

// DelegationsOf reads the delegations of a congress's session in their order.
func DelegationsOf(ctx context.Context, q Q, meetingID string) ([]store.Delegation, error) {
	return delegations.list(ctx, q, "WHERE meeting_id = ? ORDER BY place, id", meetingID)
}

// DeleteDelegation removes a delegation at the version seen.
func DeleteDelegation(ctx context.Context, q Q, d *store.Delegation) error {
	return deleteAt(ctx, q, "delegation", d.ID, d.Version)
}

// AgendaItem reads an item of an agenda.
func AgendaItem(ctx context.Context, q Q, id string) (*store.AgendaItem, error) {
	return agendaItems.byID(ctx, q, id)
}

// AgendaOf reads a meeting's agenda in its order.
func AgendaOf(ctx context.Context, q Q, meetingID string) ([]store.AgendaItem, error) {
	return agendaItems.list(ctx, q, "WHERE meeting_id = ? ORDER BY place, id", meetingID)
}

// ReportsAhead reads the special reports of the standing committees' meetings that
// begin in [from, to) and are not called off, with those meetings.
func ReportsAhead(ctx context.Context, q Q, from, to time.Time) ([]store.AgendaItem, []store.Meeting, error) {
	list, err := meetings.list(ctx, q, "WHERE kind = ? AND state IN (?,?) AND starts >= ? AND starts < ? ORDER BY starts, id",
		string(store.MeetingStanding), string(store.MeetingPlanned), string(store.MeetingAnnounced), stamp(from), stamp(to))
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	marks, args := in(ids)
	items, err := agendaItems.list(ctx, q, "WHERE kind = ? AND meeting_id IN "+marks+" ORDER BY meeting_id, place, id",
		append([]any{string(store.AgendaReport)}, args...)...)
	return items, list, err
}

// DeleteAgendaItem removes an item at the version seen.
func DeleteAgendaItem(ctx context.Context, q Q, a *store.AgendaItem) error {
	return deleteAt(ctx, q, "agenda_item", a.ID, a.Version)
}

// Paper reads a paper's row.
func Paper(ctx context.Context, q Q, id string) (*store.Paper, error) { return papers.byID(ctx, q, id) }

// PapersOf reads the papers of a meeting in the order they came, without those
// that were taken away.
func PapersOf(ctx context.Context, q Q, meetingID string) ([]store.Paper, error) {
	return papers.list(ctx, q, "WHERE meeting_id = ? AND removed IS NULL ORDER BY id", meetingID)
}

func deleteAt(ctx context.Context, q Q, table, id string, version int64) error {
	err := exactlyOne(q.ExecContext(ctx, "DELETE FROM "+table+" WHERE id = ? AND version = ?", id, version))
	if err != nil {
		return fmt.Errorf("deleting from %s: %w", table, err)
	}
	return nil
}
