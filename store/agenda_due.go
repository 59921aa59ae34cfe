package store

import "time"

// StepDue is a step of a special report whose day comes, or has passed, and that
// nobody has noted as taken.
type StepDue struct {
	Item     AgendaItem
	Meeting  Meeting
	Deadline ReportDeadline
}

// Ref names it, so that nobody is told of it twice: another day is another case.
func (d *StepDue) Ref() string {
	return d.Item.ID + "." + string(d.Deadline.Step) + "." + DayOf(d.Deadline.By)
}

// reportSpan is longer than the first step comes before a meeting, with the longest
// lead and a week of holidays.
const reportSpan = (20 + 30 + 15) * 24 * time.Hour

// ReportSpan is which meetings decide what is due at now: those that begin in it.
func ReportSpan(now time.Time) (from, to time.Time) { return now, now.Add(reportSpan) }

// StepsDue finds the steps that are due at now, of the items of meetings that have
// not begun. What fell into the holidays is due on the last working day before.
func StepsDue(items []AgendaItem, meetings []Meeting, s *Settings, c *Calendar, now time.Time) []StepDue {
	of := make(map[string]*Meeting, len(meetings))
	for i := range meetings {
		of[meetings[i].ID] = &meetings[i]
	}
	var list []StepDue
	for _, item := range items {
		m := of[item.MeetingID]
		if m == nil || m.State != MeetingPlanned && m.State != MeetingAnnounced || !m.Starts.After(now) {
			continue
		}
		lead := civilDay(s.Int(m.OfficeID, SetReportLead))
		for _, d := range item.Deadlines(m, c) {
			if d.Done.IsZero() && civilDayOf(now) >= civilDayOf(d.WorkBy)-lead {
				list = append(list, StepDue{item, *m, d})
			}
		}
	}
	return list
}
