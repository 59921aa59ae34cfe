package act

import (
	"context"
	"errors"
	"fmt"

	"liaison/store"
	"liaison/store/db"
)

// rosterFile reads a file in a transaction, at the version its reader saw.
func (t *Tx) rosterFile(id string, seen int64) (*store.RosterFile, error) {
	f, err := db.RosterFile(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActRosterEdit, store.Target{OfficeID: f.OfficeID}) != nil || !t.now.Before(f.Expires) {
		return nil, store.ErrNotFound
	}
	if f.State != store.RosterFileRead || seen != f.Version {
		return nil, store.ErrConflict
	}
	return f, nil
}

// AskRoster confirms a roster that was looked at: a duty takes it in the actor's
// name, all of it or, with skip, the lines without findings.
func (t *Tx) AskRoster(id string, seen int64, skip bool) error {
	f, err := t.rosterFile(id, seen)
	if err != nil {
		return err
	}
	f.State, f.SkipFaulty, f.StaffID, f.From, f.LeaseEnds = store.RosterFileAsked, skip, t.Actor.ID, t.Actor.From, t.now
	touch(t, &t.batch.Changed.RosterFiles, f)
	t.audit(store.ActRosterEdit, "roster_file", f.ID, f.OfficeID, fmt.Sprintf("confirmed skip=%t", skip), "")
	return nil
}

// DropRoster lets a roster go: nothing of it is taken, its lines are deleted.
func (t *Tx) DropRoster(id string, seen int64) error {
	f, err := t.rosterFile(id, seen)
	if err != nil {
		return err
	}
	f.State = store.RosterFileDropped
	touch(t, &t.batch.Changed.RosterFiles, f)
	t.audit(store.ActRosterEdit, "roster_file", f.ID, f.OfficeID, "dropped", "")
	return db.DropRosterParts(t.ctx, t.q, f.ID)
}

// Progress is how far the taking of a roster has come, as far as this process
// knows: Of is 0 when another one is about it, or nobody yet.
type Progress struct{ Done, Of int }

// RosterProgress says how far a roster is. It is for showing only: whether it was
// taken stands in the database.
func (a *Acts) RosterProgress(id string) Progress {
	if p, ok := a.progress.Load(id); ok {
		return p.(Progress)
	}
	return Progress{}
}

// TakeRosters takes the rosters that were confirmed, and gives how many it was.
// Each is one transaction: everything or nothing.
func (a *Acts) TakeRosters(ctx context.Context) (int, error) {
	due, err := db.RosterFilesDue(ctx, a.db.Read(), a.Now(), 10)
	if err != nil {
		return 0, err
	}
	done := 0
	for i := range due {
		held, err := a.holdRoster(ctx, due[i].ID)
		if err != nil {
			return done, err
		}
		if !held {
			continue
		}
		err = a.takeRoster(ctx, due[i].ID)
		if errors.As(err, new(*store.InvalidError)) { // the plan did not see it: the clerk must
			err = a.returnRoster(ctx, due[i].ID)
		}
		if err != nil {
			return done, fmt.Errorf("taking a roster: %w", err)
		}
		done++
	}
	return done, nil
}

// holdRoster keeps other replicas from doing the same work; what keeps them from
// doing it twice is the version.
func (a *Acts) holdRoster(ctx context.Context, id string) (bool, error) {
	err := a.do(ctx, func(t *Tx) error {
		f, err := db.RosterFile(t.ctx, t.q, id)
		if err != nil {
			return err
		}
		if f.State != store.RosterFileAsked || f.LeaseEnds.After(t.now) {
			return store.ErrConflict
		}
		f.LeaseEnds = t.now.Add(rosterLease)
		touch(t, &t.batch.Changed.RosterFiles, f)
		return nil
	})
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// returnRoster gives a file back to its clerk.
func (a *Acts) returnRoster(ctx context.Context, id string) error {
	return a.do(ctx, func(t *Tx) error {
		f, err := db.RosterFile(t.ctx, t.q, id)
		if err != nil || f.State != store.RosterFileAsked {
			return err
		}
		f.State = store.RosterFileRead
		touch(t, &t.batch.Changed.RosterFiles, f)
		return nil
	})
}

// takeRoster imports one file. When something is wrong after all (the roster was
// changed since the clerk looked), the file goes back to its clerk.
func (a *Acts) takeRoster(ctx context.Context, id string) error {
	defer a.progress.Delete(id)
	return a.do(ctx, func(t *Tx) error {
		f, err := db.RosterFile(t.ctx, t.q, id)
		if err != nil {
			return err
		}
		if f.State != store.RosterFileAsked {
			return nil
		}
		touch(t, &t.batch.Changed.RosterFiles, f)
		f.State = store.RosterFileRead // unless it is taken below
		s, err := db.Staff(t.ctx, t.q, f.StaffID)
		if err != nil || !s.Disabled.IsZero() {
			return err
		}
		list, err := a.rosterOf(t.ctx, t.q, f)
		if err != nil {
			return err
		}
		how := ImportHow{AddDistricts: f.AddDistricts, SkipFaulty: f.SkipFaulty, Found: list.Found(),
			Step: func(done, of int) { a.progress.Store(id, Progress{done, of}) }}
		done, err := t.As(store.StaffActor(s, f.From)).ImportRoster(f.OfficeID, list.Lines(), how)
		switch {
		case errors.Is(err, store.ErrForbidden), err == nil && len(done.Findings) > 0 && !f.SkipFaulty:
			return nil
		case err != nil:
			return err
		}
		f.State, f.Expires = store.RosterFileTaken, t.now.Add(rosterFileKept)
		f.Added, f.Changed, f.Same, f.Skipped = done.Added, done.Changed, done.Same, done.Skipped
		return db.DropRosterParts(t.ctx, t.q, f.ID)
	})
}
