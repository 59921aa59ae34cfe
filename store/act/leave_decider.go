package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// leaveDeciders are the staff who are asked: the one the meeting names, or, where
// that one cannot, everybody else who may. current is a participant as the caller's
// transaction leaves it.
func (v *View) leaveDeciders(ctx context.Context, q db.Q, m *store.Meeting, current func(*store.Participant) *store.Participant) ([]string, error) {
	everybody, err := db.AllStaff(ctx, q)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range everybody {
		s := &everybody[i]
		if s.Disabled.IsZero() && store.May(store.StaffActor(s, ""), store.ActLeaveDecide, store.Target{OfficeID: m.OfficeID}, v.Offices) {
			ids = append(ids, s.ID)
		}
	}
	away, err := absent(ctx, q, m, ids, current)
	ids = slices.DeleteFunc(ids, func(id string) bool { return away[id] })
	if slices.Contains(ids, m.Approver) {
		ids = []string{m.Approver}
	}
	return ids, err
}

// absent are the staff who are deputies themselves and on leave from the meeting:
// they decide on nobody's leave from it, least of all their own.
func absent(ctx context.Context, q db.Q, m *store.Meeting, staffIDs []string, current func(*store.Participant) *store.Participant) (map[string]bool, error) {
	persons, err := db.PersonsFor(ctx, q, nil, nil, staffIDs)
	if err != nil {
		return nil, err
	}
	away := map[string]bool{}
	parts, err := db.ParticipantsOf(ctx, q, m.ID)
	for _, p := range persons {
		i := slices.IndexFunc(parts, func(x store.Participant) bool {
			return p.DeputyID != "" && x.DeputyID == p.DeputyID && x.Removed.IsZero()
		})
		if i >= 0 {
			away[p.StaffID] = current(&parts[i]).ReplyNow(m) == store.ReplyLeave
		}
	}
	return away, err
}

// stuckWith is who hears that nobody can decide on leave: the desk of the meeting,
// even those who are on leave themselves, or, where there is no desk, who gives
// access to it.
func (t *Tx) stuckWith(m *store.Meeting) ([]string, error) {
	desk, err := t.ownDesk(store.ActReceipts, m.OfficeID)
	if err != nil || len(desk) > 0 {
		return desk, err
	}
	return t.ownDesk(store.ActStaff, m.OfficeID)
}

// LeaveStuck reports whether leave from a meeting waits although there is nobody who
// could decide on it.
func (a *Acts) LeaveStuck(ctx context.Context, actor store.Actor, meetingID string) (bool, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActReceipts, meetingID)
	if err != nil {
		return false, err
	}
	list, err := db.LeavesOf(ctx, a.db.Read(), m.ID)
	if err != nil || !slices.ContainsFunc(list, func(l store.Leave) bool { return waits(&l, m) }) {
		return false, err
	}
	return a.nobodyDecides(ctx, view, m)
}

// waits reports whether leave waits for a decision.
func waits(l *store.Leave, m *store.Meeting) bool {
	return l.State == store.LeaveAsked && !l.Lapsed(m) && m.State == store.MeetingAnnounced
}

func (a *Acts) nobodyDecides(ctx context.Context, view *View, m *store.Meeting) (bool, error) {
	who, err := view.leaveDeciders(ctx, a.db.Read(), m, func(p *store.Participant) *store.Participant { return p })
	return len(who) == 0, err
}

// stuckAlarms are the meetings of some offices with leave that nobody can decide on.
func (a *Acts) stuckAlarms(ctx context.Context, view *View, offices []string) ([]Alarm, error) {
	if len(offices) == 0 {
		return nil, nil
	}
	q := a.db.Read()
	list, err := db.LeavesIn(ctx, q, offices, leavesMost)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].MeetingID
	}
	meetings, err := db.MeetingsByID(ctx, q, unique(ids))
	var out []Alarm
	for i := range meetings {
		m := &meetings[i]
		if err != nil || !slices.ContainsFunc(list, func(l store.Leave) bool { return l.MeetingID == m.ID && waits(&l, m) }) {
			continue
		}
		var stuck bool
		if stuck, err = a.nobodyDecides(ctx, view, m); stuck && err == nil {
			out = append(out, Alarm{Stuck: m})
		}
	}
	return out, err
}
