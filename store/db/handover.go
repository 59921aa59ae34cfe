package db

import (
	"context"

	"liaison/store"
)

var handovers = table[store.Handover]{
	name: "handover",
	columns: columns("id created office_id meeting_id kind addressee title draft_id days due state round sent told " +
		"issuer notice_number notice_day made_by updated closed version"),
	fixed: 4,
	at: func(h *store.Handover) []any {
		return []any{&h.ID, when(&h.Created), &h.OfficeID, &h.MeetingID, &h.Kind, &h.To, &h.Title, &h.DraftID, &h.Days, &h.Due, &h.State,
			&h.Round, when(&h.Sent), &h.Told, &h.Notice.Issuer, &h.Notice.Number, &h.Notice.Day, &h.By, when(&h.Updated), when(&h.Closed), &h.Version}
	},
}

var handoverReplies = table[store.HandoverReply]{
	name:    "handover_reply",
	columns: columns("id created handover_id round received text hash mime verdict remark due judged made_by version"), fixed: 8,
	at: func(r *store.HandoverReply) []any {
		return []any{&r.ID, when(&r.Created), &r.HandoverID, &r.Round, &r.Received, &r.Text, &r.Hash, &r.MIME, &r.Verdict, &r.Remark,
			&r.Due, when(&r.Judged), &r.By, &r.Version}
	},
}

// Handover reads what left an activity.
func Handover(ctx context.Context, q Q, id string) (*store.Handover, error) {
	return handovers.byID(ctx, q, id)
}

// HandoversOf reads what left activities, in order.
func HandoversOf(ctx context.Context, q Q, meetingIDs ...string) ([]store.Handover, error) {
	marks, args := in(meetingIDs)
	return handovers.list(ctx, q, "WHERE meeting_id IN "+marks+" AND state <> ? ORDER BY id", append(args, string(store.HandoverDropped))...)
}

// HandoversIn reads what left offices and stands in one of some states: those due
// first at the top, then the newest.
func HandoversIn(ctx context.Context, q Q, officeIDs []string, states []store.HandoverState, limit int) ([]store.Handover, error) {
	marks, args := in(officeIDs)
	m2, a2 := in(states)
	return handovers.list(ctx, q, "WHERE office_id IN "+marks+" AND state IN "+m2+" ORDER BY CASE WHEN state = 'sent' THEN 0 ELSE 1 END, "+
		"CASE WHEN state = 'sent' THEN due ELSE '' END, id DESC LIMIT ?", append(append(args, a2...), limit)...)
}

// HandoversAwaited reads what offices await since before a day, the longest first.
func HandoversAwaited(ctx context.Context, q Q, officeIDs []string, today string, limit int) ([]store.Handover, error) {
	marks, args := in(officeIDs)
	return handovers.list(ctx, q, "WHERE "+awaited+marks+" ORDER BY due, id LIMIT ?", append(append([]any{string(store.HandoverSent), today}, args...), limit)...)
}

// CountHandoversLate counts what HandoversAwaited reads, up to most.
func CountHandoversLate(ctx context.Context, q Q, officeIDs []string, today string, most int) (int, error) {
	marks, args := in(officeIDs)
	return count(ctx, q, "handover WHERE "+awaited+marks, most, append([]any{string(store.HandoverSent), today}, args...)...)
}

const awaited = "state = ? AND due < ? AND office_id IN "

// HandoversLate reads what is awaited since before a day and of which staff were not
// told for that deadline.
func HandoversLate(ctx context.Context, q Q, today string, limit int) ([]store.Handover, error) {
	return handovers.list(ctx, q, "WHERE state = ? AND due < ? AND told <> due ORDER BY due, id LIMIT ?", string(store.HandoverSent), today, limit)
}

// HandoverReplies reads what came back, in order.
func HandoverReplies(ctx context.Context, q Q, handoverID string) ([]store.HandoverReply, error) {
	return handoverReplies.list(ctx, q, "WHERE handover_id = ? ORDER BY id", handoverID)
}

// HandoverReply reads one report that came back.
func HandoverReply(ctx context.Context, q Q, id string) (*store.HandoverReply, error) {
	return handoverReplies.byID(ctx, q, id)
}
