package sim

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// userAnswer is what the platform tells about a person. There is no nickname and
// no picture in it since 2021-12-27.
type userAnswer struct {
	Subscribe int    `json:"subscribe"`
	OpenID    string `json:"openid"`
	*follower
}

type follower struct {
	Language       string `json:"language"`
	SubscribeTime  int64  `json:"subscribe_time"`
	Remark         string `json:"remark"`
	GroupID        int    `json:"groupid"`
	TagIDs         []int  `json:"tagid_list"`
	SubscribeScene string `json:"subscribe_scene"`
	QRScene        int64  `json:"qr_scene"`
	QRSceneStr     string `json:"qr_scene_str"`
}

func (p *person) answer() userAnswer {
	if !p.Following {
		return userAnswer{OpenID: p.OpenID}
	}
	f := &follower{
		Language: "zh_CN", SubscribeTime: p.Since.Unix(), Remark: p.Remark,
		TagIDs: sortedTags(p), SubscribeScene: "ADD_SCENE_SEARCH",
	}
	if p.Scene != "" {
		f.SubscribeScene = "ADD_SCENE_QR_CODE"
		f.QRSceneStr = p.Scene
		if n, err := strconv.ParseInt(p.Scene, 10, 64); err == nil {
			f.QRScene, f.QRSceneStr = n, ""
		}
	}
	if len(f.TagIDs) > 0 {
		f.GroupID = f.TagIDs[0]
	}
	return userAnswer{1, p.OpenID, f}
}

func (s *Sim) userInfo(c *call) (any, error) {
	c.openID = c.query.Get("openid")
	if c.openID == "" {
		return nil, refuse(41009)
	}
	p := s.acc.People[c.openID]
	if p == nil {
		return nil, refuse(40003)
	}
	return p.answer(), nil
}

func (s *Sim) userInfoBatch(c *call) (any, error) {
	var in struct {
		Users []struct {
			OpenID string `json:"openid"`
		} `json:"user_list"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if n := len(in.Users); n == 0 || n > 100 {
		return nil, refuse(40032)
	}
	out := []userAnswer{}
	for _, u := range in.Users {
		p := s.acc.People[u.OpenID]
		if p == nil {
			return nil, refuse(40003)
		}
		out = append(out, p.answer())
	}
	return map[string]any{"user_info_list": out}, nil
}

func (s *Sim) userList(c *call) (any, error) {
	return pageOf(s.acc.Followers, c.query.Get("next_openid"))
}

func (s *Sim) userRemark(c *call) (any, error) {
	var in struct {
		OpenID string `json:"openid"`
		Remark string `json:"remark"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.OpenID
	p := s.acc.People[in.OpenID]
	switch {
	case p == nil:
		return nil, refuse(40003)
	case !p.Following:
		return nil, refuse(43004)
	case utf8.RuneCountInString(in.Remark) >= 30:
		return nil, refuse(40097)
	}
	p.Remark = in.Remark
	return done, nil
}

// blacklistCallMost is how many people one call may put on or take off.
const blacklistCallMost = 20

func (s *Sim) blacklist(c *call) (any, error) {
	var in struct {
		Begin string `json:"begin_openid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	var ids []string
	for id, p := range s.acc.People {
		if p.Blocked {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return pageOf(ids, in.Begin)
}

func (s *Sim) blacklistPut(c *call) (any, error)  { return s.setBlocked(c, true) }
func (s *Sim) blacklistTake(c *call) (any, error) { return s.setBlocked(c, false) }

func (s *Sim) setBlocked(c *call, blocked bool) (any, error) {
	var in struct {
		OpenIDs []string `json:"openid_list"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if n := len(in.OpenIDs); n == 0 || n > blacklistCallMost {
		return nil, refuse(40032)
	}
	c.openID = onlyOne(in.OpenIDs)
	people, err := s.acc.followers(in.OpenIDs)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		p.Blocked = blocked
	}
	return done, nil
}
