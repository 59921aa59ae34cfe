package act

import (
	"context"
	"errors"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// detach takes away what leads from matters to a person: name, phone, chat, what
// was sent as it came, the words of notices, the pseudonym wherever it stands,
// and the sound of the voice, which identifies somebody as a face does. What was
// said stays, and photos, which are about the matter. p must be locked. What the
// chat sent after upTo is left alone: the person came back.
func (t *Tx) detach(p *store.Person, upTo time.Time) error {
	if err := t.flush(); err != nil { // what was said a moment ago is detached as well
		return err
	}
	for _, forget := range []func() error{
		func() error { return db.DropVoices(t.ctx, t.q, p.ID, t.now) },
		func() error { return db.DetachEntries(t.ctx, t.q, p.ID) },
		func() error { return db.DetachOpinions(t.ctx, t.q, p.ID) },
		func() error { return db.DetachBookings(t.ctx, t.q, p.ID) },
		func() error { return db.ForgetMessages(t.ctx, t.q, p.Openid, upTo) },
		func() error { return db.DropPersonNotices(t.ctx, t.q, p.ID) },
		func() error { return db.DetachAudit(t.ctx, t.q, p.ID) },
		func() error { return db.DetachInvitations(t.ctx, t.q, p.ID) },
		func() error { return db.DetachSignIns(t.ctx, t.q, p.ID) },
		func() error { return db.DropFeeds(t.ctx, t.q, p.ID) },
	} {
		if err := forget(); err != nil {
			return err
		}
	}
	*p = store.Person{ID: p.ID, Created: p.Created, Seq: p.Seq, Gone: t.now, Blocked: p.Blocked}
	return t.flush() // before the chat is somebody's again
}

// Unfollow detaches a person: the platform demands that everything known about a
// person who unfollows is deleted. The opinions stay, without identity. A deputy
// stays in the roster, unbound.
func (t *Tx) Unfollow(p *store.Person) error {
	upTo := t.now
	if t.working != nil {
		upTo = t.working.Sent() // by the platform's clock: those of replicas differ
	}
	if err := t.detach(p, upTo); err != nil {
		return err
	}
	t.As(store.Actor{Kind: store.ActorPerson, From: t.Actor.From}).audit(store.ActSay, store.AuditPerson, "", "", "detached", "")
	return nil
}

// discardedMost is how many files one look deletes.
const discardedMost = 500

// DeleteDiscarded deletes the files of what was erased, unless something else has
// the same content, and gives how many it looked at. The file goes before the note
// of it does, so that a crash between the two leaves neither for ever.
func (a *Acts) DeleteDiscarded(ctx context.Context) (int, error) {
	list, err := db.Discarded(ctx, a.db.Read(), discardedMost)
	for i, hash := range list {
		if err := a.db.Tx(ctx, func(q db.Q) error {
			free, err := db.TakeDiscarded(ctx, q, hash)
			if err != nil || !free {
				return err
			}
			return a.media.Remove(hash)
		}); err != nil && !errors.Is(err, store.ErrNotFound) {
			return i, err
		}
	}
	return len(list), err
}

// usedMost is how many files one look at the database asks about.
const usedMost = 500

// unusedMost is how many files that nothing names may be more than half of all. More
// of them are no forms that were left: the database is not the one these files
// belong to, and deleting them would be the end of all of them.
const unusedMost = 100

// ErrNotTheirDatabase means that the database knows nothing of most kept files.
var ErrNotTheirDatabase = errors.New("most kept files are in no row: is this the database that belongs to the media directory?")

// DeleteUnused deletes the files that were written before a time and that no row
// names, and gives how many: those of a form that was refused, or never sent. The
// time must be longer ago than a form takes from its file to its row. It may be
// interrupted and run again. It deletes nothing and gives ErrNotTheirDatabase where
// that would be most of what there is.
func (a *Acts) DeleteUnused(ctx context.Context, before time.Time) (n int, err error) {
	unused, all, err := a.unusedFiles(ctx, before)
	if err != nil {
		return 0, err
	}
	if len(unused) > unusedMost && 2*len(unused) > all {
		return 0, ErrNotTheirDatabase
	}
	for _, hash := range unused {
		gone, err := a.media.RemoveOld(hash, before)
		if err == nil {
			err = ctx.Err()
		}
		if gone {
			n++
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// unusedFiles lists the files written before a time that no row names, and counts all.
func (a *Acts) unusedFiles(ctx context.Context, before time.Time) (unused []string, all int, err error) {
	var old []string
	look := func() error {
		used, err := db.UsedFiles(ctx, a.db.Read(), old...)
		for _, hash := range old {
			if err == nil && !used[hash] {
				unused = append(unused, hash)
			}
		}
		old = old[:0]
		return errors.Join(err, ctx.Err())
	}
	err = a.media.Walk(func(hash string, _ int64, written time.Time) error {
		all++
		if written.Before(before) {
			old = append(old, hash)
		}
		if len(old) < usedMost {
			return nil
		}
		return look()
	})
	if err == nil {
		err = look()
	}
	return unused, all, err
}
