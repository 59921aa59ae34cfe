package page

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

// nasty is what a hostile or careless person may write.
const nasty = "<script>alert(1)</script> 路灯坏了\u202e反着写\u200b\x00\x1b[31m\r\n\r\n第二段 & \"引号\" 👨‍👩‍👧\r\n换行"

// clock is a clock that a test steps.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 22, 7, 4, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// table is a session store that keeps what it is given and can be told to
// break.
type table struct {
	mu      sync.Mutex
	rows    map[string]store.Session
	expiry  time.Time // of the last commit
	commits int
	broken  error
	ending  bool // somebody ends each session just after it was read
}

func (s *table) FindSession(_ context.Context, id string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.rows[id]
	if s.ending {
		delete(s.rows, id)
	}
	return row.Data, ok, nil
}

func (s *table) PutSession(_ context.Context, row store.Session, fresh bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	if _, ok := s.rows[row.ID]; !ok && !fresh {
		return store.ErrNotFound
	}
	s.rows[row.ID] = row
	s.expiry = row.Expires
	s.commits++
	return nil
}

func (s *table) DeleteSession(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, id)
	return nil
}

// Signatures stands for keyed digests.
func (s *table) Signatures(text string) []string {
	sum := sha256.Sum256([]byte("key of a test " + text))
	return []string{hex.EncodeToString(sum[:])}
}

// row is a line of the sample inbox.
type row struct {
	Number, Title, Who, State, Word string
	At                              time.Time
	Left                            int
}

// samplePage stands for the structs of console and phone.
type samplePage struct {
	Rows   []row
	List   List
	Text   string
	Answer string
	Wrong  string
}

// site is a whole sample of what console and phone build on this package.
type site struct {
	pages   *Pages
	console *Set
	phone   *Set
	table   *table
	clock   *clock
	engine  *gin.Engine
	log     *strings.Builder
	seen    *Form // the last form a handler got
}

func newSite(t *testing.T, public string, configure ...func(*site)) *site {
	t.Helper()
	gin.SetMode(gin.TestMode)
	s := &site{table: &table{rows: map[string]store.Session{}}, clock: newClock(), log: &strings.Builder{}}
	var err error
	s.pages, err = New(Config{PublicURL: public, Now: s.clock.now, Office: func() string { return "青山县人大代表联络站" },
		Log: slog.New(slog.NewTextHandler(s.log, nil))})
	must(t, err)
	s.console, err = s.pages.NewSet(SetConfig{Prefix: "/console", Layout: Console, Files: consoleFiles, Chrome: consoleChrome})
	must(t, err)
	s.phone, err = s.pages.NewSet(SetConfig{Prefix: "/h5", Layout: Phone, Files: phoneFiles, Chrome: phoneChrome,
		Frames: []string{"http://127.0.0.1:9999"}})
	must(t, err)
	s.engine = gin.New()
	s.engine.Use(s.pages.Trace(), s.pages.Headers(), s.pages.Recover())
	s.engine.NoRoute(s.pages.NotFound)
	s.pages.Mount(s.engine)
	s.routes(t)
	for _, c := range configure {
		c(s)
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// routes mounts both audiences as console and phone do.
func (s *site) routes(t *testing.T) {
	t.Helper()
	protect, err := s.pages.Protect(map[string]Limits{"/console/upload": {Files: 2, Bytes: 1 << 20}})
	must(t, err)
	for prefix, cfg := range map[string]SessionConfig{
		"/console": ConsoleSessions(s.table, s.pages.Secure(), s.clock.now),
		"/h5":      PhoneSessions(s.table, s.pages.Secure(), s.clock.now),
	} {
		sessions, err := NewSessions(cfg)
		must(t, err)
		g := s.engine.Group(prefix, sessions.Middleware(s.pages), protect)
		set := s.console
		if prefix == "/h5" {
			set = s.phone
		}
		s.mount(g, set)
	}
}

func (s *site) mount(g *gin.RouterGroup, set *Set) {
	for _, name := range set.Names() {
		g.GET("/"+name, func(c *gin.Context) { set.Render(c, http.StatusOK, name, s.full(c)) })
	}
	g.GET("/who", func(c *gin.Context) { c.String(http.StatusOK, SessionOf(c).Get("who")) })
	g.GET("/missing", func(c *gin.Context) { s.pages.Error(c, store.ErrForbidden) })
	g.GET("/panic", func(*gin.Context) { panic("13800138000 said") })
	g.GET("/put-panic", func(c *gin.Context) {
		SessionOf(c).Put("who", "half")
		panic("after a change")
	})
	g.GET("/rows", func(c *gin.Context) { set.Fragment(c, "inbox", "rows", s.full(c)) })
	g.GET("/scan", func(c *gin.Context) {
		s.pages.AllowJSSDK(c)
		set.Render(c, http.StatusOK, "opinion", s.full(c))
	})
	g.POST("/signin", func(c *gin.Context) {
		if err := SessionOf(c).Renew(); err != nil {
			s.pages.Error(c, err)
			return
		}
		SessionOf(c).Put("who", "u1")
		AddFlash(c, Done, "欢迎回来。")
		Redirect(c, g.BasePath()+"/inbox")
	})
	g.POST("/signout", func(c *gin.Context) {
		if err := SessionOf(c).Destroy(); err != nil {
			s.pages.Error(c, err)
			return
		}
		Redirect(c, g.BasePath()+"/inbox")
	})
	keep := func(c *gin.Context) {
		s.seen = FormOf(c)
		AddFlash(c, Done, "已收到。")
		Redirect(c, g.BasePath()+"/inbox")
	}
	g.POST("/say", keep)
	g.POST("/upload", keep)
}

func (s *site) full(c *gin.Context) samplePage {
	l := NewList(c, 5)
	l.Total, l.More = 1000, true
	now := s.clock.now()
	return samplePage{List: l, Text: nasty, Answer: "您好！路灯已报供电所，线路老化需要更换，预计本周五前修好。\n\n修好后我会再去看一次，也请您告诉我们是否亮了。",
		Wrong: Sentence(store.Invalid("text", store.ProblemTooLong)),
		Rows: []row{
			{"YJ-2026-000123", "建设路与和平街交叉口的路灯坏了两个月，晚上老人出行很不方便", "李*", "new", "待分办", now.Add(-12 * time.Minute), 3},
			{"YJ-2026-000122", "小区门口早餐摊占道，上学时间堵车", "王*", "going", "已转代表", now.Add(-5 * time.Hour), 1},
			{"YJ-2026-000119", "村里自来水发黄", "张*", "due", "将到期", now.Add(-26 * time.Hour), 0},
			{"YJ-2026-000101", "公交末班车能否延长到晚上九点半", "陈*", "due", "已超期", now.Add(-20 * 24 * time.Hour), -2},
			{"YJ-2025-004310", "感谢代表帮助修好了河堤护栏", "刘*", "done", "已办结", now.Add(-400 * 24 * time.Hour), 3},
		}}
}

func consoleChrome(c *gin.Context) Chrome {
	return Chrome{Place: "城关镇中心联络站", User: &User{ID: "u1", Name: "周敏", Role: "接访员", SignOut: "/console/signout"},
		Nav: []NavItem{
			{Label: "工作台", Path: "/console/home", Icon: "home"},
			{Label: "群众意见", Path: "/console/inbox", Icon: "inbox", Count: 12, Group: "办理"},
			{Label: "待审答复", Path: "/console/answers", Icon: "check-circle", Count: 3, Group: "办理"},
			{Label: "未送达", Path: "/console/unreached", Icon: "bell", Group: "办理"},
			{Label: "代表", Path: "/console/deputies", Icon: "users", Group: "名册"},
			{Label: "联络站", Path: "/console/stations", Icon: "map-pin", Group: "名册"},
			{Label: "工作日历", Path: "/console/calendar", Icon: "calendar", Group: "设置"},
			{Label: "设置", Path: "/console/settings", Icon: "settings", Group: "设置"},
		}}
}

func phoneChrome(c *gin.Context) Chrome {
	return Chrome{User: &User{ID: "o1", Name: "李"}, Elderly: c.Query("elderly") != "",
		Nav: []NavItem{{Label: "我的意见", Path: "/h5/inbox", Icon: "message", Count: 1},
			{Label: "我的代表", Path: "/h5/deputies", Icon: "users"}, {Label: "我", Path: "/h5/me", Icon: "user"}}}
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

var consoleFiles = fstest.MapFS{
	"_row.html": file(`{{define "rows"}}{{range .Data.Rows}}<tr><td class="number"><a href="/console/opinion">{{.Number}}</a></td>
<td class="words">{{text .Title}}</td><td>{{.Who}}</td><td><span class="state state-{{.State}}">{{.Word}}</span></td><td class="number">{{when .At}}</td><td class="number">{{workdays .Left}}</td></tr>{{else}}<tr><td colspan="6">{{template "nothing" "没有待办的意见。"}}</td></tr>{{end}}{{end}}`),
	"inbox.html": file(`{{define "title"}}群众意见{{end}}
{{define "actions"}}<button class="btn" data-print>{{icon "printer"}}打印</button><a class="btn btn-primary" href="/console/opinion">{{icon "plus"}}登记来访</a>{{end}}
{{define "content"}}<form class="filters" method="get"><input class="form-control" name="q" placeholder="编号、姓名、内容" aria-label="搜索"><select class="form-select" name="state" data-submit aria-label="状态"><option>全部状态</option><option>待分办</option></select><button class="btn" type="submit">{{icon "search"}}搜索</button></form>
<div class="card"><div class="table-responsive"><table class="table"><thead><tr><th>编号</th><th>内容</th><th>反映人</th><th>状态</th><th>收到</th><th>期限</th></tr></thead><tbody id="rows" hx-get="/console/rows" hx-trigger="load, every 30s" hx-headers='{"X-Background":"1"}'>{{template "rows" .}}</tbody></table></div></div>{{template "pager" .Data.List}}{{end}}`),
	"opinion.html": file(`{{define "title"}}意见 YJ-2026-000123{{end}}{{define "heading"}}意见 <span class="number">YJ-2026-000123</span>{{end}}
{{define "content"}}<div class="split"><div><div class="card"><div class="card-header"><h2 class="card-title">反映的内容</h2></div><div class="card-body">{{paragraphs .Data.Text}}</div></div>
<div class="card"><div class="card-header"><h2 class="card-title">转请代表</h2></div><form class="card-body" method="post" action="/console/say">{{csrf $}}{{formid}}<label class="form-label" for="text">说明</label><textarea class="form-control is-invalid" id="text" name="text" rows="4" data-draft="o-1"></textarea>{{with .Data.Wrong}}<div class="invalid-feedback">{{.}}</div>{{end}}<p class="form-hint">代表会看到这段说明，反映人看不到。</p><div class="btn-list"><button class="btn btn-primary" id="go" data-confirm="确定转请张三代表阅处吗？" data-confirm-yes="转请代表">{{icon "send"}}转请代表</button><button class="btn btn-danger-quiet" name="do" value="close">{{icon "x"}}不属于受理范围</button></div></form></div></div>
<div><div class="card"><div class="card-body"><dl class="facts"><dt>状态</dt><dd><span class="state state-new">待分办</span></dd><dt>反映人</dt><dd>{{maskName "李秀英"}} {{maskPhone "13800138000"}}</dd><dt>地点</dt><dd>建设路与和平街交叉口</dd><dt>期限</dt><dd>{{workdays 3}}</dd></dl></div></div>
<div class="card"><div class="card-header"><h2 class="card-title">办理经过</h2></div><div class="card-body"><ol class="timeline"><li class="now"><time>今天 15:04</time><b>收到意见</b><p>来自微信</p></li><li><time>昨天 10:00</time><b>并入一条</b></li></ol></div></div></div></div>{{end}}`),
}

var phoneFiles = fstest.MapFS{
	"inbox.html": file(`{{define "title"}}我的意见{{end}}{{define "rows"}}{{end}}
{{define "content"}}<div class="panel rows">{{range .Data.Rows}}<a class="row" href="/h5/opinion"><span><b>{{text .Title}}</b><small>{{.Number}} · {{when .At}}</small></span><span class="state state-{{.State}}">{{.Word}}</span>{{icon "chevron-right"}}</a>{{else}}{{template "nothing" "您还没有反映过意见。"}}{{end}}</div>{{template "pager" .Data.List}}{{end}}`),
	"opinion.html": file(`{{define "title"}}意见 YJ-2026-000123{{end}}{{define "heading"}}意见 <span class="number">YJ-2026-000123</span>{{end}}
{{define "content"}}<section class="panel"><p><span class="state state-done">代表已答复</span></p>{{paragraphs .Data.Text}}</section>
<section class="panel panel-answer"><h2>张三代表的答复</h2>{{paragraphs .Data.Answer}}<p class="hint">今天 15:04</p></section>
<form class="panel" method="post" action="/h5/upload" enctype="multipart/form-data">{{csrf $}}{{formid}}<fieldset class="field"><legend>您对答复满意吗？</legend><div class="choices"><label><input type="radio" name="r" value="3"><span>{{icon "smile"}}满意</span></label><label><input type="radio" name="r" value="2"><span>{{icon "meh"}}基本满意</span></label><label><input type="radio" name="r" value="1"><span>{{icon "frown"}}不满意</span></label></div></fieldset>
<div class="field"><label for="text">还想说的（可不填）</label><textarea id="text" name="text" data-draft="o-1" placeholder="请写在这里"></textarea></div>
<div class="field"><label class="pick">{{icon "photo"}}添加照片<input id="photos" type="file" name="photo" accept="image/*" multiple data-preview="shots"></label><div id="shots" class="previews"></div></div>
<button class="weui-btn weui-btn_primary" type="submit">提交评价</button><button class="weui-btn weui-btn_default" name="again" value="1" data-confirm="确定请代表重新办理吗？">没有解决，请再办一次</button></form>
<section class="panel"><h2>办理经过</h2><ol class="timeline"><li class="now"><time>今天 15:04</time><b>代表已答复</b></li><li><time>昨天 9:12</time><b>已转请张三代表</b></li><li><time>11月20日 20:31</time><b>收到您反映的意见</b></li></ol></section>{{end}}`),
}

func (s *site) doCode(r *http.Request) string { return strconv.Itoa(s.do(r).Code) }

// do sends one request through the engine.
func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.engine.ServeHTTP(w, r)
	return w
}
