package sim

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
)

// Button is one entry of the menu below the chat.
type Button struct {
	Type      string    `json:"type,omitempty"`
	Name      string    `json:"name"`
	Key       string    `json:"key,omitempty"`
	URL       string    `json:"url,omitempty"`
	MediaID   string    `json:"media_id,omitempty"`
	AppID     string    `json:"appid,omitempty"`
	PagePath  string    `json:"pagepath,omitempty"`
	ArticleID string    `json:"article_id,omitempty"`
	Sub       []*Button `json:"sub_button"`
}

// menu is the default menu, or a conditional one with its rule.
type menu struct {
	ID      int64     `json:"menuid"`
	Buttons []*Button `json:"button"`
	Rule    *rule     `json:"matchrule,omitempty"`
}

// rule says who sees a conditional menu. Of the fields the platform once knew,
// only these are left; the others are refused as private.
type rule struct {
	TagID    string `json:"tag_id,omitempty"`
	Platform string `json:"client_platform_type,omitempty"` // 1 iOS, 2 Android, 3 other
}

// conditionalMost bounds the conditional menus kept at once.
const conditionalMost = 100

// menuOf is the menu a user sees: the newest conditional menu for the tag put on
// him last, else the default one. Simulated phones are Android phones.
func (a *account) menuOf(p *person) *menu {
	for _, m := range slices.Backward(a.Conditional) {
		if m.Rule.fits(p) {
			return m
		}
	}
	return a.Menu
}

func (r *rule) fits(p *person) bool {
	if r.Platform != "" && r.Platform != "2" {
		return false
	}
	if r.TagID == "" {
		return true
	}
	n := len(p.Tags)
	return n > 0 && strconv.Itoa(p.Tags[n-1]) == r.TagID
}

// find returns the button a tap means.
func (m *menu) find(t Tap) *Button {
	if m == nil {
		return nil
	}
	if len(t.Path) > 0 {
		return at(m.Buttons, t.Path)
	}
	for _, top := range m.Buttons {
		for _, b := range append([]*Button{top}, top.Sub...) {
			if t.Key != "" && len(b.Sub) == 0 && slices.Contains([]string{b.Key, b.Name, b.URL}, t.Key) {
				return b
			}
		}
	}
	return nil
}

func at(buttons []*Button, path []int) *Button {
	var b *Button
	for _, i := range path {
		if i < 0 || i >= len(buttons) {
			return nil
		}
		b = buttons[i]
		buttons = b.Sub
	}
	if len(b.Sub) > 0 {
		return nil // it only opens its sub buttons
	}
	return b
}

// Menu returns the buttons the user would see now, nil for no menu.
func (s *Sim) Menu(openID string) ([]*Button, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		return nil, ErrNoUser
	}
	return s.acc.buttonsOf(p), nil
}

func (a *account) buttonsOf(p *person) []*Button {
	if m := a.menuOf(p); m != nil && p.Following {
		return m.Buttons
	}
	return nil
}

type menuRequest struct {
	Buttons []*Button                  `json:"button"`
	Rule    map[string]json.RawMessage `json:"matchrule"`
}

func (s *Sim) menuCreate(c *call) (any, error) {
	var in menuRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := checkButtons(in.Buttons); err != nil {
		return nil, err
	}
	s.acc.NextMenu++
	s.acc.Menu = &menu{ID: s.acc.NextMenu, Buttons: in.Buttons}
	return done, nil
}

func (s *Sim) menuGet(*call) (any, error) {
	if s.acc.Menu == nil {
		return nil, refuse(46003)
	}
	out := map[string]any{"menu": s.acc.Menu}
	if len(s.acc.Conditional) > 0 {
		out["conditionalmenu"] = s.acc.Conditional
	}
	return out, nil
}

// menuDelete removes the conditional menus as well.
func (s *Sim) menuDelete(*call) (any, error) {
	s.acc.Menu, s.acc.Conditional = nil, nil
	return done, nil
}

func (s *Sim) menuAddConditional(c *call) (any, error) {
	var in menuRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if s.acc.Menu == nil {
		return nil, refuse(65303)
	}
	r, err := readRule(in.Rule)
	if err != nil {
		return nil, err
	}
	if err := checkButtons(in.Buttons); err != nil {
		return nil, err
	}
	if foreign(in.Buttons) > 3 {
		return nil, refuse(65316)
	}
	if len(s.acc.Conditional) >= conditionalMost {
		return nil, refuse(65305)
	}
	s.acc.NextMenu++
	s.acc.Conditional = append(s.acc.Conditional, &menu{ID: s.acc.NextMenu, Buttons: in.Buttons, Rule: r})
	return map[string]string{"menuid": strconv.FormatInt(s.acc.NextMenu, 10)}, nil
}

// readRule takes values as strings or numbers; empty ones do not count.
func readRule(raw map[string]json.RawMessage) (*rule, error) {
	var r rule
	for name, value := range raw {
		text := string(value)
		if unquoted, err := strconv.Unquote(text); err == nil {
			text = unquoted
		}
		switch {
		case text == "" || text == "null":
		case slices.Contains([]string{"sex", "country", "province", "city", "language"}, name):
			return nil, refuse(65320)
		case name == "tag_id" || name == "group_id":
			r.TagID = text
		case name == "client_platform_type":
			r.Platform = text
		}
	}
	if r == (rule{}) {
		return nil, refuse(65304)
	}
	return &r, nil
}

// foreign counts the hosts that view buttons lead to.
func foreign(buttons []*Button) int {
	hosts := map[string]bool{}
	for _, top := range buttons {
		for _, b := range append([]*Button{top}, top.Sub...) {
			if u, err := url.Parse(b.URL); err == nil && u.Host != "" {
				hosts[u.Host] = true
			}
		}
	}
	return len(hosts)
}

func (s *Sim) menuDelConditional(c *call) (any, error) {
	var in struct {
		ID json.Number `json:"menuid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	before := len(s.acc.Conditional)
	s.acc.Conditional = slices.DeleteFunc(s.acc.Conditional, func(m *menu) bool {
		return strconv.FormatInt(m.ID, 10) == in.ID.String()
	})
	if len(s.acc.Conditional) == before {
		return nil, refuse(65301)
	}
	return done, nil
}

func (s *Sim) menuTryMatch(c *call) (any, error) {
	var in struct {
		User string `json:"user_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.User
	p := s.acc.People[in.User]
	if p == nil {
		return nil, refuse(46004)
	}
	m := s.acc.menuOf(p)
	if m == nil {
		return nil, refuse(46003)
	}
	return map[string]any{"button": m.Buttons}, nil
}

// menuInfo shapes sub buttons as this endpoint does: in a list of their own.
func (s *Sim) menuInfo(*call) (any, error) {
	if s.acc.Menu == nil {
		return map[string]any{"is_menu_open": 0}, nil
	}
	var buttons []map[string]any
	for _, b := range s.acc.Menu.Buttons {
		buttons = append(buttons, selfButton(b))
	}
	return map[string]any{"is_menu_open": 1, "selfmenu_info": map[string]any{"button": buttons}}, nil
}

func selfButton(b *Button) map[string]any {
	out := map[string]any{"name": b.Name}
	if len(b.Sub) > 0 {
		var subs []map[string]any
		for _, sub := range b.Sub {
			subs = append(subs, selfButton(sub))
		}
		out["sub_button"] = map[string]any{"list": subs}
		return out
	}
	for name, value := range map[string]string{"type": b.Type, "key": b.Key, "url": b.URL, "value": b.MediaID} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}
