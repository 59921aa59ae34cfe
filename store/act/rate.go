package act

import (
	"errors"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// Rate keeps an author's judgement of the answer, once for each answer. 不满意 is
// handled again as often as the setting allows, then the office decides; a good
// word closes the matter.
func (t *Tx) Rate(opinionID string, r store.Rating) (*store.Opinion, error) {
	o, err := t.own(opinionID, store.ActRate)
	if err != nil {
		return nil, err
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(r.Comment) > 1000 {
		return nil, store.Invalid("comment", store.ProblemTooLong)
	}
	ans, err := db.Answer(t.ctx, t.q, r.AnswerID)
	if err != nil || ans.OpinionID != o.ID || ans.State != store.AnswerReleased {
		return nil, errors.Join(store.ErrNotFound, err)
	}
	if o.State != store.OpinionAnswered || ans.Round != o.Round {
		return nil, store.Invalid("state", store.ProblemState)
	}
	r.ID, r.OpinionID, r.Created = store.NewID(t.now), o.ID, t.now
	t.batch.Ratings = append(t.batch.Ratings, &r)
	t.entry(o, store.EntryRated, store.ForAuthor, string(r.Reply)+","+string(r.Result), r.Comment)
	t.audit(store.ActRate, "opinion", o.ID, o.OfficeID, "reply="+string(r.Reply)+" result="+string(r.Result), r.Comment)
	return o, t.afterRating(o, &r)
}

func (t *Tx) afterRating(o *store.Opinion, r *store.Rating) error {
	if !r.Bad() {
		return t.close(o, store.ActRate, "")
	}
	if o.Round >= t.view.Settings.Int(o.OfficeID, store.SetAgainMax) {
		if err := t.move(o, store.VerbDecide); err != nil {
			return err
		}
		t.tellAuthor(o, store.NoticeDecide, r.ID)
		return nil
	}
	return t.again(o, r)
}

// again puts the matter back to the deputy who answered it.
func (t *Tx) again(o *store.Opinion, r *store.Rating) error {
	if err := t.move(o, store.VerbAgain); err != nil {
		return err
	}
	o.Round++
	a, err := db.Assignment(t.ctx, t.q, o.AssignID)
	if err != nil {
		return err
	}
	t.entry(o, store.EntryAgain, store.ForAuthor, a.ID, "")
	serves, err := t.servesNow(o, a.DeputyID)
	if err != nil {
		return err
	}
	if !serves { // out of office since: the desk finds somebody else
		return t.handOver(o, handing{reason: "原办理代表已不在任", silent: true})
	}
	t.giveAgain(a)
	t.tellAuthor(o, store.NoticeAgain, r.ID)
	t.tellDeputy(o, a.DeputyID, store.NoticeRedo, r.ID)
	return nil
}
