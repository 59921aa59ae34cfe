package sim

import (
	html "html/template"
	"net/http"
	"net/url"
	"time"
)

// Lives in web authorization.
const (
	codeLife    = 5 * time.Minute
	grantLife   = 2 * time.Hour
	refreshLife = 30 * 24 * time.Hour
	stateMost   = 128 // bytes
)

// grant is what a user allowed a web page: first a code, then tokens.
type grant struct {
	openID  string
	scope   string
	until   time.Time
	used    bool
	refresh string
}

// identityCookie says whose phone a browser window is.
const identityCookie = "sim_openid"

// identity is the simulated user who opens a page: named in the query, or by the
// cookie that opening a page from a phone sets.
func (s *Sim) identity(r *http.Request) string {
	openID := r.URL.Query().Get("sim_openid")
	if cookie, err := r.Cookie(identityCookie); err == nil && openID == "" {
		openID = cookie.Value
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.acc.People[openID] == nil {
		return ""
	}
	return openID
}

// authorize sends the user back with a code. Following is not needed; consent to
// snsapi_userinfo is taken as given.
func (s *Sim) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if problem := s.authorizeProblem(q); problem != "" {
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	openID := s.identity(r)
	if openID == "" {
		s.askIdentity(w, r)
		return
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		http.Error(w, "redirect_uri 参数错误", http.StatusBadRequest)
		return
	}
	args := back.Query()
	args.Set("code", s.newGrantCode(openID, q.Get("scope")))
	args.Set("state", q.Get("state"))
	back.RawQuery = args.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (s *Sim) authorizeProblem(q url.Values) string {
	switch scope := q.Get("scope"); {
	case q.Get("appid") != s.cfg.AppID:
		return "appid 参数错误"
	case absolute(q.Get("redirect_uri")) != nil:
		return "redirect_uri 参数错误"
	case q.Get("response_type") != "code":
		return "response_type 参数错误"
	case scope != "snsapi_base" && scope != "snsapi_userinfo":
		return "Scope 参数错误或没有 Scope 权限"
	case len(q.Get("state")) > stateMost:
		return "state 参数过长"
	}
	return ""
}

func (s *Sim) newGrantCode(openID, scope string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	for old, g := range s.secrets.codes {
		if now.Sub(g.until) > time.Hour {
			delete(s.secrets.codes, old)
		}
	}
	code := "0" + random(31)
	s.secrets.codes[code] = &grant{openID: openID, scope: scope, until: now.Add(codeLife)}
	return code
}

var identityPage = html.Must(html.New("").Parse(`<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>选择打开网页的用户</title><link rel="stylesheet" href="/sim/page/app.css"></head>
<body class="chooser"><h1>请选择以哪位微信用户的身份打开</h1>
<p>真实环境中，此处会提示“请在微信客户端打开链接”。</p>
<ul>{{range .}}<li><a href="{{.Link}}">{{.Name}}</a></li>{{else}}<li>尚无模拟用户，请先在模拟器首页添加。</li>{{end}}</ul>
</body></html>`))

// askIdentity lets a person choose who opens the page, where WeChat would ask to
// open it in WeChat.
func (s *Sim) askIdentity(w http.ResponseWriter, r *http.Request) {
	type choice struct{ Name, Link string }
	var choices []choice
	for _, u := range s.Users()[:min(len(s.Users()), 50)] {
		q := r.URL.Query()
		q.Set("sim_openid", u.OpenID)
		choices = append(choices, choice{u.Name, r.URL.Path + "?" + q.Encode()})
	}
	pageHeaders(w, false)
	if err := identityPage.Execute(w, choices); err != nil {
		s.cfg.Log.Error("writing a page", "err", err)
	}
}

func (s *Sim) oauthToken(c *call) (any, error) {
	q := c.query
	if err := s.checkSecret(q.Get("appid"), q.Get("secret")); err != nil {
		return nil, err
	}
	if q.Get("grant_type") != "authorization_code" {
		return nil, refuse(40002)
	}
	g := s.secrets.codes[q.Get("code")]
	switch {
	case q.Get("code") == "":
		return nil, refuse(41008)
	case g == nil:
		return nil, refuse(40029)
	case g.used:
		return nil, refuse(40163)
	case !c.now.Before(g.until):
		return nil, refuse(42003)
	}
	g.used = true
	c.openID = g.openID
	refresh := "r" + random(100)
	s.secrets.refresh[refresh] = &grant{openID: g.openID, scope: g.scope, until: c.now.Add(refreshLife)}
	return s.newGrant(g, refresh, c.now), nil
}

func (s *Sim) newGrant(g *grant, refresh string, now time.Time) map[string]any {
	for old, was := range s.secrets.grants {
		if now.After(was.until) {
			delete(s.secrets.grants, old)
		}
	}
	token := "o" + random(100)
	s.secrets.grants[token] = &grant{openID: g.openID, scope: g.scope, until: now.Add(grantLife), refresh: refresh}
	return map[string]any{
		"access_token": token, "expires_in": int64(grantLife.Seconds()), "refresh_token": refresh,
		"openid": g.openID, "scope": g.scope,
	}
}

func (s *Sim) oauthRefresh(c *call) (any, error) {
	q := c.query
	if q.Get("appid") != s.cfg.AppID {
		return nil, refuse(40013)
	}
	if q.Get("grant_type") != "refresh_token" {
		return nil, refuse(40002)
	}
	g := s.secrets.refresh[q.Get("refresh_token")]
	switch {
	case g == nil:
		return nil, refuse(40030)
	case !c.now.Before(g.until):
		return nil, refuse(42002)
	}
	c.openID = g.openID
	return s.newGrant(g, q.Get("refresh_token"), c.now), nil
}

// granted is the live grant of a web access token for the openid beside it.
func (s *Sim) granted(c *call) (*grant, error) {
	token := c.query.Get("access_token")
	g := s.secrets.grants[token]
	c.openID = c.query.Get("openid")
	switch {
	case token == "":
		return nil, refuse(41001)
	case g == nil:
		return nil, refuse(40001)
	case !c.now.Before(g.until):
		return nil, refuse(42001)
	case g.openID != c.openID:
		return nil, refuse(40003)
	}
	return g, nil
}

func (s *Sim) oauthCheck(c *call) (any, error) {
	if _, err := s.granted(c); err != nil {
		return nil, err
	}
	return done, nil
}

func (s *Sim) oauthUser(c *call) (any, error) {
	g, err := s.granted(c)
	if err != nil {
		return nil, err
	}
	if g.scope != "snsapi_userinfo" {
		return nil, refuse(48001)
	}
	p := s.acc.People[g.openID]
	return map[string]any{
		"openid": p.OpenID, "nickname": "微信用户", "sex": 0, "province": "", "city": "", "country": "",
		"headimgurl": "", "privilege": []string{},
	}, nil
}
