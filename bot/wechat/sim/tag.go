package sim

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Limits of tags.
const (
	tagsMost      = 100
	tagNameMost   = 30 // characters
	tagsPerPerson = 20
	tagCallMost   = 50
	tagFansMost   = 100_000 // a tag with more cannot be deleted
)

// tag is a label on followers. Ids 0 to 2 are the platform's own.
type tag struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

type tagRequest struct {
	Tag tag `json:"tag"`
}

func (a *account) tag(id int) *tag {
	for _, t := range a.Tags {
		if t.ID == id {
			return t
		}
	}
	return nil
}

func (a *account) checkTagName(name string, self int) error {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return refuse(45157)
	case n > tagNameMost:
		return refuse(45158)
	}
	for _, t := range a.Tags {
		if t.Name == name && t.ID != self {
			return refuse(45157)
		}
	}
	return nil
}

func (s *Sim) tagCreate(c *call) (any, error) {
	var in tagRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := s.acc.checkTagName(in.Tag.Name, 0); err != nil {
		return nil, err
	}
	if len(s.acc.Tags) >= tagsMost {
		return nil, refuse(45056)
	}
	t := &tag{s.acc.NextTag, in.Tag.Name}
	s.acc.NextTag++
	s.acc.Tags = append(s.acc.Tags, t)
	return map[string]any{"tag": t}, nil
}

func (s *Sim) tagUpdate(c *call) (any, error) {
	var in tagRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	t, err := s.acc.ownTag(in.Tag.ID)
	if err != nil {
		return nil, err
	}
	if err := s.acc.checkTagName(in.Tag.Name, t.ID); err != nil {
		return nil, err
	}
	t.Name = in.Tag.Name
	return done, nil
}

// ownTag is a tag that exists and is not the platform's.
func (a *account) ownTag(id int) (*tag, error) {
	if id >= 0 && id <= 2 {
		return nil, refuse(45058)
	}
	if t := a.tag(id); t != nil {
		return t, nil
	}
	return nil, refuse(45159)
}

func (s *Sim) tagDelete(c *call) (any, error) {
	var in tagRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	t, err := s.acc.ownTag(in.Tag.ID)
	if err != nil {
		return nil, err
	}
	fans := s.acc.tagged(t.ID)
	if len(fans) > tagFansMost {
		return nil, refuse(45057)
	}
	for _, p := range fans {
		p.untag(t.ID)
	}
	s.acc.Tags = slices.DeleteFunc(s.acc.Tags, func(o *tag) bool { return o == t })
	return done, nil
}

func (s *Sim) tagList(*call) (any, error) {
	type counted struct {
		tag
		Count int `json:"count"`
	}
	out := []counted{}
	for _, t := range s.acc.Tags {
		out = append(out, counted{*t, len(s.acc.tagged(t.ID))})
	}
	return map[string]any{"tags": out}, nil
}

// tagged are the followers with a tag, in the order of following.
func (a *account) tagged(id int) []*person {
	var out []*person
	for _, openID := range a.Followers {
		if p := a.People[openID]; slices.Contains(p.Tags, id) {
			out = append(out, p)
		}
	}
	return out
}

func (p *person) untag(id int) {
	p.Tags = slices.DeleteFunc(p.Tags, func(o int) bool { return o == id })
}

func (s *Sim) tagMembers(c *call) (any, error) {
	var in struct {
		ID   int    `json:"tagid"`
		Next string `json:"next_openid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if s.acc.tag(in.ID) == nil {
		return nil, refuse(45159)
	}
	var ids []string
	for _, p := range s.acc.tagged(in.ID) {
		ids = append(ids, p.OpenID)
	}
	return pageOf(ids, in.Next)
}

// listPage is how lists of openids come: at most 10,000 at once, then again from
// the last one.
type listPage struct {
	Total int       `json:"total"`
	Count int       `json:"count"`
	Data  *listData `json:"data,omitempty"`
	Next  string    `json:"next_openid"`
}

type listData struct {
	OpenIDs []string `json:"openid"`
}

const listMost = 10_000

func pageOf(ids []string, after string) (any, error) {
	total := len(ids)
	if after != "" {
		i := slices.Index(ids, after)
		if i < 0 {
			return nil, refuse(40003)
		}
		ids = ids[i+1:]
	}
	ids = ids[:min(len(ids), listMost)]
	out := listPage{Total: total, Count: len(ids)}
	if len(ids) > 0 {
		out.Data, out.Next = &listData{ids}, ids[len(ids)-1]
	}
	return out, nil
}

type tagMembersRequest struct {
	OpenIDs []string `json:"openid_list"`
	ID      int      `json:"tagid"`
}

func (s *Sim) readMembers(c *call) ([]*person, int, error) {
	var in tagMembersRequest
	if err := c.decode(&in); err != nil {
		return nil, 0, err
	}
	if n := len(in.OpenIDs); n == 0 || n > tagCallMost {
		return nil, 0, refuse(40032)
	}
	c.openID = onlyOne(in.OpenIDs)
	if s.acc.tag(in.ID) == nil && in.ID != 2 {
		return nil, 0, refuse(45159)
	}
	people, err := s.acc.followers(in.OpenIDs)
	return people, in.ID, err
}

func onlyOne(ids []string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	return ""
}

func (a *account) followers(ids []string) ([]*person, error) {
	out := make([]*person, 0, len(ids))
	for _, id := range ids {
		p := a.People[id]
		if p == nil {
			return nil, refuse(40003)
		}
		if !p.Following {
			return nil, refuse(49003)
		}
		out = append(out, p)
	}
	return out, nil
}

// tagPut puts a tag last on people, even on those who have it: the last one put
// on decides about the menu.
func (s *Sim) tagPut(c *call) (any, error) {
	people, id, err := s.readMembers(c)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if !slices.Contains(p.Tags, id) && len(p.Tags) >= tagsPerPerson {
			return nil, refuse(45059)
		}
	}
	for _, p := range people {
		p.untag(id)
		p.Tags = append(p.Tags, id)
	}
	return done, nil
}

func (s *Sim) tagTake(c *call) (any, error) {
	people, id, err := s.readMembers(c)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		p.untag(id)
	}
	return done, nil
}

func (s *Sim) tagsOf(c *call) (any, error) {
	var in struct {
		OpenID string `json:"openid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.OpenID
	p := s.acc.People[in.OpenID]
	if p == nil {
		return nil, refuse(40003)
	}
	if !p.Following {
		return nil, refuse(49003)
	}
	return map[string]any{"tagid_list": sortedTags(p)}, nil
}

func sortedTags(p *person) []int {
	tags := append([]int{}, p.Tags...)
	slices.SortFunc(tags, cmp.Compare[int])
	return tags
}
