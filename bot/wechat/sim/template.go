package sim

import (
	"slices"
	"time"
)

const templateSendPath = "/cgi-bin/message/template/send"

// Limits of template messages.
const (
	templatesMost  = 25
	repeatedWithin = 10 * time.Minute // one client_msg_id, one message
)

type templateRequest struct {
	To      string                 `json:"touser"`
	ID      string                 `json:"template_id"`
	URL     string                 `json:"url"`
	Key     string                 `json:"client_msg_id"`
	Data    map[string]*fieldValue `json:"data"`
	Program struct {
		AppID    string `json:"appid"`
		PagePath string `json:"pagepath"`
	} `json:"miniprogram"`
}

// templateSend answers with a number at once; TEMPLATESENDJOBFINISH follows.
func (s *Sim) templateSend(c *call) (any, error) {
	var in templateRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID, c.key = in.To, in.Key
	p, err := s.acc.follower(in.To)
	if err != nil {
		return nil, err
	}
	t := findTemplate(s.acc.Templates, in.ID)
	if t == nil {
		return nil, refuse(40037)
	}
	if in.URL != "" && absolute(in.URL) != nil {
		return nil, refuse(40039)
	}
	fields, err := t.fillFields(in.Data)
	if err != nil {
		return nil, err
	}
	id, fresh := p.once(in.Key, c.now, s.acc.next)
	if fresh {
		s.putTemplate(p, t, in.URL, fields, id, c.now)
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "msgid": id}, nil
}

// once gives a message its number, the earlier one if its key was used within
// ten minutes.
func (p *person) once(key string, now time.Time, next func() int64) (id int64, fresh bool) {
	for old, was := range p.Recent {
		if now.Sub(was.At) >= repeatedWithin {
			delete(p.Recent, old)
		}
	}
	if was, ok := p.Recent[key]; ok && key != "" {
		return was.ID, false
	}
	id = next()
	if key != "" {
		if p.Recent == nil {
			p.Recent = map[string]sent{}
		}
		p.Recent[key] = sent{id, now}
	}
	return id, true
}

func (s *Sim) putTemplate(p *person, t *template, url string, fields []Field, id int64, now time.Time) {
	status := "success"
	if p.Refuses {
		status = "failed:user block"
	} else {
		p.keep(&Item{
			Time: now, From: FromAccount, Via: ViaTemplate, Kind: "template", MsgID: id,
			TemplateID: t.ID, Title: t.Title, URL: url, Fields: fields,
		})
	}
	x := s.eventXML(p.OpenID, "TEMPLATESENDJOBFINISH")
	x.number("MsgID", id)
	x.text("Status", status)
	s.queue.put(parcel{openID: p.OpenID, clear: x.String(), msgID: id})
}

func (s *Sim) templateAdd(c *call) (any, error) {
	var in struct {
		Short string   `json:"template_id_short"`
		Names []string `json:"keyword_name_list"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	e := libraryEntry(in.Short)
	if e == nil {
		return nil, refusef(40037, "invalid template_id_short")
	}
	chosen, err := e.chooseNames(in.Names)
	if err != nil {
		return nil, err
	}
	if len(s.acc.Templates) >= templatesMost {
		return nil, refuse(45026)
	}
	t := e.template(s.freshTemplateID("template", e.short), chosen)
	s.acc.Templates = append(s.acc.Templates, t)
	return map[string]any{"errcode": 0, "errmsg": "ok", "template_id": t.ID}, nil
}

// freshTemplateID continues the ids that seeding began.
func (s *Sim) freshTemplateID(purpose, short string) string {
	all := append(slices.Clone(s.acc.Templates), s.acc.Notices...)
	for n := 0; ; n++ {
		if id := templateID(s.cfg.AppID, purpose, short, n); findTemplate(all, id) == nil {
			return id
		}
	}
}

// chooseNames picks keywords by name; an empty list takes all.
func (e *entry) chooseNames(names []string) ([]keyword, error) {
	if len(names) == 0 {
		return e.keywords, nil
	}
	var out []keyword
	for _, name := range names {
		i := slices.IndexFunc(e.keywords, func(k keyword) bool { return k.name == name })
		if i < 0 {
			return nil, refusef(40097, "invalid keyword_name_list")
		}
		out = append(out, e.keywords[i])
	}
	return out, nil
}

func (s *Sim) templateList(*call) (any, error) {
	out := []map[string]string{}
	for _, t := range s.acc.Templates {
		out = append(out, map[string]string{
			"template_id": t.ID, "title": t.Title, "primary_industry": "", "deputy_industry": "",
			"content": t.content(), "example": t.example(),
		})
	}
	return map[string]any{"template_list": out}, nil
}

func (s *Sim) templateDelete(c *call) (any, error) {
	var in struct {
		ID string `json:"template_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	rest, err := withoutTemplate(s.acc.Templates, in.ID)
	if err != nil {
		return nil, err
	}
	s.acc.Templates = rest
	return done, nil
}

func withoutTemplate(list []*template, id string) ([]*template, error) {
	if findTemplate(list, id) == nil {
		return nil, refuse(40037)
	}
	return slices.DeleteFunc(list, func(t *template) bool { return t.ID == id }), nil
}

func (s *Sim) industry(*call) (any, error) {
	return map[string]any{
		"primary_industry":   map[string]string{"first_class": "政府与公共事业", "second_class": "行政管理"},
		"secondary_industry": map[string]string{"first_class": "政府与公共事业", "second_class": "公益"},
	}, nil
}

func (s *Sim) setIndustry(c *call) (any, error) {
	var in map[string]any
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	return done, nil
}

func (s *Sim) blockedTemplates(c *call) (any, error) {
	var in map[string]any
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "msginfo": []any{}}, nil
}
