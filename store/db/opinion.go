package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

var opinions = table[store.Opinion]{
	name: "opinion",
	columns: columns(`id created number office_id district_id station_id person_id state triage danger contact summary
		deputy_id assign_id category assignee_id snoozed pending round due closed updated merged_into version`), fixed: 3,
	at: func(o *store.Opinion) []any {
		return []any{&o.ID, when(&o.Created), &o.Number, &o.OfficeID, &o.DistrictID, &o.StationID, &o.PersonID, &o.State,
			&o.Triage, &o.Danger, &o.Contact, &o.Summary, &o.DeputyID, &o.AssignID, &o.Category, &o.AssigneeID,
			when(&o.Snoozed), &o.Pending, &o.Round, when(&o.Due), when(&o.Closed), when(&o.Updated), &o.MergedInto, &o.Version}
	},
}

var entries = table[store.Entry]{
	name:    "entry",
	columns: columns("id opinion_id at kind actor_kind actor_id deputy_id ref text audience"), fixed: 9,
	at: func(e *store.Entry) []any {
		return []any{&e.ID, &e.OpinionID, when(&e.At), &e.Kind, &e.ActorKind, &e.ActorID, &e.DeputyID, &e.Ref, &e.Text, &e.Audience}
	},
}

var assignments = table[store.Assignment]{
	name:    "assignment",
	columns: columns("id created opinion_id deputy_id office_id made_by note state since read_at remind_at reminded version"), fixed: 7,
	at: func(a *store.Assignment) []any {
		return []any{&a.ID, when(&a.Created), &a.OpinionID, &a.DeputyID, &a.OfficeID, &a.By, &a.Note, &a.State,
			when(&a.Since), when(&a.Read), when(&a.RemindAt), &a.Reminded, &a.Version}
	},
}

var answers = table[store.Answer]{
	name:    "answer",
	columns: columns("id created opinion_id assign_id deputy_id entry_id round text state released_by released version"), fixed: 8,
	at: func(a *store.Answer) []any {
		return []any{&a.ID, when(&a.Created), &a.OpinionID, &a.AssignID, &a.DeputyID, &a.EntryID, &a.Round, &a.Text,
			&a.State, &a.ReleasedBy, when(&a.Released), &a.Version}
	},
}

var ratings = table[store.Rating]{
	name:    "rating",
	columns: columns("id created opinion_id answer_id reply result comment"), fixed: 7,
	at: func(r *store.Rating) []any {
		return []any{&r.ID, when(&r.Created), &r.OpinionID, &r.AnswerID, &r.Reply, &r.Result, &r.Comment}
	},
}

var exclusions = table[store.Exclusion]{
	name:    "exclusion",
	columns: columns("opinion_id deputy_id why created"), fixed: 4,
	at: func(e *store.Exclusion) []any { return []any{&e.OpinionID, &e.DeputyID, &e.Why, when(&e.Created)} },
}

// Opinion reads an opinion.
func Opinion(ctx context.Context, q Q, id string) (*store.Opinion, error) {
	return opinions.byID(ctx, q, id)
}

// OpinionByNumber reads the opinion with a number.
func OpinionByNumber(ctx context.Context, q Q, number string) (*store.Opinion, error) {
	return opinions.one(ctx, q, "WHERE number = ?", number)
}

// OpinionsByID reads opinions by id, in no order.
func OpinionsByID(ctx context.Context, q Q, ids []string) ([]store.Opinion, error) {
	return opinions.byIDs(ctx, q, "id", ids)
}

// OpinionsOf reads what a person brought up, the newest first.
func OpinionsOf(ctx context.Context, q Q, personID string, limit int) ([]store.Opinion, error) {
	return opinions.list(ctx, q, "WHERE person_id = ? ORDER BY id DESC LIMIT ?", personID, limit)
}

// DetachOpinions takes a person's name off everything the person brought up.
func DetachOpinions(ctx context.Context, q Q, personID string) error {
	_, err := q.ExecContext(ctx, "UPDATE opinion SET person_id = '', contact = ?, version = version + 1 WHERE person_id = ?", false, personID)
	if err != nil {
		return fmt.Errorf("detaching opinions: %w", err)
	}
	return nil
}

// DetachEntries takes a person's id off the timelines of what the person brought
// up. It must run before DetachOpinions, and has no limit: there is no second time.
// The ids are read first: MariaDB reads the whole table for an update over a
// subquery.
func DetachEntries(ctx context.Context, q Q, personID string) error {
	for last := ""; ; {
		ids, err := idsOf(ctx, q, "SELECT id FROM opinion WHERE person_id = ? AND id > ? ORDER BY id LIMIT ?", personID, last, detachMost)
		if err != nil {
			return fmt.Errorf("reading whose entries to detach: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		marks, args := in(ids)
		args = append([]any{string(store.ActorPerson), personID}, args...)
		if _, err := q.ExecContext(ctx, "UPDATE entry SET actor_id = '' WHERE actor_kind = ? AND actor_id = ? AND opinion_id IN "+marks, args...); err != nil {
			return fmt.Errorf("detaching entries: %w", err)
		}
		last = ids[len(ids)-1]
	}
}

// detachMost is how many opinions' entries one statement detaches.
const detachMost = 500

// EntriesOf reads an opinion's timeline in order.
func EntriesOf(ctx context.Context, q Q, opinionID string) ([]store.Entry, error) {
	return entries.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// Entry reads one step of a timeline.
func Entry(ctx context.Context, q Q, id string) (*store.Entry, error) {
	return entries.byID(ctx, q, id)
}

// WidenEntry lets more people read an entry.
func WidenEntry(ctx context.Context, q Q, id string, to store.Audience) error {
	return exactlyOne(q.ExecContext(ctx, "UPDATE entry SET audience = ? WHERE id = ?", string(to), id))
}

// Assignment reads an assignment.
func Assignment(ctx context.Context, q Q, id string) (*store.Assignment, error) {
	return assignments.byID(ctx, q, id)
}

// AssignmentsOf reads the assignments of an opinion in order.
func AssignmentsOf(ctx context.Context, q Q, opinionID string) ([]store.Assignment, error) {
	return assignments.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// AssignmentsOfDeputy reads a deputy's assignments, the newest first.
func AssignmentsOfDeputy(ctx context.Context, q Q, deputyID string, limit int, states ...store.AssignmentState) ([]store.Assignment, error) {
	marks, args := in(states)
	args = append([]any{deputyID}, args...)
	return assignments.list(ctx, q, "WHERE deputy_id = ? AND state IN "+marks+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// RemindDue reads the assignments whose reminder is due, the longest due first.
// Those of one moment come in the index's own order: to sort them by id every batch
// of them would read all of them.
func RemindDue(ctx context.Context, q Q, now time.Time, limit int) ([]store.Assignment, error) {
	return assignments.list(ctx, q, "WHERE remind_at <= ? ORDER BY remind_at LIMIT ?", stamp(now), limit)
}

// Answer reads an answer.
func Answer(ctx context.Context, q Q, id string) (*store.Answer, error) {
	return answers.byID(ctx, q, id)
}

// AnswersOf reads an opinion's answers in order.
func AnswersOf(ctx context.Context, q Q, opinionID string) ([]store.Answer, error) {
	return answers.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// RatingsOf reads an opinion's ratings in order.
func RatingsOf(ctx context.Context, q Q, opinionID string) ([]store.Rating, error) {
	return ratings.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// RatingsOfAnswer reads what the authors of an answered matter think of an answer.
func RatingsOfAnswer(ctx context.Context, q Q, answerID string) ([]store.Rating, error) {
	return ratings.list(ctx, q, "WHERE answer_id = ? ORDER BY id", answerID)
}

// ExclusionsOf reads whom an opinion is kept from.
func ExclusionsOf(ctx context.Context, q Q, opinionID string) ([]store.Exclusion, error) {
	return exclusions.list(ctx, q, "WHERE opinion_id = ? ORDER BY deputy_id, why", opinionID)
}

// DeleteExclusion lets a deputy see an opinion again, as far as one reason goes.
func DeleteExclusion(ctx context.Context, q Q, opinionID, deputyID string, why store.Why) error {
	_, err := q.ExecContext(ctx, "DELETE FROM exclusion WHERE opinion_id = ? AND deputy_id = ? AND why = ?", opinionID, deputyID, string(why))
	if err != nil {
		return fmt.Errorf("deleting an exclusion: %w", err)
	}
	return nil
}

// exactlyOne turns an update that matched no row into store.ErrConflict.
func exactlyOne(res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("updating: %w", duplicate(err))
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(store.ErrConflict, err)
	}
	return nil
}

// EntriesByID reads steps of timelines, in no order.
func EntriesByID(ctx context.Context, q Q, ids []string) ([]store.Entry, error) {
	return entries.byIDs(ctx, q, "id", ids)
}
