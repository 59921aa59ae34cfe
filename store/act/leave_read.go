package act

import (
	"cmp"
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// LeaveView is an application for leave in plain words, for who may read them.
type LeaveView struct {
	store.Leave
	Deputy  store.Deputy
	Meeting store.Meeting
	Why     string // the reason
	Said    string // by the head of the delegation
	Answer  string // what was said when it was decided
	Head    string // the name
	Noted   string // the name of who noted what the head said
	Phoned  string // the name of who wrote it down
	Decider string // the name
}

// openLeave opens what is sealed of leave.
func (a *Acts) openLeave(l *store.Leave) (v LeaveView, err error) {
	v.Leave = *l
	for _, f := range []struct {
		column, sealed string
		to             *string
	}{{"reason", l.Reason, &v.Why}, {"endorse_words", l.EndorseWords, &v.Said}, {"decide_words", l.DecideWords, &v.Answer}} {
		if *f.to, err = a.keys.Open("meeting_leave", f.column, l.ID, f.sealed); err != nil {
			return v, err
		}
	}
	v.Reason, v.EndorseWords, v.DecideWords = "", "", ""
	return v, nil
}

// leaveViews opens leave and adds who and what it is about.
func (a *Acts) leaveViews(ctx context.Context, q db.Q, list []store.Leave) ([]LeaveView, error) {
	var deputies, meetings []string
	for _, l := range list {
		deputies, meetings = append(deputies, l.DeputyID, l.HeadID), append(meetings, l.MeetingID)
	}
	ds, err := db.DeputiesByID(ctx, q, unique(deputies))
	if err != nil {
		return nil, err
	}
	ms, err := db.MeetingsByID(ctx, q, unique(meetings))
	if err != nil {
		return nil, err
	}
	staff, err := a.StaffNames(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]LeaveView, len(list))
	for i := range list {
		l := &list[i]
		v, err := a.openLeave(l)
		if err != nil {
			return nil, err
		}
		for _, d := range ds {
			d.Phone, d.PhoneIndex = "", ""
			if d.ID == l.DeputyID {
				v.Deputy = d
			}
			if d.ID == l.HeadID {
				v.Head = d.Name
			}
		}
		if n := slices.IndexFunc(ms, func(m store.Meeting) bool { return m.ID == l.MeetingID }); n >= 0 {
			v.Meeting = ms[n]
		}
		v.Noted, v.Phoned, v.Decider = staff[l.EndorseNoted], staff[l.PhonedTo], staff[l.DecidedBy]
		views[i] = v
	}
	return views, nil
}

// LeavesOfMeeting gives the leave asked for of a meeting to who may decide on it,
// what waits first. That the reasons were read is noted: they may be about health.
func (a *Acts) LeavesOfMeeting(ctx context.Context, actor store.Actor, meetingID string) ([]LeaveView, error) {
	_, m, err := a.meetingFor(ctx, actor, store.ActLeaveDecide, meetingID)
	if err != nil {
		return nil, err
	}
	list, err := db.LeavesOf(ctx, a.db.Read(), m.ID)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(l store.Leave) bool { return l.State == store.LeaveWithdrawn })
	slices.SortStableFunc(list, func(x, y store.Leave) int { return cmp.Compare(closed(&x), closed(&y)) })
	views, err := a.leaveViews(ctx, a.db.Read(), list)
	if err != nil || len(views) == 0 {
		return nil, err
	}
	return views, a.see(ctx, actor, store.ActLeaveDecide, "meeting", m.ID, m.OfficeID)
}

func closed(l *store.Leave) int {
	if l.Open() {
		return 0
	}
	return 1
}

// leavesMost bounds the lists of leave that waits.
const leavesMost = 200

// LeavesWaiting lists the leave that waits for a decision of the actor's: what the
// head of a delegation has still to give an opinion on is not among it, nor what a
// change of the meeting overtook. What was written stands on the page of each.
func (a *Acts) LeavesWaiting(ctx context.Context, actor store.Actor) ([]LeaveView, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActLeaveDecide, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.LeavesIn(ctx, a.db.Read(), offices, leavesMost)
	if err != nil {
		return nil, err
	}
	views, err := a.leaveViews(ctx, a.db.Read(), list)
	hideWords(views)
	return slices.DeleteFunc(views, func(v LeaveView) bool {
		return v.State != store.LeaveAsked || v.Lapsed(&v.Meeting) || v.Meeting.State == store.MeetingCancelled
	}), err
}

// hideWords leaves out of a list what was written: a list has no use for it.
func hideWords(views []LeaveView) {
	for i := range views {
		views[i].Why, views[i].Said, views[i].Answer = "", "", ""
	}
}

// LeaveForDesk gives one application to who may decide on it.
func (a *Acts) LeaveForDesk(ctx context.Context, actor store.Actor, id string) (*LeaveView, error) {
	return a.oneLeave(ctx, actor, id, store.ActLeaveDecide)
}

// LeaveForHead gives one application to the head of the delegation.
func (a *Acts) LeaveForHead(ctx context.Context, actor store.Actor, id string) (*LeaveView, error) {
	return a.oneLeave(ctx, actor, id, store.ActLeaveEndorse)
}

func (a *Acts) oneLeave(ctx context.Context, actor store.Actor, id string, what store.Act) (*LeaveView, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	l, err := db.Leave(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	target := store.Target{OfficeID: l.OfficeID}
	if what == store.ActLeaveEndorse {
		target.DeputyID = l.HeadID
	}
	if !store.May(actor, what, target, view.Offices) {
		return nil, store.ErrNotFound
	}
	views, err := a.leaveViews(ctx, a.db.Read(), []store.Leave{*l})
	if err != nil {
		return nil, err
	}
	return &views[0], a.see(ctx, actor, what, "leave", l.ID, l.OfficeID)
}

// LeavesToEndorse lists the leave that waits for the opinion of the actor, who is
// the head of a delegation.
func (a *Acts) LeavesToEndorse(ctx context.Context, actor store.Actor) ([]LeaveView, error) {
	if actor.DeputyID == "" {
		return nil, store.ErrForbidden
	}
	list, err := db.LeavesToEndorse(ctx, a.db.Read(), actor.DeputyID, leavesMost)
	if err != nil {
		return nil, err
	}
	views, err := a.leaveViews(ctx, a.db.Read(), list)
	hideWords(views)
	return slices.DeleteFunc(views, func(v LeaveView) bool { return v.Lapsed(&v.Meeting) }), err
}
