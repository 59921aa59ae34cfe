package sim

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Limits of mass sends.
const (
	massPerMonth  = 4 // to one person, and to all
	massPerMinute = 60
	massKeyLimit  = 64 // bytes of clientmsgid
)

// massJob is one mass send.
type massJob struct {
	ID      int64     `json:"id"`
	DataID  int64     `json:"data_id"`
	Key     string    `json:"key,omitempty"`
	At      time.Time `json:"at"`
	ToAll   bool      `json:"to_all"`
	Deleted bool      `json:"deleted"`
}

type massRequest struct {
	Filter struct {
		All bool        `json:"is_to_all"`
		Tag json.Number `json:"tag_id"`
	} `json:"filter"`
	To   json.RawMessage `json:"touser"`
	Name string          `json:"towxname"`
	Key  string          `json:"clientmsgid"`
	Type string          `json:"msgtype"`
	Text struct {
		Content string `json:"content"`
	} `json:"text"`
	Image  customMedia `json:"image"`
	Images struct {
		IDs []string `json:"media_ids"`
	} `json:"images"`
	Voice customMedia `json:"voice"`
	Video customMedia `json:"mpvideo"`
	Card  struct {
		ID string `json:"card_id"`
	} `json:"wxcard"`
}

func (s *Sim) massSendAll(c *call) (any, error) {
	in, err := s.readMass(c)
	if err != nil {
		return nil, err
	}
	people, err := s.massAudience(in)
	if err != nil {
		return nil, err
	}
	if in.Filter.All && !s.mayMassAll(c.now) {
		return nil, refuse(45028)
	}
	return s.massGo(c, in, people)
}

func (s *Sim) massAudience(in *massRequest) ([]*person, error) {
	if in.Filter.All {
		return s.acc.followers(s.acc.Followers)
	}
	id, err := strconv.Atoi(in.Filter.Tag.String())
	if err != nil || s.acc.tag(id) == nil {
		return nil, refuse(45159)
	}
	return s.acc.tagged(id), nil
}

// mayMassAll allows one send to all a day and four a month.
func (s *Sim) mayMassAll(now time.Time) bool {
	inMonth := 0
	for _, j := range s.acc.Mass {
		if !j.ToAll {
			continue
		}
		if day(j.At) == day(now) {
			return false
		}
		if month(j.At) == month(now) {
			inMonth++
		}
	}
	return inMonth < massPerMonth
}

func (s *Sim) massSend(c *call) (any, error) {
	in, err := s.readMass(c)
	if err != nil {
		return nil, err
	}
	var ids []string
	if json.Unmarshal(in.To, &ids) != nil || len(ids) < 2 || len(ids) > 10_000 {
		return nil, refuse(40032)
	}
	var people []*person
	for _, id := range ids {
		p := s.acc.People[id]
		if p == nil {
			return nil, refuse(40003)
		}
		people = append(people, p)
	}
	return s.massGo(c, in, people)
}

// readMass makes the checks that both ways of sending share.
func (s *Sim) readMass(c *call) (*massRequest, error) {
	var in massRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.key = in.Key
	if len(in.Key) > massKeyLimit {
		return nil, refuse(45067)
	}
	recent := 0
	for _, j := range s.acc.Mass {
		if in.Key != "" && j.Key == in.Key {
			return nil, extra{refusal{code: 45065}, map[string]any{"msg_id": j.ID}}
		}
		if c.now.Sub(j.At) < time.Minute {
			recent++
		}
	}
	if recent >= massPerMinute {
		return nil, refuse(45011)
	}
	return &in, nil
}

// items are the bubbles a mass send makes.
func (s *Sim) massItems(in *massRequest) ([]Item, error) {
	base := Item{Time: s.clock(), From: FromAccount, Via: ViaMass, Kind: in.Type}
	one := base
	var err error
	switch in.Type {
	case "text":
		err = one.setText(in.Text.Content)
	case "voice":
		err = s.setMedia(&one, in.Voice)
	case "mpvideo":
		one.Kind, err = "video", s.setMedia(&one, in.Video)
	case "image":
		return s.massImages(base, append(in.Images.IDs, in.Image.list()...))
	case "wxcard":
		if one.Title = in.Card.ID; one.Title == "" {
			err = refuse(40073)
		}
	case "mpnews":
		err = refuse(40007) // needs permanent material, which is not emulated
	default:
		err = refuse(40008)
	}
	return []Item{one}, err
}

func (m customMedia) list() []string {
	if m.ID == "" {
		return nil
	}
	return []string{m.ID}
}

func (s *Sim) massImages(base Item, ids []string) ([]Item, error) {
	if len(ids) == 0 {
		return nil, refuse(41006)
	}
	var out []Item
	for _, id := range ids {
		one := base
		if err := s.setMedia(&one, customMedia{ID: id}); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// massGo sends to those who have a message left this month; the finished event
// counts the others as filtered.
func (s *Sim) massGo(c *call, in *massRequest, people []*person) (any, error) {
	items, err := s.massItems(in)
	if err != nil {
		return nil, err
	}
	job := &massJob{ID: s.acc.next(), DataID: s.acc.next(), Key: in.Key, At: c.now, ToAll: in.Filter.All}
	s.acc.Mass = append(s.acc.Mass, job)
	reached := 0
	for _, p := range people {
		if p.takesMass(month(c.now)) {
			p.keepAll(items, job.ID)
			reached++
		}
	}
	s.massFinished(job, len(people), reached)
	return map[string]any{
		"errcode": 0, "errmsg": "send job submission success", "msg_id": job.ID, "msg_data_id": job.DataID,
	}, nil
}

func (p *person) takesMass(month string) bool {
	if !p.Following || p.Blocked || p.MassMonth[month] >= massPerMonth {
		return false
	}
	if p.MassMonth == nil {
		p.MassMonth = map[string]int{}
	}
	p.MassMonth[month]++
	return true
}

func (p *person) keepAll(items []Item, id int64) {
	for _, item := range items {
		item.MsgID = id
		p.keep(&item)
	}
}

// massFinished comes from mphelper, the platform's own openid for it.
func (s *Sim) massFinished(j *massJob, total, reached int) {
	x := s.eventXML("mphelper", "MASSSENDJOBFINISH")
	x.number("MsgID", j.ID)
	x.text("Status", "send success")
	x.number("TotalCount", int64(total))
	x.number("FilterCount", int64(reached))
	x.number("SentCount", int64(reached))
	x.number("ErrorCount", 0)
	x.WriteString("<CopyrightCheckResult><Count>0</Count><ResultList></ResultList><CheckState>1</CheckState></CopyrightCheckResult>\n")
	x.WriteString("<ArticleUrlResult><Count>0</Count><ResultList></ResultList></ArticleUrlResult>\n")
	s.queue.put(parcel{openID: "mphelper", clear: x.String(), msgID: j.ID})
}

// massPreview reaches one person and touches no quota but its daily one.
func (s *Sim) massPreview(c *call) (any, error) {
	var in massRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	var openID string
	if json.Unmarshal(in.To, &openID) != nil || openID == "" {
		return nil, refuse(40132) // towxname: simulated users have no WeChat name
	}
	c.openID = openID
	p, err := s.acc.follower(openID)
	if err != nil {
		return nil, err
	}
	items, err := s.massItems(&in)
	if err != nil {
		return nil, err
	}
	id := s.acc.next()
	p.keepAll(items, id)
	return map[string]any{"errcode": 0, "errmsg": "preview success", "msg_id": id}, nil
}

func (s *Sim) massJobOf(c *call) (*massJob, error) {
	var in struct {
		ID json.Number `json:"msg_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.acc.Mass, func(j *massJob) bool { return strconv.FormatInt(j.ID, 10) == in.ID.String() })
	if i < 0 {
		return nil, refusef(40097, "invalid msg_id")
	}
	return s.acc.Mass[i], nil
}

func (s *Sim) massStatus(c *call) (any, error) {
	j, err := s.massJobOf(c)
	if err != nil {
		return nil, err
	}
	status := "SEND_SUCCESS"
	if j.Deleted {
		status = "DELETE"
	}
	return map[string]any{"msg_id": j.ID, "msg_status": status}, nil
}

// massDelete takes articles back; bubbles stay on phones, as on the platform.
func (s *Sim) massDelete(c *call) (any, error) {
	j, err := s.massJobOf(c)
	if err != nil {
		return nil, err
	}
	j.Deleted = true
	return done, nil
}

func (s *Sim) massSpeed(*call) (any, error) {
	return map[string]int{"speed": s.acc.Speed, "realspeed": []int{80, 60, 45, 30, 10}[s.acc.Speed]}, nil
}

func (s *Sim) massSetSpeed(c *call) (any, error) {
	var in struct {
		Speed *int `json:"speed"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Speed == nil || *in.Speed < 0 || *in.Speed > 4 {
		return nil, refuse(40097)
	}
	s.acc.Speed = *in.Speed
	return done, nil
}
