package store

import (
	"testing"
	"time"
)

func TestAMeetingIsOfTheLastYear(t *testing.T) {
	now := time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC) // the 23rd in China
	for day, ok := range map[string]bool{"2026-11-23": true, "2026-11-24": false, "2025-11-23": true, "2025-11-21": false,
		"": false, "2026-2-3": false, "2026-02-30": false} {
		l := ContactLog{Day: day, Kind: ContactCall}
		if got := l.Validate(now) == nil; got != ok {
			t.Errorf("%q is taken: %v", day, got)
		}
	}
	if l := (ContactLog{Day: "2026-11-23", Kind: "dream"}); l.Validate(now) == nil {
		t.Error("an unknown kind is taken")
	}
}
