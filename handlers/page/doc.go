// Package page is the ground on which all HTML pages stand: layouts, rendering,
// sessions, form protection, security headers, error pages, and the embedded
// style sheets and scripts. static/ is ours; third_party/ holds unmodified
// files of npm packages under NAME@VERSION/, with their licences.
//
// The order of middleware, and an audience:
//
//	pages, err := page.New(page.Config{PublicURL: url, Now: now, Log: log})
//	r.Use(pages.Trace(), pages.Headers(), pages.Recover())
//	r.NoRoute(pages.NotFound)
//	pages.Mount(r)
//
//	set, err := pages.NewSet(page.SetConfig{Prefix: "/console", Layout: page.Console,
//		Files: templates, Chrome: chrome}) // templates is an embed.FS (fs.Sub)
//	sessions, err := page.NewSessions(page.ConsoleSessions(store, pages.Secure(), now))
//	protect, err := pages.Protect(map[string]page.Limits{"/console/roster": {Files: 1, Bytes: 16 << 20}})
//	g := r.Group("/console", sessions.Middleware(pages), protect)
//
// A page is a struct, a handler and a template; the template is executed with a
// *View, in which the struct is .Data:
//
//	type opinionPage struct {
//		Opinion act.OpinionView
//		Problem error // of a refused form; page.Sentence puts it into words
//	}
//
//	func (h *Handler) opinion(c *gin.Context) {
//		o, err := h.acts.Opinion(c.Request.Context(), actor(c), c.Param("id")) // never c: gin uses it again
//		if err != nil {
//			h.pages.Error(c, err)
//			return
//		}
//		h.set.Render(c, http.StatusOK, "opinion", opinionPage{Opinion: o})
//	}
//
//	func (h *Handler) forward(c *gin.Context) {
//		form := page.FormOf(c)
//		id, err := form.ID()                       // once-only, for act.Do
//		reason, err := form.Required("reason", 200) // store.InvalidError
//		// … act.Do(…) …
//		page.AddFlash(c, page.Done, "已转请代表阅处。")
//		page.Redirect(c, "/console/opinions/"+c.Param("id"))
//	}
//
// A console page, opinion.html (Tabler's classes; .split, .facts, .state-going,
// .timeline of static/):
//
//	{{define "title"}}意见 {{.Data.Opinion.Number}}{{end}}
//	{{define "actions"}}<button class="btn" data-print>{{icon "printer"}}打印</button>{{end}}
//	{{define "content"}}
//	<div class="card"><div class="card-body">{{paragraphs .Data.Opinion.Text}}</div></div>
//	<form method="post" action="/console/opinions/{{.Data.Opinion.ID}}/forward">{{csrf $}}{{formid}}
//	<label class="form-label" for="reason">理由</label>
//	<textarea class="form-control" id="reason" name="reason" data-draft="forward-{{.Data.Opinion.ID}}"></textarea>
//	<button class="btn btn-primary" data-confirm="确定转请这位代表阅处吗？">转请代表</button></form>
//	{{end}}
//
// A phone page (classes .panel, .field, .choices, .rows, .weui-btn):
//
//	{{define "title"}}我的意见{{end}}
//	{{define "content"}}
//	<section class="panel panel-answer"><h2>代表答复</h2>{{paragraphs .Data.Answer}}</section>
//	<form class="panel" method="post">{{csrf $}}{{formid}}
//	<fieldset class="field"><legend>您对答复满意吗？</legend><div class="choices">
//	<label><input type="radio" name="reply" value="3" required><span>满意</span></label> …</div></fieldset>
//	<button class="weui-btn weui-btn_primary">提交评价</button></form>
//	{{end}}
//
// No inline script, style attribute or on… attribute works: the policy forbids
// them. What people wrote is shown by text or paragraphs only.
package page
