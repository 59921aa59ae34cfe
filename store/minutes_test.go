package store

import (
	"strings"
	"testing"
	"time"
)

func TestMinutesCheck(t *testing.T) {
	good := Minutes{Kind: MinutesDecision, Title: " 关于批准预算的决议 ", Text: "会议决定批准。", Day: "2026-11-23", For: 40, Abstain: 2}
	for _, c := range []struct {
		name   string
		change func(*Minutes)
		want   Problem
	}{
		{"good", func(*Minutes) {}, ""},
		{"no kind", func(m *Minutes) { m.Kind = "x" }, ProblemMalformed},
		{"no title", func(m *Minutes) { m.Title = " " }, ProblemEmpty},
		{"long title", func(m *Minutes) { m.Title = strings.Repeat("长", 101) }, ProblemTooLong},
		{"no text", func(m *Minutes) { m.Text = "\n" }, ProblemEmpty},
		{"long text", func(m *Minutes) { m.Text = strings.Repeat("长", MinutesTextMax+1) }, ProblemTooLong},
		{"no day", func(m *Minutes) { m.Day = "昨天" }, ProblemMalformed},
		{"tomorrow", func(m *Minutes) { m.Day = "2026-11-25" }, ProblemFuture},
		{"before the meeting", func(m *Minutes) { m.Day = "2026-11-22" }, ProblemBefore},
		{"votes below nothing", func(m *Minutes) { m.Against = -1 }, ProblemMalformed},
		{"a summary is not voted on", func(m *Minutes) { m.Kind = MinutesSummary }, ProblemMalformed},
	} {
		m := good
		c.change(&m)
		err := m.Check(held(), at30.Add(24*time.Hour))
		if (err == nil) != (c.want == "") || err != nil && !IsProblem(err, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	m := Minutes{Kind: MinutesSummary, Year: 2026, Number: 3}
	if m.Label() != "会议纪要〔2026〕3号" {
		t.Error(m.Label())
	}
}
