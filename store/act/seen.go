package act

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// seenAgain is how long looking again and again counts as once.
const seenAgain = 5 * time.Minute

// Saw notes that the reader of a dossier looked at it. It is cheap and says
// nothing about the matter itself, so that it is no act: nobody is the faster one
// by looking.
func (a *Acts) Saw(ctx context.Context, actor store.Actor, d *Dossier, as store.ReaderKind) error {
	s := store.Seen{OpinionID: d.Opinion.ID, Kind: as, Last: a.Now()}
	switch as {
	case store.ReaderStaff:
		s.ReaderID = actor.ID
	case store.ReaderDeputy:
		s.ReaderID = actor.DeputyID
	}
	for _, r := range d.Seen {
		if r.Kind == s.Kind && r.ReaderID == s.ReaderID && s.Last.Sub(r.Last) < seenAgain {
			return nil
		}
	}
	s.First = s.Last
	return a.db.Tx(ctx, func(q db.Q) error { return db.Saw(ctx, q, &s) })
}

// Look is one of those who looked at a matter.
type Look struct {
	store.Seen
	Name string // empty for the author
}

// Looks are those who looked at a matter, the first one first.
func (d *Dossier) Looks() []Look {
	var out []Look
	for _, s := range d.Seen {
		out = append(out, Look{s, d.Names[s.ReaderID]})
	}
	return out
}

// Told are the notices that went out with a step: one transaction wrote both.
func (d *Dossier) Told(s *Step) []store.Notice {
	var out []store.Notice
	for _, n := range d.Notices {
		if n.Created.Equal(s.At) && kindOf[n.Kind] == s.Kind {
			out = append(out, n)
		}
	}
	return out
}

// kindOf says with which step a notice goes out.
var kindOf = map[store.NoticeKind]store.EntryKind{
	store.NoticeTold: store.EntryTold, store.NoticeForwarded: store.EntryForwarded, store.NoticeAssigned: store.EntryForwarded,
	store.NoticeAnswered: store.EntryReleased, store.NoticeToRelease: store.EntryAnswer, store.NoticeAgain: store.EntryAgain,
	store.NoticeAnew: store.EntryAgain, store.NoticeRedo: store.EntryAgain, store.NoticeDecide: store.EntryRated,
	store.NoticeClosed: store.EntryClosed, store.NoticeReminded: store.EntryReminded, store.NoticeOverdue: store.EntryReminded,
	store.NoticeReturned: store.EntryReturned, store.NoticeRecalled: store.EntryRecalled, store.NoticeReplied: store.EntryNote,
	store.NoticeDanger: store.EntrySaid, store.NoticeGiven: store.EntryGiven, store.NoticeCame: store.EntryTransfer,
	store.NoticeMoved: store.EntryTransfer, store.NoticeMerged: store.EntryMerged, store.NoticeParted: store.EntryParted,
	store.NoticeSplit: store.EntrySplit,
}

// Read reports whether somebody looked at the matter after a notice of it went out.
func (d *Dossier) Read(n *store.Notice) bool {
	for _, s := range d.Seen {
		mine := n.PersonID != "" && s.Kind == store.ReaderAuthor || n.DeputyID != "" && s.ReaderID == n.DeputyID ||
			n.StaffID != "" && s.ReaderID == n.StaffID
		if mine && s.OpinionID == n.OpinionID && !n.Created.After(s.Last) {
			return true
		}
	}
	return false
}
