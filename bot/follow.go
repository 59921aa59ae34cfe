package bot

import (
	"strings"

	"liaison/store"
)

// follow greets a new follower, who may have scanned a station's code or an
// invitation.
func (c *talk) follow() (string, error) {
	s, _, err := c.t.Follow(c.p, c.in.scene)
	if err != nil {
		return "", err
	}
	c.p.Followed = c.k.Sent()
	if c.in.code != "" {
		c.in.sure = true
		return c.accept()
	}
	return c.greeting(s.Name), nil
}

// scan takes the scan of somebody who follows already.
func (c *talk) scan() (string, error) {
	if c.in.code != "" {
		c.in.sure = true
		return c.accept()
	}
	s, ok, err := c.t.Scan(c.p, c.in.scene)
	if !ok {
		return c.greeting(""), err
	}
	return wordStation(s), err
}

// unfollow forgets the person. What a deputy had not decided about is filed first:
// it is an opinion all the same. Leaving that comes late, after the person has
// followed again, is over and changes nothing: both times are the platform's.
func (c *talk) unfollow() error {
	if c.k.Sent().Before(c.p.Followed) {
		return nil
	}
	if ids, _ := c.undecided(); c.p.Expect == store.ExpectWhich && len(ids) > 0 {
		if _, err := c.fileAll(ids); err != nil {
			return err
		}
	}
	return c.t.Unfollow(c.p)
}

// greeting is the office's own, in its three lines; a station's name goes behind
// the office's.
func (c *talk) greeting(station string) string {
	name := c.t.View().Name(c.p.OfficeID)
	if station != "" {
		name += "·" + station
	}
	return strings.ReplaceAll(c.setting(store.SetGreeting), "{机构}", name)
}

// thanks answers mere politeness. It opens nothing and adds nothing.
func (c *talk) thanks() (string, error) {
	list, err := c.t.Mine(c.p, 1)
	if err != nil {
		return "", err
	}
	switch {
	case c.p.DeputyID != "":
		return wordManners(c.k.Text) + wordTasksHow, nil
	case len(list) == 0:
		return c.greeting(""), nil
	}
	return wordManners(c.k.Text) + wordPolite, nil
}

// people answers who asks for somebody to talk to. It opens nothing.
func (c *talk) people() (string, error) {
	if c.p.DeputyID != "" {
		return wordPeopleDeputy, nil
	}
	o, _ := c.t.View().Offices.Find(c.p.OfficeID)
	return wordPeople(o), nil
}

// deputies tells whom the person can turn to, and where they are met.
func (c *talk) deputies() (string, error) {
	cards, err := c.t.MyDeputies(c.p, shownDeputies)
	if err != nil {
		return "", err
	}
	if len(cards) > 0 {
		return c.withReception(wordDeputies(cards))
	}
	if c.placeless() {
		list, err := c.areas()
		return wordWhichArea + "\n" + list, err
	}
	o, _ := c.t.View().Offices.Find(c.p.OfficeID)
	return wordNoDeputies(o), nil
}

// shownDeputies bounds the list: a text holds 2048 bytes.
const shownDeputies = 6
