package act

import (
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Words in the office's name are a draft until they are signed: 拟稿, 审核, 签发, in
// as many steps as the office's setting for the kind says. The rules are those of
// store.Draft; here is what a step causes. What follows when a draft is released
// or given back stands per kind in courseOf: a new kind is a new case there.

// course is what becomes of a kind of draft.
type course struct {
	release func(*Tx, *store.Draft) error
	// before makes or checks the words, each time before others see them. nil: they
	// are typed, and right as they are.
	before func(*Tx, *store.Draft) error
	// back follows when it is given back. nil: it is with its drafter again.
	back func(*Tx, *store.Draft, string) error
}

func courseOf(k store.DraftKind) course {
	switch k {
	case store.DraftAnswer:
		return course{release: (*Tx).answerSigned, back: (*Tx).answerBack}
	case store.DraftReply:
		return course{release: (*Tx).replySigned}
	case store.DraftClose:
		return course{release: (*Tx).closingSigned}
	case store.DraftBroadcast:
		return course{release: (*Tx).broadcastSigned, before: (*Tx).broadcastLaid}
	case store.DraftPlan:
		return course{release: (*Tx).planSigned}
	case store.DraftFinding:
		return course{release: (*Tx).handoverSigned}
	case store.DraftMeeting:
		return course{release: (*Tx).meetingSigned, before: (*Tx).wordNotice}
	}
	return course{release: func(*Tx, *store.Draft) error { return nil }} // a digest is a letter on paper
}

// AddDraft keeps a draft of the actor's own; SubmitDraft lays it before others.
func (t *Tx) AddDraft(d store.Draft) (*store.Draft, error) {
	if err := t.may(store.ActDraft, store.Target{OfficeID: d.OfficeID}); err != nil {
		return nil, err
	}
	d.By = t.Actor.ID
	return t.addDraft(&d)
}

func (t *Tx) addDraft(d *store.Draft) (*store.Draft, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	d.ID, d.Created, d.Updated, d.Version = store.NewID(t.now), t.now, t.now, 1
	d.State, d.Steps = store.DraftWriting, t.view.Settings.StepsFor(d.OfficeID, d.Kind)
	t.batch.Drafts = append(t.batch.Drafts, d)
	t.inserts(d)
	t.audit(store.ActDraft, "draft", d.ID, d.OfficeID, "new="+string(d.Kind), d.Text)
	return d, nil
}

// draft reads a draft for an actor who may read it; else it is not found. seen is
// the version the actor looked at; 0 does not mind.
func (t *Tx) draft(id string, seen int64) (*store.Draft, error) {
	d, err := t.readDraft(id)
	if err != nil {
		return nil, err
	}
	target, err := t.draftTarget(d)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActDraftRead, target) != nil {
		return nil, store.ErrNotFound
	}
	if seen != 0 && seen != d.Version {
		return nil, store.ErrConflict
	}
	return d, nil
}

// readDraft reads a draft, or gives the one that this transaction changes.
func (t *Tx) readDraft(id string) (*store.Draft, error) {
	for _, d := range slices.Concat(t.batch.Drafts, t.batch.Changed.Drafts) {
		if d.ID == id {
			return d, nil
		}
	}
	return db.Draft(t.ctx, t.q, id)
}

// draftTarget is what permission depends on: the matter a draft is about, as it is
// now, or its office.
func (t *Tx) draftTarget(d *store.Draft) (store.Target, error) {
	if d.About == "" {
		return store.Target{OfficeID: d.OfficeID}, nil
	}
	o, err := t.opinion(d.About)
	if err != nil {
		return store.Target{}, err
	}
	return targetOf(o), nil
}

// EditDraft changes the words; what they were is kept in the log.
func (t *Tx) EditDraft(id, to, title, text string, seen int64) error {
	d, err := t.draft(id, seen)
	if err != nil {
		return err
	}
	return t.editDraft(d, to, title, text)
}

func (t *Tx) editDraft(d *store.Draft, to, title, text string) error {
	if d.To == to && d.Title == title && d.Text == text {
		return nil
	}
	changed := *d
	changed.To, changed.Title, changed.Text = to, title, text
	if err := changed.Validate(); err != nil {
		return err
	}
	was := *d
	if err := t.takeStep(d, store.StepEdit); err != nil {
		return err
	}
	d.To, d.Title, d.Text = to, title, text
	t.logStep(d, store.StepEdit, "", was.Title, was.Text)
	t.audit(store.ActDraft, "draft", d.ID, d.OfficeID, "edit", text)
	return nil
}

// StepDraft takes a step of a draft other than an edit. words are the reason,
// which a return needs.
func (t *Tx) StepDraft(id string, v store.StepVerb, words string, seen int64) (*store.Draft, error) {
	d, err := t.draft(id, seen)
	if err != nil {
		return nil, err
	}
	if v == store.StepEdit {
		return nil, store.Invalid("", store.ProblemMalformed)
	}
	return d, t.stepDraft(d, v, words)
}

func (t *Tx) stepDraft(d *store.Draft, v store.StepVerb, words string) error {
	if err := checkText("reason", words, v != store.StepReturn); err != nil {
		return err
	}
	next := courseOf(d.Kind)
	if v == store.StepSubmit {
		if next.before != nil {
			if err := next.before(t, d); err != nil {
				return err
			}
		}
		if err := d.Ready(); err != nil {
			return err
		}
		// What the office asks for now, and from then on.
		d.Steps = t.view.Settings.StepsFor(d.OfficeID, d.Kind)
	}
	act, was := d.ActFor(v), d.State
	if err := t.takeStep(d, v); err != nil {
		return err
	}
	t.logStep(d, v, words, "", "")
	t.audit(act, "draft", d.ID, d.OfficeID, fmt.Sprintf("%s %s state=%s>%s", d.Kind, v, was, d.State), words)
	if was != store.DraftWriting {
		if err := db.DropDraftNotices(t.ctx, t.q, d.ID); err != nil {
			return err
		}
	}
	switch {
	case d.State == store.DraftReleased:
		if d.About == "" {
			// Of two who sign at once the draft's row says that one was faster, before
			// what it released looks like something that cannot be released any more.
			if err := t.flush(); err != nil {
				return err
			}
		}
		return next.release(t, d)
	case v == store.StepReturn && next.back != nil:
		return next.back(t, d, words)
	}
	return t.awaken(d)
}

// takeStep takes a step if the actor may.
func (t *Tx) takeStep(d *store.Draft, v store.StepVerb) error {
	target, err := t.draftTarget(d)
	if err != nil {
		return err
	}
	if err := t.may(d.ActFor(v), target); err != nil {
		return err
	}
	if err := d.Take(v, t.Actor.ID, t.view.Settings.Bool(d.OfficeID, store.SetStepsSelf), t.now); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Drafts, d)
	return nil
}

func (t *Tx) logStep(d *store.Draft, v store.StepVerb, words, title, text string) {
	s := &store.DraftStep{ID: store.NewID(t.now), DraftID: d.ID, At: t.now, Verb: v, Words: words, Title: title, Text: text}
	if t.Actor.Kind == store.ActorStaff {
		s.By = t.Actor.ID
	}
	t.batch.DraftSteps = append(t.batch.DraftSteps, s)
}

// awaken tells whoever a draft waits for now.
func (t *Tx) awaken(d *store.Draft) error {
	n := store.Notice{OfficeID: d.OfficeID, OpinionID: d.About, Ref: fmt.Sprintf("%s.%d", d.ID, d.Version)}
	if d.State == store.DraftReturned && d.By != "" {
		n.Kind, n.StaffID = store.NoticeDraftBack, d.By
		t.notify(n)
		return nil
	}
	if n.Kind = store.NoticeToSign; d.State == store.DraftInReview {
		n.Kind = store.NoticeToReview
	}
	who, err := t.acts.awaited(t.ctx, t.q, t.view, d)
	for _, s := range who {
		n.StaffID = s.ID
		t.notify(n)
	}
	return err
}

// dropDrafts takes back the drafts about a matter that is no longer to be spoken
// of: all of them, or those of one kind.
func (t *Tx) dropDrafts(o *store.Opinion, kinds ...store.DraftKind) error {
	list, err := db.DraftsAbout(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for i := range list {
		d, err := t.readDraft(list[i].ID) // this transaction may have dropped it already
		if err != nil {
			return err
		}
		if d.Done() || len(kinds) > 0 && d.Kind != kinds[0] {
			continue
		}
		d.Drop(t.now)
		touch(t, &t.batch.Changed.Drafts, d)
		t.logStep(d, store.StepWithdraw, "", "", "")
		if err := db.DropDraftNotices(t.ctx, t.q, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// draftOfAnswer is the draft that a waiting answer goes through; one that is done
// shows that somebody was faster between the two reads. An answer that waited before
// there were drafts gets its own now, as it would have been then.
func (t *Tx) draftOfAnswer(ans *store.Answer, o *store.Opinion) (*store.Draft, error) {
	d, err := db.DraftOfAnswer(t.ctx, t.q, ans.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return t.newAnswerDraft(ans, o, 1), nil
	case err == nil && d.Done():
		return nil, store.ErrConflict
	}
	return d, err
}

func (t *Tx) newAnswerDraft(ans *store.Answer, o *store.Opinion, steps int) *store.Draft {
	d := &store.Draft{ID: store.NewID(t.now), Kind: store.DraftAnswer, OfficeID: o.OfficeID, About: o.ID, Ref: ans.ID,
		Steps: steps, State: store.DraftToSign, Created: ans.Created, Updated: t.now, Version: 1}
	if steps == store.StepsMax {
		d.State = store.DraftInReview
	}
	t.batch.Drafts = append(t.batch.Drafts, d)
	t.inserts(d)
	return d
}

// layAnswer lays a deputy's answer before whoever lets it go out.
func (t *Tx) layAnswer(o *store.Opinion, ans *store.Answer) error {
	d := t.newAnswerDraft(ans, o, t.view.Settings.StepsFor(o.OfficeID, store.DraftAnswer))
	t.logStep(d, store.StepSubmit, "", "", "")
	if d.Steps == 1 {
		return t.tellStaff(o, store.ActRelease, store.NoticeToRelease, ans.ID, false)
	}
	return t.awaken(d)
}

// answerSigned lets a deputy's answer go out.
func (t *Tx) answerSigned(d *store.Draft) error {
	ans, o, err := t.waiting(d.Ref, 0)
	if err != nil {
		return err
	}
	if err := db.WidenEntry(t.ctx, t.q, ans.EntryID, store.ForAuthor); err != nil {
		return err
	}
	t.audit(store.ActRelease, "opinion", o.ID, o.OfficeID, "answer="+ans.ID, "")
	return t.release(o, ans)
}

// answerBack gives a deputy's answer back to the deputy.
func (t *Tx) answerBack(d *store.Draft, reason string) error {
	ans, o, err := t.waiting(d.Ref, 0)
	if err != nil {
		return err
	}
	return t.giveBack(o, ans, reason)
}

// reply writes to an opinion's author, or lays the words before whoever must sign
// them first. What is sealed stays with the one officer who may read it.
func (t *Tx) reply(o *store.Opinion, text string) error {
	if o.State == store.OpinionSealed || t.view.Settings.StepsFor(o.OfficeID, store.DraftReply) == 1 {
		return t.tell(o, text)
	}
	d, err := t.addDraft(&store.Draft{Kind: store.DraftReply, OfficeID: o.OfficeID, About: o.ID, By: t.Actor.ID, Text: text})
	if err != nil {
		return err
	}
	return t.stepDraft(d, store.StepSubmit, "")
}

// closing ends a matter, or lays the words that tell its author so before whoever
// must sign them first: until then it stays as it is. One waits at a time.
func (t *Tx) closing(o *store.Opinion, how, reason string) error {
	if o.State == store.OpinionSealed || t.view.Settings.StepsFor(o.OfficeID, store.DraftClose) == 1 {
		return t.close(o, store.ActClose, how, reason)
	}
	if _, err := o.State.Next(store.VerbClose); err != nil {
		return err
	}
	list, err := db.DraftsAbout(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Kind == store.DraftClose && !list[i].Done() {
			return store.Invalid("closing", store.ProblemTwice)
		}
	}
	d, err := t.addDraft(&store.Draft{Kind: store.DraftClose, OfficeID: o.OfficeID, About: o.ID, Ref: how, By: t.Actor.ID, Text: reason})
	if err != nil {
		return err
	}
	return t.stepDraft(d, store.StepSubmit, "")
}

// closingSigned ends a matter with the words that were signed.
func (t *Tx) closingSigned(d *store.Draft) error {
	o, err := t.opinion(d.About)
	if err != nil {
		return err
	}
	return t.close(o, store.ActClose, d.Ref, d.Text)
}

// replySigned says to an author what was drafted.
func (t *Tx) replySigned(d *store.Draft) error {
	o, err := t.opinion(d.About)
	if err != nil {
		return err
	}
	return t.tell(o, d.Text)
}

// DraftLeaves notes that a draft left as a file.
func (t *Tx) DraftLeaves(id string) error {
	d, err := t.draft(id, 0)
	if err != nil {
		return err
	}
	t.audit(store.ActDraftRead, "draft", d.ID, d.OfficeID, "word="+string(d.State), d.Text)
	return nil
}
