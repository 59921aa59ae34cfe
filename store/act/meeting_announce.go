package act

import (
	"cmp"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// LayMeeting lays a meeting's notice before whoever releases it; where the office
// asks for one step it is announced at once.
func (t *Tx) LayMeeting(id string, seen int64) (*store.Draft, error) {
	m, err := t.meeting(id, seen)
	if err != nil {
		return nil, err
	}
	if err := t.editable(m); err != nil {
		return nil, err
	}
	return t.layNotice(m)
}

// layNotice lays what a meeting's people are to be told before whoever releases it.
func (t *Tx) layNotice(m *store.Meeting) (*store.Draft, error) {
	d, err := t.openNotice(m.ID)
	if err != nil {
		return nil, err
	}
	if d != nil && d.By != t.Actor.ID { // a draft is its drafter's: a colleague makes another
		d.Drop(t.now)
		touch(t, &t.batch.Changed.Drafts, d)
		t.logStep(d, store.StepWithdraw, "", "", "")
		d = nil
	}
	if d == nil {
		if d, err = t.AddDraft(store.Draft{Kind: store.DraftMeeting, OfficeID: m.OfficeID, Ref: m.ID, Title: m.Title, Text: m.Title}); err != nil {
			return nil, err
		}
	}
	return d, t.stepDraft(d, store.StepSubmit, "")
}

// wordNotice checks that a meeting can be announced and writes its notice into the
// draft, as the facts are now.
func (t *Tx) wordNotice(d *store.Draft) error {
	m, err := t.readMeeting(d.Ref)
	if err != nil {
		return err
	}
	if m.State == store.MeetingAnnounced {
		return t.wordProposal(d, m)
	}
	attend, sitIn, err := t.announceable(m)
	if err != nil {
		return err
	}
	parts, err := db.PartsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	agenda, err := t.agendaTitles(m)
	if err != nil {
		return err
	}
	said := *m
	said.LeaveTo = t.leaveTo(m)
	d.Title, d.Text = m.Title, store.MeetingNotice(&said, parts, agenda, attend, sitIn)
	return nil
}

// leaveTo is the body that approves leave from a meeting: the one written down for
// it, or the one its kind's rules name.
func (t *Tx) leaveTo(m *store.Meeting) string {
	return cmp.Or(m.LeaveTo, t.view.Settings.MeetingRulesOf(m.OfficeID, m.Kind).LeaveTo)
}

// announceable says why a meeting cannot be announced now, or how many attend and
// sit in.
func (t *Tx) announceable(m *store.Meeting) (attend, sitIn int, err error) {
	if m.State != store.MeetingPlanned {
		return 0, 0, store.Invalid("state", store.ProblemState)
	}
	if m.ParentID != "" {
		session, err := t.readMeeting(m.ParentID)
		if err == nil && session.State != store.MeetingAnnounced {
			err = store.Invalid("state", store.ProblemState) // it goes out with its session
		}
		if err != nil {
			return 0, 0, err
		}
	}
	list, err := t.participants(m.ID)
	if err != nil {
		return 0, 0, err
	}
	for _, p := range list {
		switch {
		case !p.Removed.IsZero() || p.DeputyID == "":
		case p.Role == store.RoleAttends:
			attend++
		case p.Role == store.RoleSitsIn:
			sitIn++
		}
	}
	switch {
	case !m.Starts.After(t.now):
		err = store.Invalid("starts", store.ProblemPast)
	case attend+sitIn == 0:
		err = store.Invalid("participants", store.ProblemNobody)
	case m.Late == "" && m.ShortNotice(t.now, t.view.Settings.MeetingRulesOf(m.OfficeID, m.Kind).NoticeDays):
		err = store.Invalid("late", store.ProblemLate)
	}
	return attend, sitIn, err
}

// meetingSigned announces a meeting whose notice was released, or moves it or calls
// it off.
func (t *Tx) meetingSigned(d *store.Draft) error {
	m, err := t.readMeeting(d.Ref)
	if err != nil {
		return err
	}
	if m.State == store.MeetingAnnounced {
		return t.takeProposal(m)
	}
	if _, _, err := t.announceable(m); err != nil {
		return err
	}
	return t.announce(m)
}

// announce tells everybody a meeting calls. Whose mandate has ended since they were
// chosen is not called any more.
func (t *Tx) announce(m *store.Meeting) error {
	m, list, err := t.withPeople(m.ID)
	if err != nil {
		return err
	}
	t.announced(m)
	var ids []string
	for _, p := range list {
		if p.DeputyID != "" {
			ids = append(ids, p.DeputyID)
		}
	}
	runs, err := mandatesNow(t.ctx, t.q, m.TermID, unique(ids))
	if err != nil {
		return err
	}
	for _, p := range list {
		switch {
		case !p.Removed.IsZero() || p.Role == store.RoleOfficer:
			continue
		case p.DeputyID != "" && runs[p.DeputyID] == nil:
			p.Removed = t.now
		default:
			p.Revision = m.Revision
			t.tellCalled(m, p, store.NoticeMeeting)
		}
		touch(t, &t.batch.Changed.Participants, p)
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "announced", "")
	return t.announceParts(m)
}

func (t *Tx) announced(m *store.Meeting) {
	m.State, m.Revision, m.Announced, m.Updated = store.MeetingAnnounced, max(1, m.Revision), t.now, t.now
	m.LeaveTo = t.leaveTo(m)
	touch(t, &t.batch.Changed.Meetings, m)
}

// announceParts lets the parts of a session stand as announced: the session's
// notice tells of them.
func (t *Tx) announceParts(session *store.Meeting) error {
	if session.Kind != store.MeetingCongress {
		return nil
	}
	parts, err := db.PartsOf(t.ctx, t.q, session.ID)
	if err != nil {
		return err
	}
	for i := range parts {
		if parts[i].State == store.MeetingPlanned {
			t.announced(&parts[i])
		}
	}
	return t.fillEach(session, false)
}

// tellCalled notifies a deputy of the part in a meeting. Guests and officers are
// told on paper.
func (t *Tx) tellCalled(m *store.Meeting, p *store.Participant, kind store.NoticeKind) {
	if p.DeputyID == "" || p.Role == store.RoleOfficer {
		return
	}
	n := store.Notice{Kind: kind, OfficeID: m.OfficeID, DeputyID: p.DeputyID, Ref: p.Ref(p.Revision)}
	if kind == store.NoticeMeetingChanged {
		n.About = store.MeetingAbout(p, p.Revision)
	}
	t.notify(n)
}

// tellAgain tells everybody of a meeting's new revision. Whom the last notice has
// not reached yet gets one that speaks of no change.
func (t *Tx) tellAgain(m *store.Meeting, list []*store.Participant) error {
	list = slices.DeleteFunc(list, func(p *store.Participant) bool { return !p.Removed.IsZero() || p.Role == store.RoleOfficer })
	told, err := t.told(list)
	if err != nil {
		return err
	}
	for _, p := range list {
		kind := store.NoticeMeeting
		if told[p.ID] {
			kind = store.NoticeMeetingChanged
		}
		p.Revision = m.Revision
		touch(t, &t.batch.Changed.Participants, p)
		t.tellCalled(m, p, kind)
	}
	return nil
}

// told finds out which participants know of the meeting as it was: their notice
// went out, or they saw the page, or the notice of the session told of it. What had
// not gone out is taken back.
func (t *Tx) told(list []*store.Participant) (map[string]bool, error) {
	abouts, of, told := make([]string, len(list)), map[string]*store.Participant{}, map[string]bool{}
	for i, p := range list {
		abouts[i], told[p.ID] = store.MeetingAbout(p, p.Revision), true
		of[abouts[i]] = p
	}
	notices, err := db.NoticesAbout(t.ctx, t.q, abouts)
	if err != nil {
		return nil, err
	}
	for _, n := range notices {
		p := of[n.About]
		told[p.ID] = !p.Read.IsZero() || slices.Contains(wentOut, n.State)
	}
	return told, db.DropNoticesAbout(t.ctx, t.q, abouts)
}

// wentOut are the states of notices that the recipient has, or may have.
var wentOut = []store.NoticeState{store.NoticeSent, store.NoticeDelivered, store.NoticePhoned, store.NoticeHanded, store.NoticeUnknown}

// openNotice is the draft of a meeting's notice that is on its way, or nil.
func (t *Tx) openNotice(meetingID string) (*store.Draft, error) {
	list, err := db.DraftsOf(t.ctx, t.q, store.DraftMeeting, meetingID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		d, err := t.readDraft(list[i].ID)
		if err != nil || !d.Done() {
			return d, err
		}
	}
	return nil, nil
}

func (t *Tx) dropMeetingDraft(meetingID string) error {
	d, err := t.openNotice(meetingID)
	if err != nil || d == nil {
		return err
	}
	d.Drop(t.now)
	touch(t, &t.batch.Changed.Drafts, d)
	t.logStep(d, store.StepWithdraw, "", "", "")
	return db.DropDraftNotices(t.ctx, t.q, d.ID)
}
