package act

import (
	"context"
	"errors"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// A mass message is a broadcast with one notice, which is for nobody in particular:
// the outbox sends it by one call, under the notice's id, by which the platform knows
// a repeat. The office at the root sends to everybody who follows the account, any
// other to the followers of its own area.

// massCounted bounds a count of followers that is shown.
const massCounted = 10_000_000

// audience is whose followers a mass message is for: nil is everybody.
func audience(view *View, office string) []string {
	if office == view.Offices.Root().ID {
		return nil
	}
	return view.Offices.Under(office)
}

func countFollowers(ctx context.Context, q db.Q, view *View, b *store.Broadcast) (int, error) {
	return db.CountFollowers(ctx, q, audience(view, b.OfficeID), massCounted)
}

func (t *Tx) checkFollowers(b *store.Broadcast) error {
	n, err := countFollowers(t.ctx, t.q, t.view, b)
	if err != nil {
		return err
	}
	return store.CheckMassCount(n, audience(t.view, b.OfficeID) == nil)
}

// checkMass refuses a mass message that does not fit, or for which no send is left.
func (t *Tx) checkMass(b *store.Broadcast) error {
	if !b.Mass() {
		return nil
	}
	if err := b.CheckMass(); err != nil {
		return err
	}
	if err := t.checkFollowers(b); err != nil {
		return err
	}
	if err := db.LockMass(t.ctx, t.q, t.view.Offices.Root().ID); err != nil {
		return err
	}
	use, err := massUse(t.ctx, t.q, t.view, b.OfficeID, t.now)
	if err != nil {
		return err
	}
	return use.Check(audience(t.view, b.OfficeID) == nil)
}

// massUse is what is used of the platform's limits, by this program: what else sends
// for the account is not known here.
func massUse(ctx context.Context, q db.Q, view *View, office string, now time.Time) (store.MassUse, error) {
	since := now.AddDate(0, 0, -33) // the month, and what was put off into it
	list, byRef, err := db.MassSince(ctx, q, since)
	if err != nil {
		return store.MassUse{}, err
	}
	var sends []store.MassSend
	for _, b := range list {
		n, queued := byRef[b.ID]
		at := now // it is about to go
		switch {
		case !n.Sent.IsZero():
			at = n.Sent
		case b.State == store.BroadcastCancelled, queued && n.State != store.NoticeWaiting && n.State != store.NoticeHeld:
			continue
		}
		sends = append(sends, store.MassSend{OfficeID: b.OfficeID, At: at})
	}
	return store.UseOfMass(view.Offices, office, sends, now), nil
}

// MassAudience gives whom a mass message is for: openids, or none for everybody who
// follows the account.
func (a *Acts) MassAudience(ctx context.Context, b *store.Broadcast) ([]string, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := audience(view, b.OfficeID)
	if offices == nil {
		return nil, nil
	}
	ids, err := db.Followers(ctx, a.db.Read(), offices, store.MassMost)
	if err == nil && len(ids) == 0 {
		err = errors.New("a mass message is for nobody any more") // and never for everybody
	}
	return ids, err
}

// MassReported notes what the platform reports of a mass message: MASSSENDJOBFINISH.
// A job nobody knows yet is ErrNotYet, as with Reported.
func (t *Tx) MassReported(jobID int64, result store.MassResult) error {
	if jobID == 0 {
		return nil
	}
	n, err := db.NoticeByJob(t.ctx, t.q, jobID)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotYet
	}
	if err != nil || n.Channel != store.ChannelMass || n.State != store.NoticeSent {
		return err
	}
	b, err := db.LockBroadcast(t.ctx, t.q, n.Ref)
	if err != nil {
		return err
	}
	result.Status = clip(result.Status, 100)
	b.Result, b.Updated = result, t.now
	touch(t, &t.batch.Changed.Broadcasts, b)
	n.State = store.NoticeDelivered
	if result.Status != "send success" {
		n.State, n.Outcome = store.NoticeUnreached, result.Status
	}
	return db.UpdateNotices(t.ctx, t.q, n)
}
