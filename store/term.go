package store

import (
	"cmp"
	"strconv"
	"strings"
)

// TermState says where a congress's term stands.
type TermState string

// A term is prepared while deputies are elected for it, runs from the first
// session of its congress, and is over at the first session of the next: the old
// deputies act until then (地方组织法 on the term of deputies).
const (
	TermPrepared TermState = "prepared"
	TermRunning  TermState = "running"
	TermOver     TermState = "over"
)

// Term is a congress's term of office (届次). Level is the congress's: the office
// of a county keeps terms of the city's congress too, for the city deputies who
// live there.
type Term struct {
	ID       string
	OfficeID string
	Level    Level // empty in rows of the first release: the office's own congress
	Number   int   // 17 for 第十七届
	State    TermState
	From     string // day of the first session, 2006-01-02
	To       string // day of the next congress's first session; empty before
	Version  int64
}

// LevelIn is the level of a term that its office keeps.
func (t *Term) LevelIn(o *Office) Level { return cmp.Or(t.Level, o.Level()) }

// Name is what people call a term: 第十七届.
func (t *Term) Name() string { return "第" + ChineseNumber(t.Number) + "届" }

// Check refuses days that cannot be.
func (t *Term) Check() error {
	switch {
	case t.Number < 1 || t.Number > 99:
		return Invalid("number", ProblemMalformed)
	case !isDay(t.From):
		return Invalid("from", ProblemMalformed)
	case !isDay(t.To):
		return Invalid("to", ProblemMalformed)
	case t.From != "" && t.To != "" && t.To < t.From:
		return Invalid("to", ProblemBefore)
	}
	return nil
}

// StateBeside says where a new term stands among those of the same congress: one
// after the running term is prepared, one before it is over.
func (t *Term) StateBeside(others []Term) TermState {
	for _, o := range others {
		switch {
		case o.State != TermRunning:
		case t.Number > o.Number:
			return TermPrepared
		case t.Number < o.Number:
			return TermOver
		}
	}
	return TermRunning
}

// isDay reports whether s is empty or a day as 2006-01-02.
func isDay(s string) bool {
	if s == "" {
		return true
	}
	_, err := ParseDay(s)
	return err == nil
}

// ChineseNumber writes a number from 0 to 99 as 十七; others in digits.
func ChineseNumber(n int) string {
	digits := strings.Split("零一二三四五六七八九", "")
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	}
	s := "十"
	if n >= 20 {
		s = digits[n/10] + s
	}
	if n%10 > 0 {
		s += digits[n%10]
	}
	return s
}
