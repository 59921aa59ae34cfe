package act

import (
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Answer keeps a deputy's answer with its photos or voice. It goes to the author
// when staff release it, or at once where the office's setting says so.
func (t *Tx) Answer(id, text string, files ...store.Media) (*store.Answer, error) {
	a, o, err := t.task(id, store.ActAnswer)
	if err != nil {
		return nil, err
	}
	if err := checkText("text", text, len(files) > 0); err != nil {
		return nil, err
	}
	if !a.Awaited(o) {
		return nil, store.Invalid("state", store.ProblemState)
	}
	if err := t.move(o, store.VerbAnswer); err != nil {
		return nil, err
	}
	a.State, a.RemindAt = store.AssignmentAnswered, time.Time{}
	touch(t, &t.batch.Changed.Assignments, a)
	ans := &store.Answer{ID: store.NewID(t.now), OpinionID: o.ID, AssignID: a.ID, DeputyID: a.DeputyID, Round: o.Round,
		Text: text, State: store.AnswerWaiting, Created: t.now, Version: 1}
	e := t.entry(o, store.EntryAnswer, store.ForDeputy, ans.ID, text)
	ans.EntryID = e.ID
	for i := range files {
		t.attach(o, e, &files[i])
	}
	t.batch.Answers = append(t.batch.Answers, ans)
	t.audit(store.ActAnswer, "opinion", o.ID, o.OfficeID, "answer="+ans.ID, text)
	if t.view.Settings.Bool(o.OfficeID, store.SetRelease) {
		return ans, t.layAnswer(o, ans)
	}
	e.Audience = store.ForAuthor
	t.inserts(ans)
	return ans, t.release(o, ans)
}

// Release takes the next step of an answer on its way to the author: with one
// step, which is the default, it goes out.
func (t *Tx) Release(answerID string, seen int64) error {
	_, err := t.ReleaseStep(answerID, seen)
	return err
}

// ReleaseStep is Release, and gives the draft as it then stands: not released
// while others must still agree.
func (t *Tx) ReleaseStep(answerID string, seen int64) (*store.Draft, error) {
	ans, o, err := t.waiting(answerID, seen)
	if err != nil {
		return nil, err
	}
	d, err := t.draftOfAnswer(ans, o)
	if err != nil {
		return nil, err
	}
	if d.State == store.DraftInReview {
		return d, t.stepDraft(d, store.StepPass, "")
	}
	return d, t.stepDraft(d, store.StepSign, "")
}

// waiting reads an answer that waits for release and its opinion, for an actor
// who may decide about it.
func (t *Tx) waiting(answerID string, seen int64) (*store.Answer, *store.Opinion, error) {
	ans, err := db.Answer(t.ctx, t.q, answerID)
	if err != nil {
		return nil, nil, err
	}
	o, err := t.desk(ans.OpinionID, store.ActRelease, seen)
	if err != nil {
		return nil, nil, err
	}
	if ans.State != store.AnswerWaiting {
		return nil, nil, store.ErrConflict
	}
	return ans, o, nil
}

func (t *Tx) release(o *store.Opinion, ans *store.Answer) error {
	if err := t.move(o, store.VerbRelease); err != nil {
		return err
	}
	ans.State, ans.Released, ans.ReleasedBy = store.AnswerReleased, t.now, t.Actor.ID
	touch(t, &t.batch.Changed.Answers, ans)
	o.Due = time.Time{}
	t.entry(o, store.EntryReleased, store.ForDeputy, ans.ID, "")
	return t.tellAuthors(o, store.NoticeAnswered, ans.ID)
}

// Return gives an answer back to its deputy, with the reason.
func (t *Tx) Return(answerID, reason string, seen int64) error {
	ans, o, err := t.waiting(answerID, seen)
	if err != nil {
		return err
	}
	d, err := t.draftOfAnswer(ans, o)
	if err != nil {
		return err
	}
	return t.stepDraft(d, store.StepReturn, reason)
}

func (t *Tx) giveBack(o *store.Opinion, ans *store.Answer, reason string) error {
	if err := t.move(o, store.VerbReturn); err != nil {
		return err
	}
	ans.State = store.AnswerReturned
	touch(t, &t.batch.Changed.Answers, ans)
	a, err := db.Assignment(t.ctx, t.q, ans.AssignID)
	if err != nil {
		return err
	}
	t.entry(o, store.EntryReturned, store.ForDeputy, ans.ID, reason)
	t.audit(store.ActRelease, "opinion", o.ID, o.OfficeID, "returned="+ans.ID, reason)
	serves, err := t.servesNow(o, ans.DeputyID)
	if err != nil {
		return err
	}
	if !serves { // out of office since: nobody could answer again
		return t.handOver(o, handing{reason: "原办理代表已不在任", silent: true})
	}
	t.giveAgain(a)
	t.tellDeputy(o, ans.DeputyID, store.NoticeReturned, ans.ID)
	return nil
}

// retract takes back an answer that waits for release.
func (t *Tx) retract(o *store.Opinion) error {
	list, err := db.AnswersOf(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].State == store.AnswerWaiting {
			list[i].State = store.AnswerReturned
			touch(t, &t.batch.Changed.Answers, &list[i])
		}
	}
	return t.dropDrafts(o, store.DraftAnswer)
}
