package sim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// route is one line of the platform's endpoint table. do runs with s.mu held.
type route struct {
	method string // GET, POST or ANY
	path   string
	daily  int  // calls per day; 0 is without limit
	open   bool // needs no access_token
	upload bool // a file of up to 12 MB
	do     func(*Sim, *call) (any, error)
}

// call is one request to the API.
type call struct {
	r      *http.Request
	query  url.Values
	body   []byte
	file   *upload
	now    time.Time // on the emulator's clock
	rid    string
	openID string // whom it is about, for the log
	key    string // its client_msg_id, for the log
}

// file is an answer that is not JSON.
type file struct {
	contentType string
	disposition string
	status      int // 0 is 200
	data        []byte
}

// done is the answer of an endpoint that has nothing else to say.
var done = struct {
	Code int    `json:"errcode"`
	Msg  string `json:"errmsg"`
}{0, "ok"}

// bodyLimit is for JSON; uploadLimit leaves room for the multipart frame around
// a file of the largest kind.
const (
	bodyLimit   = 2 << 20
	uploadLimit = 12 << 20
)

// serve answers one endpoint: the fault first, if one is set, then the checks
// every endpoint has, then its own.
func (s *Sim) serve(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		c := &call{r: r, query: r.URL.Query()}
		readErr := c.read(w, rt)
		fault := s.strike(r.URL.Path, c)
		answer, err := s.perform(rt, c, readErr, fault)
		s.record(c, began, err, fault)
		if fault.damages() {
			s.damage(w, r, fault, answer, err, c.rid)
			return
		}
		writeAnswer(w, answer, err, c.rid)
	}
}

// read takes the body in before any lock is held.
func (c *call) read(w http.ResponseWriter, rt route) error {
	if rt.method == http.MethodGet {
		return nil
	}
	limit := int64(bodyLimit)
	if rt.upload {
		limit = uploadLimit
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.r.Body, limit))
	if err != nil {
		return refuse(45002)
	}
	c.body = body
	if rt.upload {
		c.file, err = readUpload(c.r.Header.Get("Content-Type"), body)
	}
	return err
}

// perform decides what an endpoint answers. A fault that damages the answer
// leaves the act undone unless it says otherwise.
func (s *Sim) perform(rt route, c *call, readErr error, fault *Fault) (any, error) {
	if fault != nil && fault.Kind == FaultErrcode {
		return nil, refuse(fault.Code)
	}
	if fault.damages() && !fault.Done {
		return nil, refuse(-1)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now = s.clock()
	if err := s.admit(rt, c); err != nil {
		return nil, err
	}
	if readErr != nil {
		return nil, readErr
	}
	answer, err := rt.do(s, c)
	if err == nil {
		s.changed()
	}
	return answer, err
}

// admit makes the checks that come before an endpoint's own: method, token,
// daily limit.
func (s *Sim) admit(rt route, c *call) error {
	switch {
	case rt.method == http.MethodGet && c.r.Method != http.MethodGet && c.r.Method != http.MethodHead:
		return refuse(43001)
	case rt.method == http.MethodPost && c.r.Method != http.MethodPost:
		return refuse(43002)
	}
	if !rt.open {
		if err := s.secrets.checkToken(c.query.Get("access_token"), c.now); err != nil {
			return err
		}
	}
	return s.spend(rt, c.now)
}

// spend counts a call against its path's daily limit, which begins anew at
// midnight in Beijing.
func (s *Sim) spend(rt route, now time.Time) error {
	if today := day(now); s.acc.Day != today {
		s.acc.Day, s.acc.Used = today, map[string]int{}
	}
	limit := s.limit(rt)
	if limit > 0 && s.acc.Used[rt.path] >= limit {
		return refuse(45009)
	}
	s.acc.Used[rt.path]++
	return nil
}

func (s *Sim) limit(rt route) int {
	if own, ok := s.cfg.Limits[rt.path]; ok {
		return own
	}
	return rt.daily
}

// decode reads a JSON body as strictly as the platform does.
func (c *call) decode(into any) error {
	if len(strings.TrimSpace(string(c.body))) == 0 {
		return refuse(44002)
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		return refuse(47001)
	}
	return nil
}

func writeAnswer(w http.ResponseWriter, answer any, err error, rid string) {
	if f, ok := answer.(file); ok && err == nil {
		writeFile(w, f)
		return
	}
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	w.Write(encodeAnswer(answer, err, rid))
}

func writeFile(w http.ResponseWriter, f file) {
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if f.disposition != "" {
		w.Header().Set("Content-Disposition", f.disposition)
	}
	if f.status != 0 {
		w.WriteHeader(f.status)
	}
	w.Write(f.data)
}

// extra is a refusal that carries fields beside its errcode.
type extra struct {
	refusal
	fields map[string]any
}

func encodeAnswer(answer any, err error, rid string) []byte {
	if err != nil {
		answer = explain(err, rid)
	}
	data, err := json.Marshal(answer)
	if err != nil {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	}
	return data
}

func explain(err error, rid string) map[string]any {
	fields := map[string]any{"errcode": codeOf(err), "errmsg": err.Error() + " rid: " + rid}
	var more extra
	if errors.As(err, &more) {
		for k, v := range more.fields {
			fields[k] = v
		}
	}
	return fields
}

// codeOf is the errcode of an answer: 0 for none.
func codeOf(err error) int {
	var more extra
	var plain refusal
	switch {
	case err == nil:
		return 0
	case errors.As(err, &more):
		return more.code
	case errors.As(err, &plain):
		return plain.code
	}
	return -1
}
