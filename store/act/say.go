package act

import (
	"errors"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// Said is one thing a person sent that belongs to an opinion.
type Said struct {
	Text  string // words, or what stands for them: a place, a link
	Media *store.Media
	// Danger says that words of danger to life were found.
	Danger bool
}

// TextMax bounds what is kept of one message or form field, in characters. The
// platform's own limit is far below.
const TextMax = 20000

// Say keeps what a person brings up: it joins the item the person opened a few
// minutes ago, or opens one. p must be locked (Decide's person). joined reports
// which it was. It never refuses for want of an area: nothing a voter says is
// lost because set-up is unfinished.
func (t *Tx) Say(p *store.Person, s Said) (o *store.Opinion, joined bool, err error) {
	if err := t.may(store.ActSay, store.Target{PersonID: p.ID}); err != nil {
		return nil, false, err
	}
	if o, err = t.OpenItem(p); err != nil {
		return nil, false, err
	}
	if joined = o != nil; !joined {
		o = t.newOpinion(p, s)
	} else {
		o.Updated = t.now
		o.Wake()
		o.Danger = o.Danger || s.Danger
		if o.Summary == "" {
			o.Summary = store.Summarise(s.Text)
		}
		touch(t, &t.batch.Changed.Opinions, o)
	}
	e := t.entry(o, store.EntrySaid, store.ForAuthor, "", clip(s.Text, TextMax))
	t.attach(o, e, s.Media)
	join := time.Duration(t.view.Settings.Int(p.OfficeID, store.SetJoinMinutes)) * time.Minute
	p.OpenID, p.OpenUntil = o.ID, t.now.Add(join)
	t.audit(store.ActSay, "opinion", o.ID, o.OfficeID, map[bool]string{false: "new", true: "joined"}[joined], s.Text)
	if s.Danger {
		if err := t.alert(o, e); err != nil {
			return nil, false, err
		}
	}
	head, err := t.saidTo(o, s)
	if err != nil {
		return nil, false, err
	}
	if err := t.namedLate(head, s.Text); err != nil || head == o {
		return o, joined, err
	}
	shown := *o
	shown.AsIts(head)
	return &shown, joined, nil
}

// saidTo lets what a merged opinion is handled with know of its author's words.
func (t *Tx) saidTo(o *store.Opinion, s Said) (*store.Opinion, error) {
	head, err := t.headOf(o)
	if err != nil || head == o {
		return o, err
	}
	head.Updated, head.Danger = t.now, head.Danger || s.Danger
	head.Wake()
	touch(t, &t.batch.Changed.Opinions, head)
	return head, nil
}

// namedLate takes an item back from the deputy who has it when its author adds
// words that name the deputy.
func (t *Tx) namedLate(o *store.Opinion, text string) error {
	if o.DeputyID == "" || text == "" || !o.State.Can(store.VerbRecall) {
		return nil
	}
	d, err := db.Deputy(t.ctx, t.q, o.DeputyID)
	if err != nil || len(store.NamedIn(text, []store.Deputy{*d})) == 0 {
		return err
	}
	return t.exclude(o, d.ID, store.WhyNamed, store.ActSay)
}

// OpenItem is the item that what the person sends now joins, or nil.
func (t *Tx) OpenItem(p *store.Person) (*store.Opinion, error) {
	if p.OpenID == "" || !t.now.Before(p.OpenUntil) {
		return nil, nil
	}
	o, err := t.opinion(p.OpenID)
	if err != nil || !o.Joins() || o.PersonID != p.ID {
		return nil, notFoundIsNone(err)
	}
	if head, err := t.headOf(o); err != nil || !head.Joins() {
		return nil, err // merged, and done with
	}
	return o, nil
}

func notFoundIsNone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func (t *Tx) newOpinion(p *store.Person, s Said) *store.Opinion {
	o := &store.Opinion{ID: store.NewID(t.now), Number: t.number(), OfficeID: p.OfficeID, DistrictID: p.DistrictID,
		StationID: p.StationID, PersonID: p.ID, State: store.OpinionNew, Danger: s.Danger,
		Summary: store.Summarise(s.Text), Created: t.now, Updated: t.now, Version: 1}
	t.batch.Opinions = append(t.batch.Opinions, o)
	t.remember(o)
	t.inserts(o)
	return o
}

// clip is the first n characters of s.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
