package console

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"
	"time"

	qrcode "github.com/skip2/go-qrcode"
)

// pixels of a code's picture: enough for a poster of 12 cm.
const pixels = 720

// maxLife is the longest life of a temporary code (platform: 30 days).
const maxLife = 30 * 24 * time.Hour

// drawQR draws a code as an image that stands in the page itself, so that what is
// in it leaves no address behind.
func drawQR(text string) (template.URL, error) {
	png, err := qrcode.Encode(text, qrcode.Medium, pixels)
	if err != nil {
		return "", fmt.Errorf("drawing a QR code: %w", err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil
}

var errNoQR = errors.New("no WeChat account for QR codes")

// codes remembers what stands in the permanent codes of stations: an account has
// 100,000 of them, and asking again may take another.
type codes struct {
	mu      sync.Mutex
	byScene map[string]string
}

// permanent draws the code that never ends of a scene.
func (h *handler) permanent(ctx context.Context, scene string) (template.URL, error) {
	if h.cfg.QR == nil {
		return "", errNoQR
	}
	h.codes.mu.Lock()
	text, ok := h.codes.byScene[scene]
	h.codes.mu.Unlock()
	if !ok {
		made, err := h.cfg.QR.PermanentQR(ctx, scene)
		if err != nil {
			return "", err
		}
		text = made.URL
		h.codes.remember(scene, text)
	}
	return drawQR(text)
}

func (k *codes) remember(scene, text string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byScene == nil {
		k.byScene = map[string]string{}
	}
	k.byScene[scene] = text
}

// temporary draws the code of an invitation.
func (h *handler) temporary(ctx context.Context, scene string, life time.Duration) (template.URL, error) {
	if h.cfg.QR == nil {
		return "", errNoQR
	}
	made, err := h.cfg.QR.TemporaryQR(ctx, scene, min(life, maxLife).Truncate(time.Second))
	if err != nil {
		return "", err
	}
	return drawQR(made.URL)
}

// secretOf reads the secret out of an otpauth address.
func secretOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Query().Get("secret")
}

// group4 writes a code in groups of four, for typing.
func group4(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
