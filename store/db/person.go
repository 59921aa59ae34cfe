package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var persons = table[store.Person]{
	name: "person",
	columns: columns(`id created openid seq office_id district_id station_id deputy_id staff_id name phone phone_index
		followed gone blocked tokens tokens_at window_ends quota open_id open_until expect expect_id expect_until
		lookups lookups_at`), fixed: 2,
	at: func(p *store.Person) []any {
		return []any{&p.ID, when(&p.Created), null(&p.Openid), &p.Seq, &p.OfficeID, &p.DistrictID, &p.StationID,
			null(&p.DeputyID), null(&p.StaffID), &p.Name, &p.Phone, &p.PhoneIndex, when(&p.Followed), when(&p.Gone),
			when(&p.Blocked), &p.Tokens, when(&p.TokensAt), when(&p.Window), &p.Quota, &p.OpenID, when(&p.OpenUntil),
			&p.Expect, &p.ExpectID, when(&p.ExpectUntil), &p.Lookups, when(&p.LookupsAt)}
	},
}

// reached is of a person only what says how to reach them, and as whom.
var reached = table[store.Person]{
	name:    "person",
	columns: columns("id openid deputy_id staff_id followed gone blocked window_ends quota"),
	at: func(p *store.Person) []any {
		return []any{&p.ID, null(&p.Openid), null(&p.DeputyID), null(&p.StaffID), when(&p.Followed), when(&p.Gone), when(&p.Blocked),
			when(&p.Window), &p.Quota}
	},
}

// LockPersons reads the persons with those openids and keeps everybody else from
// them until the transaction ends: two replicas cannot open two items for one.
// Who is not known yet is missing from the answer.
func LockPersons(ctx context.Context, q Q, openids []string) ([]store.Person, error) {
	return lockPersons(ctx, q, "openid", openids)
}

// LockPersonsByID is LockPersons by id.
func LockPersonsByID(ctx context.Context, q Q, ids []string) ([]store.Person, error) {
	return lockPersons(ctx, q, "id", ids)
}

func lockPersons(ctx context.Context, q Q, column string, keys []string) ([]store.Person, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	marks, args := in(keys)
	res, err := q.ExecContext(ctx, "UPDATE person SET seq = seq + 1 WHERE "+column+" IN "+marks, args...)
	if err != nil {
		return nil, fmt.Errorf("locking persons: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return nil, err
	}
	return persons.list(ctx, q, "WHERE "+column+" IN "+marks, args...)
}

// Person reads a person.
func Person(ctx context.Context, q Q, id string) (*store.Person, error) {
	return persons.byID(ctx, q, id)
}

// PersonByOpenid reads the person of a chat.
func PersonByOpenid(ctx context.Context, q Q, openid string) (*store.Person, error) {
	return persons.one(ctx, q, "WHERE openid = ?", openid)
}

// PersonOfDeputy reads the person a deputy is bound to.
func PersonOfDeputy(ctx context.Context, q Q, deputyID string) (*store.Person, error) {
	return persons.one(ctx, q, "WHERE deputy_id = ?", deputyID)
}

// PersonsOfDeputies reads the persons that deputies are bound to.
func PersonsOfDeputies(ctx context.Context, q Q, deputyIDs []string) ([]store.Person, error) {
	return persons.byIDs(ctx, q, "deputy_id", deputyIDs)
}

// PersonOfStaff reads the person a member of staff is bound to.
func PersonOfStaff(ctx context.Context, q Q, staffID string) (*store.Person, error) {
	return persons.one(ctx, q, "WHERE staff_id = ?", staffID)
}

// Undecided reads the persons who were asked something, and whose time to answer
// is over: the longest waiting first.
func Undecided(ctx context.Context, q Q, expect store.Expect, now time.Time, limit int) ([]store.Person, error) {
	return persons.list(ctx, q, "WHERE expect = ? AND expect_until <= ? ORDER BY expect_until LIMIT ?",
		string(expect), stamp(now), limit)
}

// PersonsFor reads how to reach the persons with those ids, and those bound as those
// deputies and staff: nothing else of them.
func PersonsFor(ctx context.Context, q Q, ids, deputyIDs, staffIDs []string) ([]store.Person, error) {
	a, args := in(ids)
	b, more := in(deputyIDs)
	c, last := in(staffIDs)
	args = append(append(args, more...), last...)
	return reached.list(ctx, q, "WHERE id IN "+a+" OR deputy_id IN "+b+" OR staff_id IN "+c, args...)
}
