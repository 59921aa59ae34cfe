package sim

import (
	"crypto/rand"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"time"
)

// account is everything that outlives a run; it is written as JSON. Secrets,
// tokens and codes are kept apart and never written.
type account struct {
	Serial      int64              `json:"serial"`
	Step        time.Duration      `json:"step"`
	People      map[string]*person `json:"people"`
	Followers   []string           `json:"followers"` // in the order of following
	Tags        []*tag             `json:"tags"`
	NextTag     int                `json:"next_tag"`
	Menu        *menu              `json:"menu,omitempty"`
	Conditional []*menu            `json:"conditional,omitempty"` // oldest first
	NextMenu    int64              `json:"next_menu"`
	Templates   []*template        `json:"templates"`
	Notices     []*template        `json:"notices"`
	Codes       []*Code            `json:"codes"`
	Media       map[string]*media  `json:"media"`
	Pictures    map[string]*media  `json:"pictures"` // of uploadimg, which do not expire
	Mass        []*massJob         `json:"mass"`
	Texts       []TextMessage      `json:"texts"`
	Speed       int                `json:"speed"`
	Used        map[string]int     `json:"used"` // calls per path on Day
	Day         string             `json:"day"`
	Cleared     map[string]int     `json:"cleared"` // clear_quota per month
}

// newAccount has what a freshly verified account has in this emulator: a few
// templates from the category library. The serial starts from the clock so that
// message ids never repeat, even when nothing was kept.
func newAccount(appID string, now time.Time) *account {
	return &account{
		Serial: now.UnixMilli() * 10_000, People: map[string]*person{},
		NextTag: 100, NextMenu: 400_000_000, Speed: 3,
		Media: map[string]*media{}, Pictures: map[string]*media{},
		Used: map[string]int{}, Cleared: map[string]int{},
		Templates: seedTemplates(appID), Notices: seedNotices(appID),
	}
}

// next returns a number never given before: message ids, ticket material.
func (a *account) next() int64 {
	a.Serial++
	return a.Serial
}

// person is one WeChat user, following or not.
type person struct {
	OpenID    string             `json:"openid"`
	Name      string             `json:"name"`
	Following bool               `json:"following"`
	Since     time.Time          `json:"since"`
	Scene     string             `json:"scene,omitempty"` // of the code that led to following
	Remark    string             `json:"remark,omitempty"`
	Tags      []int              `json:"tags,omitempty"` // in the order they were put on
	Blocked   bool               `json:"blocked,omitempty"`
	Refuses   bool               `json:"refuses,omitempty"`
	Windows   map[string]*window `json:"windows,omitempty"`
	Consents  map[string]int     `json:"consents,omitempty"` // by template; standing for long-term ones
	MassMonth map[string]int     `json:"mass_month,omitempty"`
	Recent    map[string]sent    `json:"recent,omitempty"` // client_msg_id of the last minutes
	Items     []*Item            `json:"items,omitempty"`
	NextItem  int64              `json:"next_item"`
}

// sent remembers a template message against sending it twice.
type sent struct {
	ID int64     `json:"id"`
	At time.Time `json:"at"`
}

// itemsKept bounds what one phone remembers.
const itemsKept = 1000

// keep puts a bubble on the phone and gives it its number.
func (p *person) keep(item *Item) {
	p.NextItem++
	item.ID = p.NextItem
	p.Items = append(p.Items, item)
	if extra := len(p.Items) - itemsKept; extra > 0 {
		p.Items = slices.Delete(p.Items, 0, extra)
	}
}

// follower returns the person if he follows and may be written to.
func (a *account) follower(openID string) (*person, error) {
	p := a.People[openID]
	switch {
	case p == nil:
		return nil, refuse(40003)
	case !p.Following:
		return nil, refuse(43004)
	case p.Blocked:
		return nil, refuse(43019)
	}
	return p, nil
}

// clock is the emulator's time: the real one, moved on by Step. What is stamped
// on deliveries is the real time, because the receiver checks it with a clock
// that nobody moved.
func (s *Sim) clock() time.Time { return s.cfg.Now().Add(s.acc.Step) }

// beijing is the zone of the platform's days and months.
var beijing = time.FixedZone("CST", 8*3600)

func day(t time.Time) string   { return t.In(beijing).Format(time.DateOnly) }
func month(t time.Time) string { return t.In(beijing).Format("2006-01") }

// random returns n characters of the alphabet the platform uses for ids.
func random(n int) string {
	raw := make([]byte, n)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)[:n]
}

// nonce returns the decimal digits that the platform sends as a nonce.
func nonce() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return n.String()
}

// printable drops what XML 1.0 cannot carry.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r < 0xFFFE, r > 0xFFFF:
			return r
		}
		return -1
	}, text)
}

// changed tells whoever watches, and whoever saves, that there is news.
func (s *Sim) changed() {
	s.version++
	if s.waiting != nil {
		close(s.waiting)
		s.waiting = nil
	}
}
