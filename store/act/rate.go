package act

import (
	"errors"
	"slices"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// Rate keeps an author's judgement of the answer, once for each answer. 不满意 is
// handled again as often as the setting allows, then the office decides; a good
// word closes the matter, when all authors of merged ones have given theirs. It
// gives the opinion as its author sees it now.
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
	head, err := t.headOf(o)
	if err != nil {
		return nil, err
	}
	ans, err := db.Answer(t.ctx, t.q, r.AnswerID)
	if err != nil || ans.OpinionID != head.ID || ans.State != store.AnswerReleased {
		return nil, errors.Join(store.ErrNotFound, err)
	}
	silent, err := t.silent(o, head, ans.ID)
	if err != nil {
		return nil, err
	}
	if head.State != store.OpinionAnswered || ans.Round != head.Round || silent < 0 {
		return nil, store.Invalid("state", store.ProblemState)
	}
	r.ID, r.OpinionID, r.Created = store.NewID(t.now), o.ID, t.now
	t.batch.Ratings = append(t.batch.Ratings, &r)
	t.entry(o, store.EntryRated, store.ForAuthor, string(r.Reply)+","+string(r.Result), r.Comment)
	t.audit(store.ActRate, "opinion", o.ID, o.OfficeID, "reply="+string(r.Reply)+" result="+string(r.Result), r.Comment)
	shown := *o
	err = t.afterRating(o, head, &r, silent)
	if shown.MergedInto != "" {
		shown.AsIts(head)
		return &shown, err
	}
	return o, err
}

// silent counts the other authors of a matter who have not judged an answer; -1
// says that this one has.
func (t *Tx) silent(o, head *store.Opinion, answerID string) (int, error) {
	voices, err := voicesOf(t.ctx, t.q, head)
	if err != nil {
		return 0, err
	}
	rated, err := db.RatingsOfAnswer(t.ctx, t.q, answerID)
	n := 0
	for i := range voices {
		v := &voices[i]
		has := slices.ContainsFunc(rated, func(r store.Rating) bool { return r.OpinionID == v.ID })
		switch {
		case v.ID == o.ID && has:
			return -1, err
		case v.ID != o.ID && !has && v.PersonID != "":
			n++
		}
	}
	return n, err
}

// afterRating does what follows the judgement of the author of o, which is handled
// as head.
func (t *Tx) afterRating(o, head *store.Opinion, r *store.Rating, silent int) error {
	head.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, head) // of two who judge at once, the second sees the first
	most := t.view.Settings.Int(head.OfficeID, store.SetAgainMax)
	switch store.Judged(r.Bad(), head.Round, most, silent) {
	case store.VerbClose:
		return t.close(head, store.ActRate, "", "")
	case store.VerbDecide:
		if err := t.move(head, store.VerbDecide); err != nil {
			return err
		}
		t.tellOwn(o, store.NoticeDecide, r.ID)
		return t.tellVoices(head, o, store.NoticeAnew, r.ID)
	case store.VerbAgain:
		return t.again(o, head, r)
	}
	return nil
}

// again puts the matter back to the deputy who answered it.
func (t *Tx) again(o, head *store.Opinion, r *store.Rating) error {
	if err := t.move(head, store.VerbAgain); err != nil {
		return err
	}
	head.Round++
	a, err := db.Assignment(t.ctx, t.q, head.AssignID)
	if err != nil {
		return err
	}
	t.entry(head, store.EntryAgain, store.ForAuthor, a.ID, "")
	serves, err := t.servesNow(head, a.DeputyID)
	if err != nil {
		return err
	}
	if !serves { // out of office since: the desk finds somebody else
		return t.handOver(head, handing{reason: "原办理代表已不在任", silent: true})
	}
	t.giveAgain(a)
	head.Due = t.dueDay(head.OfficeID)
	t.tellOwn(o, store.NoticeAgain, r.ID)
	t.tellDeputy(head, a.DeputyID, store.NoticeRedo, r.ID)
	return t.tellVoices(head, o, store.NoticeAnew, r.ID)
}
