package wechat

import (
	"context"
	"fmt"
	"strconv"

	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/customerservice"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

// Customer-service messages reach a person only within 48 hours of what they
// wrote (five messages) or a minute of a menu tap, a follow or a scan (three).
// They carry no id of ours, so that one whose outcome is Unknown must not be
// repeated blindly.

// MenuItem is a line of a chat menu. A tap on it comes back as a text with the
// item's id in store.Message.MenuID.
type MenuItem struct {
	ID   int // numeric, because other programs' parsers fail on words
	Text string
}

// SendText sends a text, cut to the platform's 2048 bytes.
func (c *Client) SendText(ctx context.Context, openid, text string) error {
	if text == "" {
		return fmt.Errorf("%w: empty text", ErrArgument)
	}
	return c.sendCustomer(ctx, message.NewCustomerTextMessage(openid, Cut(text, maxReplyText)))
}

// SendMenu sends lines to tap between a head and a tail. To tap one counts as a
// menu tap.
func (c *Client) SendMenu(ctx context.Context, openid, head string, items []MenuItem, tail string) error {
	if len(items) == 0 {
		return fmt.Errorf("%w: chat menu without items", ErrArgument)
	}
	menu := &message.MediaMsgmenu{HeadContent: head, TailContent: tail}
	for _, i := range items {
		menu.List = append(menu.List, message.MsgmenuItem{ID: strconv.Itoa(i.ID), Content: i.Text})
	}
	return c.sendCustomer(ctx, &message.CustomerMessage{ToUser: openid, Msgtype: "msgmenu", Msgmenu: menu})
}

// SendImage sends a picture that was uploaded before.
func (c *Client) SendImage(ctx context.Context, openid, mediaID string) error {
	return c.sendCustomer(ctx, message.NewCustomerImgMessage(openid, mediaID))
}

// SendVoice sends a voice message that was uploaded before.
func (c *Client) SendVoice(ctx context.Context, openid, mediaID string) error {
	return c.sendCustomer(ctx, message.NewCustomerVoiceMessage(openid, mediaID))
}

func (c *Client) sendCustomer(ctx context.Context, m *message.CustomerMessage) error {
	if m.ToUser == "" {
		return fmt.Errorf("%w: nobody to send to", ErrArgument)
	}
	return c.viaSDK(ctx, func(s *sdk.Context) error { return message.NewMessageManager(s).Send(m) })
}

// Typing shows the person that an answer is being written, for a few seconds.
func (c *Client) Typing(ctx context.Context, openid string) error {
	return c.viaSDK(ctx, func(s *sdk.Context) error {
		return customerservice.NewCustomerServiceManager(s).SendTypingStatus(openid, customerservice.Typing)
	})
}
