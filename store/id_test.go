package store

import (
	"sync"
	"testing"
	"time"
)

func TestIDsAreDistinctAndSortByTime(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			last := ""
			for range 20000 {
				id := NewID(noon)
				if id <= last {
					t.Errorf("%s came after %s", id, last)
					return
				}
				last = id
				mu.Lock()
				if seen[id] {
					t.Errorf("%s was made twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if a, b := NewID(noon.AddDate(1, 0, 0)), NewID(noon.AddDate(2, 0, 0)); a >= b || len(a) != 26 {
		t.Errorf("%s should sort before %s", a, b)
	}
	if back := NewID(noon.Add(-time.Hour)); seen[back] || len(back) != 26 {
		t.Error("a clock that jumps back made an id again")
	}
}

// TestIDsFollowAClockThatIsSetRight: a little back, ids go on; far back, they
// follow.
func TestIDsFollowAClockThatIsSetRight(t *testing.T) {
	wrong := NewID(noon.AddDate(20, 0, 0))
	if id := NewID(noon.AddDate(20, 0, 0).Add(-time.Minute)); id <= wrong {
		t.Errorf("a minute back: %s sorts before %s", id, wrong)
	}
	if id := NewID(noon); id >= FirstID(noon.Add(time.Second)) || id < FirstID(noon) {
		t.Errorf("%s does not say that it was made at %v", id, noon)
	}
}
