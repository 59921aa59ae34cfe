package sim

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kinds of faults.
const (
	FaultErrcode = "errcode" // HTTP 200 with Code as errcode, nothing done
	FaultHTTP    = "http"    // Status (502 when 0) and a proxy's page
	FaultReset   = "reset"   // the connection is cut without an answer
	FaultTimeout = "timeout" // no answer until the client gives up, a minute at most
	FaultHalf    = "half"    // half of the answer, then the connection is cut
	FaultHTML    = "html"    // HTTP 200 with a web page in place of JSON
	FaultDelay   = "delay"   // the right answer, Delay later
)

// Fault is a misbehaviour of the API, set on purpose.
type Fault struct {
	Path   string        `json:"path"` // exact, or a prefix ending in *; empty is every path
	Kind   string        `json:"kind"`
	Code   int           `json:"code,omitempty"`   // for errcode
	Status int           `json:"status,omitempty"` // for http
	Delay  time.Duration `json:"-"`                // for delay; "delay_ms" in JSON
	Times  int           `json:"times,omitempty"`  // how many calls it meets; 0 is until cleared
	After  int           `json:"after,omitempty"`  // how many calls it lets pass first
	OpenID string        `json:"openid,omitempty"` // only calls that name this person in their body
	// Done says that the call takes effect although its answer is damaged: what
	// it did is unknown to the caller.
	Done bool `json:"done,omitempty"`

	DelayMS int64 `json:"delay_ms,omitempty"`
}

func (f Fault) check() error {
	kinds := []string{FaultErrcode, FaultHTTP, FaultReset, FaultTimeout, FaultHalf, FaultHTML, FaultDelay}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("unknown kind of fault %q; known are %s", f.Kind, strings.Join(kinds, ", "))
	case f.Kind == FaultErrcode && f.Code == 0:
		return errors.New("a fault of kind errcode needs a code")
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return errors.New("status must lie between 400 and 599")
	case f.Times < 0 || f.After < 0 || f.DelayMS < 0:
		return errors.New("times, after and delay_ms must not be negative")
	}
	return nil
}

// Fault sets a misbehaviour. Faults set earlier go first on the same path.
func (s *Sim) Fault(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	f.Delay += time.Duration(f.DelayMS) * time.Millisecond
	f.DelayMS = f.Delay.Milliseconds()
	if f.Times == 0 {
		f.Times = -1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
	return nil
}

// ClearFaults ends all misbehaviour.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strike returns the fault that meets a call, if any, and counts it.
func (s *Sim) strike(path string, c *call) *Fault {
	s.mu.Lock()
	c.rid = newRID(s.cfg.Now())
	for _, f := range s.faults {
		if !f.concerns(path, string(c.body)) {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times == 0 {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		met := *f
		s.mu.Unlock()
		s.hold(c.r, met.Delay)
		return &met
	}
	s.mu.Unlock()
	return nil
}

func (f *Fault) concerns(path, body string) bool {
	if f.OpenID != "" && !strings.Contains(body, `"`+f.OpenID+`"`) {
		return false
	}
	if prefix, ok := strings.CutSuffix(f.Path, "*"); ok {
		return strings.HasPrefix(path, prefix)
	}
	return f.Path == "" || f.Path == path
}

// damages reports whether the caller gets no proper answer.
func (f *Fault) damages() bool {
	return f != nil && f.Kind != FaultErrcode && f.Kind != FaultDelay
}

// hold waits, but not longer than the caller or the emulator.
func (s *Sim) hold(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-s.ctx.Done():
	}
}

const webPage = `<!DOCTYPE html><html><head><title>微信公众平台</title></head><body><h1>系统繁忙</h1></body></html>`

// damage answers as broken networks and overloaded servers do.
func (s *Sim) damage(w http.ResponseWriter, r *http.Request, f *Fault, answer any, err error, rid string) {
	switch f.Kind {
	case FaultHTTP:
		w.Header().Set("Content-Type", "text/html")
		status := f.Status
		if status == 0 {
			status = http.StatusBadGateway
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><head><title>%d %s</title></head></html>", status, http.StatusText(status))
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(webPage))
	case FaultHalf:
		body := encodeAnswer(answer, err, rid)
		if whole, ok := answer.(file); ok && err == nil {
			body = whole.data
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body[:len(body)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case FaultTimeout:
		s.hold(r, time.Minute)
		panic(http.ErrAbortHandler)
	case FaultReset:
		panic(http.ErrAbortHandler)
	}
}
