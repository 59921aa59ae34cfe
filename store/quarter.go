package store

import (
	"fmt"
	"time"
)

// Quarter is a quarter of a year, in China's calendar.
type Quarter struct {
	Year int
	N    int // 1 to 4
}

// QuarterOf is the quarter that a time falls into.
func QuarterOf(t time.Time) Quarter {
	t = t.In(ChinaTime)
	return Quarter{t.Year(), (int(t.Month())-1)/3 + 1}
}

// String is the quarter's key: 2026-Q1.
func (q Quarter) String() string { return fmt.Sprintf("%d-Q%d", q.Year, q.N) }

// Label is how people call it.
func (q Quarter) Label() string {
	return fmt.Sprintf("%d年%s季度", q.Year, []string{"第一", "第二", "第三", "第四"}[q.N-1])
}

// Span is when it begins and when the next one does, UTC.
func (q Quarter) Span() (from, to time.Time) {
	from = time.Date(q.Year, time.Month(q.N*3-2), 1, 0, 0, 0, 0, ChinaTime)
	return from.UTC(), from.AddDate(0, 3, 0).UTC()
}

// EndsWithin reports whether no more than so many days are left of the quarter
// that now falls into, today included.
func (q Quarter) EndsWithin(days int, now time.Time) bool {
	from, to := q.Span()
	return !now.Before(from) && now.Before(to) && !now.Before(to.AddDate(0, 0, -days))
}
