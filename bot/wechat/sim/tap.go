package sim

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"slices"
	"time"
)

// Tap is a touch on the menu below the chat or on a line of a msgmenu.
type Tap struct {
	Key  string `json:"key,omitempty"`  // a button's key, name or URL
	Path []int  `json:"path,omitempty"` // or its place: top level, then sub button, from 0
	Line string `json:"bizmsgmenuid,omitempty"`
	Text string `json:"text,omitempty"` // of a msgmenu link inside a text

	Result string `json:"result,omitempty"` // what scancode_push and scancode_waitmsg read
	Data   []byte `json:"data,omitempty"`   // the picture of pic_…; a sample when empty
	Place  *Place `json:"place,omitempty"`  // of location_select
}

// Tap touches a button. For a view button the outcome has its URL.
func (s *Sim) Tap(ctx context.Context, openID string, t Tap) (Outcome, error) {
	return s.do(ctx, openID, s.tapping(t))
}

func (s *Sim) tapping(t Tap) prepare {
	return func(p *person, now time.Time) (act, error) {
		if !p.Following {
			return act{}, ErrNotFollowing
		}
		if t.Line != "" {
			return s.tapLine(p, now, t)
		}
		m := s.acc.menuOf(p)
		b := m.find(t)
		if b == nil {
			return act{}, errors.New("this user's menu has no such button")
		}
		return s.press(p, now, m, b, t)
	}
}

// tapLine sends the words of a msgmenu's line, which counts as a menu click.
func (s *Sim) tapLine(p *person, now time.Time, t Tap) (act, error) {
	text := t.Text
	for _, item := range slices.Backward(p.Items) {
		if line := item.Menu.line(t.Line); line != "" {
			text = line
			break
		}
	}
	if text == "" {
		return act{}, errors.New("no msgmenu on this phone has such a line")
	}
	return s.saying(text, t.Line)(p, now)
}

func (m *MsgMenu) line(id string) string {
	if m == nil {
		return ""
	}
	for _, l := range m.List {
		if l.ID == id {
			return l.Content
		}
	}
	return ""
}

// press makes the event of a button's type. Only click, scancode_push and
// scancode_waitmsg open a window for customer messages.
func (s *Sim) press(p *person, now time.Time, m *menu, b *Button, t Tap) (act, error) {
	switch b.Type {
	case "click":
		p.openWindow(byClick, now)
		return s.pressed(p, now, "CLICK", b.Name, func(c *content) { c.text("EventKey", b.Key) }), nil
	case "view":
		a := s.pressed(p, now, "VIEW", b.Name, func(c *content) { c.text("EventKey", b.URL); c.number("MenuId", m.ID) })
		a.url, a.parcels[0].answers = b.URL, false
		return a, nil
	case "miniprogram":
		a := s.pressed(p, now, "view_miniprogram", b.Name, func(c *content) { c.text("EventKey", b.PagePath); c.number("MenuId", m.ID) })
		a.url, a.parcels[0].answers = b.URL, false
		return a, nil
	case "scancode_push", "scancode_waitmsg":
		p.openWindow(byClick, now)
		return s.pressed(p, now, b.Type, b.Name, func(c *content) { scanInfo(c, b.Key, t.Result) }), nil
	case "pic_sysphoto", "pic_photo_or_album", "pic_weixin":
		return s.pressPicture(p, now, b, t)
	case "location_select":
		return s.pressPlace(p, now, b, t)
	}
	return act{}, errors.New("buttons of type " + b.Type + " show material, which is not emulated")
}

func (s *Sim) pressed(p *person, now time.Time, event, name string, fill func(*content)) act {
	c := s.eventXML(p.OpenID, event)
	fill(c)
	item := s.trace(p, now, "点击菜单“"+name+"”")
	return act{parcels: []parcel{{openID: p.OpenID, clear: c.String(), item: item, answers: true, click: true}}}
}

func scanInfo(c *content, key, result string) {
	c.text("EventKey", key)
	c.open("ScanCodeInfo")
	c.text("ScanType", "qrcode")
	c.text("ScanResult", result)
	c.close("ScanCodeInfo")
}

// pressPicture is followed by the picture as a message of its own.
func (s *Sim) pressPicture(p *person, now time.Time, b *Button, t Tap) (act, error) {
	m := Message{Kind: "image", Data: t.Data}.withSample()
	sum := md5.Sum(m.Data)
	first := s.pressed(p, now, b.Type, b.Name, func(c *content) {
		c.text("EventKey", b.Key)
		c.open("SendPicsInfo")
		c.number("Count", 1)
		c.open("PicList")
		c.open("item")
		c.text("PicMd5Sum", hex.EncodeToString(sum[:]))
		c.close("item")
		c.close("PicList")
		c.close("SendPicsInfo")
	})
	return s.thenSend(p, now, first, m)
}

func (s *Sim) pressPlace(p *person, now time.Time, b *Button, t Tap) (act, error) {
	m := Message{Kind: "location", Place: t.Place}.withSample()
	first := s.pressed(p, now, b.Type, b.Name, func(c *content) {
		c.text("EventKey", b.Key)
		c.open("SendLocationInfo")
		c.decimal("Location_X", m.Place.X)
		c.decimal("Location_Y", m.Place.Y)
		c.number("Scale", int64(m.Place.Scale))
		c.text("Label", m.Place.Label)
		c.text("Poiname", "")
		c.close("SendLocationInfo")
	})
	return s.thenSend(p, now, first, m)
}

func (s *Sim) thenSend(p *person, now time.Time, first act, m Message) (act, error) {
	second, err := s.sending(m)(p, now)
	if err != nil {
		return act{}, err
	}
	first.parcels[0].answers = false
	return act{parcels: append(first.parcels, second.parcels...)}, nil
}
