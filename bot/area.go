package bot

import (
	"strings"
	"unicode/utf8"

	"liaison/store"
)

// What ExpectID says of ExpectArea: whether the list was shown, so that a number
// means one of it, or only a hint was given.
const (
	areaListed = "list"
	areaHinted = "hint"
)

// maxAreas bounds the list: a text holds 2048 bytes.
const maxAreas = 30

// voterDistricts are those a voter can live in. A 选举单位 is a congress.
func (c *talk) voterDistricts() []store.District {
	var list []store.District
	for _, d := range c.t.View().Districts {
		if d.Kind == store.DistrictVoters {
			list = append(list, d)
		}
	}
	return list
}

// placeless reports whether the person's area is not known and could be.
func (c *talk) placeless() bool {
	return c.p.DistrictID == "" && c.p.StationID == "" && len(c.voterDistricts()) > 0
}

// areas shows the list to choose from.
func (c *talk) areas() (string, error) {
	list := c.voterDistricts()
	if len(list) == 0 {
		return wordNoAreas, nil
	}
	if c.p.Expect == store.ExpectWhich { // a number would be taken for that choice
		ids, _ := c.undecided()
		return c.ask(ids)
	}
	c.expect(store.ExpectArea, areaListed)
	names := make([]string, 0, maxAreas)
	for _, d := range list[:min(len(list), maxAreas)] {
		names = append(names, d.Name)
	}
	return wordAreas(names, len(list) > maxAreas), nil
}

// pickArea takes a number from the list.
func (c *talk) pickArea() (string, error) {
	if c.p.ExpectID != areaListed {
		c.in = intent{verb: doNumber, number: pad(letters(c.k.Text))}
		return c.lookUp()
	}
	list := c.voterDistricts()
	if c.in.choice > min(len(list), maxAreas) {
		return wordNotListed, nil
	}
	return c.chosen(list[c.in.choice-1])
}

// areaNamed finds the district whose name somebody typed, or the only one whose
// name holds the words.
func (c *talk) areaNamed(text string) (store.District, bool) {
	name, found := letters(text), []store.District(nil)
	if n := utf8.RuneCountInString(name); n < 2 || n > 20 {
		return store.District{}, false
	}
	for _, d := range c.voterDistricts() {
		full := letters(d.Name)
		if full == name {
			return d, true
		}
		if strings.Contains(full, name) {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		return store.District{}, false
	}
	return found[0], true
}

func (c *talk) chosen(d store.District) (string, error) {
	if c.p.Expect == store.ExpectArea {
		c.settled()
	}
	return wordArea(d.Name), c.t.Choose(c.p, d.ID)
}

// place takes a location: the answer to the question for the area, or where
// something is the matter, or both.
func (c *talk) place() (string, error) {
	switch c.expected() {
	case store.ExpectAnswer, store.ExpectWhich:
		return c.content()
	}
	asked := c.expected() == store.ExpectArea
	var words string
	if asked || c.placeless() {
		d, ok, err := c.t.Locate(c.p, c.point())
		if err != nil {
			return "", err
		}
		if ok {
			words = wordArea(d.Name)
		}
	}
	if asked {
		c.settled()
		if c.open == nil {
			return orElse(words, wordNowhere), nil
		}
	}
	filed, err := c.content()
	return joinFilled("\n", filed, words), err
}

// nearby places somebody silently whose phone reports where it is.
func (c *talk) nearby() error {
	if !c.placeless() {
		return nil
	}
	_, _, err := c.t.Locate(c.p, c.point())
	return err
}

func (c *talk) point() store.GeoPoint {
	return store.GeoPoint{Lng: c.k.Longitude, Lat: c.k.Latitude}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
