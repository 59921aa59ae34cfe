package page

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// idOf sends a form and gives the id it is done under.
func idOf(t *testing.T, path, kind string, body []byte) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	c := contextOf(r)
	form, err := readForm(c, Limits{Files: 3, Bytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	id, err := form.ID()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTheFormIDCoversTheContent(t *testing.T) {
	send := func(path string, pairs ...string) string {
		v := url.Values{formIDName: {strings.Repeat("a1", 16)}, tokenField: {"x"}}
		for i := 0; i < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		return idOf(t, path, "application/x-www-form-urlencoded", []byte(v.Encode()))
	}
	same := send("/a", "text", "路灯", "tick", "1", "tick", "2")
	v := url.Values{formIDName: {strings.Repeat("a1", 16)}, tokenField: {"another session"}, "text": {"路灯"}, "tick": {"1", "2"}}
	if got := idOf(t, "/a", "application/x-www-form-urlencoded", []byte(v.Encode())); got != same {
		t.Error("the same form under another token is another request")
	}
	for what, other := range map[string]string{
		"other words":         send("/a", "text", "水管", "tick", "1", "tick", "2"),
		"another address":     send("/b", "text", "路灯", "tick", "1", "tick", "2"),
		"a field more":        send("/a", "text", "路灯", "tick", "1", "tick", "2", "more", ""),
		"another order":       send("/a", "text", "路灯", "tick", "2", "tick", "1"),
		"moved between names": send("/a", "tex", "t路灯", "tick", "1", "tick", "2"),
	} {
		if other == same {
			t.Errorf("%s: the same request", what)
		}
	}
}

func TestTheFormIDCoversTheFiles(t *testing.T) {
	send := func(content string) string {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		_ = w.SetBoundary("xxxxxxxx")
		_ = w.WriteField(formIDName, strings.Repeat("a1", 16))
		part, err := w.CreateFormFile("photo", "a.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(content))
		_ = w.Close()
		return idOf(t, "/a", w.FormDataContentType(), b.Bytes())
	}
	first, again := send("one"), send("one")
	if first != again || first == send("two") {
		t.Error("the digest does not follow the file")
	}
}

func contextOf(r *http.Request) *gin.Context {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = r
	return c
}
