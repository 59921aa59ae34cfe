package bot

import (
	"fmt"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// content takes what somebody brings up. A deputy's may be an answer.
func (c *talk) content() (string, error) {
	switch c.expected() {
	case store.ExpectAnswer:
		return c.answerWith(c.p.ExpectID, saidBy(&c.k.Message))
	case store.ExpectOwn:
		c.settled()
		return c.file()
	case store.ExpectWhich:
		return c.ponder()
	case store.ExpectArea:
		if d, ok := c.areaNamed(c.k.Text); ok {
			return c.chosen(d)
		}
	}
	if c.p.DeputyID != "" && c.open == nil && !c.danger(saidBy(&c.k.Message).Text) {
		return c.ask([]string{c.k.ID})
	}
	return c.file()
}

// danger reports words of danger to life: the desk is alerted at once, and
// nobody is asked anything first.
func (c *talk) danger(text string) bool {
	return mentions(text, c.t.View().Settings.Words(c.p.OfficeID, store.SetDangerWords))
}

// file opens an item, or adds to the one that is open.
func (c *talk) file() (string, error) {
	said := c.said(&c.k.Message)
	o, joined, err := c.t.Say(c.p, said)
	if err != nil {
		return "", err
	}
	lines := c.filed(o, joined)
	if c.k.Kind == store.KindFile {
		lines = append(lines, wordFileOnlyName)
	}
	elsewhere := hints(said.Text, c.setting(store.SetElsewhere))
	if said.Danger { // whoever is in danger reads one line
		return strings.Join(append(append([]string{c.setting(store.SetDangerReply)}, elsewhere...), lines...), "\n"), nil
	}
	lines = append(lines, elsewhere...)
	if !joined && c.placeless() {
		lines = append(lines, wordAreaHint)
		if c.expected() == store.ExpectNothing {
			c.expect(store.ExpectArea, areaHinted)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// filed says what became of a message: first the number.
func (c *talk) filed(o *store.Opinion, joined bool) []string {
	switch {
	case !joined:
		return []string{wordReceived(o.Number), wordNext}
	case c.p.DeputyID != "":
		return []string{wordJoinedOwn(o.Number)}
	case o.State == store.OpinionAnswered:
		return []string{wordJoined(o.Number), wordRate(c.base, o)}
	}
	return []string{wordJoined(o.Number)}
}

// said is what a message adds to an item, with words of danger noticed.
func (c *talk) said(m *store.Message) act.Said {
	s := saidBy(m)
	s.Danger = c.danger(s.Text)
	return s
}

// saidBy turns a message into what a timeline shows.
func saidBy(m *store.Message) act.Said {
	switch m.Kind {
	case store.KindVoice:
		s := act.Said{Media: fileOf(m)}
		if m.Speech != "" {
			s.Text = wordVoice + m.Speech
		}
		return s
	case store.KindImage, store.KindVideo, store.KindShortVideo:
		return act.Said{Media: fileOf(m)}
	case store.KindLocation:
		return act.Said{Text: fmt.Sprintf(wordLocation, m.Label, m.Latitude, m.Longitude)}
	case store.KindLink:
		return act.Said{Text: wordLink + joinFilled("\n", m.Title, m.Text, m.URL)}
	case store.KindFile:
		return act.Said{Text: wordFile + joinFilled("\n", m.Title, m.Text)}
	}
	return act.Said{Text: m.Text}
}

// fileOf is the row of a file that a duty fetches, or nil when the platform gave
// no id for it.
func fileOf(m *store.Message) *store.Media {
	if m.MediaID == "" {
		return nil
	}
	return &store.Media{Kind: m.Kind, WxID: m.MediaID, Format: m.Format, Speech: m.Speech}
}

func joinFilled(sep string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, sep)
}
