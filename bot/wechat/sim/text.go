package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// TextPath is where the emulator plays a gateway for text messages, beside the
// platform: a provider has no page to look at, and a newcomer wants to see what
// would have been sent.
const TextPath = "/sms"

// TextMessage is one that was handed over with a right signature, in the order in
// which they came.
type TextMessage struct {
	ID    string    `json:"id"`
	Phone string    `json:"phone"`
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
}

// textSlack is how far the time in a request may be off.
const textSlack = 5 * time.Minute

// textsKept bounds how many are remembered.
const textsKept = 2000

// textSend takes a message as a provider's adapter should: the signature first, over
// the time and the body, then the body.
func (s *Sim) textSend(c *call) (any, error) {
	stamp := c.r.Header.Get("Liaison-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	mac := hmac.New(sha256.New, []byte(s.cfg.TextKey))
	mac.Write([]byte(stamp + "."))
	mac.Write(c.body)
	given, _ := hex.DecodeString(c.r.Header.Get("Liaison-Signature"))
	switch {
	case s.cfg.TextKey == "":
		return textAnswer(http.StatusNotFound, "refused"), nil
	case err != nil || s.cfg.Now().Sub(time.Unix(seconds, 0)).Abs() > textSlack || !hmac.Equal(given, mac.Sum(nil)):
		return textAnswer(http.StatusUnauthorized, "refused"), nil
	}
	var m TextMessage
	if json.Unmarshal(c.body, &m) != nil || m.ID == "" || m.Phone == "" || m.Text == "" {
		return textAnswer(http.StatusBadRequest, "refused"), nil
	}
	m.At = c.now
	s.acc.Texts = append(s.acc.Texts, m)
	if over := len(s.acc.Texts) - textsKept; over > 0 {
		s.acc.Texts = slices.Delete(s.acc.Texts, 0, over)
	}
	return textAnswer(http.StatusOK, "accepted"), nil
}

func textAnswer(status int, word string) file {
	return file{contentType: "application/json", status: status, data: []byte(`{"status":"` + word + `"}`)}
}

// Texts are the text messages that were handed over, the oldest first.
func (s *Sim) Texts() []TextMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.acc.Texts)
}

// shownText is a text message as the page has it.
type shownText struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
	At    string `json:"at"`
}

// textsShown are the newest, the newest first; s.mu is held.
func (s *Sim) textsShown() []shownText {
	list := []shownText{}
	for _, m := range slices.Backward(s.acc.Texts) {
		if len(list) == 50 {
			break
		}
		list = append(list, shownText{m.Phone, m.Text, m.At.In(beijing).Format("1月2日 15:04")})
	}
	return list
}
