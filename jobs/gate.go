package jobs

import (
	"sync"
	"time"
)

// api names a call of the platform with a quota of its own.
type api string

// The calls.
const (
	apiChat     api = "custom/send"
	apiTemplate api = "template/send"
	apiMass     api = "mass/send"
	apiMedia    api = "media/get"
	apiTag      api = "tags"
	apiText     api = "sms" // the gateway for text messages
	// apiTextQuota is shut while an operator knows that a quota of it is used up.
	apiTextQuota api = "sms quota"
)

// gate keeps calls from an API whose quota is used up until it returns. It is the
// memory of one process: another replica finds out by one call of its own, and
// what waits for the quota has the time in its row.
type gate struct {
	mu    sync.Mutex
	until map[api]time.Time
}

func newGate() *gate { return &gate{until: map[api]time.Time{}} }

// shut closes an API until a time; a longer closing stays.
func (g *gate) shut(a api, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.until[a]) {
		g.until[a] = until
	}
}

// closed reports whether an API is closed at now, and until when.
func (g *gate) closed(a api, now time.Time) (until time.Time, closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	until = g.until[a]
	return until, now.Before(until)
}
