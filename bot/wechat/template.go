package wechat

import (
	"context"
	"fmt"

	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

// Template is a template message. The SDK's own type always sends an empty mini
// program, so the call is ours.
type Template struct {
	To         string
	TemplateID string
	URL        string // the page it opens; empty opens nothing
	// ClientMsgID makes a repeat harmless: the platform delivers one message
	// for one id.
	ClientMsgID string
	Fields      map[string]string // by the template's field, without .DATA
}

// SendTemplate returns the id that TEMPLATESENDJOBFINISH will carry. Success
// means accepted, not delivered.
func (c *Client) SendTemplate(ctx context.Context, t Template) (msgID int64, err error) {
	if t.To == "" || t.TemplateID == "" {
		return 0, fmt.Errorf("%w: template message without receiver or template", ErrArgument)
	}
	var out struct {
		MsgID int64 `json:"msgid"`
	}
	err = c.post(ctx, "/cgi-bin/message/template/send", struct {
		To          string           `json:"touser"`
		TemplateID  string           `json:"template_id"`
		URL         string           `json:"url,omitempty"`
		ClientMsgID string           `json:"client_msg_id,omitempty"`
		Data        map[string]field `json:"data"`
	}{t.To, t.TemplateID, t.URL, t.ClientMsgID, fields(t.Fields)}, &out)
	return out.MsgID, err
}

// Subscription is a subscription notice: one for each consent that the person
// gave, or any number where the account may ask for lasting consent. The
// platform takes no id of ours for it.
type Subscription struct {
	To         string
	TemplateID string
	Page       string // the page it opens
	Fields     map[string]string
}

// SendSubscription sends a subscription notice (bizsend). 43101 means that no
// consent is left.
func (c *Client) SendSubscription(ctx context.Context, s Subscription) error {
	if s.To == "" || s.TemplateID == "" {
		return fmt.Errorf("%w: subscription notice without receiver or template", ErrArgument)
	}
	return c.post(ctx, "/cgi-bin/message/subscribe/bizsend", struct {
		To         string           `json:"touser"`
		TemplateID string           `json:"template_id"`
		Page       string           `json:"page,omitempty"`
		Data       map[string]field `json:"data"`
	}{s.To, s.TemplateID, s.Page, fields(s.Fields)}, nil)
}

type field struct {
	Value string `json:"value"`
}

func fields(values map[string]string) map[string]field {
	out := make(map[string]field, len(values))
	for k, v := range values {
		out[k] = field{v}
	}
	return out
}

// TemplateInfo is a template of the account.
type TemplateInfo struct {
	ID      string
	Title   string
	Content string // lines such as 处理进度:{{thing2.DATA}}; names the fields and, by them, their types
	Example string
}

// Templates lists the account's templates.
func (c *Client) Templates(ctx context.Context) ([]TemplateInfo, error) {
	var list []*message.TemplateItem
	err := c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		list, err = message.NewTemplate(s).List()
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]TemplateInfo, 0, len(list))
	for _, t := range list {
		out = append(out, TemplateInfo{ID: t.TemplateID, Title: t.Title, Content: t.Content, Example: t.Example})
	}
	return out, nil
}

// SubscriptionTemplates lists the account's templates for subscription notices.
func (c *Client) SubscriptionTemplates(ctx context.Context) ([]TemplateInfo, error) {
	var list []*message.PrivateSubscribeItem
	err := c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		list, err = message.NewSubscribe(s).List()
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]TemplateInfo, 0, len(list))
	for _, t := range list {
		out = append(out, TemplateInfo{ID: t.PriTmplID, Title: t.Title, Content: t.Content, Example: t.Example})
	}
	return out, nil
}
