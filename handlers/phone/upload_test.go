package phone

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// glutton counts what is read of a body that never ends.
type glutton struct{ read int }

func (g *glutton) Read(b []byte) (int, error) {
	if g.read > 8<<20 {
		return 0, io.EOF
	}
	g.read += len(b)
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// TestNobodysUploadIsNotRead keeps who is not known from filling memory and disk
// with what will be refused anyway.
func TestNobodysUploadIsNotRead(t *testing.T) {
	o := open(t)
	body := &glutton{}
	head := "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n"
	r := httptest.NewRequest(http.MethodPost, "/h5/tasks/x/answer", io.MultiReader(strings.NewReader(head), body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	w := httptest.NewRecorder()
	o.srv.Config.Handler.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("answered %d", w.Code)
	}
	if body.read > 0 {
		t.Errorf("%d bytes were read of somebody nobody knows", body.read)
	}
}
