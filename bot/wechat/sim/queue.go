package sim

import (
	"context"
	"sync"
)

// queue holds events that follow an API call, such as TEMPLATESENDJOBFINISH:
// they are delivered after the call is answered. It has no bound, because the
// platform does not slow its API down for a callback that is slow.
type queue struct {
	mu      sync.Mutex
	wake    *sync.Cond
	parcels []parcel
	busy    int
	closed  bool
	idle    chan struct{} // closed when nothing waits or runs; nil while nobody asks
}

func newQueue() *queue {
	q := &queue{}
	q.wake = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(p parcel) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.parcels = append(q.parcels, p)
	q.wake.Signal()
}

// take waits for a parcel; false means the queue is closed.
func (q *queue) take() (parcel, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.parcels) == 0 && !q.closed {
		q.wake.Wait()
	}
	if q.closed {
		return parcel{}, false
	}
	p := q.parcels[0]
	q.parcels = q.parcels[1:]
	q.busy++
	return p, true
}

func (q *queue) finished() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	q.settle()
}

func (q *queue) settle() {
	if q.idle != nil && (q.closed || q.busy == 0 && len(q.parcels) == 0) {
		close(q.idle)
		q.idle = nil
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake.Broadcast()
	q.settle()
}

func (q *queue) wait(ctx context.Context) error {
	q.mu.Lock()
	if q.closed || q.busy == 0 && len(q.parcels) == 0 {
		q.mu.Unlock()
		return nil
	}
	if q.idle == nil {
		q.idle = make(chan struct{})
	}
	idle := q.idle
	q.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Sim) deliverQueued() {
	for {
		p, ok := s.queue.take()
		if !ok {
			return
		}
		s.deliver(s.ctx, p)
		s.queue.finished()
	}
}

// Settle waits until every event caused by API calls so far has been answered
// or given up.
func (s *Sim) Settle(ctx context.Context) error { return s.queue.wait(ctx) }
