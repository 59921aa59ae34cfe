package page

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"liaison/store"
)

// Limiter allows each key so many events, in bounded memory: past size keys
// the one idle for longest is forgotten, which only ever allows more.
type Limiter struct {
	every rate.Limit
	burst int
	size  int
	now   func() time.Time

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of *bucket, most recently used first
}

type bucket struct {
	key   string
	limit *rate.Limiter
}

// NewLimiter allows burst events at once and one more each interval.
func NewLimiter(interval time.Duration, burst, size int, now func() time.Time) *Limiter {
	return &Limiter{every: rate.Every(interval), burst: burst, size: size, now: now,
		byKey: map[string]*list.Element{}, order: list.New()}
}

// Allow counts one event of key and says whether it may happen.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.byKey[key]
	if !ok {
		if l.order.Len() >= l.size {
			last := l.order.Back()
			delete(l.byKey, l.order.Remove(last).(*bucket).key)
		}
		e = l.order.PushFront(&bucket{key, rate.NewLimiter(l.every, l.burst)})
		l.byKey[key] = e
	}
	l.order.MoveToFront(e)
	return e.Value.(*bucket).limit.AllowN(l.now(), 1)
}

// Limit refuses unsafe requests of a key that has had its share. key is
// usually ClientKey.
func (p *Pages) Limit(l *Limiter, key func(*gin.Context) string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !safe(c.Request.Method) && !l.Allow(key(c)) {
			p.Error(c, store.ErrTooMany)
		}
	}
}

// ClientKey is the caller's address, as far as gin trusts the proxies in
// front; of IPv6 the /64, which one household has whole.
func ClientKey(c *gin.Context) string {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return "unknown"
	}
	if addr = addr.Unmap(); addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}
