package sim

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

// ErrNoUser means that no simulated user has this openid.
var ErrNoUser = errors.New("no such simulated user; create it with POST /sim/users")

// ErrNotFollowing means that the user must follow the account first.
var ErrNotFollowing = errors.New("this user does not follow the account")

var openIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// User is a simulated WeChat user as others see him.
type User struct {
	OpenID    string `json:"openid"`
	Name      string `json:"name"` // only the emulator knows it; the API has no names
	Following bool   `json:"following"`
	Blocked   bool   `json:"blocked"`
	Tags      []int  `json:"tags"`
}

// AddUser creates a user who does not follow yet, or renames one. An empty
// openid makes one up.
func (s *Sim) AddUser(openID, name string) (User, error) {
	if openID == "" {
		openID = "o" + random(27)
	}
	if !openIDForm.MatchString(openID) {
		return User{}, errors.New("an openid has 1 to 64 letters, digits, - and _")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		p = &person{OpenID: openID, Name: fmt.Sprintf("用户%d", len(s.acc.People)+1)}
		s.acc.People[openID] = p
	}
	if name != "" {
		p.Name = name
	}
	s.changed()
	return p.public(), nil
}

// Seed makes users follow without telling the callback, as if they had done so
// before it was set up.
func (s *Sim) Seed(openIDs ...string) error {
	for _, id := range openIDs {
		if _, err := s.AddUser(id, ""); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range openIDs {
		s.acc.follow(s.acc.People[id], "", s.clock())
	}
	s.changed()
	return nil
}

// Users lists the simulated users by openid.
func (s *Sim) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]User, 0, len(s.acc.People))
	for _, p := range s.acc.People {
		out = append(out, p.public())
	}
	slices.SortFunc(out, func(a, b User) int {
		if a.OpenID < b.OpenID {
			return -1
		}
		return 1
	})
	return out
}

func (p *person) public() User {
	return User{p.OpenID, p.Name, p.Following, p.Blocked, append([]int{}, p.Tags...)}
}

// Inbox returns what reached the user from the account and from WeChat itself,
// oldest first.
func (s *Sim) Inbox(openID string) ([]Item, error) {
	all, err := s.Conversation(openID)
	return slices.DeleteFunc(all, func(i Item) bool { return i.From == FromUser }), err
}

// Conversation returns every bubble on the user's phone, his own included.
func (s *Sim) Conversation(openID string) ([]Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		return nil, ErrNoUser
	}
	return copyItems(p.Items), nil
}

// Refuse sets whether the user has switched off template messages: they end
// with "failed:user block" then.
func (s *Sim) Refuse(openID string, refuses bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		return ErrNoUser
	}
	p.Refuses = refuses
	return nil
}

// Step moves the emulator's clock on: windows, quotas, lives of tokens, media
// and codes. Deliveries keep the real time, which the receiver checks.
func (s *Sim) Step(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acc.Step += d
	s.changed()
}

// Now is the emulator's time.
func (s *Sim) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock()
}

func (a *account) follow(p *person, scene string, now time.Time) {
	if p.Following {
		return
	}
	p.Following, p.Since, p.Scene = true, now, scene
	a.Followers = append(a.Followers, p.OpenID)
}

// unfollow takes everything the account had put on the user.
func (a *account) unfollow(p *person) {
	p.Following, p.Tags, p.Remark, p.Windows = false, nil, "", nil
	a.Followers = slices.DeleteFunc(a.Followers, func(id string) bool { return id == p.OpenID })
}
