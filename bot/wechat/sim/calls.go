package sim

import (
	"net/http"
	"sync"
	"time"
)

// Call is one API call the emulator received. It holds no secret and no text of
// a message.
type Call struct {
	Time    time.Time     `json:"time"` // real time, not the stepped clock
	Method  string        `json:"method"`
	Path    string        `json:"path"`
	OpenID  string        `json:"openid,omitempty"` // whom it was about, when one person
	ErrCode int           `json:"errcode"`
	Key     string        `json:"key,omitempty"`   // its client_msg_id or clientmsgid
	Fault   string        `json:"fault,omitempty"` // the fault that met it
	RID     string        `json:"rid"`
	Took    time.Duration `json:"took"` // nanoseconds
}

// ring keeps the latest calls.
type ring struct {
	mu    sync.Mutex
	calls []Call
	size  int
	next  int // where the oldest is, once full
	total int
}

func newRing(size int) *ring { return &ring{size: max(size, 1)} }

func (r *ring) add(c Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total++
	if len(r.calls) < r.size {
		r.calls = append(r.calls, c)
		return
	}
	r.calls[r.next] = c
	r.next = (r.next + 1) % r.size
}

// list returns the calls kept, oldest first.
func (r *ring) list() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(append([]Call{}, r.calls[r.next:]...), r.calls[:r.next]...)
}

func (r *ring) find(rid string) (Call, bool) {
	for _, c := range r.list() {
		if rid != "" && c.RID == rid {
			return c, true
		}
	}
	return Call{}, false
}

func (r *ring) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls, r.next, r.total = nil, 0, 0
}

func (s *Sim) record(c *call, began time.Time, err error, fault *Fault) {
	entry := Call{
		Time: s.cfg.Now(), Method: c.r.Method, Path: c.r.URL.Path, OpenID: c.openID,
		ErrCode: codeOf(err), Key: c.key, RID: c.rid, Took: time.Since(began),
	}
	if fault != nil {
		entry.Fault = fault.Kind
	}
	s.calls.add(entry)
	s.cfg.Log.Debug("api call", "path", entry.Path, "errcode", entry.ErrCode, "fault", entry.Fault, "rid", entry.RID)
}

// Log returns the API calls received, oldest first, as many as LogSize.
func (s *Sim) Log() []Call { return s.calls.list() }

// ClearLog forgets the calls received so far.
func (s *Sim) ClearLog() { s.calls.clear() }

func (s *Sim) showLog(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, map[string]any{"calls": s.calls.list(), "total": s.calls.count()})
}

func (r *ring) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total
}
