package act

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// opinion reads an opinion, once per transaction.
func (t *Tx) opinion(id string) (*store.Opinion, error) {
	if o, ok := t.opinions[id]; ok {
		return o, nil
	}
	o, err := db.Opinion(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	t.remember(o)
	return o, nil
}

func (t *Tx) remember(o *store.Opinion) {
	if t.opinions == nil {
		t.opinions = map[string]*store.Opinion{}
	}
	t.opinions[o.ID] = o
}

// at the desk: an opinion the actor may not even read is not found; one that may
// be read but not acted upon is forbidden. seen is the version the actor looked
// at; 0 does not mind. Somebody faster is store.ErrConflict.
func (t *Tx) desk(id string, a store.Act, seen int64) (*store.Opinion, error) {
	o, err := t.opinion(id)
	if err != nil {
		return nil, err
	}
	target := targetOf(o)
	if t.may(store.ActRead, target) != nil {
		return nil, store.ErrNotFound
	}
	if err := t.may(a, target); err != nil {
		return nil, err
	}
	if seen != 0 && seen != o.Version {
		return nil, store.ErrConflict
	}
	return o, nil
}

func targetOf(o *store.Opinion) store.Target {
	return store.Target{OfficeID: o.OfficeID, PersonID: o.PersonID, DeputyID: o.DeputyID, Sealed: o.State == store.OpinionSealed}
}

// move applies a verb and gathers the change.
func (t *Tx) move(o *store.Opinion, v store.Verb) error {
	if err := o.Move(v, t.now); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Opinions, o)
	return nil
}

// ApprovedReply is what a kind of triage tells the author unless the clerk
// changes it.
func (v *View) ApprovedReply(office string, k store.Triage) string {
	name := map[store.Triage]store.Setting{store.TriageOurs: store.SetReplyOurs, store.TriageNotOurs: store.SetReplyNotOurs,
		store.TriageEmergency: store.SetReplyEmerg, store.TriageLitigation: store.SetReplyLaw,
		store.TriageAccusation: store.SetReplyAccuse}[k]
	if name == "" {
		return "" // spam gets no answer
	}
	return v.Settings.Text(office, name)
}

// Triage notes what an opinion is and tells its author with the reply given
// (empty: says nothing). What is not the congress's is declined; an accusation
// is sealed at once and leaves every other list.
func (t *Tx) Triage(id string, k store.Triage, reply string, seen int64) error {
	o, err := t.desk(id, store.ActTriage, seen)
	if err != nil {
		return err
	}
	if err := checkText("reply", reply, true); err != nil {
		return err
	}
	verb, ok := map[store.Triage]store.Verb{store.TriageOurs: store.VerbOurs, store.TriageNotOurs: store.VerbDecline,
		store.TriageEmergency: store.VerbDecline, store.TriageLitigation: store.VerbDecline,
		store.TriageSpam: store.VerbDecline, store.TriageAccusation: store.VerbSeal}[k]
	if !ok {
		return store.Invalid("triage", store.ProblemMalformed)
	}
	was := o.State
	if verb == store.VerbSeal {
		err = t.seal(o)
	} else {
		err = t.move(o, verb)
	}
	if err != nil {
		return err
	}
	o.Triage = k
	t.entry(o, store.EntryTriaged, store.ForDesk, string(k), "")
	t.audit(store.ActTriage, "opinion", o.ID, o.OfficeID, fmt.Sprintf("triage=%s state=%s>%s", k, was, o.State), reply)
	if err := t.tellTriage(o, reply); err != nil {
		return err
	}
	if k == store.TriageEmergency {
		t.atOnce(o)
	}
	return nil
}

// tellTriage tells an author what came of triage. The words that the office's
// setting holds were approved with it, and a warning of danger does not wait; all
// others pass the steps of a reply.
func (t *Tx) tellTriage(o *store.Opinion, reply string) error {
	approved := t.view.ApprovedReply(o.OfficeID, o.Triage)
	if blank := strings.TrimSpace(reply) == ""; blank || o.Triage == store.TriageEmergency || strings.TrimSpace(reply) == strings.TrimSpace(approved) {
		return t.tell(o, reply)
	}
	return t.reply(o, reply)
}

// seal takes an opinion away from everybody but the petition officer: the deputy
// who has it loses it, what is merged with it is parted from it, and what has not
// gone out about it never will.
func (t *Tx) seal(o *store.Opinion) error {
	if err := t.partAll(o); err != nil {
		return err
	}
	if o.DeputyID != "" {
		if err := t.withdraw(o, store.AssignmentRecalled); err != nil {
			return err
		}
	}
	if err := t.dropDrafts(o); err != nil {
		return err
	}
	if err := db.DropDeskNotices(t.ctx, t.q, o.ID); err != nil {
		return err
	}
	if err := t.move(o, store.VerbSeal); err != nil {
		return err
	}
	if err := t.unindex(o); err != nil {
		return err
	}
	t.entry(o, store.EntrySealed, store.ForDesk, "", "")
	return nil
}

// Unseal gives an opinion that is no accusation back to the desk.
func (t *Tx) Unseal(id, note string, seen int64) error {
	o, err := t.desk(id, store.ActUnseal, seen)
	if err != nil {
		return err
	}
	if err := t.move(o, store.VerbUnseal); err != nil {
		return err
	}
	if err := t.reindex(o); err != nil {
		return err
	}
	o.Triage, o.DeputyID, o.AssignID = store.TriageNone, "", ""
	t.entry(o, store.EntryUnsealed, store.ForDesk, "", clip(note, TextMax))
	t.audit(store.ActUnseal, "opinion", o.ID, o.OfficeID, "state=sealed>new", note)
	return nil
}

// tell writes to an opinion's author in the office's name.
func (t *Tx) tell(o *store.Opinion, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	e := t.entry(o, store.EntryTold, store.ForAuthor, "", text)
	return t.tellAuthors(o, store.NoticeTold, e.ID)
}

// Tell writes to an opinion's author: at once, or when it was signed, where the
// office's setting asks for more than one step.
func (t *Tx) Tell(id, text string) error {
	o, err := t.desk(id, store.ActTell, 0)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	t.audit(store.ActTell, "opinion", o.ID, o.OfficeID, "", text)
	return t.reply(o, text)
}

// Note adds words that only the desk reads.
func (t *Tx) Note(id, text string) error {
	o, err := t.desk(id, store.ActNote, 0)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	t.entry(o, store.EntryNote, store.ForDesk, "", text)
	t.audit(store.ActNote, "opinion", o.ID, o.OfficeID, "", text)
	return nil
}

// Interest keeps an opinion from a deputy who has an interest in the matter; no
// takes it back.
func (t *Tx) Interest(id, deputyID string, yes bool) error {
	o, err := t.desk(id, store.ActInterest, 0)
	if err != nil {
		return err
	}
	d, err := db.Deputy(t.ctx, t.q, deputyID)
	if err != nil {
		return err
	}
	if !t.near(store.ActRoster, o.OfficeID, d.OfficeID) {
		return store.ErrNotFound
	}
	if yes {
		return t.exclude(o, deputyID, store.WhyInterested, store.ActInterest)
	}
	t.audit(store.ActInterest, "opinion", o.ID, o.OfficeID, "not_kept_from="+deputyID, "")
	return db.DeleteExclusion(t.ctx, t.q, o.ID, deputyID, store.WhyInterested)
}

// Close ends a matter, with a reason the author reads.
func (t *Tx) Close(id, reason string, seen int64) error { return t.CloseAs(id, "", reason, seen) }

// CloseAs is Close with how it ended, one of the office's reasons, for the count of
// them. Where the office's setting asks for more than one step, the matter is closed
// when the reason was signed.
func (t *Tx) CloseAs(id, how, reason string, seen int64) error {
	o, err := t.desk(id, store.ActClose, seen)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, false); err != nil {
		return err
	}
	if how != "" && !slices.Contains(t.view.Settings.Words(o.OfficeID, store.SetCloseReasons), how) {
		return store.Invalid("how", store.ProblemMalformed)
	}
	return t.closing(o, how, reason)
}

func (t *Tx) close(o *store.Opinion, a store.Act, how, reason string) error {
	was := o.State
	if err := t.move(o, store.VerbClose); err != nil {
		return err
	}
	e := t.entry(o, store.EntryClosed, store.ForAuthor, clip(how, 40), reason)
	t.audit(a, "opinion", o.ID, o.OfficeID, fmt.Sprintf("state=%s>closed", was), reason)
	return t.tellAuthors(o, store.NoticeClosed, e.ID)
}

// Reopen takes a matter up again at the desk.
func (t *Tx) Reopen(id, reason string, seen int64) error {
	o, err := t.desk(id, store.ActReopen, seen)
	if err != nil {
		return err
	}
	was := o.State
	if err := t.move(o, store.VerbReopen); err != nil {
		return err
	}
	o.Triage, o.DeputyID, o.AssignID = store.TriageNone, "", ""
	t.entry(o, store.EntryReopened, store.ForDesk, "", clip(reason, TextMax))
	t.audit(store.ActReopen, "opinion", o.ID, o.OfficeID, fmt.Sprintf("state=%s>new", was), reason)
	return nil
}

// Block stops answering an opinion's author: what the person sends is kept and
// opens no item. no takes it back.
func (t *Tx) Block(opinionID string, yes bool) error {
	o, err := t.desk(opinionID, store.ActBlock, 0)
	if err != nil {
		return err
	}
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{o.PersonID})
	if err != nil || len(list) == 0 {
		return cmp.Or(err, store.ErrNotFound)
	}
	p := &list[0]
	if yes == !p.Blocked.IsZero() {
		return nil
	}
	p.Blocked = time.Time{}
	if yes {
		p.Blocked = t.now
	}
	touch(t, &t.batch.Changed.Persons, p)
	t.audit(store.ActBlock, "person", p.ID, o.OfficeID, fmt.Sprintf("blocked=%t", yes), "")
	return nil
}

func checkText(field, text string, mayBeEmpty bool) error {
	if !mayBeEmpty && strings.TrimSpace(text) == "" {
		return store.Invalid(field, store.ProblemEmpty)
	}
	if utf8.RuneCountInString(text) > TextMax {
		return store.Invalid(field, store.ProblemTooLong)
	}
	return nil
}
