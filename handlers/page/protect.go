package page

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
)

const (
	tokenField  = "csrf_token"
	tokenHeader = "X-CSRF-Token"
	formIDName  = "form_id"
)

// errStale is a form whose token is not this session's: open for too long, or
// somebody else signed in since.
var errStale = errors.New("form token does not match")

// errCrossOrigin is a form sent from another site.
var errCrossOrigin = errors.New("cross-origin request")

// Protect checks every unsafe request (anything but GET, HEAD and OPTIONS) and
// reads its form once, within limits; the handler finds it with FormOf. Three
// things must hold: the browser says it comes from this site, the cookie is
// SameSite, and the session's token is in the form or in the header that
// page.js sets on htmx requests. uploads names the routes (gin's FullPath)
// that take files, or more fields than others; all others take none.
func (p *Pages) Protect(uploads map[string]Limits) (gin.HandlerFunc, error) {
	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(p.origin); err != nil {
		return nil, fmt.Errorf("page: trust the public URL: %w", err)
	}
	return func(c *gin.Context) {
		if safe(c.Request.Method) {
			return
		}
		if err := origin.Check(c.Request); err != nil {
			p.Error(c, errCrossOrigin)
			return
		}
		form, err := readForm(c, uploads[c.FullPath()])
		if form != nil {
			defer form.close()
		}
		if err == nil {
			err = checkToken(c, form)
		}
		if err != nil {
			p.Error(c, err)
			return
		}
		c.Set(formKey, form)
		c.Next()
	}, nil
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// checkToken compares in constant time. A session without a token has shown no
// form, so nothing can come from it.
func checkToken(c *gin.Context, form *Form) error {
	want := SessionOf(c).Get(tokenKey)
	got := c.GetHeader(tokenHeader)
	if got == "" {
		got = form.String(tokenField)
	}
	if want == "" || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return errStale
	}
	return nil
}

// csrfField is the template function "csrf".
func csrfField(v *View) template.HTML {
	return hiddenField(tokenField, v.Token())
}

// formIDField is the template function "formid": an id that is new each time a
// form is shown. An act done under it is done once, however often the form is
// sent.
func formIDField() template.HTML {
	var id [16]byte
	rand.Read(id[:])
	return hiddenField(formIDName, hex.EncodeToString(id[:]))
}

func hiddenField(name, value string) template.HTML {
	return template.HTML(`<input type="hidden" name="` + name + `" value="` + template.HTMLEscapeString(value) + `">`)
}

// isMultipart says whether the body carries files.
func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}
