package page

import (
	"strings"

	"github.com/gin-gonic/gin"
)

const (
	// wechatScripts is where WeChat's JS-SDK is served from.
	wechatScripts = "https://res.wx.qq.com"

	jssdkKey = "page.jssdk"
)

// Headers sets the security headers of every answer. The policy allows no
// inline script or style and no eval; data: images are in the style sheets of
// WeUI and Tabler. A form may only be sent to this site.
func (p *Pages) Headers() gin.HandlerFunc {
	return func(c *gin.Context) {
		frames := p.setFor(c.Request.URL.Path).cfg.Frames
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", policy(frames, false))
		if len(frames) == 0 {
			h.Set("X-Frame-Options", "DENY")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		// Not no-referrer: browsers then send "Origin: null" with forms, and
		// the cross-origin check would refuse our own on older phones.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if p.Secure() {
			// Without includeSubDomains: the domain is often the organ's,
			// and its other hosts are not ours to decide on.
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		c.Next()
	}
}

// AllowJSSDK lets this one answer load WeChat's script. A page that calls for
// it must work without it, too. Call it before Render.
func (p *Pages) AllowJSSDK(c *gin.Context) {
	c.Set(jssdkKey, true)
	frames := p.setFor(c.Request.URL.Path).cfg.Frames
	c.Header("Content-Security-Policy", policy(frames, true))
}

func policy(frames []string, jssdk bool) string {
	ancestors, wechat := "'none'", ""
	if len(frames) > 0 {
		ancestors = strings.Join(frames, " ")
	}
	if jssdk {
		wechat = " " + wechatScripts
	}
	return "default-src 'none'; script-src 'self'" + wechat +
		"; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'" +
		"; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
}
