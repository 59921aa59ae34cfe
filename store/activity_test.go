package store

import (
	"strings"
	"testing"
	"time"
)

func TestExpenses(t *testing.T) {
	list, err := ParseExpenses("车辆租用：320.50元\n\n 午餐 11 份 220 \n资料费 5.5")
	if err != nil || len(list) != 3 || list[0] != (Expense{"车辆租用", 32050}) || list[1] != (Expense{"午餐 11 份", 22000}) || list[2].Cents != 550 {
		t.Fatalf("%+v, %v", list, err)
	}
	r := ActivityRecord{Findings: "x", Expenses: list}
	if err := r.Check(); err != nil || Yuan(r.Cents()) != "546.00" {
		t.Errorf("%s, %v", Yuan(r.Cents()), err)
	}
	if again, err := ParseExpenses(ExpenseLines(list)); err != nil || len(again) != 3 || again[2] != list[2] {
		t.Errorf("%+v, %v", again, err)
	}
	for _, bad := range []string{"车辆租用", "车辆租用 -3", "车辆租用 3.555", "车辆租用 3.", "车辆租用 .5", "车辆租用 1e9", "车辆租用 99999999999"} {
		if _, err := ParseExpenses(bad); !IsProblem(err, ProblemMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, r := range []ActivityRecord{{Findings: "x", Expenses: []Expense{{"车", 0}}}, {Findings: "x", Minutes: -1}, {Findings: " "}, {Findings: strings.Repeat("长", ActivityTextMax+1)}, {Findings: "x", Expenses: make([]Expense, 21)}} {
		if r.Check() == nil {
			t.Errorf("%.60v was taken", r)
		}
	}
}

// FuzzExpenses: what is read and written again is the same.
func FuzzExpenses(f *testing.F) {
	f.Add("车辆租用：320.50元\n午餐 220")
	f.Add("a 1.00\x00 0.1")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ParseExpenses(text)
		if err != nil {
			return
		}
		again, err := ParseExpenses(ExpenseLines(list))
		if err != nil || len(again) != len(list) {
			t.Fatalf("%q: %+v, %v", text, again, err)
		}
	})
}

func TestHeldCheck(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	ok := Meeting{Kind: ActivityGroup, Title: "活动", Starts: now.Add(-time.Hour), State: MeetingClosed}
	if err := ok.HeldCheck(now); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[Problem]func(*Meeting){
		ProblemFuture: func(m *Meeting) { m.Starts = now.Add(time.Minute) }, ProblemEmpty: func(m *Meeting) { m.Starts = time.Time{} },
		ProblemMalformed: func(m *Meeting) { m.Kind = MeetingStanding }, ProblemBefore: func(m *Meeting) { m.Ends = m.Starts.Add(-time.Hour) },
	} {
		m := ok
		if change(&m); !IsProblem(m.HeldCheck(now), want) {
			t.Errorf("want %s: %v", want, m.HeldCheck(now))
		}
	}
	m := ok
	if m.Starts = now.AddDate(-2, 0, 0); !IsProblem(m.HeldCheck(now), ProblemMalformed) {
		t.Error("two years ago was taken")
	}
}

// TestPace counts what a group held, what it has before it, and nobody else's.
func TestPace(t *testing.T) {
	now := chinaDay("2026-03-20")
	q := QuarterOf(now)
	at := func(day string, s MeetingState, g string, k MeetingKind) Meeting {
		return Meeting{GroupID: g, Kind: k, State: s, Starts: chinaDay(day).Add(9 * time.Hour)}
	}
	list := []Meeting{at("2026-03-01", MeetingClosed, "g", ActivityGroup), at("2026-03-10", MeetingAnnounced, "g", ActivityInspect), at("2026-03-28", MeetingAnnounced, "g", ActivityGroup),
		at("2026-03-11", MeetingPlanned, "g", ActivityGroup), // never announced, never written down: not held
		at("2026-03-05", MeetingCancelled, "g", ActivityGroup), at("2025-12-31", MeetingClosed, "g", ActivityGroup), at("2026-04-01", MeetingPlanned, "g", ActivityGroup),
		at("2026-03-01", MeetingClosed, "other", ActivityGroup), at("2026-03-01", MeetingClosed, "g", MeetingDelegation)}
	if p := PaceOf(list, "g", q, 1, now); p.Held != 2 || p.Planned != 1 || p.Idle() {
		t.Errorf("%+v", p)
	}
	if p := PaceOf(nil, "g", q, 1, now); !p.Idle() {
		t.Errorf("%+v", p)
	}
}

func TestHandover(t *testing.T) {
	now := chinaDay("2026-03-10").Add(9 * time.Hour)
	h := &Handover{Kind: HandoverLetter, To: "县教育体育局", Title: "函", Days: 30, State: HandoverWriting}
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
	r := &HandoverReply{Received: "2026-03-20", Text: "已更换"}
	if err := h.Answer(r, now); !IsProblem(err, ProblemState) {
		t.Errorf("an answer before it left: %v", err)
	}
	if err := h.Record(RectifyNotice{Issuer: "镇政府", Day: "2026-03-01"}, now); !IsProblem(err, ProblemState) {
		t.Errorf("a notice before it left: %v", err)
	}
	if err := h.Send(now); err != nil || h.Due != "2026-04-09" || h.Round != 1 || !IsProblem(h.Send(now), ProblemState) {
		t.Fatalf("%+v, %v", h, err)
	}
	if h.Overdue(chinaDay("2026-04-09").Add(23*time.Hour)) || !h.Overdue(chinaDay("2026-04-10")) {
		t.Error("overdue is wrong")
	}
	now = chinaDay("2026-04-10")
	for want, day := range map[Problem]string{ProblemBefore: "2026-03-09", ProblemFuture: "2026-04-11", ProblemMalformed: "x"} {
		if err := h.Answer(&HandoverReply{Received: day, Text: "x"}, now); !IsProblem(err, want) || h.State != HandoverSent {
			t.Errorf("%s: %v", day, err)
		}
	}
	if err := h.Answer(&HandoverReply{Received: "2026-04-10"}, now); !IsProblem(err, ProblemEmpty) {
		t.Errorf("nothing: %v", err)
	}
	if err := h.Answer(r, now); err != nil || h.State != HandoverAnswered || r.Round != 1 {
		t.Fatalf("%+v, %v", h, err)
	}
	for want, c := range map[Problem][2]string{ProblemPast: {"partly", "2026-04-10"}, ProblemEmpty: {"not", ""}} {
		if err := h.Judge(r, Verdict(c[0]), "", c[1], now); !IsProblem(err, want) || h.State != HandoverAnswered || r.Verdict != "" {
			t.Errorf("%v: %v", c, err)
		}
	}
	if err := h.Judge(r, "maybe", "", "2026-05-01", now); !IsProblem(err, ProblemEmpty) {
		t.Errorf("%v", err)
	}
	if err := h.Judge(r, VerdictPartly, "还差两所学校", "2026-05-01", now); err != nil || h.State != HandoverSent || h.Due != "2026-05-01" || h.Round != 2 {
		t.Fatalf("%+v, %v", h, err)
	}
	again := &HandoverReply{Received: "2026-04-10", Text: "全部完成"}
	if err := h.Answer(again, now); err != nil || again.Round != 2 {
		t.Fatal(err)
	}
	if err := h.Judge(again, VerdictDone, "", "", now); err != nil || h.State != HandoverClosed || h.Overdue(chinaDay("2027-01-01")) {
		t.Errorf("%+v, %v", h, err)
	}
	if err := h.Record(RectifyNotice{Issuer: "镇人民政府", Number: "〔2026〕3号", Day: "2026-04-11"}, now); !IsProblem(err, ProblemFuture) {
		t.Errorf("%v", err)
	}
	if err := h.Record(RectifyNotice{Issuer: " 镇人民政府 ", Number: "〔2026〕3号", Day: "2026-03-12"}, now); err != nil || h.Notice.Issuer != "镇人民政府" {
		t.Errorf("%+v, %v", h.Notice, err)
	}
}

func TestReportsAreDueAndMissed(t *testing.T) {
	days := []string{"06-15", "12-15"}
	for at, want := range map[string]string{"2026-06-07": "", "2026-06-08": "2026-1", "2026-06-15": "2026-1", "2026-06-16": "", "2026-12-10": "2026-2"} {
		h, _, ok := ReportDue(days, 7, chinaDay(at).Add(9*time.Hour))
		if got := h.String(); ok != (want != "") || ok && got != want {
			t.Errorf("due on %s: %s %v", at, got, ok)
		}
	}
	for at, want := range map[string]string{"2026-06-15": "", "2026-06-16": "2026-1", "2026-07-10": "2026-1", "2026-07-16": "", "2027-01-05": "2026-2"} {
		h, ok := ReportMissed(days, 30, chinaDay(at).Add(9*time.Hour))
		if got := h.String(); ok != (want != "") || ok && got != want {
			t.Errorf("missed on %s: %s %v", at, got, ok)
		}
	}
	got := ReportText("第一小组", Half{2026, 1}, GroupFigures{Activities: 2, Came: 9, Assigned: 3, Answered: 2})
	if got != "2026年上半年，第一小组共开展活动2次，代表参加9人次。小组代表收到群众意见3件，已答复2件。" {
		t.Errorf("%s", got)
	}
}
