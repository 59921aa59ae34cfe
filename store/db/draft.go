package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var drafts = table[store.Draft]{
	name: "draft",
	columns: columns(`id created kind about ref made_by office_id addressee title text steps state reviewed_by signed_by
		released updated version`), fixed: 6,
	at: func(d *store.Draft) []any {
		return []any{&d.ID, when(&d.Created), &d.Kind, &d.About, &d.Ref, &d.By, &d.OfficeID, &d.To, &d.Title, &d.Text,
			&d.Steps, &d.State, &d.ReviewedBy, &d.SignedBy, when(&d.Released), when(&d.Updated), &d.Version}
	},
}

// draftHeads is what says for whom a draft waits, without its words.
var draftHeads = table[store.Draft]{
	name:    "draft",
	columns: columns("id kind about made_by office_id steps state reviewed_by"), fixed: 8,
	at: func(d *store.Draft) []any {
		return []any{&d.ID, &d.Kind, &d.About, &d.By, &d.OfficeID, &d.Steps, &d.State, &d.ReviewedBy}
	},
}

var draftSteps = table[store.DraftStep]{
	name:    "draft_step",
	columns: columns("id at draft_id verb made_by words title text"), fixed: 8,
	at: func(s *store.DraftStep) []any {
		return []any{&s.ID, when(&s.At), &s.DraftID, &s.Verb, &s.By, &s.Words, &s.Title, &s.Text}
	},
}

// Draft reads a draft.
func Draft(ctx context.Context, q Q, id string) (*store.Draft, error) { return drafts.byID(ctx, q, id) }

// DraftSteps reads a draft's log in order.
func DraftSteps(ctx context.Context, q Q, draftID string) ([]store.DraftStep, error) {
	return draftSteps.list(ctx, q, "WHERE draft_id = ? ORDER BY id", draftID)
}

// DraftOfAnswer reads the draft that an answer goes through.
func DraftOfAnswer(ctx context.Context, q Q, answerID string) (*store.Draft, error) {
	return drafts.one(ctx, q, "WHERE ref = ? AND kind = ? ORDER BY id DESC LIMIT 1", answerID, string(store.DraftAnswer))
}

// DraftsAbout reads the drafts about an opinion, in order.
func DraftsAbout(ctx context.Context, q Q, opinionID string) ([]store.Draft, error) {
	return drafts.list(ctx, q, "WHERE about = ? ORDER BY id", opinionID)
}

// DigestsOf reads the digests of an office's half-year that were not withdrawn.
func DigestsOf(ctx context.Context, q Q, officeID, half string) ([]store.Draft, error) {
	return drafts.list(ctx, q, "WHERE ref = ? AND kind = ? AND office_id = ? AND state <> ? ORDER BY id",
		half, string(store.DraftDigest), officeID, string(store.DraftWithdrawn))
}

// DraftsOf reads the drafts of a kind that refer to one of some things, in order.
func DraftsOf(ctx context.Context, q Q, kind store.DraftKind, refs ...string) ([]store.Draft, error) {
	marks, args := in(refs)
	return drafts.list(ctx, q, "WHERE ref IN "+marks+" AND kind = ? ORDER BY id", append(args, string(kind))...)
}

// unsealed leaves out drafts about an opinion that was sealed: even that there is
// one says something.
const unsealed = " AND NOT EXISTS (SELECT 1 FROM opinion o WHERE o.id = draft.about AND o.state = 'sealed')"

// DraftsIn reads drafts of offices in given states, the newest first.
func DraftsIn(ctx context.Context, q Q, officeIDs []string, states []store.DraftState, limit int) ([]store.Draft, error) {
	marks, args := in(officeIDs)
	m2, a2 := in(states)
	args = append(append(args, a2...), limit)
	return drafts.list(ctx, q, "WHERE office_id IN "+marks+" AND state IN "+m2+unsealed+" ORDER BY id DESC LIMIT ?", args...)
}

// DraftsWaiting reads who the drafts of offices wait for, without their words.
func DraftsWaiting(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.Draft, error) {
	marks, args := in(officeIDs)
	args = append(args, string(store.DraftInReview), string(store.DraftToSign), limit)
	return draftHeads.list(ctx, q, "WHERE office_id IN "+marks+" AND state IN (?,?)"+unsealed+" LIMIT ?", args...)
}

// DraftsBy reads what a member of staff drafted, the newest first.
func DraftsBy(ctx context.Context, q Q, staffID string, states []store.DraftState, limit int) ([]store.Draft, error) {
	marks, args := in(states)
	args = append(append([]any{staffID}, args...), limit)
	return drafts.list(ctx, q, "WHERE made_by = ? AND state IN "+marks+unsealed+" ORDER BY id DESC LIMIT ?", args...)
}

// DropDraftNotices takes back what has not gone out about a draft. Its Ref begins
// with the draft's id.
func DropDraftNotices(ctx context.Context, q Q, draftID string) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE state = ? AND kind IN (?,?,?) AND ref LIKE ?",
		string(store.NoticeDropped), string(store.NoticeWaiting), string(store.NoticeToReview), string(store.NoticeToSign),
		string(store.NoticeDraftBack), draftID+".%")
	if err != nil {
		return fmt.Errorf("dropping a draft's notices: %w", err)
	}
	return nil
}

// DraftsByID reads drafts by id, in no order.
func DraftsByID(ctx context.Context, q Q, ids []string) ([]store.Draft, error) {
	return drafts.byIDs(ctx, q, "id", ids)
}
