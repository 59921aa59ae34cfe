package console

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp/totp"

	"liaison/bot/wechat"
	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// nasty is what a hostile or careless person may write.
const nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)> javascript:alert(4) {{.}} " +
	"\u202e反着写\u200b\x1b[31m\n\n</textarea><script>alert(5)</script>\n👨‍👩‍👧 第二段"

const (
	goodPassword = "路灯 下水道 2026"
	firstWord    = "一次性的密码 0000"
)

// desk is a county with two towns, served over HTTP. 甲镇 has the data; in both
// towns sits one person of each role.
type desk struct {
	*act.Acts
	base   *db.DB
	t      *testing.T
	srv    *httptest.Server
	engine *gin.Engine
	set    *handler
	log    *lockedLog
	mu     sync.Mutex
	now    time.Time
	qr     error // what WeChat answers instead of a code

	root, town, far store.Office
	dist            store.District
	station         store.Station
	zhang, li, wang store.Deputy
	people          map[string]*member
	deliveries      int64
}

// member is a person of the desk with what signing in takes.
type member struct {
	store.Actor
	login, secret string
}

type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) step(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// TemporaryQR and PermanentQR stand for WeChat.
func (d *desk) TemporaryQR(_ context.Context, scene string, life time.Duration) (wechat.QR, error) {
	if life <= 0 || life > maxLife {
		d.t.Errorf("a code that lives for %s", life)
	}
	return wechat.QR{URL: "http://weixin.qq.com/q/" + scene}, d.qr
}

func (d *desk) PermanentQR(_ context.Context, scene string) (wechat.QR, error) {
	return wechat.QR{URL: "http://weixin.qq.com/q/" + scene}, d.qr
}

// open makes a desk. Its clock begins where the real one is, since scs compares
// the end of a session with that.
func open(t *testing.T) *desk { return openOn(t, dbtest.New(t, db.SQLite)) }

func openOn(t *testing.T, base *db.DB) *desk {
	t.Helper()
	gin.SetMode(gin.TestMode)
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	must(t, err)
	d := &desk{t: t, base: base, now: time.Now().UTC().Truncate(time.Second), log: &lockedLog{}, people: map[string]*member{}}
	log := slog.New(slog.NewTextHandler(d.log, nil))
	files, err := media.New(t.TempDir(), media.Options{})
	must(t, err)
	d.Acts = act.New(act.Config{DB: base, Keys: keys, Media: files, Now: d.clock, Log: log})
	t.Cleanup(d.Close)
	d.settle()
	d.serve(log)
	return d
}

func (d *desk) serve(log *slog.Logger) {
	d.t.Helper()
	d.srv = httptest.NewUnstartedServer(nil)
	base := "http://" + d.srv.Listener.Addr().String()
	pages, err := page.New(page.Config{PublicURL: base, Now: d.clock, Log: log})
	must(d.t, err)
	d.engine = gin.New()
	must(d.t, d.engine.SetTrustedProxies(nil))
	d.engine.Use(pages.Trace(), pages.Headers(), pages.Recover())
	d.engine.NoRoute(pages.NotFound)
	pages.Mount(d.engine)
	cfg := Config{Pages: pages, Acts: d.Acts, QR: d, Base: base, Now: d.clock, Log: log, Duties: func() []Duty {
		return []Duty{{"outbox", "发送通知", "每分钟", d.clock().Add(time.Minute)}, {"remind", "提醒代表", "每天8时", d.clock().Add(time.Hour)}}
	}}
	must(d.t, Mount(d.engine, cfg))
	d.set, err = newHandler(Config{Pages: pages, Acts: d.Acts, Base: base, Now: d.clock})
	must(d.t, err)
	d.srv.Config.Handler = d.engine
	d.srv.Start()
	d.t.Cleanup(d.srv.Close)
}

func (d *desk) settle() {
	job := store.JobActor("test")
	must(d.t, d.Do(d.t.Context(), job, "", func(t *act.Tx) error {
		root, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "清河县人大常委会代表工作委员会", Short: "清河县人大"})
		must(d.t, err)
		town, err := t.AddOffice(store.Office{ParentID: root.ID, Kind: store.OfficeTownship, Name: "甲镇人大主席团", Short: "甲镇人大"})
		must(d.t, err)
		far, err := t.AddOffice(store.Office{ParentID: root.ID, Kind: store.OfficeTownship, Name: "乙镇人大主席团", Short: "乙镇人大"})
		must(d.t, err)
		d.root, d.town, d.far = *root, *town, *far
		return nil
	}))
	must(d.t, d.Do(d.t.Context(), job, "", func(t *act.Tx) error {
		dist, err := t.AddDistrict(store.District{OfficeID: d.town.ID, Name: "甲镇第一选区"})
		must(d.t, err)
		st, err := t.AddStation(store.Station{OfficeID: d.town.ID, Name: "甲镇中心联络站", Address: "建设路18号（镇政府旁）", Hours: "每月15日 9:00–11:30", Phone: "0855-1234567"})
		must(d.t, err)
		d.dist, d.station = *dist, *st
		d.zhang = d.deputy(t, store.Deputy{Name: "张三", Sex: "女", Nation: "苗族", Phone: "13800000001", Order: 1}, dist.ID, "甲镇人大代表")
		d.li = d.deputy(t, store.Deputy{Name: "李四", Phone: "13800000002", Order: 2}, "", "甲镇人大代表")
		d.wang = d.deputy(t, store.Deputy{Name: "欧阳建国", Nation: "侗族", Order: 3}, dist.ID, "清河县人大代表")
		return nil
	}))
	must(d.t, d.Do(d.t.Context(), job, "", func(t *act.Tx) error { // never quiet, at whatever hour the test runs
		must(d.t, t.Set(d.root.ID, store.SetQuietFrom, "12:00"))
		return t.Set(d.root.ID, store.SetQuietTo, "12:00")
	}))
	hash, err := d.HashPassword(d.t.Context(), goodPassword)
	must(d.t, err)
	for _, r := range store.StaffRoles {
		d.member(string(r), d.town.ID, hash, r)
		d.member(string(r)+"-far", d.far.ID, hash, r)
		d.member(string(r)+"-root", d.root.ID, hash, r)
	}
}

func (d *desk) deputy(t *act.Tx, who store.Deputy, district, title string) store.Deputy {
	who.OfficeID = d.town.ID
	made, err := t.AddDeputy(who, store.Mandate{Level: store.LevelTownship, DistrictID: district, Title: title})
	must(d.t, err)
	return *made
}

// names are whom the pictures show.
var names = map[string]string{"clerk": "周敏", "leader": "何志远", "petition": "韦国强", "system": "罗工", "security": "陆安", "auditor": "石静"}

// member makes somebody who has signed in before.
func (d *desk) member(login, office, hash string, roles ...store.Role) *member {
	d.t.Helper()
	m := &member{login: login}
	name := names[login]
	if name == "" {
		name = login
	}
	must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		s, err := t.AddStaff(store.Staff{OfficeID: office, Login: login, Name: name, Roles: roles}, hash)
		must(d.t, err)
		m.Actor = store.StaffActor(s, "test")
		return nil
	}))
	secret, _, err := act.NewFactor("test", login)
	must(d.t, err)
	m.secret = secret
	must(d.t, d.Do(d.t.Context(), m.Actor, "", func(t *act.Tx) error { return t.ChangePassword(hash) }))
	must(d.t, d.Do(d.t.Context(), m.Actor, "", func(t *act.Tx) error { return t.Enrol(secret, d.codeOf(secret)) }))
	d.people[login] = m
	return m
}

// codeOf is what an authenticator shows now.
func (d *desk) codeOf(secret string) string {
	code, err := totp.GenerateCode(secret, d.clock())
	must(d.t, err)
	return code
}

// hear lets a person send something and gives the item it became part of.
func (d *desk) hear(openid, text string, file *store.Media, danger bool) store.Opinion {
	d.t.Helper()
	d.deliveries++
	m := &store.Message{From: openid, Kind: store.KindText, MsgID: d.deliveries, CreateTime: d.clock().Unix(), Text: text}
	k, err := d.Keep(d.t.Context(), m)
	must(d.t, err)
	var o store.Opinion
	must(d.t, d.Work(d.t.Context(), []*store.Kept{k}, func(t *act.Tx, p *store.Person, m *store.Kept) (string, error) {
		t.Choose(p, d.dist.ID)
		made, _, err := t.Say(p, act.Said{Text: text, Media: file, Danger: danger})
		if err == nil {
			o = *made
		}
		return o.Number, err
	}))
	return o
}

// as runs an act in the name of somebody of the desk.
func (d *desk) as(login string, fn func(t *act.Tx) error) {
	d.t.Helper()
	must(d.t, d.Do(d.t.Context(), d.people[login].Actor, "", fn))
}

// bind makes a chat a deputy's.
func (d *desk) bind(openid, deputyID string) store.Actor {
	d.t.Helper()
	var code string
	d.as("clerk", func(t *act.Tx) (err error) { _, code, err = t.Invite(deputyID); return err })
	d.hear(openid, "我来绑定", nil, false)
	p, err := d.PersonByOpenid(d.t.Context(), openid)
	must(d.t, err)
	must(d.t, d.Do(d.t.Context(), store.PersonActor(p, "test"), "", func(t *act.Tx) error {
		p, err := t.LockSelf()
		must(d.t, err)
		_, err = t.Accept(p, code)
		return err
	}))
	p, err = d.PersonByOpenid(d.t.Context(), openid)
	must(d.t, err)
	return store.PersonActor(p, "test")
}

// fresh is a matter as it is now.
func (d *desk) fresh(id string) *act.Dossier {
	d.t.Helper()
	doss, err := d.Dossier(d.t.Context(), d.people["petition"].Actor, id)
	must(d.t, err)
	return doss
}

// given is a matter that a deputy has.
func (d *desk) given(text string) store.Opinion {
	o := d.hear("voter-"+store.NewSecret(), text, nil, false)
	d.as("clerk", func(t *act.Tx) error {
		must(d.t, t.Triage(o.ID, store.TriageOurs, "您反映的情况已受理。", 0))
		return t.Forward(o.ID, d.zhang.ID, "请尽快了解", 0)
	})
	return d.fresh(o.ID).Opinion
}

// answered is a matter whose answer waits for release.
func (d *desk) answered(deputy store.Actor, text, answer string) store.Opinion {
	o := d.given(text)
	must(d.t, d.Do(d.t.Context(), deputy, "", func(t *act.Tx) error { return t.OpenTask(o.AssignID) }))
	must(d.t, d.Do(d.t.Context(), deputy, "", func(t *act.Tx) error {
		_, err := t.Answer(o.AssignID, answer)
		return err
	}))
	return d.fresh(o.ID).Opinion
}

// park leaves a message that could not be worked on, and gives its id.
func (d *desk) park() string {
	d.t.Helper()
	k, err := d.Keep(d.t.Context(), &store.Message{From: "poison", Kind: store.KindText, MsgID: 99, CreateTime: d.clock().Unix(), Text: "坏消息"})
	must(d.t, err)
	for parked := false; !parked; {
		parked, _ = d.WorkOne(d.t.Context(), k, func(*act.Tx, *store.Person, *store.Kept) (string, error) {
			return "", errors.New("poison")
		})
	}
	return k.ID
}

// unreach makes every notice that is due one to telephone, and gives the last one's id.
func (d *desk) unreach() string {
	d.t.Helper()
	id := ""
	for {
		lease, due, err := d.Deliveries(d.t.Context(), 50)
		must(d.t, err)
		if len(due) == 0 {
			return id
		}
		var rows []*store.Notice
		for i := range due {
			n := due[i].Notice
			n.State, n.Channel = store.NoticeUnreached, store.ChannelPhone
			rows, id = append(rows, &n), n.ID
		}
		must(d.t, d.Delivered(d.t.Context(), lease, rows))
	}
}

// client is somebody's browser without scripts.
type client struct {
	d  *desk
	c  *http.Client
	ip string
}

var addresses struct {
	sync.Mutex
	n int
}

// nobody opens a browser in which nobody is signed in, at an address of its own.
func (d *desk) nobody() *client {
	jar, err := cookiejar.New(nil)
	must(d.t, err)
	addresses.Lock()
	addresses.n++
	ip := fmt.Sprintf("10.9.%d.%d", addresses.n/200, addresses.n%200+1)
	addresses.Unlock()
	b := &client{d: d, ip: ip}
	b.c = &http.Client{Jar: jar, Transport: b, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return b
}

// RoundTrip hands a request to the engine as if it came from the browser's address.
func (b *client) RoundTrip(r *http.Request) (*http.Response, error) {
	r.RemoteAddr = b.ip + ":1234"
	r.RequestURI = r.URL.RequestURI()
	r.Host = r.URL.Host
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	b.d.engine.ServeHTTP(w, r)
	return w.Result(), nil
}

// answer is what a page said.
type answer struct {
	Code     int
	Location string
	Body     string
	Header   http.Header
}

func (b *client) get(path string, header ...string) answer {
	b.d.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.d.srv.URL+path, nil)
	must(b.d.t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return b.do(r)
}

// after is the page that an answer leads to, or is.
func (b *client) after(got answer) answer {
	b.d.t.Helper()
	if got.Location == "" {
		return got
	}
	return b.get(got.Location)
}

func (b *client) do(r *http.Request) answer {
	b.d.t.Helper()
	res, err := b.c.Do(r)
	must(b.d.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(b.d.t, err)
	return answer{res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}

var hidden = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

// formID is a once-only id such as formid makes.
func formID() string { return fmt.Sprintf("%032x", time.Now().UnixNano()) }

// post sends a form with the token of this session and a new once-only id.
func (b *client) post(path string, pairs ...string) answer {
	b.d.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if !form.Has("form_id") {
		form.Set("form_id", formID())
	}
	for _, from := range []string{"/console/me", "/console/setup", signInPath} {
		if m := hidden.FindStringSubmatch(b.get(from).Body); m != nil && !form.Has("csrf_token") {
			form.Set("csrf_token", html.UnescapeString(m[1]))
		}
	}
	body, kind := encode(b.d.t, form)
	r, err := http.NewRequest(http.MethodPost, b.d.srv.URL+path, strings.NewReader(body))
	must(b.d.t, err)
	r.Header.Set("Content-Type", kind)
	return b.do(r)
}

// encode writes a form as a browser does: with a file, which is the field "@" and
// its name, as parts.
func encode(t *testing.T, form url.Values) (body, kind string) {
	t.Helper()
	file := slices.IndexFunc(slices.Collect(maps.Keys(form)), func(name string) bool { return name[0] == '@' })
	if file < 0 {
		return form.Encode(), "application/x-www-form-urlencoded"
	}
	var out strings.Builder
	parts := multipart.NewWriter(&out)
	for name, values := range form {
		for _, v := range values {
			part, err := parts.CreateFormField(name)
			if name[0] == '@' {
				part, err = parts.CreateFormFile(name[1:], "名册.xlsx")
			}
			must(t, err)
			_, err = io.WriteString(part, v)
			must(t, err)
		}
	}
	must(t, parts.Close())
	return out.String(), parts.FormDataContentType()
}

// signIn is a browser in which somebody is signed in. The clock is moved, since a
// code serves once.
func (d *desk) signIn(login string) *client {
	d.t.Helper()
	d.step(31 * time.Second)
	b := d.nobody()
	m := d.people[login]
	got := b.post(signInPath, "login", login, "password", goodPassword, "code", d.codeOf(m.secret))
	if got.Code != http.StatusSeeOther || got.Location != homePath {
		d.t.Fatalf("%s signs in: %d to %q\n%s", login, got.Code, got.Location, text(got.Body))
	}
	return b
}

var tags = regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>|<[^>]*>|\s+`)

// text is what a page says, roughly.
func text(body string) string { return tags.ReplaceAllString(body, " ") }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
