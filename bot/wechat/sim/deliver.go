package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Outcome is what became of something a user did.
type Outcome struct {
	MsgID    int64     `json:"msg_id,string,omitempty"`
	State    string    `json:"state"` // Answered, Failed, Undelivered; Sending when not waited for
	Attempts []Attempt `json:"attempts,omitempty"`
	Reply    *Item     `json:"reply,omitempty"` // the passive reply, when there were words
	URL      string    `json:"url,omitempty"`   // of a view button, as this user would open it
}

// OutOfService is what WeChat shows a user whose message got no valid answer.
const OutOfService = "该公众号暂时无法提供服务，请稍后再试"

// errInvalid marks an answer that came in time but is not one the platform
// understands: it is not asked for again.
var errInvalid = errors.New("invalid answer")

// deliver brings a parcel to the callback, repeats as the platform does, and
// puts the answer on the phone.
func (s *Sim) deliver(ctx context.Context, p parcel) Outcome {
	target := s.target()
	if target == "" {
		return s.conclude(p, Undelivered, nil, nil)
	}
	var attempts []Attempt
	for n := range s.cfg.Retry.Attempts {
		if n > 0 && !s.pause(ctx) {
			break
		}
		answer, attempt, err := s.attempt(ctx, target, p)
		attempts = append(attempts, attempt)
		s.note(p, attempt)
		if err == nil {
			return s.conclude(p, Answered, attempts, answer)
		}
		if errors.Is(err, errInvalid) || ctx.Err() != nil {
			break
		}
	}
	return s.conclude(p, Failed, attempts, nil)
}

func (s *Sim) target() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.callback
}

func (s *Sim) pause(ctx context.Context) bool {
	timer := time.NewTimer(s.cfg.Retry.Pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// attempt asks once. The Item is the reply, nil for success without words.
func (s *Sim) attempt(ctx context.Context, target string, p parcel) (*Item, Attempt, error) {
	began := time.Now()
	tried := Attempt{Time: s.cfg.Now()}
	status, body, err := s.post(ctx, target, p)
	var item *Item
	if err == nil {
		item, err = s.readReply(p, body)
	}
	tried.Took, tried.Status = time.Since(began), status
	if err != nil {
		tried.Error = err.Error()
	}
	return item, tried, err
}

// replyLimit is far above any reply the platform would take.
const replyLimit = 256 << 10

func (s *Sim) post(ctx context.Context, target string, p parcel) (int, []byte, error) {
	query, body, err := s.envelope(p)
	if err != nil {
		return 0, nil, fmt.Errorf("sealing the message: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Retry.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, join(target, query), strings.NewReader(body))
	if err != nil {
		return 0, nil, errors.New("callback URL cannot be used")
	}
	req.Header.Set("Content-Type", "text/xml")
	req.Header.Set("User-Agent", "Mozilla/4.0")
	return s.exchange(req)
}

// exchange sends a request to the callback. Errors never repeat its query, which
// is a valid signature.
func (s *Sim) exchange(req *http.Request) (int, []byte, error) {
	res, err := s.cfg.Client.Do(req)
	if err != nil {
		return 0, nil, withoutURL(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, replyLimit))
	if err != nil {
		return res.StatusCode, nil, fmt.Errorf("reading the answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return res.StatusCode, nil, fmt.Errorf("answered with HTTP %d", res.StatusCode)
	}
	return res.StatusCode, data, nil
}

func withoutURL(err error) error {
	var outer *url.Error
	if !errors.As(err, &outer) {
		return err
	}
	if outer.Timeout() {
		return errors.New("no answer in time")
	}
	return outer.Err
}

// join adds a query to an address that may have one already.
func join(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}

// note shows an attempt on the bubble while the delivery is still going on.
func (s *Sim) note(p parcel, a Attempt) {
	if a.Error != "" {
		s.cfg.Log.Warn("delivery not answered", "msg_id", p.msgID, "status", a.Status, "reason", a.Error)
	}
	if p.item == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.item.Attempts = append(p.item.Attempts, a)
	s.changed()
}

func (s *Sim) conclude(p parcel, state string, attempts []Attempt, answer *Item) Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Outcome{MsgID: p.msgID, State: state, Attempts: attempts}
	if p.item != nil {
		p.item.State = state
	}
	user := s.acc.People[p.openID]
	if user != nil && p.answers && state == Failed {
		user.keep(&Item{Time: s.clock(), From: FromSystem, Kind: "notice", Text: OutOfService})
	}
	if user != nil && answer != nil {
		user.keep(answer)
		shown := *answer
		out.Reply = &shown
	}
	s.changed()
	return out
}

// Verify asks the callback to repeat a random string, as the platform's back end
// does when a callback is entered there.
func (s *Sim) Verify(ctx context.Context) error {
	target, echo := s.target(), nonce()
	if target == "" {
		return errors.New("no callback is set")
	}
	query, _, err := s.envelope(parcel{})
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	query, _, _ = strings.Cut(query, "&openid=")
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Retry.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, join(target, query+"&echostr="+echo), nil)
	if err != nil {
		return errors.New("callback URL cannot be used")
	}
	_, body, err := s.exchange(req)
	if err != nil {
		return fmt.Errorf("verifying the callback: %w", err)
	}
	if string(body) != echo {
		return errors.New("verifying the callback: it did not repeat echostr")
	}
	return nil
}
