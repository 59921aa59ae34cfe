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
var aboutMeetings = []store.NoticeKind{store.NoticeMeeting, store.NoticeMeetingChanged, store.NoticeMeetingCancelled, store.NoticeMeetingSpared}

// gatherMeetings adds the parts in meetings that notices are about.
func (g *gathered) gatherMeetings(ctx context.Context, q db.Q, list []store.Notice) error {
	var ids []string
	for i := range list {
		if slices.Contains(aboutMeetings, list[i].Kind) {
			ids = append(ids, participantOf(&list[i]))
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

func participantOf(n *store.Notice) string {
	id, _, _ := strings.Cut(n.Ref, ".")
	return id
}

// fillMeeting completes a delivery about somebody's part in a meeting; false means
// that it is no longer true: the meeting was called off, is over, or is otherwise
// than the notice would say.
func (g *gathered) fillMeeting(d *Delivery) bool {
	n := &d.Notice
	if !slices.Contains(aboutMeetings, n.Kind) {
		return true
	}
	p := g.parts[participantOf(n)]
	if p == nil || g.meetings[p.MeetingID] == nil {
		return false
	}
	d.Participant, d.Meeting = p, g.meetings[p.MeetingID]
	switch n.Kind {
	case store.NoticeMeetingCancelled:
		return d.Meeting.State == store.MeetingCancelled
	case store.NoticeMeetingSpared:
		return d.Meeting.State == store.MeetingAnnounced
	}
	return d.Meeting.State == store.MeetingAnnounced && g.now.Before(d.Meeting.Over()) && p.Removed.IsZero() && n.Ref == p.Ref(d.Meeting.Revision)
}
