package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"liaison/store"
)

var broadcasts = table[store.Broadcast]{
	name: "broadcast",
	columns: columns(`id created office_id made_by draft_id title text link recipients alike follows again state chosen queued
		reached released updated way mass_status mass_total mass_sent mass_failed version`), fixed: 4,
	at: func(b *store.Broadcast) []any {
		return []any{&b.ID, when(&b.Created), &b.OfficeID, &b.By, &b.DraftID, &b.Title, &b.Text, &b.Link, asJSON(&b.Recipients), &b.Alike,
			null(&b.Follows), &b.Again, &b.State, &b.Chosen, &b.Queued, &b.Reached, when(&b.Release), when(&b.Updated),
			&b.Way, &b.Result.Status, &b.Result.Total, &b.Result.Sent, &b.Result.Failed, &b.Version}
	},
}

// Broadcast reads a broadcast.
func Broadcast(ctx context.Context, q Q, id string) (*store.Broadcast, error) {
	return broadcasts.byID(ctx, q, id)
}

// LockBroadcast reads a broadcast that nobody else changes before the transaction
// ends: a duty moves it on several times a second.
func LockBroadcast(ctx context.Context, q Q, id string) (*store.Broadcast, error) {
	if _, err := q.ExecContext(ctx, "UPDATE broadcast SET updated = updated WHERE id = ?", id); err != nil {
		return nil, fmt.Errorf("locking a broadcast: %w", err)
	}
	return broadcasts.byID(ctx, q, id)
}

// BroadcastsByID reads broadcasts by id, in no order.
func BroadcastsByID(ctx context.Context, q Q, ids []string) ([]store.Broadcast, error) {
	return broadcasts.byIDs(ctx, q, "id", ids)
}

// BroadcastsOf reads the broadcasts of offices, the newest first.
func BroadcastsOf(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.Broadcast, error) {
	marks, args := in(officeIDs)
	return broadcasts.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// BroadcastsQueueing lists the broadcasts whose notices are not all in the outbox.
func BroadcastsQueueing(ctx context.Context, q Q) ([]string, error) {
	return idsOf(ctx, q, "SELECT id FROM broadcast WHERE state = ? ORDER BY id", string(store.BroadcastQueueing))
}

// BroadcastBefore reads the broadcast alike that was released last, or nil.
func BroadcastBefore(ctx context.Context, q Q, alike string) (*store.Broadcast, error) {
	list, err := broadcasts.list(ctx, q, "WHERE alike = ? AND released IS NOT NULL ORDER BY released DESC, id DESC LIMIT 1", alike)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// ServingUnder reads who exercises a mandate in offices: of each mandate only
// deputy, office, level and status.
func ServingUnder(ctx context.Context, q Q, officeIDs []string) ([]store.Mandate, error) {
	marks, args := in(officeIDs)
	return serving(ctx, q, "office_id IN "+marks, args)
}

// ServingCounts counts the deputies who exercise a mandate in each of some offices.
func ServingCounts(ctx context.Context, q Q, officeIDs []string) (map[string]int, error) {
	marks, args := in(officeIDs)
	rows, err := q.QueryContext(ctx, "SELECT office_id, COUNT(DISTINCT deputy_id) FROM mandate WHERE status = ? AND office_id IN "+marks+
		" GROUP BY office_id", append([]any{string(store.MandateActive)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("counting who serves: %w", err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, fmt.Errorf("counting who serves: %w", err)
		}
		counts[id] = n
	}
	return counts, rows.Err()
}

// ServingOf reads which of some deputies exercise a mandate, wherever, as
// ServingUnder does.
func ServingOf(ctx context.Context, q Q, deputyIDs []string) ([]store.Mandate, error) {
	marks, args := in(deputyIDs)
	return serving(ctx, q, "deputy_id IN "+marks, args)
}

func serving(ctx context.Context, q Q, which string, args []any) ([]store.Mandate, error) {
	rows, err := q.QueryContext(ctx, "SELECT deputy_id, office_id, level, status FROM mandate WHERE status = ? AND "+which,
		append([]any{string(store.MandateActive)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("reading who serves: %w", err)
	}
	defer rows.Close()
	return scanAll(rows, func(m *store.Mandate) []any { return []any{&m.DeputyID, &m.OfficeID, &m.Level, &m.Status} })
}

// broadcastNotices are the notices of a broadcast: what they are about begins with
// its id, so that the UNIQUE index of it finds them.
func broadcastNotices(id string) cond {
	from := store.AboutKey(store.NoticeBroadcast, id, "")
	return cond{"about >= ? AND about < ?", []any{from, from[:len(from)-1] + ";"}} // the sign after ":"
}

// unleased leaves out what a sender holds.
func unleased(now time.Time) (string, []any) {
	return "(lease_ends IS NULL OR lease_ends <= ?)", []any{stamp(now)}
}

// HoldBroadcast keeps senders from the notices of a broadcast that have not gone,
// until FreeBroadcast. One that may have gone is left to its sender, who finds out.
func HoldBroadcast(ctx context.Context, q Q, id string, now time.Time) error {
	c := broadcastNotices(id).and("state = ? AND outcome = ''", string(store.NoticeWaiting))
	free, args := unleased(now)
	return c.and(free, args...).set(ctx, q, "UPDATE notice SET state = ?", string(store.NoticeHeld))
}

// FreeBroadcast lets notices that were held go, from a time on.
func FreeBroadcast(ctx context.Context, q Q, id string, next time.Time) error {
	return broadcastNotices(id).and("state = ?", string(store.NoticeHeld)).
		set(ctx, q, "UPDATE notice SET state = ?, next_at = ?", string(store.NoticeWaiting), stamp(next))
}

// DropBroadcast takes back the notices of a broadcast that have not gone. Of those
// that may have gone nobody will know more: they are store.NoticeUnknown.
func DropBroadcast(ctx context.Context, q Q, id string, now time.Time) error {
	free, args := unleased(now)
	c := broadcastNotices(id).and("state IN (?,?)", string(store.NoticeWaiting), string(store.NoticeHeld)).and(free, args...)
	if err := c.and("outcome = ''").set(ctx, q, "UPDATE notice SET state = ?, outcome = ?", string(store.NoticeDropped), "cancelled"); err != nil {
		return err
	}
	return c.and("outcome <> ''").set(ctx, q, "UPDATE notice SET state = ?, outcome = '', sent = ?", string(store.NoticeUnknown), stamp(now))
}

// set runs an UPDATE on what the condition selects.
func (c cond) set(ctx context.Context, q Q, update string, args ...any) error {
	if _, err := q.ExecContext(ctx, update+" WHERE "+c.sql, append(args, c.args...)...); err != nil {
		return fmt.Errorf("changing notices: %w", err)
	}
	return nil
}

// BroadcastCount is how many notices of a broadcast stand in one way.
type BroadcastCount struct {
	State   store.NoticeState
	Channel store.Channel
	Again   bool // went after an attempt in doubt
	Count   int
}

// BroadcastCounts counts a broadcast's notices by state and channel.
func BroadcastCounts(ctx context.Context, q Q, id string) ([]BroadcastCount, error) {
	c := broadcastNotices(id)
	rows, err := q.QueryContext(ctx, "SELECT state, channel, outcome = ?, COUNT(*) FROM notice WHERE "+c.sql+
		" GROUP BY state, channel, outcome = ?", slices.Concat([]any{store.OutcomeAgain}, c.args, []any{store.OutcomeAgain})...)
	if err != nil {
		return nil, fmt.Errorf("counting a broadcast's notices: %w", err)
	}
	defer rows.Close()
	return scanAll(rows, func(n *BroadcastCount) []any { return []any{&n.State, &n.Channel, &n.Again, &n.Count} })
}

// BroadcastFilter chooses among a broadcast's notices; what is empty does not
// choose.
type BroadcastFilter struct {
	States  []store.NoticeState
	Channel store.Channel
	After   string // the last one's deputy id
	Limit   int
}

// BroadcastNotices reads a broadcast's notices in the order of their deputies' ids.
func BroadcastNotices(ctx context.Context, q Q, id string, f BroadcastFilter) ([]store.Notice, error) {
	c := broadcastNotices(id)
	if f.After != "" {
		c = c.and("about > ?", store.AboutKey(store.NoticeBroadcast, id, f.After))
	}
	if len(f.States) > 0 {
		marks, args := in(f.States)
		c = c.and("state IN "+marks, args...)
	}
	if f.Channel != "" {
		c = c.and("channel = ?", string(f.Channel))
	}
	return notices.list(ctx, q, "WHERE "+c.sql+" ORDER BY about LIMIT ?", append(c.args, f.Limit)...)
}

// TemplatesSince counts the template messages of all offices that left since a
// time, among the notices made not long before it.
func TemplatesSince(ctx context.Context, q Q, since time.Time, limit int) (int, error) {
	return count(ctx, q, "notice WHERE id >= ? AND channel = ? AND sent >= ?", limit,
		store.FirstID(since.Add(-48*time.Hour)), string(store.ChannelTemplate), stamp(since))
}
