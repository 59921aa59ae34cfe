package act

import (
	"errors"
	"sync"
)

// ErrBusy means that the queue is full: whoever asks must ask again later.
var ErrBusy = errors.New("too much at once")

// Batcher gathers what arrives while the last batch is worked on, and works on
// it together. It never waits for more to come: with few clients a batch is one
// item and nobody is slower for it.
type Batcher[T any] struct {
	lanes []chan T
	wg    sync.WaitGroup
	mu    sync.RWMutex
	done  bool
}

// NewBatcher starts lanes workers, each with a queue of the given length, that
// call run with at most most items. run is called by one goroutine per lane and
// must not panic.
func NewBatcher[T any](lanes, most, queue int, run func([]T)) *Batcher[T] {
	b := &Batcher[T]{}
	for range lanes {
		c := make(chan T, queue)
		b.lanes = append(b.lanes, c)
		b.wg.Go(func() { work(c, most, run) })
	}
	return b
}

func work[T any](c chan T, most int, run func([]T)) {
	for first := range c {
		batch := append(make([]T, 0, most), first)
		for len(batch) < most {
			select {
			case v, open := <-c:
				if !open {
					run(batch)
					return
				}
				batch = append(batch, v)
				continue
			default:
			}
			break
		}
		run(batch)
	}
}

// Put queues an item on the lane its hash chooses, so that items of one hash stay
// in order. A full queue is ErrBusy at once: waiting would only make everybody
// late.
func (b *Batcher[T]) Put(hash uint32, item T) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.done {
		return ErrBusy
	}
	select {
	case b.lanes[int(hash)%len(b.lanes)] <- item:
		return nil
	default:
		return ErrBusy
	}
}

// Close works on what is queued and stops.
func (b *Batcher[T]) Close() {
	b.mu.Lock()
	if !b.done {
		b.done = true
		for _, c := range b.lanes {
			close(c)
		}
	}
	b.mu.Unlock()
	b.wg.Wait()
}
