package act

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"liaison/store"
)

// opinionNumbers is the prefix of an opinion's number.
const opinionNumbers = "YJ"

// maxLease is the most numbers taken at once. What is left of a lease when the
// program stops is never given out: no gaps are owed, but a small office should
// see few.
const maxLease = 512

// numbers hands out yearly numbers from leased blocks. It leases before a
// transaction begins, on a connection of its own: inside one, a pool of one
// connection would wait for itself.
type numbers struct {
	acts *Acts
	mu   sync.Mutex
	year int
	next int64
	end  int64 // first number that is not leased
	last int   // size of the last lease
	at   time.Time
}

// take gives the first of n numbers of the year that now is in, in China.
func (n *numbers) take(ctx context.Context, count int, now time.Time) (year int, first int64, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	year = now.In(store.ChinaTime).Year()
	if year != n.year || n.end-n.next < int64(count) {
		size := n.size(count, now)
		first, err := n.acts.db.LeaseNumbers(ctx, opinionNumbers, year, size)
		if err != nil {
			return 0, 0, err
		}
		n.year, n.next, n.end, n.last, n.at = year, first, first+int64(size), size, now
	}
	first = n.next
	n.next += int64(count)
	return year, first, nil
}

// size is how many numbers to lease: what is asked for, and twice the last lease
// when that was used up within a second.
func (n *numbers) size(count int, now time.Time) int {
	size := count
	if n.last > 0 && now.Sub(n.at) < time.Second {
		size = max(size, min(2*n.last, maxLease))
	}
	return size
}

// giveBack returns numbers nobody used, if no others were taken since.
func (n *numbers) giveBack(year int, from, to int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if year == n.year && n.next == to {
		n.next = from
	}
}

// Number writes an opinion's number.
func Number(year int, n int64) string { return fmt.Sprintf("%s-%04d-%06d", opinionNumbers, year, n) }

// numberKey is an opinion's number as an integer that sorts by year and number:
// its row in the search index. What is no number has none.
func numberKey(number string) (int64, bool) {
	parts := strings.Split(number, "-")
	if len(parts) != 3 || parts[0] != opinionNumbers || len(parts[2]) > 9 {
		return 0, false
	}
	year, err1 := strconv.ParseInt(parts[1], 10, 32)
	n, err2 := strconv.ParseInt(parts[2], 10, 64)
	if err1 != nil || err2 != nil || year < 0 || year > 9999 || n < 0 {
		return 0, false
	}
	return year*yearKeys + n, true
}

// yearKeys is how many keys of numbers a year has.
const yearKeys = 1_000_000_000

// numberOf is the number of a key.
func numberOf(key int64) string { return Number(int(key/yearKeys), key%yearKeys) }
