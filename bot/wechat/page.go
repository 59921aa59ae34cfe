package wechat

import (
	"context"
	"crypto/rand"
	"crypto/sha1" // the platform's choice
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/silenceper/wechat/v2/officialaccount/config"
	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/oauth"
)

// PageConfig is what wx.config needs to let a page use the JS-SDK.
type PageConfig struct {
	AppID     string `json:"appId"`
	Timestamp int64  `json:"timestamp"`
	Nonce     string `json:"nonceStr"`
	Signature string `json:"signature"`
}

// PageConfig signs a page's address as the browser shows it; what follows # is
// not part of it.
func (c *Client) PageConfig(ctx context.Context, address string) (PageConfig, error) {
	ticket, err := c.ticket.get(ctx)
	if err != nil {
		return PageConfig{}, err
	}
	address, _, _ = strings.Cut(address, "#")
	p := PageConfig{AppID: c.appID, Timestamp: c.now().Unix(), Nonce: rand.Text()}
	sum := sha1.Sum([]byte("jsapi_ticket=" + ticket.value + "&noncestr=" + p.Nonce +
		"&timestamp=" + strconv.FormatInt(p.Timestamp, 10) + "&url=" + address))
	p.Signature = hex.EncodeToString(sum[:])
	return p, nil
}

// AuthorizeURL is where to send a browser so that it comes back to redirect
// with a code and state. It asks for the openid only (snsapi_base), so that the
// person sees no question. state has at most 128 bytes.
func (c *Client) AuthorizeURL(redirect, state string) (string, error) {
	if len(state) > 128 {
		return "", fmt.Errorf("%w: state is longer than 128 bytes", ErrArgument)
	}
	// The platform compares the order of the parameters, which is the SDK's.
	account := &sdk.Context{Config: &config.Config{AppID: c.appID}}
	address, err := oauth.NewOauth(account).GetRedirectURL(redirect, "snsapi_base", url.QueryEscape(state))
	if err != nil {
		return "", fmt.Errorf("wechat oauth: %w", err)
	}
	base := c.hosts[openHost]
	return strings.Replace(address, "https://"+openHost, strings.TrimSuffix(base.String(), "/"), 1), nil
}

// Identity is who a browser turned out to be.
type Identity struct {
	OpenID  string
	UnionID string // only when the account belongs to an open platform
}

// codeForm keeps a code from carrying parameters of its own: the SDK puts it
// into the query as it is.
var codeForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,128}$`)

// Exchange turns the code that a browser brought back into an openid. The
// platform lets a code be used once, within five minutes (40163, 42003).
func (c *Client) Exchange(ctx context.Context, code string) (Identity, error) {
	if !codeForm.MatchString(code) {
		return Identity{}, ErrCode
	}
	var out oauth.ResAccessToken
	err := c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		out, err = oauth.NewOauth(s).GetUserAccessTokenContext(ctx, code)
		return err
	})
	switch {
	case err != nil:
		return Identity{}, err
	case out.IsSnapShotUser == 1:
		return Identity{}, ErrSnapshot
	case out.OpenID == "":
		return Identity{}, &CallError{Path: "/sns/oauth2/access_token", Err: errNoValue}
	}
	return Identity{OpenID: out.OpenID, UnionID: out.UnionID}, nil
}
