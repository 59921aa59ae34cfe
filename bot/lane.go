package bot

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"liaison/store"
	"liaison/store/act"
)

const (
	// maxBatch bounds a transaction: beyond it a commit takes longer, and the
	// first of the batch waits for the last.
	maxBatch = 64
	// workDeadline bounds a batch. It is longer than anybody waits for: work that
	// is nearly done is better finished and answered late than begun again.
	workDeadline = 8 * time.Second
)

// job is one delivery waiting for its answer on a lane.
type job struct {
	k    *store.Kept
	done chan string // capacity 1
	// gone is set by whichever comes first: the waiter giving up, or the worker
	// handing over the answer. Only one of the two succeeds.
	gone atomic.Bool
}

func newJob(k *store.Kept) *job { return &job{k: k, done: make(chan string, 1)} }

// wait gives the reply, or nothing when time is up.
func (j *job) wait(ctx context.Context) string {
	select {
	case text := <-j.done:
		return text
	case <-ctx.Done():
	}
	if j.gone.CompareAndSwap(false, true) {
		return ""
	}
	return <-j.done // the worker was a moment faster
}

// give hands the reply to the waiter; false means that nobody waits any more.
func (j *job) give(text string) bool {
	if !j.gone.CompareAndSwap(false, true) {
		return false
	}
	j.done <- text
	return true
}

// run works on what waits on a lane.
func (b *Bot) run(jobs []*job) {
	byID := map[string][]*job{}
	var batch []*store.Kept
	for _, j := range jobs {
		if j.gone.Load() {
			continue // given up before it began: a duty works on it and answers late
		}
		if byID[j.k.ID] == nil { // the platform repeats itself: one message, one effect
			batch = append(batch, j.k)
		}
		byID[j.k.ID] = append(byID[j.k.ID], j)
	}
	b.work(batch)
	for _, k := range batch {
		b.hand(k, byID[k.ID])
	}
}

// hand gives a message's reply to those who wait for it. When nobody does any
// more, the reply goes out by itself.
func (b *Bot) hand(k *store.Kept, waiting []*job) {
	answered, taken := k.State == store.MessageAnswered, false
	for _, j := range waiting {
		text := ""
		if answered {
			text = k.Reply
		}
		taken = j.give(text) || taken
	}
	if answered && !taken && !k.Late {
		b.late.Go(func() { b.answerLate(k) })
	}
}

func (b *Bot) answerLate(k *store.Kept) {
	ctx, cancel := context.WithTimeout(context.Background(), workDeadline)
	defer cancel()
	if err := b.acts.AnswerLate(ctx, k); err != nil {
		b.log.Warn("a late answer could not be written down, will be tried again", "message", k.ID, "error", err)
		b.doubts.add(k)
	}
}

// work works on messages in the order they were sent, together where possible.
// Afterwards what is answered is MessageAnswered; everything else was not done.
// It reports false when it stopped because the database is out of reach.
func (b *Bot) work(batch []*store.Kept) bool {
	slices.SortStableFunc(batch, func(x, y *store.Kept) int { return cmp.Compare(x.CreateTime, y.CreateTime) })
	for len(batch) > 0 {
		n := together(batch)
		if !b.workTogether(batch[:n]) {
			for _, k := range batch[n:] {
				k.State, k.Reply = store.MessageKept, ""
			}
			return false
		}
		batch = batch[n:]
	}
	return true
}

// together is how many of a batch go into the next transaction. Whoever
// unfollows is nobody's from then on, so what follows from the same chat must be
// read afresh.
func together(batch []*store.Kept) int {
	for i, k := range batch {
		if i == maxBatch {
			return i
		}
		if k.Event == store.EventUnsubscribe {
			return i + 1
		}
	}
	return len(batch)
}

// workTogether reports whether it makes sense to go on: not in an outage.
func (b *Bot) workTogether(batch []*store.Kept) bool {
	ctx, cancel := context.WithTimeout(context.Background(), workDeadline)
	defer cancel()
	err := b.acts.Work(ctx, batch, b.guarded)
	if err == nil {
		return true
	}
	for _, k := range batch { // rolled back, whatever it says
		k.State, k.Reply = store.MessageKept, ""
	}
	if act.Outage(err) {
		b.doubts.add(batch...)
		b.log.Warn("the database is out of reach; kept messages wait", "messages", len(batch), "error", err)
		return false
	}
	for i, k := range batch {
		if err := b.workOne(k); act.Outage(err) {
			return i == len(batch)-1
		}
	}
	return true
}

// workOne takes a message alone after its batch failed, so that only the culprit
// is held back.
func (b *Bot) workOne(k *store.Kept) error {
	ctx, cancel := context.WithTimeout(context.Background(), workDeadline)
	defer cancel()
	parked, err := b.acts.WorkOne(ctx, k, b.guarded)
	switch {
	case parked:
		b.log.Error("message parked", "message", k.ID, "failure", k.Failure)
	case err != nil:
		b.log.Warn("message failed, will be tried again", "message", k.ID, "tries", k.Tries, "failure", k.Failure)
	}
	if err != nil && k.State == store.MessageAnswered {
		return nil // another replica did it meanwhile
	}
	if act.Outage(err) {
		b.doubts.add(k)
	}
	if err != nil {
		k.State, k.Reply = cmp.Or(k.State, store.MessageKept), ""
	}
	return err
}

// guarded turns a panic into an error with its place. The value is left out: it
// may hold what somebody wrote.
func (b *Bot) guarded(t *act.Tx, p *store.Person, k *store.Kept) (reply string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &act.PanicError{Where: panicPlace()}
		}
	}()
	return b.decide(t, p, k)
}

// panicPlace is the file and line that panicked: the first frame above the
// runtime's.
func panicPlace() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	inPanic := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			inPanic = true
		case inPanic && !strings.HasPrefix(f.Function, "runtime."):
			file := f.File[strings.LastIndexByte(f.File, '/')+1:]
			return file + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return "unknown"
		}
	}
}
