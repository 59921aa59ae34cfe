package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"liaison/store"
	"liaison/store/act"
)

// Duty is one thing the program does by itself. RunOnce does what is due at now
// and gives how much that was. It may run on several replicas at once, and again
// after it died half-way.
type Duty interface {
	RunOnce(ctx context.Context, now time.Time) (done int, err error)
}

// Info is a duty as an operator sees it.
type Info struct {
	Name     string    // in the table of runs
	Title    string    // on screen
	Schedule string    // in words, on screen
	Next     time.Time // next run by the clock, UTC; zero for a duty that is always looking
}

// job is a duty with its time.
type job struct {
	name, title, words string
	duty               Duty
	at                 cron.Schedule // when it runs by the clock
	every              time.Duration // how often it looks, when it does not run by the clock
	lanes              int           // how many of it look at once
	deaf               bool          // it looks in its own time and not when there is news
	limit              time.Duration // how long one run may take; 0 means runLimit
	busy               sync.Mutex    // held while a run by the clock goes on here
}

// runLimit is how long a run may take that has no limit of its own.
const runLimit = 10 * time.Minute

func (j *job) info(now time.Time) Info {
	i := Info{Name: j.name, Title: j.title, Schedule: j.words}
	if j.at != nil {
		i.Next = j.at.Next(now.In(store.ChinaTime)).UTC()
	}
	return i
}

// clockwork reads a schedule of this package's own making: five fields, in
// China's time as long as it is asked with such a time.
func clockwork(spec string) (cron.Schedule, error) {
	s, err := cron.ParseStandard(spec)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", spec, err)
	}
	return s, nil
}

// lastTick is the last time at or before t at which a schedule fires; zero for one
// that has not fired for years.
func lastTick(s cron.Schedule, t time.Time) time.Time {
	t = t.In(store.ChinaTime)
	for back := time.Minute; back < 5*366*24*time.Hour; back *= 2 {
		at := s.Next(t.Add(-back))
		if at.IsZero() || at.After(t) {
			continue
		}
		for next := s.Next(at); !next.IsZero() && !next.After(t); next = s.Next(at) {
			at = next
		}
		return at.UTC()
	}
	return time.Time{}
}

// finding is a duty's result that an operator must see. The run did what it
// should, and again would find the same.
type finding string

// Error gives the finding.
func (f finding) Error() string { return string(f) }

// safely runs a duty; a panic is an error like any other, without its value,
// which may hold a text.
func safely(ctx context.Context, d Duty, now time.Time) (done int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &act.PanicError{Where: whereItPanicked()}
		}
	}()
	return d.RunOnce(ctx, now)
}

// whereItPanicked finds the innermost place in the program's own code; called
// while recovering, when the frames of the panic are still there.
func whereItPanicked() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// errTooLong ends a run that passed its limit.
var errTooLong = errors.New("it took too long")

// outcomeMax is how long an outcome may be in the table of runs.
const outcomeMax = 200

// outcomeOf says in the table of runs how a run ended: a class, never a text
// somebody wrote.
func outcomeOf(err error) string {
	var panicked *act.PanicError
	var found finding
	text := store.RunOK
	switch {
	case err == nil:
	case errors.As(err, &panicked):
		text = panicked.Error()
	case errors.As(err, &found):
		text = found.Error()
	case errors.Is(err, store.ErrConflict):
		text = store.RunConflict
	case errors.Is(err, errTooLong):
		text = store.RunTooLong
	default:
		text = fmt.Sprintf(store.RunFailed+"%T", innermost(err))
	}
	return text[:min(len(text), outcomeMax)]
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
