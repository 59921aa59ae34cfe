package main

import (
	"sync/atomic"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// ahead is a clock that runs, and can be put forward.
type ahead struct{ by atomic.Int64 }

func (a *ahead) now() time.Time { return time.Now().Add(time.Duration(a.by.Load())) }

// to puts the clock forward.
func (a *ahead) to(at time.Time) { a.by.Store(int64(time.Until(at))) }

// stepped is a journey whose clock can be put forward. Whoever was signed in to the
// console is out then, and a phone's chat is closed: notices come as templates.
type stepped struct {
	*journey
	clock *ahead
}

func newStepped(t *testing.T, e db.Engine, from time.Time) *stepped {
	t.Helper()
	clock := &ahead{}
	clock.to(from)
	return &stepped{newJourneyAt(t, chromium(t), e, nil, clock.now), clock}
}

// hour is an hour of a day in China.
func hour(day time.Time, h int) time.Time {
	at, _ := store.ParseDay(store.DayOf(day))
	return at.Add(time.Duration(h) * time.Hour)
}

// runs has the administrator run a duty now.
func (s *stepped) runs(duty string) {
	s.t.Helper()
	b := s.staffed("sysadmin")
	b.visit(s.console("/duties"))
	b.follow("form[action='/console/duties/" + duty + "/run'] button")
	b.sees(".flash")
	b.look("duties-" + duty)
	b.sees("//tr[.//form[@action='/console/duties/" + duty + "/run']]//*[contains(@class, 'state')][contains(., '正常')]") // the page refreshes itself
	b.leave()
}

// phone is somebody's on the page of phones, who follows the account.
func (s *stepped) phone(name string) *emulated {
	s.t.Helper()
	p := addPhone(s.phones, s.sim, name)
	if _, err := s.sim.Follow(s.t.Context(), p.openid, ""); err != nil {
		s.t.Fatal(err)
	}
	return p
}
