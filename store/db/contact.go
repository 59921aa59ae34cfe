package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var contacts = table[store.Contact]{
	name: "contact",
	columns: columns(`id created deputy_id office_id district_id seat name phone phone_index place note consent
		erased updated version`), fixed: 3,
	at: func(c *store.Contact) []any {
		return []any{&c.ID, when(&c.Created), &c.DeputyID, &c.OfficeID, &c.DistrictID, null(&c.Seat), &c.Name, &c.Phone,
			&c.PhoneIndex, &c.Place, &c.Note, &c.Consent, when(&c.Erased), when(&c.Updated), &c.Version}
	},
}

var contactLogs = table[store.ContactLog]{
	name:    "contact_log",
	columns: columns("id created contact_id deputy_id office_id day kind text opinion_id version"), fixed: 7,
	at: func(l *store.ContactLog) []any {
		return []any{&l.ID, when(&l.Created), &l.ContactID, &l.DeputyID, &l.OfficeID, &l.Day, &l.Kind, &l.Text,
			&l.OpinionID, &l.Version}
	},
}

// Contact reads a contact voter.
func Contact(ctx context.Context, q Q, id string) (*store.Contact, error) {
	return contacts.byID(ctx, q, id)
}

// ContactsOf reads the contact voters that deputies have now, the oldest first.
func ContactsOf(ctx context.Context, q Q, deputyIDs ...string) ([]store.Contact, error) {
	if len(deputyIDs) == 0 {
		return nil, nil
	}
	marks, args := in(deputyIDs)
	return contacts.list(ctx, q, "WHERE deputy_id IN "+marks+" AND seat IS NOT NULL ORDER BY deputy_id, id", args...)
}

// ContactsByPhone reads the contact voters with a phone, by its blind indexes:
// for a person's request to see or erase what is kept.
func ContactsByPhone(ctx context.Context, q Q, indexes []string) ([]store.Contact, error) {
	return contacts.byIDs(ctx, q, "phone_index", indexes)
}

// ContactsAfter reads contact voters in the order of their ids, for a walk over
// all of them, erased ones too.
func ContactsAfter(ctx context.Context, q Q, id string, limit int) ([]store.Contact, error) {
	return contacts.list(ctx, q, "WHERE id > ? ORDER BY id LIMIT ?", id, limit)
}

// ContactLog reads one meeting.
func ContactLog(ctx context.Context, q Q, id string) (*store.ContactLog, error) {
	return contactLogs.byID(ctx, q, id)
}

// ContactLogsOf reads the meetings with a contact voter, the newest first.
func ContactLogsOf(ctx context.Context, q Q, contactID string, limit int) ([]store.ContactLog, error) {
	return contactLogs.list(ctx, q, "WHERE contact_id = ? ORDER BY day DESC, id DESC LIMIT ?", contactID, limit)
}

// ContactLogsAfter reads meetings in the order of their ids, for a walk over all
// of them.
func ContactLogsAfter(ctx context.Context, q Q, id string, limit int) ([]store.ContactLog, error) {
	return contactLogs.list(ctx, q, "WHERE id > ? ORDER BY id LIMIT ?", id, limit)
}

// UpdateContacts writes contact voters outside an act: for a change of keys.
func UpdateContacts(ctx context.Context, q Q, rows ...*store.Contact) error {
	return contacts.update(ctx, q, rows...)
}

// UpdateContactLogs writes meetings outside an act: for a change of keys.
func UpdateContactLogs(ctx context.Context, q Q, rows ...*store.ContactLog) error {
	return contactLogs.update(ctx, q, rows...)
}

// Talks is how often, and when last, somebody was met.
type Talks struct {
	Count int
	Last  string // day; empty when never
}

// TalksOf counts the meetings of deputies from a day to a day, both included.
func TalksOf(ctx context.Context, q Q, deputyIDs []string, from, to string) (map[string]Talks, error) {
	return talks(ctx, q, "deputy_id", deputyIDs, from, to)
}

// TalksWith counts the meetings with contact voters.
func TalksWith(ctx context.Context, q Q, contactIDs []string) (map[string]Talks, error) {
	return talks(ctx, q, "contact_id", contactIDs, "", "9")
}

// TalksIn counts the meetings of offices' deputies from a day to a day, both
// included, and how many deputies held them.
func TalksIn(ctx context.Context, q Q, officeIDs []string, from, to string) (deputies, meetings int, err error) {
	marks, args := in(officeIDs)
	err = q.QueryRowContext(ctx, "SELECT COUNT(DISTINCT deputy_id), COUNT(*) FROM contact_log WHERE office_id IN "+marks+
		" AND day >= ? AND day <= ?", append(args, from, to)...).Scan(&deputies, &meetings)
	if err != nil {
		return 0, 0, fmt.Errorf("counting meetings: %w", err)
	}
	return deputies, meetings, nil
}

func talks(ctx context.Context, q Q, column string, ids []string, from, to string) (map[string]Talks, error) {
	marks, args := in(ids)
	rows, err := q.QueryContext(ctx, "SELECT "+column+", COUNT(*), MAX(day) FROM contact_log WHERE "+column+" IN "+marks+
		" AND day >= ? AND day <= ? GROUP BY "+column, append(args, from, to)...)
	if err != nil {
		return nil, fmt.Errorf("counting meetings: %w", err)
	}
	defer rows.Close()
	out := map[string]Talks{}
	for rows.Next() {
		var id string
		var m Talks
		if err := rows.Scan(&id, &m.Count, &m.Last); err != nil {
			return nil, fmt.Errorf("counting meetings: %w", err)
		}
		out[id] = m
	}
	return out, rows.Err()
}
