package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"liaison/store"
)

var notices = table[store.Notice]{
	name: "notice",
	columns: columns(`id created about kind office_id deputy_id staff_id opinion_id ref text urgent person_id state
		channel next_at lease lease_ends tries code job_id outcome sent`), fixed: 12,
	at: func(n *store.Notice) []any {
		return []any{&n.ID, when(&n.Created), &n.About, &n.Kind, &n.OfficeID, &n.DeputyID, &n.StaffID, &n.OpinionID, &n.Ref,
			&n.Text, &n.Urgent, &n.PersonID, &n.State, &n.Channel, when(&n.NextAt), &n.Lease, when(&n.LeaseEnds), &n.Tries,
			&n.Code, &n.JobID, &n.Outcome, when(&n.Sent)}
	},
}

// ClaimNotices leases up to limit notices that are due to one sender. Several
// senders may claim at once: what one got, the others pass over. Text messages have
// senders of their own, so that a slow gateway keeps nobody else waiting.
func (d *DB) ClaimNotices(ctx context.Context, lease string, texts bool, now, ends time.Time, limit int) ([]store.Notice, error) {
	var got []store.Notice
	lane := "channel <> ?"
	if texts {
		lane = "channel = ?"
	}
	err := d.Tx(ctx, func(q Q) (err error) {
		got, err = claim(ctx, q, lane, lease, now, ends, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claiming notices: %w", err)
	}
	return got, nil
}

// claim reads what is due and takes it. As a rule all of it is to be had, and is as
// it was read; what another sender was faster with is passed over.
func claim(ctx context.Context, q Q, lane, lease string, now, ends time.Time, limit int) ([]store.Notice, error) {
	// The state stands there as it does in SQLite's index, which a mark would not match.
	due, err := notices.list(ctx, q, "WHERE state = 'waiting' AND next_at <= ? AND "+lane+" AND (lease_ends IS NULL OR lease_ends <= ?) ORDER BY next_at, id LIMIT ?",
		stamp(now), string(store.ChannelSMS), stamp(now), limit)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	ids := make([]string, len(due))
	for i := range due {
		n := &due[i]
		ids[i] = n.ID
		if n.Lease != "" && n.Outcome == "" {
			n.Outcome = store.OutcomeLeft
		}
		n.Lease, n.LeaseEnds = lease, ends
	}
	marks, in := in(ids)
	args := append([]any{store.OutcomeLeft, lease, stamp(ends)}, in...)
	// Outcome first: MySQL reads what stands further left as it is set already.
	res, err := q.ExecContext(ctx, "UPDATE notice SET outcome = CASE WHEN lease <> '' AND outcome = '' THEN ? ELSE outcome END, lease = ?, lease_ends = ? WHERE id IN "+marks+
		" AND state = ? AND next_at <= ? AND (lease_ends IS NULL OR lease_ends <= ?)",
		append(args, string(store.NoticeWaiting), stamp(now), stamp(now))...)
	if err != nil {
		return nil, err
	}
	if n, err := res.RowsAffected(); err == nil && n == int64(len(due)) {
		return due, nil
	}
	return notices.list(ctx, q, "WHERE lease = ? AND id IN "+marks+" ORDER BY next_at, id", append([]any{lease}, in...)...)
}

// FinishNotices writes what became of notices that are still under the lease;
// it gives how many were. As a rule all of them are, and one statement per piece
// does it; only when some are not is it found out which.
func (d *DB) FinishNotices(ctx context.Context, lease string, rows []*store.Notice) (int, error) {
	for _, r := range rows {
		r.Lease, r.LeaseEnds = "", time.Time{}
	}
	mine := cond{"lease = ? AND state = ?", []any{lease, string(store.NoticeWaiting)}}
	err := d.Tx(ctx, func(q Q) error { return notices.updateWhere(ctx, q, mine, rows...) })
	if err == nil {
		return len(rows), nil
	}
	done := 0
	if errors.Is(err, store.ErrConflict) {
		err = d.Tx(ctx, func(q Q) (err error) {
			done, err = finishHeld(ctx, q, mine, rows)
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("finishing notices: %w", err)
	}
	return done, nil
}

// finishHeld writes those of the rows that the condition still selects.
func finishHeld(ctx context.Context, q Q, mine cond, rows []*store.Notice) (int, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	marks, args := in(ids)
	c := mine.and("id IN "+marks, args...)
	held, err := idsOf(ctx, q, "SELECT id FROM notice WHERE "+c.sql, c.args...)
	if err != nil {
		return 0, err
	}
	keep := slices.DeleteFunc(slices.Clone(rows), func(n *store.Notice) bool { return !slices.Contains(held, n.ID) })
	return len(keep), notices.update(ctx, q, keep...)
}

// MarkNotice notes the channel and outcome of a notice that is still waiting
// under the lease; else store.ErrConflict.
func MarkNotice(ctx context.Context, q Q, n *store.Notice, lease string) error {
	return exactlyOne(q.ExecContext(ctx, "UPDATE notice SET channel = ?, outcome = ? WHERE id = ? AND lease = ? AND state = ?",
		string(n.Channel), n.Outcome, n.ID, lease, string(store.NoticeWaiting)))
}

func idsOf(ctx context.Context, q Q, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scanAll(rows, func(s *string) []any { return []any{s} })
}

// Notice reads a notice.
func Notice(ctx context.Context, q Q, id string) (*store.Notice, error) {
	return notices.byID(ctx, q, id)
}

// NoticeAbout reads the notice with that key.
func NoticeAbout(ctx context.Context, q Q, about string) (*store.Notice, error) {
	return notices.one(ctx, q, "WHERE about = ?", about)
}

// NoticeByJob reads the notice that went out as a template message with that id.
func NoticeByJob(ctx context.Context, q Q, jobID int64) (*store.Notice, error) {
	return notices.one(ctx, q, "WHERE job_id = ? AND job_id <> 0 LIMIT 1", jobID)
}

// NoticesOfOpinion reads what went out about an opinion, in order.
func NoticesOfOpinion(ctx context.Context, q Q, opinionID string) ([]store.Notice, error) {
	return notices.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// NoticesToTelephone reads the notices of offices that no channel brought, or that
// perhaps did not arrive, the newest first. Those of sealed matters are left out: even
// their number says something. So are mass messages, which have nobody to telephone.
func NoticesToTelephone(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.Notice, error) {
	c := toTelephone(officeIDs)
	return notices.list(ctx, q, "WHERE "+c.sql+" ORDER BY id DESC LIMIT ?", append(c.args, limit)...)
}

// CountToTelephone counts what NoticesToTelephone reads, at most limit.
func CountToTelephone(ctx context.Context, q Q, officeIDs []string, limit int) (int, error) {
	c := toTelephone(officeIDs)
	return count(ctx, q, "notice WHERE "+c.sql, limit, c.args...)
}

// toTelephone names the states as SQLite's index does, which marks would not match.
func toTelephone(officeIDs []string) cond {
	marks, args := in(officeIDs)
	return cond{"office_id IN " + marks, args}.and("state IN ('unreached','unknown') AND channel <> ?", string(store.ChannelMass)).
		and("NOT EXISTS (SELECT 1 FROM opinion o WHERE o.id = notice.opinion_id AND o.state = 'sealed')")
}

// UpdateNotices writes notices outside a lease: an outcome that was reported, or
// a telephone call.
func UpdateNotices(ctx context.Context, q Q, rows ...*store.Notice) error {
	return notices.update(ctx, q, rows...)
}

// DropNotices takes back what has not gone out about an opinion to a deputy.
func DropNotices(ctx context.Context, q Q, opinionID, deputyID string) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE opinion_id = ? AND deputy_id = ? AND state = ?",
		string(store.NoticeDropped), opinionID, deputyID, string(store.NoticeWaiting))
	if err != nil {
		return fmt.Errorf("dropping notices: %w", err)
	}
	return nil
}

// DropDeskNotices takes back what has not gone out about an opinion to deputies
// and staff. What is meant for its author stays.
func DropDeskNotices(ctx context.Context, q Q, opinionID string) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE opinion_id = ? AND state = ? AND person_id = ''",
		string(store.NoticeDropped), opinionID, string(store.NoticeWaiting))
	if err != nil {
		return fmt.Errorf("dropping notices: %w", err)
	}
	return nil
}

// NoticeKnown reports whether there is a notice with that key already.
func NoticeKnown(ctx context.Context, q Q, about string) (bool, error) {
	n, err := count(ctx, q, "notice WHERE about = ?", 1, about)
	return n > 0, err
}
