package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/sirupsen/logrus"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// What people and operators would not want to find again. Each is so odd that it
// comes from nowhere else.
const (
	markWords    = "鸑鷟词甲：村口的路灯坏了三天"
	markAnswer   = "鸑鷟词乙：已请路灯所周五前修好"
	markNote     = "鸑鷟词丙：打电话问过本人"
	markReason   = "鸑鷟词丁：请写明联系了哪个部门"
	markName     = "鸑鷟名"
	markPhone    = "13871329041"
	markPassword = "鸑鷟密码 7261 hunter"
	markCode     = "oauthcodeMARK7261"
	markLogin    = "13871329042" // somebody types a phone where a name is asked for
	markAgent    = "MarkedAgent/72.61"
	markPath     = "MARKEDPATH7261"
)

// recorder is written by many at once.
type recorder struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// TestNothingOfPeopleIsLogged plays a matter's whole way with marked words, names,
// phones and secrets, with everything going wrong that can, and looks for the marks
// in the log at every level, the figures, the pages of errors and the audit.
func TestNothingOfPeopleIsLogged(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			said := &recorder{}
			logrus.SetOutput(said) // the SDK's
			stdlog.SetOutput(said) // net/http's
			t.Cleanup(func() { logrus.SetOutput(os.Stderr); stdlog.SetOutput(os.Stderr) })
			j := newJourneyLogged(t, t.Context(), e, slog.New(slog.NewJSONHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug - 4})))
			m := &marked{journey: j, said: said, pages: &recorder{}}
			m.matter()
			m.troubles()
			m.visitors()
			m.figures()
			secrets := m.secrets()
			rows := j.behind()
			m.none("the log", said.String(), secrets)
			m.none("a page of an error, or the figures", m.pages.String(), secrets)
			m.none("the audit", auditText(t, rows), secrets)
			if !strings.Contains(said.String(), `"route":"/console/signin"`) || !strings.Contains(said.String(), callFailed) {
				t.Errorf("the log does not tell of what happened: does it tell of anything?\n%.2000s", said.String())
			}
		})
	}
}

// callFailed is what the log says of a call to the platform that had no answer.
const callFailed = "wechat call failed"

// marked is a journey of marks.
type marked struct {
	*journey
	said  *recorder // the log
	pages *recorder // what was answered to mistakes
}

// secrets are the marks, and what the configuration keeps.
func (m *marked) secrets() map[string]string {
	s := m.settings
	list := map[string]string{"words": markWords, "answer": markAnswer, "note": markNote, "reason": markReason, "name": markName,
		"phone": markPhone, "password": markPassword, "OAuth code": markCode, "login": markLogin, "agent": markAgent, "path": markPath,
		"app secret": string(s.AppSecret), "token": string(s.Token), "AES key": string(s.AESKey), "demo password": s.Password}
	for login, factor := range s.Factors {
		list["factor of "+login] = string(factor)
	}
	_, key, _ := strings.Cut(strings.TrimSpace(string(s.Keys)), ":")
	list["data key"] = key
	return list
}

// none of the marks is in a text, nor in what JSON or an address makes of it.
func (m *marked) none(where, text string, marks map[string]string) {
	m.t.Helper()
	for name, mark := range marks {
		for _, form := range []string{mark, url.QueryEscape(mark), fmt.Sprintf("%+q", mark)[1:]} {
			form = strings.TrimSuffix(form, `"`)
			if at := strings.Index(text, form); len(form) > 3 && at >= 0 {
				m.t.Errorf("the %s is in %s: %.300q", name, where, text[max(0, at-200):])
			}
		}
	}
}

// matter goes the whole way of a matter.
func (m *marked) matter() {
	m.t.Helper()
	s := &script{demonstration: m.demonstration, ctx: m.t.Context(), office: m.office()}
	_, err := m.main.Client.PermanentQR(s.ctx, s.office.scene)
	m.must(err)
	for _, phone := range []string{"marked-voter", phoneZhang} {
		_, err = m.sim.AddUser(phone, markName)
		m.must(err)
		s.did(m.sim.Scan(s.ctx, phone, sim.Scan{Scene: s.office.scene}))
	}
	s.bind(phoneZhang, "张三")
	number := s.item("marked-voter", markWords)
	s.send("marked-voter", sim.Message{Kind: "link", Title: markWords, Description: markAnswer, URL: "http://127.0.0.1:9/" + markPath})
	s.send("marked-voter", sim.Message{Kind: "voice", Recognition: markWords})
	m.must(s.err)
	p, err := m.main.Acts.PersonByOpenid(s.ctx, "marked-voter")
	m.must(err)
	m.must(m.main.Acts.Do(s.ctx, store.PersonActor(p, "127.0.0.1"), "", func(t *act.Tx) error {
		p, err := t.LockSelf()
		m.must(err)
		return t.Identify(p, markName, markPhone)
	}))
	s.forward(number, "张三")
	id := s.find(number)
	s.desk(func(t *act.Tx) error { return t.Note(id, markNote) })
	s.desk(func(t *act.Tx) error { return t.Tell(id, markNote) })
	s.until(phoneZhang, number)
	s.say(phoneZhang, number+" "+markAnswer)
	m.number = number
	m.must(s.err)
	waiting := m.dossier().Waiting().ID
	s.desk(func(t *act.Tx) error { return t.Return(waiting, markReason, 0) })
	s.say(phoneZhang, number+" "+markAnswer)
	s.release(number)
	s.until("marked-voter", "代表已答复")
	m.must(s.err)
}

// troubles is the platform failing in each way while marked words are on their way.
func (m *marked) troubles() {
	m.t.Helper()
	s := &script{demonstration: m.demonstration, ctx: m.t.Context(), office: m.office()}
	id := s.find(m.number)
	for _, f := range []sim.Fault{{Kind: sim.FaultErrcode, Code: 45015}, {Kind: sim.FaultErrcode, Code: 40001}, {Kind: sim.FaultHTML},
		{Kind: sim.FaultHalf}, {Kind: sim.FaultReset}, {Kind: sim.FaultHTTP, Status: 502}} {
		f.Path, f.Times = "/cgi-bin/*", 1
		m.must(m.sim.Fault(f))
		s.desk(func(t *act.Tx) error { return t.Tell(id, markNote+f.Kind) })
		m.main.jobs.Wake()
	}
	s.until("marked-voter", markNote+sim.FaultReset)
	looks := 0
	until(m.t, "a call has failed without an answer", func() bool {
		if looks++; looks%50 == 0 { // nothing was left to send, and the faults wait
			s.desk(func(t *act.Tx) error { return t.Tell(id, markNote) })
			m.main.jobs.Wake()
		}
		return strings.Contains(m.said.String(), callFailed)
	}, func() string { return "the log" })
	m.sim.ClearFaults()
	m.must(s.err)
	for _, broken := range []error{
		m.main.Acts.Do(m.t.Context(), m.clerk, "", func(t *act.Tx) error { return t.Note(id, strings.Repeat(markNote, 5000)) }),
		m.main.Acts.Do(m.t.Context(), m.clerk, "", func(t *act.Tx) error { return t.Note(markPath, markNote) }),
	} {
		if broken == nil {
			m.t.Error("a note that cannot be was taken")
		}
		fmt.Fprintln(m.pages, broken)
	}
}

var tokenOf = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

// visitors come with marks in everything that a request has.
func (m *marked) visitors() {
	m.t.Helper()
	base := m.main.Config.PublicURL
	jar, err := cookiejar.New(nil)
	m.must(err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, path string, form url.Values) string {
		r, err := http.NewRequestWithContext(m.t.Context(), method, base+path, strings.NewReader(form.Encode()))
		m.must(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", markAgent)
		r.Header.Set("Referer", base+"/h5/"+markPath)
		r.Header.Set("X-Request-Id", markPath)
		r.Header.Set("X-Forwarded-For", markPath)
		res, err := browser.Do(r)
		m.must(err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		m.must(err)
		if res.StatusCode >= http.StatusBadRequest {
			fmt.Fprintln(m.pages, string(body))
		}
		return string(body)
	}
	query := url.Values{"code": {markCode}, "state": {markCode}, "q": {markName}, "number": {markPhone}}.Encode()
	for _, path := range []string{"/" + markPath, "/h5/" + markPath + "?" + query, "/h5/oauth?" + query, "/h5/opinions/" + markPath, "/console/opinions/" + markPath,
		"/console/screen/" + markPath, "/console/signin?" + query, "/wechat?signature=" + markCode + "&" + query, "/static/" + markPath + "/" + markPath, "/MP_verify_" + markPath + ".txt"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			ask(method, path, url.Values{"text": {markWords}, "phone": {markPhone}})
		}
	}
	in := url.Values{"csrf_token": {tokenOf.FindStringSubmatch(ask(http.MethodGet, "/console/signin", nil))[1]}, "form_id": {strings.Repeat("0", 32)},
		"login": {markLogin}, "password": {markPassword}, "code": {"726172"}}
	was := len(m.pages.String())
	in.Set("login", "clerk")
	if ask(http.MethodPost, "/console/signin", in); len(m.pages.String()) == was {
		m.t.Error("a wrong password is no mistake")
	}
	kept := m.pages
	m.pages = &recorder{} // the page gives back the name that was typed: to who typed it
	in.Set("login", markLogin)
	ask(http.MethodPost, "/console/signin", in)
	m.pages = kept
}

// figures are what Prometheus reads.
func (m *marked) figures() {
	m.t.Helper()
	status, body := fetch(m.t, "http://"+m.main.scraped.Addr().String()+"/metrics")
	if status != http.StatusOK || !strings.Contains(body, "liaison_notices_total") {
		m.t.Errorf("the figures: %d", status)
	}
	fmt.Fprintln(m.pages, body)
}

func (m *marked) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// auditText is every row of the audit, as it is stored.
func auditText(t *testing.T, d *sql.DB) string {
	t.Helper()
	var out strings.Builder
	rows, err := d.Query("SELECT * FROM audit")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			out.Write(*v.(*sql.RawBytes))
			out.WriteByte('\n')
		}
	}
	if err := rows.Err(); err != nil || n < 10 {
		t.Fatalf("%d rows of audit, error %v", n, err)
	}
	return out.String()
}
