package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The emulator takes a text message whose signature and time are right, and nothing
// else; without a key it plays no gateway.
func TestTextMessages(t *testing.T) {
	const key, body = "0123456789abcdef0123456789abcdef", `{"id":"n1","phone":"13800000001","text":"请您参加会议"}`
	b := newBench(t, func(c *Config) { c.TextKey = key })
	s, server, now := b.Sim, b.server.URL, b.cfg.Now()
	send := func(key, body string, at time.Time) int {
		stamp := strconv.FormatInt(at.Unix(), 10)
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(stamp + "." + body))
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server+"/sms", strings.NewReader(body))
		req.Header.Set("Liaison-Timestamp", stamp)
		req.Header.Set("Liaison-Signature", hex.EncodeToString(mac.Sum(nil)))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	for name, c := range map[string]struct {
		key, body string
		at        time.Time
		want      int
	}{
		"another key": {"another key", body, now, 401}, "an hour old": {key, body, now.Add(-time.Hour), 401},
		"no number": {key, `{"id":"n","text":"x"}`, now, 400}, "no JSON": {key, "x", now, 400},
	} {
		if got := send(c.key, c.body, c.at); got != c.want || len(s.Texts()) != 0 {
			t.Errorf("%s: %d, %d messages", name, got, len(s.Texts()))
		}
	}
	if got := send(key, body, now); got != 200 || len(s.Texts()) != 1 || s.Texts()[0].Phone != "13800000001" {
		t.Errorf("%d %+v", got, s.Texts())
	}
	server = newBench(t, nil).server.URL
	if got := send("", body, now); got != 404 {
		t.Errorf("without a key: %d", got)
	}
}
