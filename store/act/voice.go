package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// asTheirs shows opinions to their authors: a merged one stands where the one it is
// handled with stands.
func (a *Acts) asTheirs(ctx context.Context, q db.Q, list []store.Opinion) error {
	var ids []string
	for i := range list {
		ids = append(ids, list[i].MergedInto)
	}
	heads, err := db.OpinionsByID(ctx, q, unique(ids))
	for i := range list {
		for j := range heads {
			if heads[j].ID == list[i].MergedInto {
				list[i].AsIts(&heads[j])
			}
		}
	}
	return err
}

// voicesOf is an opinion with those merged into it, itself first.
func voicesOf(ctx context.Context, q db.Q, o *store.Opinion) ([]store.Opinion, error) {
	members, err := db.MergedInto(ctx, q, o.ID)
	return append([]store.Opinion{*o}, members...), err
}

// keptFrom says which deputies must not see any of several opinions, and why.
func (a *Acts) keptFrom(ctx context.Context, q db.Q, list []store.Opinion, deputies []store.Deputy) (map[string]store.Why, error) {
	var said strings.Builder
	why := map[string]store.Why{}
	for i := range list {
		entries, err := db.EntriesOf(ctx, q, list[i].ID)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Kind == store.EntrySaid {
				said.WriteString(e.Text + "\n")
			}
		}
	}
	for _, id := range store.NamedIn(said.String(), deputies) {
		why[id] = store.WhyNamed
	}
	for i := range list {
		kept, err := db.ExclusionsOf(ctx, q, list[i].ID)
		if err != nil {
			return nil, err
		}
		for _, e := range kept {
			why[e.DeputyID] = e.Why
		}
	}
	return why, nil
}

// addVoices adds to a dossier what the authors of the merged opinions said, in the
// order of time. Who they are is not in it: Voice counts them from 1.
func (a *Acts) addVoices(ctx context.Context, d *Dossier) error {
	q := a.db.Read()
	voices, err := db.MergedInto(ctx, q, d.Opinion.ID)
	if err != nil || len(voices) == 0 {
		return err
	}
	d.Voices = voices
	for i := range voices {
		steps, err := a.stepsOf(ctx, q, voices[i].ID, func(e *store.Entry) bool {
			return e.Kind == store.EntrySaid || e.Kind == store.EntryRated
		})
		if err != nil {
			return err
		}
		for _, s := range steps {
			s.Voice, s.Number = i+1, voices[i].Number
			d.Steps = append(d.Steps, s)
		}
		rated, err := db.RatingsOf(ctx, q, voices[i].ID)
		if err != nil {
			return err
		}
		d.Ratings = append(d.Ratings, rated...)
		looked, err := db.SeenOf(ctx, q, voices[i].ID)
		if err != nil {
			return err
		}
		d.Seen = append(d.Seen, slices.DeleteFunc(looked, func(s store.Seen) bool { return s.Kind != store.ReaderAuthor })...)
		kept, err := db.ExclusionsOf(ctx, q, voices[i].ID)
		if err != nil {
			return err
		}
		for _, e := range kept {
			d.Exclusions = append(d.Exclusions, Excluded{Exclusion: e})
		}
	}
	byTime(d.Steps)
	slices.SortStableFunc(d.Ratings, func(x, y store.Rating) int { return x.Created.Compare(y.Created) })
	return nil
}

func byTime(steps []Step) {
	slices.SortStableFunc(steps, func(x, y Step) int { return x.At.Compare(y.At) })
}

// shared are the kinds of step that the authors of merged opinions read about each
// other's matter: what the desk and the deputy did, never what an author said.
var shared = []store.EntryKind{store.EntryForwarded, store.EntryAgain, store.EntryClosed, store.EntryTransfer, store.EntryHandedBack}

// addShared adds to an author's dossier what became of the opinions that the own
// one was handled with, as long as it was. Words of the desk from before then were
// for somebody else.
func (a *Acts) addShared(ctx context.Context, d *Dossier) error {
	list, err := db.MergersOf(ctx, a.db.Read(), d.Opinion.ID)
	if err != nil {
		return err
	}
	for i := range list {
		if err := a.addFrom(ctx, d, &list[i]); err != nil {
			return err
		}
	}
	byTime(d.Steps)
	return nil
}

func (a *Acts) addFrom(ctx context.Context, d *Dossier, m *store.Merger) error {
	q := a.db.Read()
	answers, err := db.AnswersOf(ctx, q, m.IntoID)
	if err != nil {
		return err
	}
	entries := map[string]bool{} // of the answers that the author was given
	for _, x := range answers {
		if x.State == store.AnswerReleased && m.Covers(x.Released) {
			entries[x.EntryID] = true
			if !slices.ContainsFunc(d.Answers, func(y store.Answer) bool { return y.ID == x.ID }) {
				d.Answers = append(d.Answers, x)
			}
		}
	}
	steps, err := a.stepsOf(ctx, q, m.IntoID, func(e *store.Entry) bool {
		switch {
		case e.Audience != store.ForAuthor || !m.Covers(e.At) || slices.ContainsFunc(d.Steps, func(s Step) bool { return s.ID == e.ID }):
			return false // merged twice with the same one: it is there already
		case e.Kind == store.EntryAnswer:
			return entries[e.ID]
		case e.Kind == store.EntryTold:
			return !e.At.Before(m.Created)
		}
		return slices.Contains(shared, e.Kind)
	})
	d.Steps = append(d.Steps, steps...)
	return err
}

// sharedFile reports whether a file of another opinion's step is for the author of
// a merged one: a photo in the answer they share.
func (a *Acts) sharedFile(ctx context.Context, actor store.Actor, o *store.Opinion, e *store.Entry, view *View) (bool, error) {
	if e.Audience != store.ForAuthor || e.Kind != store.EntryAnswer {
		return false, nil
	}
	voices, err := db.MergedInto(ctx, a.db.Read(), o.ID)
	return slices.ContainsFunc(voices, func(v store.Opinion) bool {
		return store.May(actor, store.ActReadOwn, targetOf(&v), view.Offices)
	}), err
}
