package store

import (
	"testing"
	"time"
)

func held() *Meeting {
	return &Meeting{Kind: MeetingPlenary, State: MeetingAnnounced, Starts: at30, Ends: at30.Add(2 * time.Hour), Latitude: 27.05, Longitude: 110.05, Nearby: 300}
}

func TestAttended(t *testing.T) {
	m, grace := held(), 5*time.Minute
	for _, c := range []struct {
		name  string
		p     Participant
		leave bool
		now   time.Duration
		want  Attendance
	}{
		{"before", Participant{}, false, -time.Minute, Attendance{Presence: PresenceAwaited}},
		{"under way", Participant{}, false, time.Hour, Attendance{Presence: PresenceAwaited}},
		{"over", Participant{}, false, 2 * time.Hour, Attendance{Presence: PresenceAbsent}},
		{"on leave", Participant{}, true, time.Hour, Attendance{Presence: PresenceLeave}},
		{"on leave and there", Participant{Signed: at30}, true, time.Hour, Attendance{Presence: PresenceThere}},
		{"within the grace", Participant{Signed: at30.Add(grace)}, false, time.Hour, Attendance{Presence: PresenceThere}},
		{"late", Participant{Signed: at30.Add(grace + 1)}, false, time.Hour, Attendance{Presence: PresenceThere, Late: true}},
		{"left", Participant{Signed: at30, Left: at30.Add(time.Hour)}, false, 3 * time.Hour, Attendance{Presence: PresenceThere, Left: true}},
	} {
		if got := m.Attended(&c.p, c.leave, grace, at30.Add(c.now)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestWhenSignInIsOpen(t *testing.T) {
	hour := time.Hour
	for _, c := range []struct {
		name   string
		change func(*Meeting)
		now    time.Duration
		want   Problem
	}{
		{"an hour before", func(*Meeting) {}, -hour, ""},
		{"a second earlier", func(*Meeting) {}, -hour - time.Second, ProblemTooEarly},
		{"yesterday", func(*Meeting) {}, -24 * hour, ProblemTooEarly},
		{"to the end", func(*Meeting) {}, 2*hour - time.Second, ""},
		{"at the end", func(*Meeting) {}, 2 * hour, ProblemPast},
		{"tomorrow", func(*Meeting) {}, 24 * hour, ProblemPast},
		{"called off", func(m *Meeting) { m.State = MeetingCancelled }, 0, ProblemCancelled},
		{"closed", func(m *Meeting) { m.State = MeetingClosed }, 0, ProblemPast},
		{"not announced", func(m *Meeting) { m.State = MeetingPlanned }, 0, ProblemTooEarly},
		{"an activity need not be", func(m *Meeting) { m.State, m.Kind = MeetingPlanned, ActivityGroup }, 0, ""},
	} {
		m := held()
		c.change(m)
		err := m.SignOpen(at30.Add(c.now), hour)
		if (err == nil) != (c.want == "") || err != nil && !IsProblem(err, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		name string
		at   GeoPoint
		want Problem
	}{
		{"there", GeoPoint{110.05, 27.05}, ""},
		{"290 m north", GeoPoint{110.05, 27.0526}, ""},
		{"310 m north", GeoPoint{110.05, 27.0528}, ProblemTooFar},
		{"the next county", GeoPoint{110.5, 27.05}, ProblemTooFar},
		{"latitude for longitude", GeoPoint{27.05, 110.05}, ProblemMalformed},
	} {
		err := held().Near(c.at)
		if (err == nil) != (c.want == "") || err != nil && !IsProblem(err, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	m := held()
	m.Nearby = 0
	if !IsProblem(m.Near(GeoPoint{110.05, 27.05}), ProblemState) {
		t.Error("a meeting that does not allow it")
	}
}

// TestDistance compares with what a map says between two towers.
func TestDistance(t *testing.T) {
	d := GeoPoint{116.3975, 39.9087}.Distance(GeoPoint{121.4998, 31.2397}) // 天安门, 东方明珠: 1,068 km
	if d < 1_063_000 || d > 1_073_000 {
		t.Errorf("%.0f m", d)
	}
}
