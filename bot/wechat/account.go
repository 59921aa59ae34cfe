package wechat

import (
	"context"

	"github.com/silenceper/wechat/v2/domain/openapi"
	"github.com/silenceper/wechat/v2/officialaccount/basic"
	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
)

// Quota is how often a call may be made on one day in Asia/Shanghai.
type Quota struct {
	Limit, Used, Remaining int64
}

// Quota asks for that of one call, by its path, e.g.
// /cgi-bin/message/template/send.
func (c *Client) Quota(ctx context.Context, path string) (Quota, error) {
	var out openapi.APIQuota
	err := c.post(ctx, "/cgi-bin/openapi/quota/get", openapi.GetAPIQuotaParams{CgiPath: path}, &out)
	return Quota{Limit: out.Quota.DailyLimit, Used: out.Quota.Used, Remaining: out.Quota.Remain}, err
}

// CallbackAddresses lists the networks that the platform's deliveries come
// from, for a firewall. They change.
func (c *Client) CallbackAddresses(ctx context.Context) (list []string, err error) {
	err = c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		list, err = basic.NewBasic(s).GetCallbackIP()
		return err
	})
	return list, err
}

// CheckAccess proves that app id, secret and this server's address are
// accepted: it gets a token, or uses the one held.
func (c *Client) CheckAccess(ctx context.Context) error {
	if _, err := c.token.get(ctx); err != nil {
		return &TokenError{err}
	}
	return nil
}
