package act

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// A broadcast is made together with the draft of its words, and goes the draft's
// way: what follows when a leader has signed it is in broadcastSigned. Its notices
// are then put into the outbox by a duty (broadcast_queue.go) and sent like any
// other; BroadcastRun stops and starts them.

// AddBroadcast keeps a broadcast with the draft of its words.
func (t *Tx) AddBroadcast(b store.Broadcast, title, text string) (*store.Broadcast, error) {
	if err := t.may(store.ActBroadcast, store.Target{OfficeID: b.OfficeID}); err != nil {
		return nil, err
	}
	if err := t.checkRecipients(&b); err != nil {
		return nil, err
	}
	b.ID, b.Created, b.Updated, b.Version = store.NewID(t.now), t.now, t.now, 1
	b.By, b.State = t.Actor.ID, store.BroadcastDraft
	d, err := t.addDraft(&store.Draft{Kind: store.DraftBroadcast, OfficeID: b.OfficeID, Ref: b.ID, By: b.By, Title: title, Text: text})
	if err != nil {
		return nil, err
	}
	b.DraftID = d.ID
	if err := withWords(&b, d).CheckMass(); err != nil {
		return nil, err
	}
	t.batch.Broadcasts = append(t.batch.Broadcasts, &b)
	t.inserts(&b)
	t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, "new", "")
	return &b, nil
}

// checkRecipients refuses a choice that reaches nobody, too many, or beyond the
// office and those under it.
func (t *Tx) checkRecipients(b *store.Broadcast) error {
	if err := b.Check(); err != nil {
		return err
	}
	if b.Mass() {
		return t.checkFollowers(b)
	}
	under := t.view.Offices.Under(b.OfficeID)
	if slices.ContainsFunc(b.Recipients.Offices, func(id string) bool { return !slices.Contains(under, id) }) {
		return store.ErrNotFound
	}
	for _, id := range b.Recipients.Groups {
		g, err := db.Group(t.ctx, t.q, id)
		if err != nil {
			return err
		}
		if !slices.Contains(under, g.OfficeID) || !g.Closed.IsZero() {
			return store.ErrNotFound
		}
	}
	ids, err := recipientsOf(t.ctx, t.q, t.view, b)
	if err != nil {
		return err
	}
	return b.CheckCount(len(ids))
}

// broadcast reads a broadcast at the version seen; one of an office in which the
// actor may not write broadcasts is not found. seen 0 does not mind.
func (t *Tx) broadcast(id string, seen int64) (*store.Broadcast, error) {
	b, err := t.readBroadcast(id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActBroadcast, store.Target{OfficeID: b.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if seen != 0 && seen != b.Version {
		return nil, store.ErrConflict
	}
	return b, nil
}

// readBroadcast reads a broadcast, or gives the one that this transaction makes or
// changes.
func (t *Tx) readBroadcast(id string) (*store.Broadcast, error) {
	for _, b := range slices.Concat(t.batch.Broadcasts, t.batch.Changed.Broadcasts) {
		if b.ID == id {
			return b, nil
		}
	}
	return db.Broadcast(t.ctx, t.q, id)
}

// EditBroadcast changes link and recipients, while the draft is with its drafter.
// What others have seen goes back to the drafter before it changes.
func (t *Tx) EditBroadcast(id, link string, r store.Recipients, seen int64) error {
	b, err := t.broadcast(id, seen)
	if err != nil {
		return err
	}
	d, err := t.readDraft(b.DraftID)
	if err != nil {
		return err
	}
	if !d.Open() {
		return store.Invalid("broadcast", store.ProblemState)
	}
	if err := d.Allows(store.StepEdit, t.Actor.ID, false); err != nil {
		return err
	}
	b.Link, b.Recipients, b.Updated = link, r, t.now
	if err := t.checkRecipients(b); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Broadcasts, b)
	t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, "edit", "")
	return nil
}

// RepeatBroadcast is the second yes: the actor knows of the earlier one and wants
// the same to go out again.
func (t *Tx) RepeatBroadcast(id, earlier string, seen int64) error {
	b, err := t.broadcast(id, seen)
	if err != nil {
		return err
	}
	if b.Released() || earlier == "" {
		return store.Invalid("broadcast", store.ProblemState)
	}
	if before, err := db.Broadcast(t.ctx, t.q, earlier); err != nil || before.OfficeID != b.OfficeID {
		return cmp.Or(err, store.ErrNotFound)
	}
	b.Again, b.Updated = earlier, t.now
	touch(t, &t.batch.Changed.Broadcasts, b)
	t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, "again", "")
	return nil
}

// PreviewBroadcast sends the words as they stand to the actor's own WeChat, by the
// outbox as they would go to a deputy of that name.
func (t *Tx) PreviewBroadcast(id string) error {
	b, err := t.broadcast(id, 0)
	if err != nil {
		return err
	}
	bound, err := db.PersonsFor(t.ctx, t.q, nil, nil, []string{t.Actor.ID})
	if err != nil {
		return err
	}
	if len(bound) == 0 || !bound[0].Reachable() {
		return store.Invalid("preview", store.ProblemUnreachable)
	}
	words, err := t.words(b)
	if err != nil {
		return err
	}
	if words.Mass() {
		t.notify(store.Notice{Kind: store.NoticeMassTry, OfficeID: b.OfficeID, StaffID: t.Actor.ID, Urgent: true,
			Ref: b.ID + "." + store.NewID(t.now), Text: words.MassText()})
		t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, "preview", "")
		return nil
	}
	text := words.WordsFor(&store.Deputy{Name: "张三"}, t.view.Name(b.OfficeID), t.now)
	t.notify(store.Notice{Kind: store.NoticePreview, OfficeID: b.OfficeID, StaffID: t.Actor.ID, Urgent: true,
		Ref: b.ID + "." + store.NewID(t.now), Text: words.Title + "\n" + text})
	t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, "preview", "")
	return nil
}

// words gives a broadcast with its words, which stand in the draft until it is
// released.
func (t *Tx) words(b *store.Broadcast) (*store.Broadcast, error) {
	if b.Released() {
		return b, nil
	}
	d, err := t.readDraft(b.DraftID)
	if err != nil {
		return nil, err
	}
	return withWords(b, d), nil
}

func withWords(b *store.Broadcast, d *store.Draft) *store.Broadcast {
	words := *b
	words.Title, words.Text = d.Title, d.Text
	return &words
}

// broadcastLaid checks a broadcast before its draft is laid before others.
func (t *Tx) broadcastLaid(d *store.Draft) error {
	b, err := t.readBroadcast(d.Ref)
	if err != nil {
		return err
	}
	if err := t.checkRecipients(b); err != nil {
		return err
	}
	words, err := t.words(b)
	if err != nil {
		return err
	}
	if err := t.checkMass(words); err != nil {
		return err
	}
	_, err = t.notAgain(words)
	return err
}

// notAgain refuses what is alike something sent within the days of the setting,
// unless somebody has said yes to just that. It gives the last one alike.
func (t *Tx) notAgain(b *store.Broadcast) (before *store.Broadcast, err error) {
	before, err = db.BroadcastBefore(t.ctx, t.q, b.Likeness())
	if err != nil || before == nil || before.ID == b.Again {
		return before, err
	}
	days := t.view.Settings.Int(b.OfficeID, store.SetBroadcastAgain)
	if t.now.Before(before.Release.AddDate(0, 0, days)) {
		return nil, store.Invalid("broadcast", store.ProblemAgain)
	}
	return before, nil
}

// broadcastSigned lets a broadcast go out.
func (t *Tx) broadcastSigned(d *store.Draft) error {
	b, err := t.readBroadcast(d.Ref)
	if err != nil {
		return err
	}
	if b.Released() {
		return store.ErrConflict
	}
	b.Title, b.Text = d.Title, d.Text
	before, err := t.notAgain(b)
	if err != nil {
		return err
	}
	if b.Chosen, err = t.countChosen(b); err != nil {
		return err
	}
	b.Alike, b.Follows = b.Likeness(), b.Likeness()
	if before != nil {
		b.Follows += "." + before.ID
	}
	b.State, b.Release, b.Updated = store.BroadcastQueueing, t.now, t.now
	touch(t, &t.batch.Changed.Broadcasts, b)
	t.audit(store.ActBroadcast, "broadcast", b.ID, b.OfficeID, fmt.Sprintf("released chosen=%d", b.Chosen), "")
	return nil
}

// countChosen counts a broadcast's recipients when it is released, and refuses what cannot
// go out to them.
func (t *Tx) countChosen(b *store.Broadcast) (int, error) {
	if b.Mass() {
		if err := t.checkMass(b); err != nil {
			return 0, err
		}
		return countFollowers(t.ctx, t.q, t.view, b)
	}
	ids, err := recipientsOf(t.ctx, t.q, t.view, b)
	if err != nil {
		return 0, err
	}
	return len(ids), b.CheckCount(len(ids))
}

// RunBroadcast pauses a broadcast that is released, lets it go on, or takes back
// what has not gone. What a sender holds at this moment still goes. It asks for no
// version: the duty raises that with every chunk, and the state says what is
// possible.
func (t *Tx) RunBroadcast(id string, v store.BroadcastVerb) error {
	b, err := db.LockBroadcast(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActBroadcastRun, store.Target{OfficeID: b.OfficeID}) != nil {
		return store.ErrNotFound
	}
	was := b.State
	if err := b.Move(v, t.now); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Broadcasts, b)
	t.audit(store.ActBroadcastRun, "broadcast", b.ID, b.OfficeID, fmt.Sprintf("%s state=%s>%s", v, was, b.State), "")
	switch v {
	case store.BroadcastPause:
		return db.HoldBroadcast(t.ctx, t.q, b.ID, t.now)
	case store.BroadcastResume:
		return db.FreeBroadcast(t.ctx, t.q, b.ID, t.view.Quiet(b.OfficeID).NextAllowed(t.now).UTC())
	case store.BroadcastCancel:
		return db.DropBroadcast(t.ctx, t.q, b.ID, t.now)
	}
	return errors.New("act: no such verb of a broadcast")
}
