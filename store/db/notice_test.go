package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestEachNoticeGetsItsOwnResult: many results go into one statement, in any order,
// and each row gets its own.
func TestEachNoticeGetsItsOwnResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const many = 333
		ctx, now := t.Context(), time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
		outbox(t, d, many, now)
		list, err := d.ClaimNotices(ctx, "L", false, now, now.Add(time.Minute), many)
		if err != nil || len(list) != many {
			t.Fatalf("%d claimed, %v", len(list), err)
		}
		rows := make([]*store.Notice, many)
		for i := range list {
			n := &list[i]
			if n.Lease != "L" || !n.LeaseEnds.Equal(now.Add(time.Minute)) {
				t.Fatalf("claimed as %+v", n)
			}
			n.State, n.JobID, n.Code, n.Outcome = store.NoticeSent, int64(1000+i), i%7, fmt.Sprint("o", i)
			rows[i] = n
		}
		rand.Shuffle(many, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if n, err := d.FinishNotices(ctx, "L", rows); err != nil || n != many {
			t.Fatalf("%d written, %v", n, err)
		}
		for i := range list {
			got, err := db.NoticeByJob(ctx, d.Read(), int64(1000+i))
			if err != nil || got.ID != list[i].ID || got.Code != i%7 || got.Outcome != fmt.Sprint("o", i) || got.Lease != "" {
				t.Fatalf("row %d became %+v, %v", i, got, err)
			}
		}
		if _, err := db.NoticeByJob(ctx, d.Read(), 0); err == nil {
			t.Error("a notice without a job was found by none")
		}
	})
}

// TestWhatWasClaimedBeforeIsInDoubt: a claim says of each notice whether a sender held
// it before, and so does the row.
func TestWhatWasClaimedBeforeIsInDoubt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
		outbox(t, d, 4, now)
		if list, err := d.ClaimNotices(ctx, "died", false, now, now.Add(time.Minute), 2); err != nil || len(list) != 2 || list[0].Outcome != "" {
			t.Fatalf("%+v, %v", list, err)
		}
		later := now.Add(2 * time.Minute)
		list, err := d.ClaimNotices(ctx, "next", false, later, later.Add(time.Minute), 10)
		if err != nil || len(list) != 4 {
			t.Fatalf("%d claimed, %v", len(list), err)
		}
		for i := range list {
			want := ""
			if i < 2 {
				want = store.OutcomeLeft
			}
			n, err := db.Notice(ctx, d.Read(), list[i].ID)
			if err != nil || list[i].Outcome != want || n.Outcome != want || n.Lease != "next" {
				t.Errorf("notice %d: claimed with %q, stands with %q under %q, %v", i, list[i].Outcome, n.Outcome, n.Lease, err)
			}
		}
	})
}

// outbox writes notices that are due.
func outbox(t *testing.T, d *db.DB, many int, now time.Time) {
	t.Helper()
	var b db.Batch
	for i := range many {
		b.Notices = append(b.Notices, &store.Notice{ID: store.NewID(now), Created: now, About: fmt.Sprint("about/", i), Kind: store.NoticeBroadcast,
			OfficeID: "o", State: store.NoticeWaiting, NextAt: now})
	}
	if err := d.Tx(t.Context(), func(q db.Q) error { return b.Flush(t.Context(), q) }); err != nil {
		t.Fatal(err)
	}
}

// heard notes the queries that pass.
type heard struct {
	db.Q
	queries []string
}

func (h *heard) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	h.queries = append(h.queries, query)
	return h.Q.QueryContext(ctx, query, args...)
}

func (h *heard) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	h.queries = append(h.queries, query)
	return h.Q.QueryRowContext(ctx, query, args...)
}

// TestTheOutboxIsReadByItsIndexes: among everything that was ever sent, what is to be
// telephoned, what is to be sent and what a report is about are found by an index.
func TestTheOutboxIsReadByItsIndexes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
		outbox(t, d, 600, now)
		list, err := d.ClaimNotices(ctx, "L", false, now, now.Add(time.Minute), 590)
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]*store.Notice, len(list))
		for i := range list {
			list[i].State, list[i].JobID = store.NoticeSent, int64(i+1)
			rows[i] = &list[i]
		}
		list[0].State = store.NoticeUnreached
		if _, err := d.FinishNotices(ctx, "L", rows); err != nil {
			t.Fatal(err)
		}
		h := &heard{Q: d.Read()}
		if list, err := db.NoticesToTelephone(ctx, h, []string{"o"}, 10); err != nil || len(list) != 1 {
			t.Errorf("%d to telephone, %v", len(list), err)
		}
		if _, err := db.NoticeByJob(ctx, h, 7); err != nil {
			t.Error(err)
		}
		claim := "SELECT id FROM notice WHERE state = 'waiting' AND next_at <= ? AND channel <> ? AND (lease_ends IS NULL OR lease_ends <= ?) ORDER BY next_at, id LIMIT ?"
		if len(h.queries) != 2 {
			t.Fatalf("heard %q", h.queries)
		}
		for i, index := range []string{"notice_office", "notice_job", "notice_next"} {
			plan := explain(t, d, filled(append(h.queries, claim)[i]))
			byState := d.Engine == db.MySQL && i == 0 && strings.Contains(plan, "notice_next") // which begins with the state there
			if !strings.Contains(plan, index) && !byState {
				t.Errorf("%s is not read: %s", index, plan)
			}
		}
	})
}

// filled puts a value in place of each mark.
func filled(query string) string {
	for _, v := range []string{"'o'", "'mass'", "10"} {
		if strings.Contains(query, "job_id = ?") || strings.Contains(query, "next_at") {
			v = "7"
		}
		query = strings.Replace(query, "?", v, 1)
	}
	return strings.ReplaceAll(query, "?", "7")
}
