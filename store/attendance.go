package store

import "time"

// Presence is what became of somebody's part in a meeting.
type Presence string

// The presences.
const (
	PresenceAwaited Presence = "awaited"  // has not come, and the meeting is not over
	PresenceThere   Presence = "attended" // signed in
	PresenceLeave   Presence = "leave"    // did not come, on leave that was approved
	PresenceAbsent  Presence = "absent"   // did not come, without leave
)

// Attendance is how somebody took part in a meeting.
type Attendance struct {
	Presence Presence
	Late     bool // came after the beginning, and after the minutes of grace
	Left     bool // left before the end
}

// Attended is somebody's attendance at now. leave says that the person has leave
// that was approved: who comes all the same is there.
func (m *Meeting) Attended(p *Participant, leave bool, grace time.Duration, now time.Time) Attendance {
	switch {
	case !p.Signed.IsZero():
		return Attendance{Presence: PresenceThere, Late: p.Signed.After(m.Starts.Add(grace)), Left: !p.Left.IsZero()}
	case leave:
		return Attendance{Presence: PresenceLeave}
	case now.Before(m.Over()) && m.State != MeetingClosed:
		return Attendance{Presence: PresenceAwaited}
	}
	return Attendance{Presence: PresenceAbsent}
}

// SignOpen refuses to sign in at now where that is not possible: before minutes
// before the beginning, after the end, to a meeting that is not announced or called
// off. An activity need not have been announced.
func (m *Meeting) SignOpen(now time.Time, before time.Duration) error {
	switch {
	case m.State == MeetingCancelled:
		return Invalid("sign", ProblemCancelled)
	case m.State == MeetingPlanned && !m.Kind.Activity(), now.Before(m.Starts.Add(-before)):
		return Invalid("sign", ProblemTooEarly)
	case m.State == MeetingClosed, !now.Before(m.Over()):
		return Invalid("sign", ProblemPast)
	}
	return nil
}

// Signs reports whether people sign in to a meeting itself: to a congress's session
// they do so at each of its parts.
func (m *Meeting) Signs() bool { return m.Kind != MeetingCongress }

// Near refuses a place that is too far from the meeting's, for sign-in by location.
func (m *Meeting) Near(at GeoPoint) error {
	switch {
	case m.Nearby == 0 || m.Latitude == 0 && m.Longitude == 0:
		return Invalid("at", ProblemState)
	case !at.inChina():
		return Invalid("at", ProblemMalformed)
	case at.Distance(GeoPoint{Lng: m.Longitude, Lat: m.Latitude}) > float64(m.Nearby):
		return Invalid("at", ProblemTooFar)
	}
	return nil
}
