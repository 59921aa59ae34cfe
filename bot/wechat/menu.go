package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/menu"
)

// SetMenu replaces the default menu; menu is the platform's {"button":[…]}.
// Phones show it within five minutes.
func (c *Client) SetMenu(ctx context.Context, buttons json.RawMessage) error {
	return c.viaSDK(ctx, func(s *sdk.Context) error { return menu.NewMenu(s).SetMenuByJSON(string(buttons)) })
}

// GetMenu returns the menus made by the API as the platform has them, or nil
// when there are none. It is raw because the SDK's type fails on the platform's
// own example.
func (c *Client) GetMenu(ctx context.Context) (json.RawMessage, error) {
	var out json.RawMessage
	err := c.get(ctx, "/cgi-bin/menu/get", nil, &out)
	if api, ok := errors.AsType[*APIError](err); ok && api.Code == 46003 {
		return nil, nil
	}
	return out, err
}

// SelfMenu returns what is shown now, also when it was made by hand in the back
// end: that menu disappears once server mode is on, so import it first.
func (c *Client) SelfMenu(ctx context.Context) (json.RawMessage, error) {
	var out json.RawMessage
	err := c.get(ctx, "/cgi-bin/get_current_selfmenu_info", nil, &out)
	return out, err
}

// DeleteMenu deletes the default menu and every conditional one.
func (c *Client) DeleteMenu(ctx context.Context) error {
	return c.viaSDK(ctx, func(s *sdk.Context) error { return menu.NewMenu(s).DeleteMenu() })
}

// AddConditionalMenu shows buttons, a {"button":[…]}, to the people with a tag
// and returns the new menu's id. The newest rule that fits wins; there is no
// editing. The SDK knows neither tag_id nor the id in the answer.
func (c *Client) AddConditionalMenu(ctx context.Context, buttons json.RawMessage, tagID int) (menuID string, err error) {
	var in map[string]json.RawMessage
	if err := json.Unmarshal(buttons, &in); err != nil || in["button"] == nil {
		return "", fmt.Errorf("%w: a menu is a JSON object with a list of buttons", ErrArgument)
	}
	in["matchrule"] = json.RawMessage(`{"tag_id":"` + strconv.Itoa(tagID) + `"}`)
	var out struct {
		MenuID json.RawMessage `json:"menuid"` // a string here, a number in menu/get
	}
	err = c.post(ctx, "/cgi-bin/menu/addconditional", in, &out)
	return strings.Trim(string(out.MenuID), `"`), err
}

// DeleteConditionalMenu deletes one conditional menu.
func (c *Client) DeleteConditionalMenu(ctx context.Context, menuID string) error {
	return c.post(ctx, "/cgi-bin/menu/delconditional", map[string]string{"menuid": menuID}, nil)
}
