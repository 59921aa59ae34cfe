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
	Meetings     []*store.Meeting
	Participants []*store.Participant
	Delegations  []*store.Delegation
	AgendaItems  []*store.AgendaItem
	Papers       []*store.Paper
	Records      []*store.Record
	Minutes      []*store.Minutes
	MinutesOld   []*store.MinutesVersion
	Leaves       []*store.Leave
	Urgings      []*store.Urging
	Calls        []*store.Call
	Feeds        []*store.Feed
	Receptions   []*store.Reception
	Bookings     []*store.Booking
	Opinions     []*store.Opinion
	Entries      []*store.Entry
	Assignments  []*store.Assignment
	Answers      []*store.Answer
	Drafts       []*store.Draft
	DraftSteps   []*store.DraftStep
	Broadcasts   []*store.Broadcast
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
	Texts        []*store.TextMessage
	Audits       []*store.AuditRow

	Plans           []*store.Plan
	PlanItems       []*store.PlanItem
	ActivityRecords []*store.ActivityRecord
	ActivityPhotos  []*store.ActivityPhoto
	Handovers       []*store.Handover
	HandoverReplies []*store.HandoverReply
	GroupReports    []*store.GroupReport

	Changed Changes
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
	Meetings     []*store.Meeting
	Participants []*store.Participant
	Delegations  []*store.Delegation
	AgendaItems  []*store.AgendaItem
	Papers       []*store.Paper
	Records      []*store.Record
	Minutes      []*store.Minutes
	Leaves       []*store.Leave
	Feeds        []*store.Feed
	Receptions   []*store.Reception
	Bookings     []*store.Booking
	Opinions     []*store.Opinion
	Assignments  []*store.Assignment
	Answers      []*store.Answer
	Mergers      []*store.Merger
	Canned       []*store.Canned
	Drafts       []*store.Draft
	Broadcasts   []*store.Broadcast
	Contacts     []*store.Contact
	ContactLogs  []*store.ContactLog
	Walls        []*store.Wall
	Messages     []*store.Kept

	Plans           []*store.Plan
	PlanItems       []*store.PlanItem
	ActivityRecords []*store.ActivityRecord
	Handovers       []*store.Handover
	HandoverReplies []*store.HandoverReply
	GroupReports    []*store.GroupReport
}

// flushed is the one order in which a batch is written: a new noun has its place
// behind what it refers to.
var flushed = []func(context.Context, Q, *Batch) error{
	func(ctx context.Context, q Q, b *Batch) error { return offices.insert(ctx, q, b.Offices...) },
	func(ctx context.Context, q Q, b *Batch) error { return offices.update(ctx, q, b.Changed.Offices...) },
	func(ctx context.Context, q Q, b *Batch) error { return districts.insert(ctx, q, b.Districts...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return districts.update(ctx, q, b.Changed.Districts...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return stations.insert(ctx, q, b.Stations...) },
	func(ctx context.Context, q Q, b *Batch) error { return stations.update(ctx, q, b.Changed.Stations...) },
	func(ctx context.Context, q Q, b *Batch) error { return terms.insert(ctx, q, b.Terms...) },
	func(ctx context.Context, q Q, b *Batch) error { return terms.update(ctx, q, b.Changed.Terms...) },
	func(ctx context.Context, q Q, b *Batch) error { return staffs.insert(ctx, q, b.Staff...) },
	func(ctx context.Context, q Q, b *Batch) error { return staffs.update(ctx, q, b.Changed.Staff...) },
	func(ctx context.Context, q Q, b *Batch) error { return replaceGrants(ctx, q, b.Granted) },
	func(ctx context.Context, q Q, b *Batch) error { return deputies.insert(ctx, q, b.Deputies...) },
	func(ctx context.Context, q Q, b *Batch) error { return deputies.update(ctx, q, b.Changed.Deputies...) },
	func(ctx context.Context, q Q, b *Batch) error { return mandates.insert(ctx, q, b.Mandates...) },
	func(ctx context.Context, q Q, b *Batch) error { return mandates.update(ctx, q, b.Changed.Mandates...) },
	func(ctx context.Context, q Q, b *Batch) error { return groups.insert(ctx, q, b.Groups...) },
	func(ctx context.Context, q Q, b *Batch) error { return groups.update(ctx, q, b.Changed.Groups...) },
	func(ctx context.Context, q Q, b *Batch) error { return groupMembers.insert(ctx, q, b.GroupMembers...) },
	func(ctx context.Context, q Q, b *Batch) error { return links.insert(ctx, q, b.Links...) },
	func(ctx context.Context, q Q, b *Batch) error { return links.update(ctx, q, b.Changed.Links...) },
	func(ctx context.Context, q Q, b *Batch) error { return deputyVisits.insert(ctx, q, b.DeputyVisits...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return deputyVisits.update(ctx, q, b.Changed.DeputyVisits...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return rosterFiles.insert(ctx, q, b.RosterFiles...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return rosterFiles.update(ctx, q, b.Changed.RosterFiles...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return rosterParts.insert(ctx, q, b.RosterParts...) },
	func(ctx context.Context, q Q, b *Batch) error { return steps.insert(ctx, q, b.Steps...) },
	func(ctx context.Context, q Q, b *Batch) error { return persons.insert(ctx, q, b.Persons...) },
	func(ctx context.Context, q Q, b *Batch) error { return persons.update(ctx, q, b.Changed.Persons...) },
	func(ctx context.Context, q Q, b *Batch) error { return invitations.insert(ctx, q, b.Invitations...) },
	func(ctx context.Context, q Q, b *Batch) error { return meetings.insert(ctx, q, b.Meetings...) },
	func(ctx context.Context, q Q, b *Batch) error { return meetings.update(ctx, q, b.Changed.Meetings...) },
	func(ctx context.Context, q Q, b *Batch) error { return delegations.insert(ctx, q, b.Delegations...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return delegations.update(ctx, q, b.Changed.Delegations...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return agendaItems.insert(ctx, q, b.AgendaItems...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return agendaItems.update(ctx, q, b.Changed.AgendaItems...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return papers.insert(ctx, q, b.Papers...) },
	func(ctx context.Context, q Q, b *Batch) error { return papers.update(ctx, q, b.Changed.Papers...) },
	func(ctx context.Context, q Q, b *Batch) error { return participants.insert(ctx, q, b.Participants...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return participants.update(ctx, q, b.Changed.Participants...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return records.insert(ctx, q, b.Records...) },
	func(ctx context.Context, q Q, b *Batch) error { return records.update(ctx, q, b.Changed.Records...) },
	func(ctx context.Context, q Q, b *Batch) error { return minutesTable.insert(ctx, q, b.Minutes...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return minutesTable.update(ctx, q, b.Changed.Minutes...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return minutesVersions.insert(ctx, q, b.MinutesOld...) },
	func(ctx context.Context, q Q, b *Batch) error { return leaves.insert(ctx, q, b.Leaves...) },
	func(ctx context.Context, q Q, b *Batch) error { return leaves.update(ctx, q, b.Changed.Leaves...) },
	func(ctx context.Context, q Q, b *Batch) error { return urgings.insert(ctx, q, b.Urgings...) },
	func(ctx context.Context, q Q, b *Batch) error { return calls.insert(ctx, q, b.Calls...) },
	func(ctx context.Context, q Q, b *Batch) error { return feeds.insert(ctx, q, b.Feeds...) },
	func(ctx context.Context, q Q, b *Batch) error { return feeds.update(ctx, q, b.Changed.Feeds...) },
	func(ctx context.Context, q Q, b *Batch) error { return plans.insert(ctx, q, b.Plans...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return plans.update(ctx, q, b.Changed.Plans...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return planItems.insert(ctx, q, b.PlanItems...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return planItems.update(ctx, q, b.Changed.PlanItems...)
	},
	func(ctx context.Context, q Q, b *Batch) error {
		return activityRecords.insert(ctx, q, b.ActivityRecords...)
	},
	func(ctx context.Context, q Q, b *Batch) error {
		return activityRecords.update(ctx, q, b.Changed.ActivityRecords...)
	},
	func(ctx context.Context, q Q, b *Batch) error {
		return activityPhotos.insert(ctx, q, b.ActivityPhotos...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return handovers.insert(ctx, q, b.Handovers...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return handovers.update(ctx, q, b.Changed.Handovers...)
	},
	func(ctx context.Context, q Q, b *Batch) error {
		return handoverReplies.insert(ctx, q, b.HandoverReplies...)
	},
	func(ctx context.Context, q Q, b *Batch) error {
		return handoverReplies.update(ctx, q, b.Changed.HandoverReplies...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return groupReports.insert(ctx, q, b.GroupReports...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return groupReports.update(ctx, q, b.Changed.GroupReports...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return receptions.insert(ctx, q, b.Receptions...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return receptions.update(ctx, q, b.Changed.Receptions...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return bookings.insert(ctx, q, b.Bookings...) },
	func(ctx context.Context, q Q, b *Batch) error { return bookings.update(ctx, q, b.Changed.Bookings...) },
	func(ctx context.Context, q Q, b *Batch) error { return opinions.insert(ctx, q, b.Opinions...) },
	func(ctx context.Context, q Q, b *Batch) error { return opinions.update(ctx, q, b.Changed.Opinions...) },
	func(ctx context.Context, q Q, b *Batch) error { return assignments.insert(ctx, q, b.Assignments...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return assignments.update(ctx, q, b.Changed.Assignments...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return answers.insert(ctx, q, b.Answers...) },
	func(ctx context.Context, q Q, b *Batch) error { return answers.update(ctx, q, b.Changed.Answers...) },
	func(ctx context.Context, q Q, b *Batch) error { return drafts.insert(ctx, q, b.Drafts...) },
	func(ctx context.Context, q Q, b *Batch) error { return drafts.update(ctx, q, b.Changed.Drafts...) },
	func(ctx context.Context, q Q, b *Batch) error { return draftSteps.insert(ctx, q, b.DraftSteps...) },
	func(ctx context.Context, q Q, b *Batch) error { return broadcasts.insert(ctx, q, b.Broadcasts...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return broadcasts.update(ctx, q, b.Changed.Broadcasts...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return ratings.insert(ctx, q, b.Ratings...) },
	func(ctx context.Context, q Q, b *Batch) error { return exclusions.insert(ctx, q, b.Exclusions...) },
	func(ctx context.Context, q Q, b *Batch) error { return mergers.insert(ctx, q, b.Mergers...) },
	func(ctx context.Context, q Q, b *Batch) error { return mergers.update(ctx, q, b.Changed.Mergers...) },
	func(ctx context.Context, q Q, b *Batch) error { return cannedReplies.insert(ctx, q, b.Canned...) },
	func(ctx context.Context, q Q, b *Batch) error { return savedFilters.insert(ctx, q, b.Filters...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return cannedReplies.update(ctx, q, b.Changed.Canned...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return entries.insert(ctx, q, b.Entries...) },
	func(ctx context.Context, q Q, b *Batch) error { return medias.insert(ctx, q, b.Media...) },
	func(ctx context.Context, q Q, b *Batch) error { return contacts.insert(ctx, q, b.Contacts...) },
	func(ctx context.Context, q Q, b *Batch) error { return contacts.update(ctx, q, b.Changed.Contacts...) },
	func(ctx context.Context, q Q, b *Batch) error { return contactLogs.insert(ctx, q, b.ContactLogs...) },
	func(ctx context.Context, q Q, b *Batch) error {
		return contactLogs.update(ctx, q, b.Changed.ContactLogs...)
	},
	func(ctx context.Context, q Q, b *Batch) error { return walls.insert(ctx, q, b.Walls...) },
	func(ctx context.Context, q Q, b *Batch) error { return walls.update(ctx, q, b.Changed.Walls...) },
	func(ctx context.Context, q Q, b *Batch) error { return notices.insert(ctx, q, b.Notices...) },
	func(ctx context.Context, q Q, b *Batch) error { return textMessages.insert(ctx, q, b.Texts...) },
	func(ctx context.Context, q Q, b *Batch) error { return messages.update(ctx, q, b.Changed.Messages...) },
	func(ctx context.Context, q Q, b *Batch) error { return audits.insert(ctx, q, b.Audits...) },
}

// Flush writes the batch and empties it.
func (b *Batch) Flush(ctx context.Context, q Q) error {
	for _, write := range flushed {
		if err := write(ctx, q, b); err != nil {
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
