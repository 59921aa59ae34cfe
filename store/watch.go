package store

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// WatchKind is a kind of thing that the calendar asks of an office.
type WatchKind string

// The kinds of cases.
const (
	// WatchCongress: 乡镇人大 meets generally twice a year (地方组织法 Art. 14), and the
	// second session of this year is not scheduled.
	WatchCongress WatchKind = "congress"
	// WatchStanding: a standing committee meets at least every two months
	// (地方组织法 Art. 51), and no meeting is scheduled in time.
	WatchStanding WatchKind = "standing"
)

// WatchCase is one thing that comes too late unless somebody sees to it.
type WatchCase struct {
	Kind     WatchKind
	OfficeID string
	Year     int       // of the congress's sessions
	Held     int       // sessions held or scheduled this year
	Last     time.Time // the standing committee's last meeting
	Limit    time.Time // 24:00 of the day by which the next should be held
}

// Ref names the case, so that nobody is told of it twice.
func (c *WatchCase) Ref() string {
	when := strconv.Itoa(c.Year)
	if c.Kind == WatchStanding {
		when = DayOf(c.Last)
	}
	return string(c.Kind) + "." + when + "." + c.OfficeID
}

// ParseWatchRef reads the kind and the year or day out of what Ref gives.
func ParseWatchRef(ref string) (kind WatchKind, when string) {
	first, rest, _ := strings.Cut(ref, ".")
	when, _, _ = strings.Cut(rest, ".")
	return WatchKind(first), when
}

// WatchSpan is which meetings decide what is watched at now: those that begin in it.
func WatchSpan(now time.Time) (from, to time.Time) {
	return now.AddDate(-2, 0, 0), now.AddDate(1, 0, 0)
}

// Watch finds what is too late, or will be, for the offices of a list. meetings are
// those of WatchSpan, in any order. An office that nobody works with is left alone:
// what it held is not known here.
func Watch(offices []Office, s *Settings, meetings []Meeting, now time.Time) []WatchCase {
	byOffice := map[string][]Meeting{}
	for i := range meetings {
		if m := &meetings[i]; m.State != MeetingCancelled && (m.State != MeetingPlanned || m.Starts.After(now)) {
			byOffice[m.OfficeID] = append(byOffice[m.OfficeID], *m)
		}
	}
	var cases []WatchCase
	for i := range offices {
		o := &offices[i]
		if !o.Closed.IsZero() {
			continue
		}
		var c *WatchCase
		switch o.Kind {
		case OfficeTownship:
			c = watchCongress(o, s, byOffice[o.ID], now)
		case OfficeCity, OfficeCounty:
			c = watchStanding(o, s, byOffice[o.ID], now)
		}
		if c != nil {
			cases = append(cases, *c)
		}
	}
	return cases
}

func watchCongress(o *Office, s *Settings, meetings []Meeting, now time.Time) *WatchCase {
	year := now.In(ChinaTime).Year()
	dates := s.Dates(o.ID, SetWatchCongress)
	if len(dates) == 0 {
		return nil
	}
	from, err := ParseDay(strconv.Itoa(year) + "-" + dates[0])
	if err != nil || now.Before(from) { // 29 February of another year
		return nil
	}
	held := 0
	for i := range meetings {
		if meetings[i].Kind == MeetingCongress && meetings[i].Starts.In(ChinaTime).Year() == year {
			held++
		}
	}
	if held >= 2 || held == 0 && o.Created.In(ChinaTime).Year() == year {
		return nil
	}
	return &WatchCase{Kind: WatchCongress, OfficeID: o.ID, Year: year, Held: held, Limit: time.Date(year+1, 1, 1, 0, 0, 0, 0, ChinaTime)}
}

func watchStanding(o *Office, s *Settings, meetings []Meeting, now time.Time) *WatchCase {
	days := s.Int(o.ID, SetWatchStanding)
	var last, next time.Time
	for i := range meetings {
		switch m := &meetings[i]; {
		case m.Kind != MeetingStanding:
		case !m.Starts.After(now):
			last = latest(last, m.Starts)
		case next.IsZero() || m.Starts.Before(next):
			next = m.Starts
		}
	}
	if days == 0 || last.IsZero() || civilDayOf(now)-civilDayOf(last) <= civilDay(days) {
		return nil
	}
	limit := (civilDayOf(last).addMonths(2) + 1).start()
	if !next.IsZero() && next.Before(limit) {
		return nil
	}
	return &WatchCase{Kind: WatchStanding, OfficeID: o.ID, Last: last, Limit: limit}
}

func latest(a, b time.Time) time.Time {
	return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare)
}
