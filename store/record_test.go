package store

import "testing"

func TestRecordCount(t *testing.T) {
	there, late, left := Attendance{Presence: PresenceThere}, Attendance{Presence: PresenceThere, Late: true}, Attendance{Presence: PresenceThere, Left: true}
	leave, absent := Attendance{Presence: PresenceLeave}, Attendance{Presence: PresenceAbsent}
	for _, c := range []struct {
		name  string
		parts []Attendance
		want  Record
		whole bool // counts toward the two
	}{
		{"one meeting", []Attendance{there}, Record{Outcome: PresenceThere, Held: 1, Came: 1}, false},
		{"all parts missed", []Attendance{absent, absent, absent}, Record{Outcome: PresenceAbsent, Held: 3}, true},
		{"all but one missed", []Attendance{absent, late, absent}, Record{Outcome: PresenceThere, Held: 3, Came: 1, Late: true}, false},
		{"leave for one part", []Attendance{absent, leave, absent}, Record{Outcome: PresenceLeave, Held: 3, Excused: 1}, false},
		{"leave for all", []Attendance{leave, leave}, Record{Outcome: PresenceLeave, Held: 2, Excused: 2}, false},
		{"left early", []Attendance{there, left}, Record{Outcome: PresenceThere, Held: 2, Came: 2, Left: true}, false},
		{"no part at all", nil, Record{Outcome: PresenceAbsent}, false},
	} {
		got := Record{}
		got.Count(c.parts)
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		got.Kind = RecordCongress
		if got.AbsentSession() != c.whole {
			t.Errorf("%s counts toward the two: %v", c.name, got.AbsentSession())
		}
		if got.Kind = RecordMeeting; got.AbsentSession() {
			t.Errorf("%s: only a congress's session counts", c.name)
		}
	}
}

func TestAbsentSessionsByTerm(t *testing.T) {
	missed := func(term string) Record {
		return Record{Kind: RecordCongress, TermID: term, Outcome: PresenceAbsent, Held: 4}
	}
	there := Record{Kind: RecordCongress, TermID: "t17", Outcome: PresenceThere, Held: 4, Came: 1}
	got := AbsentSessions([]Record{missed("t17"), there, missed("t17"), missed("t16")})
	if len(got) != 2 || got["t17"] != 2 || got["t16"] != 1 {
		t.Errorf("%v", got)
	}
}
