package sim

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// standing is a long-term consent in person.Consents.
const standing = -1

// longTerm is the kind of a template that one consent opens for good.
const longTerm = 3

// consent notes the user's answer to a subscription button.
func (p *person) consent(t *template, accept bool) {
	if p.Consents == nil {
		p.Consents = map[string]int{}
	}
	switch {
	case !accept && t.Kind == longTerm:
		delete(p.Consents, t.ID)
	case !accept:
	case t.Kind == longTerm:
		p.Consents[t.ID] = standing
	default:
		p.Consents[t.ID]++
	}
}

// spendConsent uses up one consent, unless it stands.
func (p *person) spendConsent(id string) error {
	switch n := p.Consents[id]; {
	case n == 0:
		return refuse(43101)
	case n > 0:
		p.Consents[id]--
	}
	return nil
}

// noticeSend is a subscription notice of a service account. Following is not
// needed, consent is.
func (s *Sim) noticeSend(c *call) (any, error) {
	var in struct {
		To   string                 `json:"touser"`
		ID   string                 `json:"template_id"`
		Page string                 `json:"page"`
		Data map[string]*fieldValue `json:"data"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.To
	p, t := s.acc.People[in.To], findTemplate(s.acc.Notices, in.ID)
	if p == nil {
		return nil, refuse(40003)
	}
	if t == nil {
		return nil, refuse(40037)
	}
	fields, err := t.fillFields(in.Data)
	if err != nil {
		return nil, err
	}
	if err := p.spendConsent(t.ID); err != nil {
		return nil, err
	}
	id := s.acc.next()
	p.keep(&Item{
		Time: c.now, From: FromAccount, Via: ViaSubscribe, Kind: "template", MsgID: id,
		TemplateID: t.ID, Title: t.Title, URL: in.Page, Fields: fields,
	})
	s.noticeSent(p, t, id)
	return done, nil
}

func (s *Sim) noticeSent(p *person, t *template, id int64) {
	x := s.eventXML(p.OpenID, "subscribe_msg_sent_event")
	x.open("SubscribeMsgSentEvent")
	x.open("List")
	x.text("TemplateId", t.ID)
	x.text("MsgID", strconv.FormatInt(id, 10))
	x.text("ErrorCode", "0")
	x.text("ErrorStatus", "success")
	x.close("List")
	x.close("SubscribeMsgSentEvent")
	s.queue.put(parcel{openID: p.OpenID, clear: x.String(), msgID: id})
}

func (s *Sim) noticeAdd(c *call) (any, error) {
	var in struct {
		TID   string `json:"tid"`
		KIDs  []int  `json:"kidList"`
		Scene string `json:"sceneDesc"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	e := libraryEntry(in.TID)
	if e == nil {
		return nil, refusef(40037, "invalid tid")
	}
	if n := len(in.KIDs); n < 2 || n > 5 {
		return nil, refusef(40097, "invalid kidList")
	}
	var chosen []keyword
	for _, kid := range in.KIDs {
		i := slices.IndexFunc(e.keywords, func(k keyword) bool { return k.kid == kid })
		if i < 0 {
			return nil, refusef(40097, "invalid kidList")
		}
		chosen = append(chosen, e.keywords[i])
	}
	if len(s.acc.Notices) >= templatesMost {
		return nil, refuse(45026)
	}
	t := e.template(s.freshTemplateID("notice", e.short), chosen)
	t.Scene = in.Scene
	s.acc.Notices = append(s.acc.Notices, t)
	return map[string]any{"errcode": 0, "errmsg": "ok", "priTmplId": t.ID}, nil
}

func (s *Sim) noticeDelete(c *call) (any, error) {
	var in struct {
		ID string `json:"priTmplId"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	rest, err := withoutTemplate(s.acc.Notices, in.ID)
	if err != nil {
		return nil, err
	}
	s.acc.Notices = rest
	return done, nil
}

func (s *Sim) noticeList(*call) (any, error) {
	out := []map[string]any{}
	for _, t := range s.acc.Notices {
		out = append(out, map[string]any{
			"priTmplId": t.ID, "title": t.Title, "content": t.content(), "example": t.example(), "type": t.Kind,
		})
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "data": out}, nil
}

func (s *Sim) noticeCategories(*call) (any, error) {
	return map[string]any{"errcode": 0, "errmsg": "ok", "data": []any{
		map[string]any{"id": categoryID, "name": categoryName},
	}}, nil
}

func (s *Sim) noticeTitles(c *call) (any, error) {
	start, err1 := strconv.Atoi(c.query.Get("start"))
	limit, err2 := strconv.Atoi(c.query.Get("limit"))
	if err1 != nil || err2 != nil || start < 0 || limit < 1 || limit > 30 {
		return nil, refuse(40097)
	}
	out := []map[string]any{}
	for _, e := range library[min(start, len(library)):min(start+limit, len(library))] {
		tid, _ := strconv.Atoi(e.short)
		out = append(out, map[string]any{"tid": tid, "title": e.title, "type": e.kind, "categoryId": strconv.Itoa(e.category)})
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "count": len(library), "data": out}, nil
}

func (s *Sim) noticeKeywords(c *call) (any, error) {
	e := libraryEntry(c.query.Get("tid"))
	if e == nil {
		return nil, refusef(40037, "invalid tid")
	}
	out := []map[string]any{}
	for _, k := range e.keywords {
		out = append(out, map[string]any{"kid": k.kid, "name": k.name, "example": k.example, "rule": k.rule})
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "count": len(out), "data": out}, nil
}

// confirmOnce is the page of a one-time subscription (mp.weixin.qq.com): the
// user who opens it agrees, and goes back with a proof in the query.
func (s *Sim) confirmOnce(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_url"))
	scene, template := q.Get("scene"), q.Get("template_id")
	if err != nil || absolute(q.Get("redirect_url")) != nil || q.Get("appid") != s.cfg.AppID || scene == "" {
		http.Error(w, "参数错误", http.StatusBadRequest)
		return
	}
	openID := s.identity(r)
	if !s.consentOnce(openID, scene) {
		s.askIdentity(w, r)
		return
	}
	args := back.Query()
	for name, value := range map[string]string{
		"openid": openID, "template_id": template, "action": "confirm", "scene": scene, "reserved": q.Get("reserved"),
	} {
		args.Set(name, value)
	}
	back.RawQuery = args.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (s *Sim) consentOnce(openID, scene string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		return false
	}
	if p.Consents == nil {
		p.Consents = map[string]int{}
	}
	p.Consents["scene:"+scene] = 1
	return true
}

// onceSend uses up the consent that a one-time subscription gave.
func (s *Sim) onceSend(c *call) (any, error) {
	var in struct {
		To    string `json:"touser"`
		ID    string `json:"template_id"`
		URL   string `json:"url"`
		Scene string `json:"scene"`
		Title string `json:"title"`
		Data  struct {
			Content fieldValue `json:"content"`
		} `json:"data"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.To
	p := s.acc.People[in.To]
	switch {
	case p == nil:
		return nil, refuse(40003)
	case in.ID == "":
		return nil, refuse(40037)
	case runes(in.Title) > 15 || in.Title == "":
		return nil, refusef(47003, "argument invalid! title")
	case runes(in.Data.Content.Value) > 200:
		return nil, refusef(47003, "argument invalid! data.content.value")
	}
	if err := p.spendConsent("scene:" + in.Scene); err != nil {
		return nil, err
	}
	p.keep(&Item{
		Time: c.now, From: FromAccount, Via: ViaSubscribe, Kind: "template", TemplateID: in.ID,
		Title: in.Title, URL: in.URL, Fields: []Field{{"content", "", in.Data.Content.Value}},
	})
	return done, nil
}
