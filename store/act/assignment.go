package act

import (
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// Forward puts a triaged opinion to a deputy, with the desk's words if any. The
// deputy must be one who is offered: never one named, interested, or excluded.
func (t *Tx) Forward(id, deputyID, note string, seen int64) error {
	o, err := t.desk(id, store.ActForward, seen)
	if err != nil {
		return err
	}
	if err := checkText("note", note, true); err != nil {
		return err
	}
	if err := t.offered(o, deputyID); err != nil {
		return err
	}
	was := o.State
	if err := t.move(o, store.VerbForward); err != nil {
		return err
	}
	a := &store.Assignment{ID: store.NewID(t.now), OpinionID: o.ID, DeputyID: deputyID, OfficeID: o.OfficeID,
		State: store.AssignmentOpen, Note: note, By: t.Actor.ID, Since: t.now, RemindAt: t.firstReminder(o.OfficeID),
		Created: t.now, Version: 1}
	t.batch.Assignments = append(t.batch.Assignments, a)
	o.DeputyID, o.AssignID = deputyID, a.ID
	o.Due = t.view.Calendar.AddWorkdays(t.now, t.view.Settings.Int(o.OfficeID, store.SetOverdueDays)).UTC()
	t.entry(o, store.EntryForwarded, store.ForAuthor, a.ID, "")
	if note != "" {
		t.entry(o, store.EntryNote, store.ForDeputy, a.ID, note)
	}
	t.audit(store.ActForward, "opinion", o.ID, o.OfficeID, fmt.Sprintf("deputy=%s state=%s>%s", deputyID, was, o.State), note)
	t.tellDeputy(o, deputyID, store.NoticeAssigned, a.ID)
	t.tellAuthor(o, store.NoticeForwarded, a.ID)
	return nil
}

// offered refuses a deputy who must not or cannot get an opinion.
func (t *Tx) offered(o *store.Opinion, deputyID string) error {
	list, err := t.acts.candidates(t.ctx, t.q, t.view, o)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(c Candidate) bool { return c.Deputy.ID == deputyID })
	if i < 0 {
		return store.Invalid("deputy", store.ProblemNotOffered)
	}
	switch list[i].Why {
	case store.WhyNamed:
		return store.Invalid("deputy", store.ProblemNamed)
	case store.WhyInterested:
		return store.Invalid("deputy", store.ProblemInterested)
	case store.WhyAuthor:
		return store.Invalid("deputy", store.ProblemExcluded)
	}
	return nil
}

// firstReminder is when a deputy is first reminded: in the morning, after quiet
// hours, of the working day that the setting says. Zero when nobody is reminded.
func (t *Tx) firstReminder(office string) time.Time { return t.nextReminder(office, t.now, 0) }

// nextReminder is when the n-th reminder (from 0) of something given at start is
// due; after the last one comes the word to staff, and then zero.
func (t *Tx) nextReminder(office string, start time.Time, n int) time.Time {
	days := append(t.view.Settings.Days(office, store.SetRemindDays), t.view.Settings.Int(office, store.SetOverdueDays))
	slices.Sort(days)
	if n >= len(days) {
		return time.Time{}
	}
	due := t.view.Calendar.AddWorkdays(start, days[n])
	return t.view.Quiet(office).NextAllowed(due).UTC()
}

// Recall takes an opinion back from the deputy who has it.
func (t *Tx) Recall(id, reason string, seen int64) error {
	o, err := t.desk(id, store.ActRecall, seen)
	if err != nil {
		return err
	}
	t.audit(store.ActRecall, "opinion", o.ID, o.OfficeID, "deputy="+o.DeputyID, reason)
	return t.recall(o, clip(reason))
}

func (t *Tx) recall(o *store.Opinion, reason string) error {
	if err := t.move(o, store.VerbRecall); err != nil {
		return err
	}
	t.entry(o, store.EntryRecalled, store.ForDesk, o.AssignID, reason)
	deputy, assignment := o.DeputyID, o.AssignID
	if err := t.withdraw(o, store.AssignmentRecalled); err != nil {
		return err
	}
	t.tellDeputy(o, deputy, store.NoticeRecalled, assignment)
	return nil
}

// withdraw ends the open assignment of an opinion and drops what has not gone
// out to its deputy.
func (t *Tx) withdraw(o *store.Opinion, to store.AssignmentState) error {
	a, err := db.Assignment(t.ctx, t.q, o.AssignID)
	if err != nil {
		return err
	}
	a.State, a.RemindAt = to, time.Time{}
	touch(t, &t.batch.Changed.Assignments, a)
	if err := db.DropNotices(t.ctx, t.q, o.ID, o.DeputyID); err != nil {
		return err
	}
	if err := t.retract(o); err != nil {
		return err
	}
	o.DeputyID, o.AssignID, o.Due = "", "", time.Time{}
	touch(t, &t.batch.Changed.Opinions, o)
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
	return nil
}

// task reads the actor's own open or answered assignment and its opinion;
// anybody else's is not found.
func (t *Tx) task(id string, a store.Act) (*store.Assignment, *store.Opinion, error) {
	as, err := db.Assignment(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	o, err := t.opinion(as.OpinionID)
	if err != nil {
		return nil, nil, err
	}
	target := targetOf(o)
	target.DeputyID = as.DeputyID
	if t.may(a, target) != nil || as.State == store.AssignmentRecalled {
		return nil, nil, store.ErrNotFound
	}
	return as, o, nil
}

// OpenTask notes that the deputy opened the page, the first time.
func (t *Tx) OpenTask(id string) error {
	a, o, err := t.task(id, store.ActReadTask)
	if err != nil || !a.Read.IsZero() {
		return err
	}
	a.Read = t.now
	touch(t, &t.batch.Changed.Assignments, a)
	t.entry(o, store.EntryRead, store.ForDesk, a.ID, "")
	t.audit(store.ActReadTask, "assignment", a.ID, a.OfficeID, "read", "")
	return nil
}

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
	if a.State != store.AssignmentOpen || o.AssignID != a.ID {
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
		return ans, t.tellStaff(o, store.ActRelease, store.NoticeToRelease, ans.ID, false)
	}
	e.Audience = store.ForAuthor
	t.inserts(ans)
	return ans, t.release(o, ans)
}

// FileOf makes the row of an uploaded file, for Answer.
func FileOf(f media.File, kind store.Kind) store.Media {
	return store.Media{Kind: kind, State: store.MediaFetched, Hash: f.Hash, Thumb: f.ThumbHash, Playable: f.Playable, MIME: f.MIME, Size: f.Size}
}

// PassOn gives an opinion back to the desk, with the deputy's reason.
func (t *Tx) PassOn(id, reason string) error {
	a, o, err := t.task(id, store.ActPassOn)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, false); err != nil {
		return err
	}
	if a.State != store.AssignmentOpen || o.AssignID != a.ID {
		return store.Invalid("state", store.ProblemState)
	}
	if err := t.move(o, store.VerbPassOn); err != nil {
		return err
	}
	e := t.entry(o, store.EntryPassedOn, store.ForDesk, a.ID, reason)
	t.audit(store.ActPassOn, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, reason)
	if err := t.withdraw(o, store.AssignmentPassed); err != nil {
		return err
	}
	return t.tellStaff(o, store.ActForward, store.NoticeAsked, e.ID, false)
}

// Ask puts a deputy's question to the desk.
func (t *Tx) Ask(id, text string) error {
	return t.remark(id, text, store.ActAsk, store.EntryAsked)
}

// Visit records that the deputy went there or met the author.
func (t *Tx) Visit(id, text string) error {
	return t.remark(id, text, store.ActVisit, store.EntryVisit)
}

func (t *Tx) remark(id, text string, do store.Act, kind store.EntryKind) error {
	a, o, err := t.task(id, do)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	if o.AssignID != a.ID { // in other hands: it would stand under the name of who has it now
		return store.Invalid("state", store.ProblemState)
	}
	e := t.entry(o, kind, store.ForDeputy, a.ID, text)
	t.audit(do, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, text)
	if kind != store.EntryAsked {
		return nil
	}
	return t.tellStaff(o, store.ActForward, store.NoticeAsked, e.ID, false)
}

// ReplyToDeputy answers a deputy's question, in the deputy's timeline.
func (t *Tx) ReplyToDeputy(id, text string) error {
	o, err := t.desk(id, store.ActNote, 0)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	if o.DeputyID == "" {
		return store.Invalid("state", store.ProblemState)
	}
	e := t.entry(o, store.EntryNote, store.ForDeputy, o.AssignID, text)
	t.audit(store.ActNote, "opinion", o.ID, o.OfficeID, "to=deputy", text)
	t.tellDeputy(o, o.DeputyID, store.NoticeReplied, e.ID)
	return nil
}

// Release lets an answer go out to the author.
func (t *Tx) Release(answerID string, seen int64) error {
	ans, o, err := t.waiting(answerID, seen)
	if err != nil {
		return err
	}
	if err := db.WidenEntry(t.ctx, t.q, ans.EntryID, store.ForAuthor); err != nil {
		return err
	}
	t.audit(store.ActRelease, "opinion", o.ID, o.OfficeID, "answer="+ans.ID, "")
	return t.release(o, ans)
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
	t.tellAuthor(o, store.NoticeAnswered, ans.ID)
	return nil
}

// Return gives an answer back to its deputy, with the reason.
func (t *Tx) Return(answerID, reason string, seen int64) error {
	ans, o, err := t.waiting(answerID, seen)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, false); err != nil {
		return err
	}
	if err := t.move(o, store.VerbReturn); err != nil {
		return err
	}
	ans.State = store.AnswerReturned
	touch(t, &t.batch.Changed.Answers, ans)
	a, err := db.Assignment(t.ctx, t.q, ans.AssignID)
	if err != nil {
		return err
	}
	t.giveAgain(a)
	t.entry(o, store.EntryReturned, store.ForDeputy, ans.ID, reason)
	t.audit(store.ActRelease, "opinion", o.ID, o.OfficeID, "returned="+ans.ID, reason)
	t.tellDeputy(o, ans.DeputyID, store.NoticeReturned, ans.ID)
	return nil
}

// giveAgain puts an assignment back to its deputy: reminders count anew.
func (t *Tx) giveAgain(a *store.Assignment) {
	a.State, a.Since, a.Reminded, a.RemindAt = store.AssignmentOpen, t.now, 0, t.firstReminder(a.OfficeID)
	touch(t, &t.batch.Changed.Assignments, a)
}

// Remind reminds the deputies whose reminder is due, at most limit of them, and
// tells staff of those that stay silent. Its cost follows what is due, not what is
// open. It gives how many it handled.
func (t *Tx) Remind(limit int) (int, error) {
	if err := t.may(store.ActRemind, store.Target{}); err != nil {
		return 0, err
	}
	due, err := db.RemindDue(t.ctx, t.q, t.now, limit)
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(due))
	for i := range due {
		ids[i] = due[i].OpinionID
	}
	list, err := db.OpinionsByID(t.ctx, t.q, ids)
	if err != nil {
		return 0, err
	}
	for i := range list {
		t.remember(&list[i])
	}
	for i := range due {
		if err := t.remind(&due[i]); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (t *Tx) remind(a *store.Assignment) error {
	o, err := t.opinion(a.OpinionID)
	if err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Assignments, a)
	a.RemindAt, a.Reminded = t.nextReminder(a.OfficeID, a.Since, a.Reminded+1), a.Reminded+1
	for !a.RemindAt.IsZero() && !a.RemindAt.After(t.now) { // the program stood still: one word, not three
		a.RemindAt, a.Reminded = t.nextReminder(a.OfficeID, a.Since, a.Reminded+1), a.Reminded+1
	}
	if a.State != store.AssignmentOpen || o.AssignID != a.ID || o.State != store.OpinionAssigned {
		a.RemindAt = time.Time{}
		return nil
	}
	ref := fmt.Sprintf("%s/%d/%d", a.ID, a.Since.Unix(), a.Reminded)
	t.entry(o, store.EntryReminded, store.ForDeputy, a.ID, "")
	t.audit(store.ActRemind, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, "")
	t.tellDeputy(o, a.DeputyID, store.NoticeReminded, ref)
	if a.RemindAt.IsZero() {
		return t.tellStaff(o, store.ActForward, store.NoticeOverdue, ref, false)
	}
	return nil
}
