package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/skip2/go-qrcode"
)

// Limits of codes with parameters.
const (
	codeLongest  = 2_592_000 // seconds, 30 days
	codeDefault  = 60
	codeForever  = 100_000 // permanent codes in all, and the largest of their numbers
	sceneLongest = 64
)

// Code is a QR code that leads to the account and carries a scene.
type Code struct {
	Ticket  string    `json:"ticket"`
	Scene   string    `json:"scene"`
	URL     string    `json:"url"`
	Expires time.Time `json:"expires,omitzero"` // zero: never
	Text    bool      `json:"text"`             // the scene is a string, not a number
}

// Scan is what a user holds his camera at; one field is enough.
type Scan struct {
	Scene  string `json:"scene,omitempty"`
	Ticket string `json:"ticket,omitempty"`
	URL    string `json:"url,omitempty"` // what the code says
}

// Scan scans a code of the account. A user who does not follow yet does so by
// scanning, as if he pressed 关注 on the page that opens. A scene for which no
// code was made is taken for one printed before the emulator's memory begins.
func (s *Sim) Scan(ctx context.Context, openID string, scan Scan) (Outcome, error) {
	return s.do(ctx, openID, s.scanning(scan))
}

func (s *Sim) scanning(scan Scan) prepare {
	return func(p *person, now time.Time) (act, error) {
		code, err := s.scanned(scan, now)
		if err != nil {
			return act{}, err
		}
		if !p.Following {
			return s.subscribe(p, code.Scene, code.Ticket, now), nil
		}
		p.openWindow(byScan, now)
		c := s.eventXML(p.OpenID, "SCAN")
		c.text("EventKey", code.Scene)
		c.text("Ticket", code.Ticket)
		item := s.trace(p, now, "扫描二维码")
		return act{parcels: []parcel{{openID: p.OpenID, clear: c.String(), item: item, answers: true}}}, nil
	}
}

func (s *Sim) scanned(scan Scan, now time.Time) (*Code, error) {
	if scan.Scene == "" && scan.Ticket == "" && scan.URL == "" {
		return nil, errors.New("a scan needs a scene, a ticket or a url")
	}
	expired := false
	for _, c := range s.acc.Codes {
		if c.Ticket != scan.Ticket && c.Scene != scan.Scene && c.URL != scan.URL {
			continue
		}
		if c.Expires.IsZero() || now.Before(c.Expires) {
			return c, nil
		}
		expired = true
	}
	switch {
	case expired:
		return nil, errors.New("this code has expired")
	case scan.Scene == "":
		return nil, errors.New("this is not a code of the account")
	}
	return s.newCode(scan.Scene, true, time.Time{}), nil
}

func (s *Sim) newCode(scene string, text bool, expires time.Time) *Code {
	c := &Code{
		Ticket: "gQ" + random(94) + "==", Scene: scene, Text: text, Expires: expires,
		URL: "http://weixin.qq.com/q/" + random(22),
	}
	s.acc.Codes = append(s.acc.Codes, c)
	return c
}

// Codes lists the codes that can be scanned now, oldest first.
func (s *Sim) Codes() []Code {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.codes()
}

func (s *Sim) codes() []Code {
	out := []Code{}
	now := s.clock()
	for _, c := range s.acc.Codes {
		if c.Expires.IsZero() || now.Before(c.Expires) {
			out = append(out, *c)
		}
	}
	return out
}

type codeRequest struct {
	Expire int64  `json:"expire_seconds"`
	Action string `json:"action_name"`
	Info   struct {
		Scene struct {
			ID  *int64 `json:"scene_id"`
			Str string `json:"scene_str"`
		} `json:"scene"`
	} `json:"action_info"`
}

func (s *Sim) codeCreate(c *call) (any, error) {
	var in codeRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	scene, text, forever, err := in.scene()
	if err != nil {
		return nil, err
	}
	if forever {
		code, err := s.permanent(scene, text)
		if err != nil {
			return nil, err
		}
		return map[string]any{"ticket": code.Ticket, "url": code.URL}, nil
	}
	life := in.Expire
	if life == 0 {
		life = codeDefault
	}
	if life < 0 || life > codeLongest {
		return nil, refusef(40053, "invalid action info: expire_seconds must not exceed %d", codeLongest)
	}
	code := s.newCode(scene, text, c.now.Add(time.Duration(life)*time.Second))
	return map[string]any{"ticket": code.Ticket, "expire_seconds": life, "url": code.URL}, nil
}

// scene checks a request by its kind.
func (in codeRequest) scene() (scene string, text, forever bool, err error) {
	sc := in.Info.Scene
	switch in.Action {
	case "QR_SCENE", "QR_LIMIT_SCENE":
		forever = in.Action == "QR_LIMIT_SCENE"
		if sc.ID == nil || *sc.ID < 1 || *sc.ID > 1<<32-1 || forever && *sc.ID > codeForever {
			return "", false, false, refuse(40053)
		}
		return strconv.FormatInt(*sc.ID, 10), false, forever, nil
	case "QR_STR_SCENE", "QR_LIMIT_STR_SCENE":
		if n := utf8.RuneCountInString(sc.Str); n < 1 || n > sceneLongest {
			return "", false, false, refuse(40053)
		}
		return sc.Str, true, in.Action == "QR_LIMIT_STR_SCENE", nil
	}
	return "", false, false, refuse(40053)
}

// permanent returns the same code for the same scene, as the platform does.
func (s *Sim) permanent(scene string, text bool) (*Code, error) {
	n := 0
	for _, c := range s.acc.Codes {
		if !c.Expires.IsZero() {
			continue
		}
		if c.Scene == scene && c.Text == text {
			return c, nil
		}
		n++
	}
	if n >= codeForever {
		return nil, refuse(45009)
	}
	return s.newCode(scene, text, time.Time{}), nil
}

// codeShow is the picture on mp.weixin.qq.com.
func (s *Sim) codeShow(c *call) (any, error) {
	for _, code := range s.acc.Codes {
		if code.Ticket == c.query.Get("ticket") {
			return drawCode(code.URL)
		}
	}
	return file{contentType: "text/html", status: http.StatusNotFound, data: []byte("404")}, nil
}

func drawCode(text string) (any, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("drawing a code: %w", err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, q.Image(430), &jpeg.Options{Quality: 90}); err != nil {
		return nil, fmt.Errorf("drawing a code: %w", err)
	}
	return file{contentType: "image/jpg", data: b.Bytes()}, nil
}
