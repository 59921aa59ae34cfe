package sim

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkTemplateSend is what a broadcast meets: one post per recipient, each
// followed by an event.
func BenchmarkTemplateSend(b *testing.B) {
	s, err := New(Config{AppID: "wx1", Secret: "s", Token: "t"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = fmt.Sprint("o", i)
	}
	if err := s.Seed(ids...); err != nil {
		b.Fatal(err)
	}
	s.renewStable(false, s.Now())
	body := `{"touser":"%s","template_id":"` + s.acc.Templates[1].ID + `","client_msg_id":"%d","data":{"character_string1":{"value":"YJ-1"},` +
		`"thing2":{"value":"路灯"},"thing3":{"value":"站"},"phrase4":{"value":"已受理"},"time5":{"value":"09:30"}}}`
	path := templateSendPath + "?access_token=" + s.secrets.stable
	for i := 0; b.Loop(); i++ {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fmt.Sprintf(body, ids[i%len(ids)], i)))
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if answer, _ := io.ReadAll(w.Body); i == 0 && !strings.Contains(string(answer), `"errcode":0`) {
			b.Fatalf("%s", answer)
		}
	}
}
