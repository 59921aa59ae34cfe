package wechat

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/user"
)

// maxTagged is how many people one call may tag.
const maxTagged = 50

// Tag is a tag of the account; the ids 0 to 2 are the platform's own.
type Tag struct {
	ID    int
	Name  string
	Count int // people who carry it
}

// CreateTag makes a tag; its name has at most 30 characters.
func (c *Client) CreateTag(ctx context.Context, name string) (Tag, error) {
	var made *user.TagInfo
	err := c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		made, err = user.NewUser(s).CreateTag(name)
		return err
	})
	if err != nil {
		return Tag{}, err
	}
	if made == nil {
		return Tag{}, &CallError{Path: "/cgi-bin/tags/create", Err: errNoValue}
	}
	return Tag{ID: int(made.ID), Name: made.Name}, nil
}

// Tags lists the account's tags. The SDK does not look at the errcode here, the
// Client's transport does.
func (c *Client) Tags(ctx context.Context) ([]Tag, error) {
	var list []*user.TagInfo
	err := c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		list, err = user.NewUser(s).GetTag()
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Tag, 0, len(list))
	for _, t := range list {
		out = append(out, Tag{ID: int(t.ID), Name: t.Name, Count: int(t.Count)})
	}
	return out, nil
}

// TagPeople puts a tag on people, in as many calls as it takes. After an error
// some may have it; repeating is harmless.
func (c *Client) TagPeople(ctx context.Context, tagID int, openids []string) error {
	return c.eachBatch(ctx, openids, func(u *user.User, batch []string) error {
		return u.BatchTag(batch, int32(tagID))
	})
}

// UntagPeople takes a tag off people; see TagPeople.
func (c *Client) UntagPeople(ctx context.Context, tagID int, openids []string) error {
	return c.eachBatch(ctx, openids, func(u *user.User, batch []string) error {
		return u.BatchUntag(batch, int32(tagID))
	})
}

func (c *Client) eachBatch(ctx context.Context, openids []string, do func(*user.User, []string) error) error {
	for batch := range slices.Chunk(openids, maxTagged) {
		err := c.viaSDK(ctx, func(s *sdk.Context) error { return do(user.NewUser(s), batch) })
		if err != nil {
			return err
		}
	}
	return nil
}

// UserInfo is what the platform tells of a person. There is no name and no
// picture in it since 2021.
type UserInfo struct {
	OpenID     string
	UnionID    string
	Subscribed bool
	Since      time.Time // last follow, UTC; zero when not subscribed
	TagIDs     []int
	Scene      string // how they came, e.g. ADD_SCENE_QR_CODE
	QRScene    string // the scene of the code they followed by
}

// UserInfo asks for one person. (The SDK puts the openid into the query as it
// is.)
func (c *Client) UserInfo(ctx context.Context, openid string) (UserInfo, error) {
	if openid == "" {
		return UserInfo{}, fmt.Errorf("%w: empty openid", ErrArgument)
	}
	var out struct {
		Subscribe      int    `json:"subscribe"`
		OpenID         string `json:"openid"`
		UnionID        string `json:"unionid"`
		SubscribeTime  int64  `json:"subscribe_time"`
		TagIDs         []int  `json:"tagid_list"`
		SubscribeScene string `json:"subscribe_scene"`
		QRSceneStr     string `json:"qr_scene_str"`
	}
	err := c.get(ctx, "/cgi-bin/user/info", url.Values{"openid": {openid}, "lang": {"zh_CN"}}, &out)
	if err != nil {
		return UserInfo{}, err
	}
	info := UserInfo{OpenID: out.OpenID, UnionID: out.UnionID, Subscribed: out.Subscribe != 0,
		TagIDs: out.TagIDs, Scene: out.SubscribeScene, QRScene: out.QRSceneStr}
	if info.Subscribed {
		info.Since = time.Unix(out.SubscribeTime, 0).UTC()
	}
	return info, nil
}
