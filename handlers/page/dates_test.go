package page

import (
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	now := time.Date(2026, 12, 31, 16, 30, 0, 0, time.UTC) // 0:30 on New Year's Day in China
	for _, c := range []struct {
		back time.Duration
		want string
	}{
		{10 * time.Minute, "今天 00:20"},
		{31 * time.Minute, "昨天 23:59"},
		{-24 * time.Hour, "明天 00:30"},
		{48 * time.Hour, "2026年12月30日"},
		{-72 * time.Hour, "1月4日 00:30"},
	} {
		if got := When(now.Add(-c.back), now); got != c.want {
			t.Errorf("%v back is %q, want %q", c.back, got, c.want)
		}
	}
	if got := When(time.Time{}, now) + Date(time.Time{}) + DateTime(time.Time{}); got != "———" {
		t.Errorf("no time is %q", got)
	}
	if got := DateTime(now); got != "2027年1月1日 00:30" {
		t.Errorf("DateTime %q", got)
	}
}

func TestWorkDays(t *testing.T) {
	for left, want := range map[int]string{3: "还有3个工作日", 0: "今天到期", -2: "已超期2个工作日"} {
		if got := WorkDays(left); got != want {
			t.Errorf("%d left is %q, want %q", left, got, want)
		}
	}
}
