package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// NewFeed makes the deputy's calendar link, in place of the one there was, and
// gives its token, which is kept nowhere.
func (t *Tx) NewFeed() (string, error) {
	if err := t.dropFeeds(); err != nil {
		return "", err
	}
	if err := t.serves(t.Actor.DeputyID); err != nil {
		return "", err
	}
	token := store.NewSecret()
	f := &store.Feed{ID: store.NewID(t.now), Created: t.now, DeputyID: t.Actor.DeputyID, PersonID: t.Actor.PersonID,
		TokenHash: store.FeedHash(token), Version: 1}
	t.batch.Feeds = append(t.batch.Feeds, f)
	t.audit(store.ActFeed, "calendar", f.ID, t.Actor.OfficeID, "new", "")
	return token, nil
}

// RevokeFeed takes the deputy's calendar link back: it opens nothing from then on.
func (t *Tx) RevokeFeed() error {
	if err := t.dropFeeds(); err != nil {
		return err
	}
	t.audit(store.ActFeed, "calendar", "", t.Actor.OfficeID, "revoked", "")
	return nil
}

func (t *Tx) dropFeeds() error {
	if err := t.may(store.ActFeed, store.Target{DeputyID: t.Actor.DeputyID}); err != nil {
		return err
	}
	list, err := db.FeedsOf(t.ctx, t.q, t.Actor.DeputyID)
	for i := range list {
		list[i].Revoked = t.now
		touch(t, &t.batch.Changed.Feeds, &list[i])
	}
	return err
}

// HasFeed says since when the actor has a calendar link; zero when there is none.
func (a *Acts) HasFeed(ctx context.Context, actor store.Actor) (time.Time, error) {
	if actor.DeputyID == "" {
		return time.Time{}, store.ErrForbidden
	}
	list, err := db.FeedsOf(ctx, a.db.Read(), actor.DeputyID)
	for _, f := range list {
		if f.PersonID == actor.PersonID {
			return f.Created, err
		}
	}
	return time.Time{}, err
}

// feedBack is how long a meeting that is over stays in a calendar.
const feedBack = 90 * 24 * time.Hour

// FeedRows gives the meetings that a calendar link opens, with what the office
// calls itself. A link that was taken back, or never was, is not found; so is one
// of who is bound to another WeChat by now, or out of office.
func (a *Acts) FeedRows(ctx context.Context, token string) (office string, rows []PartRow, err error) {
	q := a.db.Read()
	f, err := db.FeedByToken(ctx, q, store.FeedHash(token))
	if err != nil {
		return "", nil, err
	}
	p, err := db.PersonOfDeputy(ctx, q, f.DeputyID)
	if err != nil {
		return "", nil, err
	}
	mandates, err := db.MandatesOf(ctx, q, []string{f.DeputyID})
	if err != nil {
		return "", nil, err
	}
	if !f.Revoked.IsZero() || p.ID != f.PersonID || !slices.ContainsFunc(mandates, exercised) {
		return "", nil, store.ErrNotFound
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return "", nil, err
	}
	d, err := db.Deputy(ctx, q, f.DeputyID)
	if err != nil {
		return "", nil, err
	}
	rows, err = a.partRows(ctx, q, f.DeputyID)
	rows = slices.DeleteFunc(rows, func(r PartRow) bool { return r.Meeting.Over().Before(a.Now().Add(-feedBack)) })
	return view.Name(d.OfficeID), rows, err
}
