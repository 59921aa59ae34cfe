package wechat

import (
	"context"
	"errors"
	"fmt"
)

// Mass is a text message to many people at once. The SDK's own call is not used: it
// knows no client id, and with no receivers it sends to everybody.
type Mass struct {
	// To are the openids, 2 to 10,000. Everybody who follows the account gets it
	// when Everybody is set, and only then.
	To        []string
	Everybody bool
	Text      string
	// ClientMsgID makes a repeat harmless: the platform sends one message for one
	// id and answers a repeat with the first one's.
	ClientMsgID string
}

const (
	massFewest = 2
	massMost   = 10_000
	codeSent   = 45065 // sent before, under the same client id
)

type massText struct {
	Content string `json:"content"`
}

// SendMass returns the id that MASSSENDJOBFINISH will carry. Success means accepted:
// who got it is in that event.
func (c *Client) SendMass(ctx context.Context, m Mass) (msgID int64, err error) {
	switch {
	case m.Text == "" || m.ClientMsgID == "":
		return 0, fmt.Errorf("%w: mass message without text or id", ErrArgument)
	case m.Everybody != (len(m.To) == 0), !m.Everybody && (len(m.To) < massFewest || len(m.To) > massMost):
		return 0, fmt.Errorf("%w: mass message to nobody, too few or too many", ErrArgument)
	}
	path, in := "/cgi-bin/message/mass/send", map[string]any{"touser": m.To}
	if m.Everybody {
		path, in = "/cgi-bin/message/mass/sendall", map[string]any{"filter": map[string]bool{"is_to_all": true}}
	}
	in["msgtype"], in["text"], in["clientmsgid"] = "text", massText{m.Text}, m.ClientMsgID
	var out struct {
		MsgID int64 `json:"msg_id"`
	}
	err = c.post(ctx, path, in, &out)
	if e, ok := errors.AsType[*APIError](err); ok && e.Code == codeSent {
		return e.JobID, nil
	}
	return out.MsgID, err
}

// PreviewMass sends a text to one person as a mass message would read. It uses up
// nobody's mass messages.
func (c *Client) PreviewMass(ctx context.Context, openid, text string) error {
	if openid == "" || text == "" {
		return fmt.Errorf("%w: preview to nobody, or of nothing", ErrArgument)
	}
	return c.post(ctx, "/cgi-bin/message/mass/preview", map[string]any{"touser": openid, "msgtype": "text", "text": massText{text}}, nil)
}
