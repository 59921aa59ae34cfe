package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// aboutMeetings are the kinds of notice about somebody's part in a meeting: their
// Ref begins with the participant's id.
var aboutMeetings = []store.NoticeKind{store.NoticeMeeting, store.NoticeMeetingChanged, store.NoticeMeetingCancelled, store.NoticeMeetingSpared,
	store.NoticeMeetingUrged}

// aboutLeave are the kinds about leave: their Ref begins with its id.
var aboutLeave = []store.NoticeKind{store.NoticeLeaveEndorse, store.NoticeLeaveAsked, store.NoticeLeaveDecided, store.NoticeLeaveStuck}

// gatherMeetings adds the parts in meetings that notices are about.
func (g *gathered) gatherMeetings(ctx context.Context, q db.Q, list []store.Notice) error {
	ids, err := g.gatherLeaves(ctx, q, list)
	if err != nil {
		return err
	}
	for i := range list {
		if slices.Contains(aboutMeetings, list[i].Kind) {
			ids = append(ids, subjectOf(&list[i]))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	parts, err := db.ParticipantsByID(ctx, q, unique(ids))
	if err != nil {
		return err
	}
	g.parts, g.meetings, ids = map[string]*store.Participant{}, map[string]*store.Meeting{}, nil
	for i := range parts {
		g.parts[parts[i].ID] = &parts[i]
		ids = append(ids, parts[i].MeetingID)
	}
	meetings, err := db.MeetingsByID(ctx, q, unique(ids))
	for i := range meetings {
		g.meetings[meetings[i].ID] = &meetings[i]
	}
	return err
}

// gatherLeaves adds the leave that notices are about, and gives whose it is.
func (g *gathered) gatherLeaves(ctx context.Context, q db.Q, list []store.Notice) (participants []string, err error) {
	var ids []string
	for i := range list {
		if slices.Contains(aboutLeave, list[i].Kind) {
			ids = append(ids, subjectOf(&list[i]))
		}
	}
	leaves, err := db.LeavesByID(ctx, q, unique(ids))
	g.leaves = map[string]*store.Leave{}
	for i := range leaves {
		g.leaves[leaves[i].ID] = &leaves[i]
		participants = append(participants, leaves[i].ParticipantID)
	}
	return participants, err
}

// subjectOf is the participant, or the leave, that a notice is about.
func subjectOf(n *store.Notice) string {
	id, _, _ := strings.Cut(n.Ref, ".")
	return id
}

// fillMeeting completes a delivery about somebody's part in a meeting; false means
// that it is no longer true: the meeting was called off, is over, or is otherwise
// than the notice would say.
func (g *gathered) fillMeeting(d *Delivery) bool {
	n := &d.Notice
	var p *store.Participant
	switch {
	case slices.Contains(aboutMeetings, n.Kind):
		p = g.parts[subjectOf(n)]
	case slices.Contains(aboutLeave, n.Kind):
		if d.Leave = g.leaves[subjectOf(n)]; d.Leave != nil {
			p = g.parts[d.Leave.ParticipantID]
		}
	default:
		return true
	}
	if p == nil || g.meetings[p.MeetingID] == nil {
		return false
	}
	d.Participant, d.Meeting = p, g.meetings[p.MeetingID]
	switch n.Kind {
	case store.NoticeLeaveEndorse:
		return d.Meeting.State == store.MeetingAnnounced && d.Leave.State == store.LeaveToEndorse && !d.Leave.Lapsed(d.Meeting)
	case store.NoticeLeaveAsked, store.NoticeLeaveStuck:
		return d.Meeting.State == store.MeetingAnnounced && d.Leave.State == store.LeaveAsked && !d.Leave.Lapsed(d.Meeting)
	case store.NoticeLeaveDecided:
		return d.Leave.State == store.LeaveApproved || d.Leave.State == store.LeaveRefused
	case store.NoticeMeetingUrged:
		return d.Meeting.Open(g.now) && p.Silent(d.Meeting) && strings.HasPrefix(n.Ref, p.Ref(d.Meeting.Revision)+"/")
	case store.NoticeMeetingCancelled:
		return d.Meeting.State == store.MeetingCancelled
	case store.NoticeMeetingSpared:
		return d.Meeting.State == store.MeetingAnnounced
	}
	return d.Meeting.State == store.MeetingAnnounced && g.now.Before(d.Meeting.Over()) && p.Removed.IsZero() && n.Ref == p.Ref(d.Meeting.Revision)
}
