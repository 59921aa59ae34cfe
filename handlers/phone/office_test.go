package phone

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

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

// office is a small office with its phone pages, served over HTTP, in which the
// test chooses who opens a page.
type office struct {
	*act.Acts
	base    *db.DB
	t       *testing.T
	srv     *httptest.Server
	handler *handler // of its own, for what no address reaches
	log     *journal
	mu      sync.Mutex
	now     time.Time
	openid  string // whose WeChat opens pages
	fail    error  // what Exchange answers instead
	rows    *sessionRows
	used    map[string]bool

	town, root store.Office
	dist, far  store.District
	station    store.Station
	zhang, li  store.Deputy
	clerk      store.Actor
	officer    store.Actor
}

// Monday, 23 November 2026, half past nine in China.
var monday = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

func open(t *testing.T, configure ...func(*Config)) *office {
	t.Helper()
	return openOn(t, dbtest.New(t, db.SQLite), configure...)
}

func openOn(t *testing.T, d *db.DB, configure ...func(*Config)) *office {
	t.Helper()
	gin.SetMode(gin.TestMode)
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	must(t, err)
	o := &office{base: d, t: t, now: monday, log: &journal{}, rows: &sessionRows{data: map[string][]byte{}}, used: map[string]bool{}}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	files, err := media.New(t.TempDir(), media.Options{Log: log})
	must(t, err)
	o.Acts = act.New(act.Config{DB: d, Keys: keys, Media: files, Now: o.clock})
	t.Cleanup(o.Close)
	o.settle()
	o.serve(log, configure)
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) step(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// serve mounts the pages, and beside them what stands for WeChat's own page.
func (o *office) serve(log *slog.Logger, configure []func(*Config)) {
	o.srv = httptest.NewUnstartedServer(nil)
	base := "http://" + o.srv.Listener.Addr().String()
	pages, err := page.New(page.Config{PublicURL: base, Now: o.clock, Log: log})
	o.must(err)
	sessions, err := page.NewSessions(page.PhoneSessions(o.rows, pages.Secure(), o.clock))
	o.must(err)
	cfg := Config{Pages: pages, Sessions: sessions, Acts: o.Acts, OAuth: o, Base: base, Log: log}
	for _, c := range configure {
		c(&cfg)
	}
	r := gin.New()
	r.Use(pages.Trace(), pages.Headers(), pages.Recover())
	r.NoRoute(pages.NotFound)
	pages.Mount(r)
	o.must(Mount(r, cfg))
	cfg.Emulator = false
	o.handler, err = newHandler(cfg)
	o.must(err)
	r.GET("/wechat-authorize", o.authorize)
	o.srv.Config.Handler = r
	o.srv.Start()
	o.t.Cleanup(o.srv.Close)
}

// AuthorizeURL is the address of the page that stands for WeChat's.
func (o *office) AuthorizeURL(redirect, state string) (string, error) {
	return o.srv.URL + "/wechat-authorize?" + url.Values{"redirect_uri": {redirect}, "state": {state}}.Encode(), nil
}

// authorize sends the browser back with a code, as WeChat does.
func (o *office) authorize(c *gin.Context) {
	o.mu.Lock()
	defer o.mu.Unlock()
	q := url.Values{"code": {fmt.Sprintf("%d.%s", len(o.used), o.openid)}, "state": {c.Query("state")}}
	o.used[q.Get("code")] = false
	c.Redirect(http.StatusFound, c.Query("redirect_uri")+"?"+q.Encode())
}

// Exchange takes a code once.
func (o *office) Exchange(_ context.Context, code string) (wechat.Identity, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return wechat.Identity{}, o.fail
	}
	if used, known := o.used[code]; used || !known {
		return wechat.Identity{}, &wechat.APIError{Code: 40163, Msg: "code been used"}
	}
	o.used[code] = true
	_, openid, _ := strings.Cut(code, ".")
	return wechat.Identity{OpenID: openid}, nil
}

func (o *office) settle() {
	job := store.JobActor("test")
	o.must(o.Do(o.t.Context(), job, "", func(t *act.Tx) error {
		root, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "青山县人大常委会代表工作委员会", Short: "青山县人大",
			Phone: "0743-8220000", Hours: "工作日 8:30–12:00，14:30–17:30"})
		o.must(err)
		town, err := t.AddOffice(store.Office{ParentID: root.ID, Kind: store.OfficeTownship, Name: "城关镇人大主席团", Short: "城关镇人大",
			Phone: "0743-8221234", Hours: "工作日 8:30–12:00，14:30–17:30"})
		o.must(err)
		o.root, o.town = *root, *town
		return nil
	}))
	o.must(o.Do(o.t.Context(), job, "", func(t *act.Tx) error {
		d, err := t.AddDistrict(store.District{OfficeID: o.town.ID, Name: "城关镇第三选区"})
		o.must(err)
		far, err := t.AddDistrict(store.District{OfficeID: o.root.ID, Name: "县直机关选区"})
		o.must(err)
		s, err := t.AddStation(store.Station{OfficeID: o.town.ID, DistrictID: d.ID, Name: "建设路代表联络站",
			Address: "建设路18号社区服务中心一楼", Hours: "每周三 14:30–17:00", Phone: "0743-8225678"})
		o.must(err)
		zhang, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "张三", Phone: "13800000001", Order: 1},
			store.Mandate{Level: store.LevelTownship, DistrictID: d.ID, StationID: s.ID, Title: "城关镇人大代表"})
		o.must(err)
		li, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "李秀英", Order: 2},
			store.Mandate{Level: store.LevelTownship, DistrictID: d.ID, StationID: s.ID, Title: "城关镇人大代表"},
			store.Mandate{Level: store.LevelCounty, Title: "青山县人大代表"})
		o.must(err)
		o.dist, o.far, o.station, o.zhang, o.li = *d, *far, *s, *zhang, *li
		o.clerk = o.staff(t, "clerk", "王秀兰", store.RoleClerk)
		o.officer = o.staff(t, "officer", "赵刚", store.RolePetition)
		return nil
	}))
}

func (o *office) staff(t *act.Tx, login, name string, r store.Role) store.Actor {
	s, err := t.AddStaff(store.Staff{OfficeID: o.root.ID, Login: login, Name: name, Roles: []store.Role{r}}, "hash")
	o.must(err)
	return store.StaffActor(s, "test")
}

func (o *office) must(err error) { o.t.Helper(); must(o.t, err) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// do runs acts of one actor.
func (o *office) do(actor store.Actor, fn func(*act.Tx) error) {
	o.t.Helper()
	o.must(o.Do(o.t.Context(), actor, "", fn))
}

var deliveries int64

// hear lets a person say something in the chat, with or without a file, and
// gives the item.
func (o *office) hear(openid, text string, files ...store.Media) store.Opinion {
	o.t.Helper()
	deliveries++
	k, err := o.Keep(o.t.Context(), &store.Message{From: openid, Kind: store.KindText, MsgID: deliveries,
		CreateTime: o.clock().Unix(), Text: text})
	o.must(err)
	var item store.Opinion
	o.must(o.Work(o.t.Context(), []*store.Kept{k}, func(t *act.Tx, p *store.Person, m *store.Kept) (string, error) {
		said := act.Said{Text: m.Text}
		for i := range files {
			said.Media = &files[i]
		}
		it, _, err := t.Say(p, said)
		if err == nil {
			item = *it
		}
		return "", err
	}))
	return item
}

// person is a chat's person as an actor.
func (o *office) person(openid string) store.Actor {
	o.t.Helper()
	p, err := o.PersonByOpenid(o.t.Context(), openid)
	o.must(err)
	return store.PersonActor(p, "test")
}

// follow makes a chat known without saying anything that is an item.
func (o *office) follow(openid string) {
	o.t.Helper()
	deliveries++
	k, err := o.Keep(o.t.Context(), &store.Message{From: openid, Kind: store.KindEvent, Event: store.EventSubscribe, CreateTime: o.clock().Unix() + deliveries})
	o.must(err)
	o.must(o.Work(o.t.Context(), []*store.Kept{k}, func(t *act.Tx, p *store.Person, m *store.Kept) (string, error) {
		p.Followed = t.Now()
		return "", nil
	}))
}

func (o *office) unfollow(openid string) {
	o.t.Helper()
	o.do(o.person(openid), func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		return t.Unfollow(p)
	})
}

// bind makes a chat a deputy's.
func (o *office) bind(openid, deputyID string) store.Actor {
	o.t.Helper()
	var code string
	o.do(o.clerk, func(t *act.Tx) (err error) { _, code, err = t.Invite(deputyID); return err })
	o.follow(openid)
	o.do(o.person(openid), func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		_, err = t.Accept(p, code)
		return err
	})
	return o.person(openid)
}

// place puts a chat's person into the district.
func (o *office) place(openid string) {
	o.t.Helper()
	o.do(o.person(openid), func(t *act.Tx) error { return t.ChooseArea(o.dist.ID) })
}

// forward triages an item and puts it to a deputy; it gives the task's id.
func (o *office) forward(item store.Opinion, deputy store.Deputy, note string) string {
	o.t.Helper()
	o.do(o.clerk, func(t *act.Tx) error {
		o.must(t.Triage(item.ID, store.TriageOurs, "您反映的情况已受理，我们正在转请人大代表办理。", 0))
		return t.Forward(item.ID, deputy.ID, note, 0)
	})
	d, err := o.Dossier(o.t.Context(), o.clerk, item.ID)
	o.must(err)
	return d.Opinion.AssignID
}

// release lets the waiting answer of an item out, or gives it back with a reason.
func (o *office) release(item store.Opinion, reason string) {
	o.t.Helper()
	d, err := o.Dossier(o.t.Context(), o.clerk, item.ID)
	o.must(err)
	o.do(o.clerk, func(t *act.Tx) error {
		if reason != "" {
			return t.Return(d.Waiting().ID, reason, 0)
		}
		return t.Release(d.Waiting().ID, 0)
	})
}

func (o *office) stored(id string) *act.Dossier {
	o.t.Helper()
	d, err := o.Dossier(o.t.Context(), o.clerk, id)
	o.must(err)
	return d
}

// journal is a log that is written and read at once.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the log.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// String is what was logged so far.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// sessionRows keeps sessions without a clock: scs ends them by the real one,
// and the office has its own.
type sessionRows struct {
	mu     sync.Mutex
	data   map[string][]byte
	expiry time.Time // of the last one written
}

// FindSession reads a session.
func (s *sessionRows) FindSession(_ context.Context, id string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.data[id]
	return b, ok, nil
}

// PutSession writes a session.
func (s *sessionRows) PutSession(_ context.Context, row store.Session, fresh bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.data[row.ID]; !ok && !fresh {
		return store.ErrNotFound
	}
	s.data[row.ID], s.expiry = row.Data, row.Expires
	return nil
}

// DeleteSession ends a session.
func (s *sessionRows) DeleteSession(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.data, id)
	return nil
}

// Signatures stands for keyed digests.
func (s *sessionRows) Signatures(text string) []string {
	return []string{fmt.Sprintf("%x", sha256.Sum256([]byte("key of a test "+text)))}
}

// phone is a browser of one person.
type phone struct {
	*office
	http *http.Client
	page string // the last page
	code int
	path string // where the browser ended
	head http.Header
}

// phone gives a person a browser that knows nothing yet.
func (o *office) phone(openid string) *phone {
	jar, err := cookiejar.New(nil)
	o.must(err)
	p := &phone{office: o, http: &http.Client{Jar: jar}}
	o.as(openid)
	return p
}

// as makes WeChat answer as another person from now on.
func (o *office) as(openid string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.openid = openid
}

func (p *phone) take(res *http.Response, err error) *phone {
	p.t.Helper()
	p.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	p.must(err)
	p.page, p.code, p.path, p.head = string(body), res.StatusCode, res.Request.URL.RequestURI(), res.Header
	return p
}

// get opens an address, following redirects.
func (p *phone) get(path string) *phone {
	p.t.Helper()
	return p.take(p.http.Get(p.srv.URL + path))
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// fields are the hidden fields of the form of the last page that goes to path.
func (p *phone) fields(path string) url.Values {
	p.t.Helper()
	_, form, found := strings.Cut(p.page, `method="post" enctype="multipart/form-data" action="`+path+`"`)
	if !found {
		_, form, found = strings.Cut(p.page, `method="post" action="`+path+`"`)
	}
	if !found {
		p.t.Fatalf("no form to %s on %s:\n%s", path, p.path, p.page)
	}
	form, _, _ = strings.Cut(form, "</form>")
	v := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(form, -1) {
		v.Set(m[1], m[2])
	}
	return v
}

// send fills in the form that goes to path and sends it; it gives what was sent.
func (p *phone) send(path string, filled url.Values) url.Values {
	p.t.Helper()
	v := p.fields(path)
	for k, list := range filled {
		v[k] = list
	}
	p.post(path, v)
	return v
}

func (p *phone) post(path string, v url.Values) *phone {
	p.t.Helper()
	return p.take(p.http.PostForm(p.srv.URL+path, v))
}

// upload sends the form with files, as field photo.
func (p *phone) upload(path string, filled url.Values, photos ...[]byte) *phone {
	p.t.Helper()
	v := p.fields(path)
	for k, list := range filled {
		v[k] = list
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k := range v {
		p.must(w.WriteField(k, v.Get(k)))
	}
	for i, b := range photos {
		part, err := w.CreateFormFile("photo", fmt.Sprintf("p%d.jpg", i))
		p.must(err)
		part.Write(b)
	}
	p.must(w.Close())
	return p.take(p.http.Post(p.srv.URL+path, w.FormDataContentType(), &body))
}

// sees fails unless the last page holds all of the texts.
func (p *phone) sees(texts ...string) *phone {
	p.t.Helper()
	for _, s := range texts {
		if !strings.Contains(p.page, s) {
			p.t.Errorf("%s (%d) does not say %q:\n%s", p.path, p.code, s, p.page)
		}
	}
	return p
}

// lacks fails if the last page holds one of the texts.
func (p *phone) lacks(texts ...string) *phone {
	p.t.Helper()
	for _, s := range texts {
		if strings.Contains(p.page, s) {
			p.t.Errorf("%s says %q", p.path, s)
		}
	}
	return p
}

// picture is a PNG with something to look at.
func picture(w, h int, shade uint8) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), shade, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// photo stores a picture as one that came through WeChat.
func (o *office) photo(shade uint8) store.Media {
	o.t.Helper()
	f, err := o.Files().PutImage(o.t.Context(), bytes.NewReader(picture(640, 480, shade)))
	o.must(err)
	return act.FileOf(f, store.KindImage)
}

// voice stores a second of silence in AMR-NB.
func (o *office) voice() store.Media {
	o.t.Helper()
	frame := append([]byte{0x04}, make([]byte, 12)...)
	f, err := o.Files().PutVoice(o.t.Context(), bytes.NewReader(append([]byte("#!AMR\n"), bytes.Repeat(frame, 50)...)), "amr")
	o.must(err)
	m := act.FileOf(f, store.KindVoice)
	m.Speech = "村口的路灯坏了三天了"
	return m
}
