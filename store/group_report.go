package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// GroupReport is what a group's leader reports of a half-year (组长汇报).
type GroupReport struct {
	ID       string
	Created  time.Time
	GroupID  string
	OfficeID string
	Half     string // 2026-1
	Slot     string // UNIQUE: one for a group and half-year
	DeputyID string // the leader who wrote it
	Figures  GroupFigures
	Text     string
	Updated  time.Time
	Version  int64
}

// GroupFigures are a half-year of a group in numbers, as the records had them when
// the report was handed in.
type GroupFigures struct {
	Activities int // held
	Came       int // 人次
	Findings   int // papers that left
	Assigned   int // opinions given to members
	Answered   int // of them answered by now
	Talks      int // meetings with contact voters
}

// groupReportMax bounds a report, in characters.
const groupReportMax = 5000

// ReportSlot is the key of a group's one report for a half-year.
func ReportSlot(groupID string, h Half) string { return groupID + "." + h.String() }

// Check trims what is written and refuses what is no report.
func (r *GroupReport) Check() error {
	r.Text = strings.TrimSpace(r.Text)
	switch {
	case r.Text == "":
		return Invalid("text", ProblemEmpty)
	case utf8.RuneCountInString(r.Text) > groupReportMax:
		return Invalid("text", ProblemTooLong)
	}
	return nil
}

// ReportText is what a report begins with: the half-year's figures in words, for
// the leader to go on from.
func ReportText(group string, h Half, f GroupFigures) string {
	lines := []string{fmt.Sprintf("%s，%s共开展活动%d次，代表参加%d人次。", h.Label(), group, f.Activities, f.Came)}
	if f.Assigned > 0 {
		lines = append(lines, fmt.Sprintf("小组代表收到群众意见%d件，已答复%d件。", f.Assigned, f.Answered))
	}
	if f.Talks > 0 {
		lines = append(lines, fmt.Sprintf("联系选民%d次。", f.Talks))
	}
	if f.Findings > 0 {
		lines = append(lines, fmt.Sprintf("形成视察报告、交办意见%d件。", f.Findings))
	}
	return strings.Join(lines, "")
}

// ReportDue gives the half-year whose report is due on the next of the days of the
// year (as 06-15) that come within so many days of now, and the day itself; false
// when none does.
func ReportDue(days []string, within int, now time.Time) (Half, time.Time, bool) {
	for _, at := range yearDays(days, now) {
		if !now.Before(at.AddDate(0, 0, -within)) && now.Before(at.AddDate(0, 0, 1)) {
			return HalfOf(at), at, true
		}
	}
	return Half{}, time.Time{}, false
}

// ReportMissed gives the half-year whose report was due on the last of the days of
// the year that is over at now, and no more than so many days ago.
func ReportMissed(days []string, within int, now time.Time) (Half, bool) {
	for _, at := range yearDays(days, now) {
		end := at.AddDate(0, 0, 1)
		if !now.Before(end) && now.Before(end.AddDate(0, 0, within)) {
			return HalfOf(at), true
		}
	}
	return Half{}, false
}

// yearDays are days of the year in the year of now, the one before and the next.
func yearDays(days []string, now time.Time) []time.Time {
	var list []time.Time
	year := now.In(ChinaTime).Year()
	for _, y := range []int{year - 1, year, year + 1} {
		for _, d := range days {
			if at, err := ParseDay(fmt.Sprintf("%d-%s", y, d)); err == nil {
				list = append(list, at)
			}
		}
	}
	return list
}
