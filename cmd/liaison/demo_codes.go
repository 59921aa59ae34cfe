package main

import (
	"html/template"
	"net/http"
	"time"

	"github.com/pquerna/otp/totp"
)

// codesPage stands for the authenticator that each of the demo's staff would have
// on the phone: it shows the codes of this half minute.
type codesPage struct {
	staff    []demoPerson
	settings *demoSettings
	now      func() time.Time
}

var codesTemplate = template.Must(template.New("codes").Parse(`<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{{.Left}}"><title>动态验证码 · 演示</title><link rel="icon" href="data:,">
<style nonce="{{.Nonce}}">
body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#f6f8fb}
h1{font-size:1.4rem;margin:0}p{color:#4a5568}table{border-collapse:collapse;width:100%;background:#fff;border:1px solid #dde3ec}
th,td{text-align:left;padding:.6rem .9rem;border-bottom:1px solid #dde3ec}code{font-size:1.25rem;letter-spacing:.12em;font-weight:600}
</style></head>
<body><h1>动态验证码（代替手机上的验证器）</h1>
<p>真实部署中，每位工作人员用自己手机上的验证器生成动态验证码。这里是演示，替他们列出；{{.Left}} 秒后更新。每个验证码只能用一次。</p>
<table><thead><tr><th>登录名</th><th>姓名</th><th>岗位</th><th>动态验证码</th></tr></thead>
<tbody>{{range .Rows}}<tr><td>{{.Login}}</td><td>{{.Name}}</td><td>{{.Title}}</td><td><code>{{.Code}}</code></td></tr>{{end}}</tbody></table>
<p>密码都是 <code>{{.Password}}</code></p></body></html>
`))

type codeRow struct{ Login, Name, Title, Code string }

// ServeHTTP shows the codes and asks again when they end.
func (p *codesPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := p.now()
	var rows []codeRow
	for _, s := range p.staff {
		code, err := totp.GenerateCode(string(p.settings.Factors[s.login]), now)
		if err != nil {
			http.Error(w, "codes cannot be made", http.StatusInternalServerError)
			return
		}
		rows = append(rows, codeRow{s.login, s.name, s.title, code})
	}
	nonce := onceOnly()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; img-src data:; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	// A failed write is the reader's going away.
	_ = codesTemplate.Execute(w, map[string]any{"Rows": rows, "Left": 30 - now.Unix()%30, "Nonce": nonce, "Password": p.settings.Password})
}
