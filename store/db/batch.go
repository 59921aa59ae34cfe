package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

// Batch is what one transaction inserts and changes, gathered so that it can be
// written as multi-row statements in one fixed order of tables and rows: the same
// whether one act or a hundred took part, and the same in every transaction, so
// that two of them cannot lock crosswise.
type Batch struct {
	Persons      []*store.Person
	Deputies     []*store.Deputy
	Mandates     []*store.Mandate
	RosterFiles  []*store.RosterFile
	Groups       []*store.Group
	GroupMembers []*store.GroupMember
	Links        []*store.Link
	DeputyVisits []*store.DeputyVisit
	RosterParts  []*store.RosterPart
	Steps        []*store.MandateStep
	Offices      []*store.Office
	Districts    []*store.District
	Stations     []*store.Station
	Terms        []*store.Term
	Staff        []*store.Staff
	Granted      []*store.Staff // whose grants outside the own office are to be written
	Invitations  []*store.Invitation
	Opinions     []*store.Opinion
	Entries      []*store.Entry
	Assignments  []*store.Assignment
	Answers      []*store.Answer
	Drafts       []*store.Draft
	DraftSteps   []*store.DraftStep
	Ratings      []*store.Rating
	Exclusions   []*store.Exclusion
	Mergers      []*store.Merger
	Canned       []*store.Canned
	Filters      []*store.SavedFilter
	Media        []*store.Media
	Contacts     []*store.Contact
	ContactLogs  []*store.ContactLog
	Walls        []*store.Wall
	Notices      []*store.Notice
	Audits       []*store.AuditRow
	Changed      Changes
}

// Changes are the rows that a Batch updates.
type Changes struct {
	Persons      []*store.Person
	Deputies     []*store.Deputy
	Mandates     []*store.Mandate
	RosterFiles  []*store.RosterFile
	Groups       []*store.Group
	Links        []*store.Link
	DeputyVisits []*store.DeputyVisit
	Offices      []*store.Office
	Districts    []*store.District
	Stations     []*store.Station
	Terms        []*store.Term
	Staff        []*store.Staff
	Opinions     []*store.Opinion
	Assignments  []*store.Assignment
	Answers      []*store.Answer
	Mergers      []*store.Merger
	Canned       []*store.Canned
	Drafts       []*store.Draft
	Contacts     []*store.Contact
	ContactLogs  []*store.ContactLog
	Walls        []*store.Wall
	Messages     []*store.Kept
}

// Flush writes the batch and empties it.
func (b *Batch) Flush(ctx context.Context, q Q) error {
	c := &b.Changed
	for _, step := range []func() error{
		func() error { return offices.insert(ctx, q, b.Offices...) },
		func() error { return offices.update(ctx, q, c.Offices...) },
		func() error { return districts.insert(ctx, q, b.Districts...) },
		func() error { return districts.update(ctx, q, c.Districts...) },
		func() error { return stations.insert(ctx, q, b.Stations...) },
		func() error { return stations.update(ctx, q, c.Stations...) },
		func() error { return terms.insert(ctx, q, b.Terms...) },
		func() error { return terms.update(ctx, q, c.Terms...) },
		func() error { return staffs.insert(ctx, q, b.Staff...) },
		func() error { return staffs.update(ctx, q, c.Staff...) },
		func() error { return replaceGrants(ctx, q, b.Granted) },
		func() error { return deputies.insert(ctx, q, b.Deputies...) },
		func() error { return deputies.update(ctx, q, c.Deputies...) },
		func() error { return mandates.insert(ctx, q, b.Mandates...) },
		func() error { return mandates.update(ctx, q, c.Mandates...) },
		func() error { return groups.insert(ctx, q, b.Groups...) },
		func() error { return groups.update(ctx, q, c.Groups...) },
		func() error { return groupMembers.insert(ctx, q, b.GroupMembers...) },
		func() error { return links.insert(ctx, q, b.Links...) },
		func() error { return links.update(ctx, q, c.Links...) },
		func() error { return deputyVisits.insert(ctx, q, b.DeputyVisits...) },
		func() error { return deputyVisits.update(ctx, q, c.DeputyVisits...) },
		func() error { return rosterFiles.insert(ctx, q, b.RosterFiles...) },
		func() error { return rosterFiles.update(ctx, q, c.RosterFiles...) },
		func() error { return rosterParts.insert(ctx, q, b.RosterParts...) },
		func() error { return steps.insert(ctx, q, b.Steps...) },
		func() error { return persons.insert(ctx, q, b.Persons...) },
		func() error { return persons.update(ctx, q, c.Persons...) },
		func() error { return invitations.insert(ctx, q, b.Invitations...) },
		func() error { return opinions.insert(ctx, q, b.Opinions...) },
		func() error { return opinions.update(ctx, q, c.Opinions...) },
		func() error { return assignments.insert(ctx, q, b.Assignments...) },
		func() error { return assignments.update(ctx, q, c.Assignments...) },
		func() error { return answers.insert(ctx, q, b.Answers...) },
		func() error { return answers.update(ctx, q, c.Answers...) },
		func() error { return drafts.insert(ctx, q, b.Drafts...) },
		func() error { return drafts.update(ctx, q, c.Drafts...) },
		func() error { return draftSteps.insert(ctx, q, b.DraftSteps...) },
		func() error { return ratings.insert(ctx, q, b.Ratings...) },
		func() error { return exclusions.insert(ctx, q, b.Exclusions...) },
		func() error { return mergers.insert(ctx, q, b.Mergers...) },
		func() error { return mergers.update(ctx, q, c.Mergers...) },
		func() error { return cannedReplies.insert(ctx, q, b.Canned...) },
		func() error { return savedFilters.insert(ctx, q, b.Filters...) },
		func() error { return cannedReplies.update(ctx, q, c.Canned...) },
		func() error { return entries.insert(ctx, q, b.Entries...) },
		func() error { return medias.insert(ctx, q, b.Media...) },
		func() error { return contacts.insert(ctx, q, b.Contacts...) },
		func() error { return contacts.update(ctx, q, c.Contacts...) },
		func() error { return contactLogs.insert(ctx, q, b.ContactLogs...) },
		func() error { return contactLogs.update(ctx, q, c.ContactLogs...) },
		func() error { return walls.insert(ctx, q, b.Walls...) },
		func() error { return walls.update(ctx, q, c.Walls...) },
		func() error { return notices.insert(ctx, q, b.Notices...) },
		func() error { return messages.update(ctx, q, c.Messages...) },
		func() error { return audits.insert(ctx, q, b.Audits...) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	*b = Batch{}
	return nil
}

// TakeRequest notes a request's key, so that the same request does nothing a
// second time; false means that it was noted before. A key that was noted with
// another digest is refused; an empty digest, as of a release that had none,
// equals every other.
func TakeRequest(ctx context.Context, q Q, key, digest string, now time.Time) (bool, error) {
	var before string
	switch err := q.QueryRowContext(ctx, "SELECT digest FROM request WHERE id = ?", key).Scan(&before); {
	case err == nil && before != digest && before != "" && digest != "":
		return false, store.Invalid("form_id", store.ProblemRepeated)
	case err == nil:
		return false, nil
	case !errors.Is(err, sql.ErrNoRows):
		return false, fmt.Errorf("looking for a request: %w", err)
	}
	if _, err := q.ExecContext(ctx, "INSERT INTO request (id, at, digest) VALUES (?,?,?)", key, stamp(now), digest); err != nil {
		return false, fmt.Errorf("noting a request: %w", duplicate(err))
	}
	return true, nil
}

// HasRequest reports whether a request's key is noted.
func HasRequest(ctx context.Context, q Q, key string) (bool, error) {
	n, err := count(ctx, q, "request WHERE id = ?", 1, key)
	return n > 0, err
}
