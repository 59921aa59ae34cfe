package act

import (
	"context"
	"errors"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// MediaDue lists the files that must be fetched from the platform.
func (a *Acts) MediaDue(ctx context.Context, limit int) ([]store.Media, error) {
	return db.MediaDue(ctx, a.db.Read(), a.Now(), limit)
}

// fetchFor is how long a replica has to fetch a file before another may try. It
// must be longer than a download and a conversion take.
const fetchFor = 4 * time.Minute

// ClaimMedia lists files that must be fetched from the platform, and keeps the
// other replicas from them for some minutes.
func (a *Acts) ClaimMedia(ctx context.Context, limit int) ([]store.Media, error) {
	now := a.Now()
	return a.db.ClaimMedia(ctx, now, now.Add(fetchFor), limit)
}

// MediaGone notes that the platform no longer has a file.
func (t *Tx) MediaGone(m store.Media) error {
	if err := t.may(store.ActFetch, store.Target{}); err != nil {
		return err
	}
	m.State, m.NextAt = store.MediaLost, time.Time{}
	return db.UpdateMedia(t.ctx, t.q, &m)
}

// Files is where the files are.
func (a *Acts) Files() *media.Store { return a.media }

// mediaLife is how long the platform keeps what people send.
const mediaLife = 72 * time.Hour

// Fetched notes that a file is here.
func (t *Tx) Fetched(m store.Media, f media.File) error {
	if err := t.may(store.ActFetch, store.Target{}); err != nil {
		return err
	}
	if now, err := db.Media(t.ctx, t.q, m.ID); err != nil {
		return err
	} else if now.State == store.MediaErased { // while it was on its way
		return errors.Join(db.DiscardFile(t.ctx, t.q, f.Hash, t.now), db.DiscardFile(t.ctx, t.q, f.Playable, t.now))
	}
	m.State, m.NextAt, m.Hash, m.Thumb, m.Playable = store.MediaFetched, time.Time{}, f.Hash, f.ThumbHash, f.Playable
	m.MIME, m.Size = f.MIME, f.Size
	return db.UpdateMedia(t.ctx, t.q, &m)
}

// NotFetched notes that a file could not be had this time: refused for good, or
// tried again, less and less often, until the platform has deleted it.
func (t *Tx) NotFetched(m store.Media, refused bool) error {
	if err := t.may(store.ActFetch, store.Target{}); err != nil {
		return err
	}
	m.Tries++
	wait := min(time.Minute<<min(m.Tries, 7), time.Hour)
	m.NextAt = t.now.Add(wait)
	switch {
	case refused:
		m.State, m.NextAt = store.MediaRefused, time.Time{}
	case m.NextAt.After(m.Created.Add(mediaLife)):
		m.State, m.NextAt = store.MediaLost, time.Time{}
	}
	return db.UpdateMedia(t.ctx, t.q, &m)
}

// FileFor gives a file's row to a reader who may read the entry it belongs to:
// the desk, the deputy who has the matter, or one of its authors. Anybody else's is
// not found.
func (a *Acts) FileFor(ctx context.Context, actor store.Actor, id string) (*store.Media, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	m, err := db.Media(ctx, q, id)
	if err != nil {
		return nil, err
	}
	o, err := db.Opinion(ctx, q, m.OpinionID)
	if err != nil {
		return nil, err
	}
	e, err := db.Entry(ctx, q, m.EntryID)
	if err != nil {
		return nil, err
	}
	own := []store.Opinion{*o}
	if err := a.asTheirs(ctx, q, own); err != nil {
		return nil, err
	}
	t := targetOf(o)
	t.DeputyID = own[0].DeputyID
	also, err := a.sharedFile(ctx, actor, o, e, view)
	if err != nil {
		return nil, err
	}
	switch {
	case also:
	case store.May(actor, store.ActRead, t, view.Offices):
	case e.Audience == store.ForAuthor && store.May(actor, store.ActReadOwn, t, view.Offices):
	case (e.Audience == store.ForAuthor || e.Audience == store.ForDeputy && e.DeputyID == t.DeputyID) &&
		store.May(actor, store.ActReadTask, t, view.Offices):
	default:
		return nil, store.ErrNotFound
	}
	if o.State == store.OpinionSealed && actor.Kind == store.ActorStaff {
		return m, a.see(ctx, actor, store.ActReadSealed, "media", m.ID, o.OfficeID)
	}
	return m, nil
}

// FileOf makes the row of an uploaded file, for Answer.
func FileOf(f media.File, kind store.Kind) store.Media {
	return store.Media{Kind: kind, State: store.MediaFetched, Hash: f.Hash, Thumb: f.ThumbHash, Playable: f.Playable, MIME: f.MIME, Size: f.Size}
}

func (t *Tx) attach(o *store.Opinion, e *store.Entry, m *store.Media) {
	if m == nil {
		return
	}
	m.ID, m.OpinionID, m.EntryID, m.Created = store.NewID(t.now), o.ID, e.ID, t.now
	if m.State == "" {
		m.State, m.NextAt = store.MediaWanted, t.now
	}
	t.batch.Media = append(t.batch.Media, m)
}
