package wechat

import (
	"context"
	"net/http"
	"time"

	"github.com/silenceper/wechat/v2/credential"
)

// fetchToken asks for the stable token: every replica gets the same one, and
// asking does not kill the one in use, unless it is by force.
func (c *Client) fetchToken(ctx context.Context, force bool) (string, time.Duration, error) {
	const path = "/cgi-bin/stable_token"
	body, err := marshal(struct {
		GrantType string `json:"grant_type"`
		AppID     string `json:"appid"`
		Secret    string `json:"secret"`
		Force     bool   `json:"force_refresh,omitempty"`
	}{"client_credential", c.appID, c.secret, force})
	if err != nil {
		return "", 0, err
	}
	var out struct {
		Token     string `json:"access_token"`
		ExpiresIn int64  `json:"expires_in"`
	}
	r := request{method: http.MethodPost, path: path, body: body, contentType: jsonType}
	if err := c.decode(ctx, r, &out); err != nil {
		return "", 0, err
	}
	if out.Token == "" {
		return "", 0, &CallError{Path: path, Err: errNoValue}
	}
	c.log.Info("wechat access token renewed", "seconds", out.ExpiresIn, "forced", force)
	return out.Token, time.Duration(out.ExpiresIn) * time.Second, nil
}

// fetchTicket asks for the ticket that signs pages which use the JS-SDK. It
// cannot be forced.
func (c *Client) fetchTicket(ctx context.Context, _ bool) (string, time.Duration, error) {
	cl, done := c.begin(ctx)
	defer done()
	res, err := credential.GetTicketFromServerContext(ctx, cl.name)
	if err = cl.outcome(err); err != nil {
		return "", 0, err
	}
	if res.Ticket == "" {
		return "", 0, &CallError{Path: "/cgi-bin/ticket/getticket", Err: errNoValue}
	}
	return res.Ticket, time.Duration(res.ExpiresIn) * time.Second, nil
}
