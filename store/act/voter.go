package act

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
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
		o.Danger = o.Danger || s.Danger
		if o.Summary == "" {
			o.Summary = store.Summarise(s.Text)
		}
		touch(t, &t.batch.Changed.Opinions, o)
	}
	e := t.entry(o, store.EntrySaid, store.ForAuthor, "", clip(s.Text))
	t.attach(o, e, s.Media)
	join := time.Duration(t.view.Settings.Int(p.OfficeID, store.SetJoinMinutes)) * time.Minute
	p.OpenID, p.OpenUntil = o.ID, t.now.Add(join)
	t.audit(store.ActSay, "opinion", o.ID, o.OfficeID, map[bool]string{false: "new", true: "joined"}[joined], s.Text)
	if s.Danger {
		if err := t.alert(o, e); err != nil {
			return nil, false, err
		}
	}
	return o, joined, t.namedLate(o, s.Text)
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

// alert tells the desk at once, at any hour, of words of danger to life: of a
// sealed matter the petition officer alone. It promises nobody that somebody is
// awake.
func (t *Tx) alert(o *store.Opinion, e *store.Entry) error {
	who := store.ActTriage
	if o.State == store.OpinionSealed {
		who = store.ActReadSealed
	}
	return t.tellStaff(o, who, store.NoticeDanger, e.ID, true)
}

func (t *Tx) attach(o *store.Opinion, e *store.Entry, m *store.Media) {
	if m == nil {
		return
	}
	m.ID, m.OpinionID, m.EntryID, m.Created = store.NewID(t.now), o.ID, e.ID, t.now
	if m.State == "" {
		m.State, m.NextAt = store.MediaWanted, t.now
	}
	t.batch.Media = append(t.batch.Media, m)
}

// Follow notes that a person follows the account, through a station's code if
// scene is one's.
func (t *Tx) Follow(p *store.Person, scene string) (store.Station, bool, error) {
	p.Followed, p.Gone = t.now, time.Time{}
	return t.Scan(p, scene)
}

// Scan places a person by a station's printed code; it reports the station.
func (t *Tx) Scan(p *store.Person, scene string) (store.Station, bool, error) {
	s, ok := t.view.StationByScene(scene)
	if !ok {
		return store.Station{}, false, nil
	}
	p.OfficeID, p.StationID, p.DistrictID = s.OfficeID, s.ID, s.DistrictID
	return s, true, t.place(p)
}

// Locate places a person by a point inside a district's outline; it reports the
// district.
func (t *Tx) Locate(p *store.Person, at store.GeoPoint) (store.District, bool, error) {
	d, ok := t.view.DistrictAt(at)
	if !ok {
		return d, false, nil
	}
	return d, true, t.Choose(p, d.ID)
}

// Choose places a person in a district of the person's own choice.
func (t *Tx) Choose(p *store.Person, districtID string) error {
	d, ok := t.view.District(districtID)
	if !ok {
		return store.ErrNotFound
	}
	p.OfficeID, p.DistrictID = d.OfficeID, d.ID
	if s, ok := t.view.Station(p.StationID); !ok || s.OfficeID != d.OfficeID {
		p.StationID = ""
	}
	return t.place(p)
}

// place carries a person's area over to the open item that has none yet, so that
// who says it first and chooses the area after is at the right desk.
func (t *Tx) place(p *store.Person) error {
	o, err := t.OpenItem(p)
	if err != nil || o == nil || o.DistrictID != "" || o.State != store.OpinionNew {
		return err
	}
	o.OfficeID, o.DistrictID, o.StationID, o.Updated = p.OfficeID, p.DistrictID, p.StationID, t.now
	touch(t, &t.batch.Changed.Opinions, o)
	t.entry(o, store.EntryMoved, store.ForDesk, "", "")
	return nil
}

// lastID sorts behind every id.
const lastID = "~"

// Unfollow detaches a person: the platform demands that everything known about a
// person who unfollows is deleted. The opinions stay, without identity. A deputy
// stays in the roster, unbound.
func (t *Tx) Unfollow(p *store.Person) error {
	if err := t.flush(); err != nil { // what was said a moment ago is detached as well
		return err
	}
	if err := db.DetachEntries(t.ctx, t.q, p.ID); err != nil {
		return err
	}
	if err := db.DetachOpinions(t.ctx, t.q, p.ID); err != nil {
		return err
	}
	if err := db.ForgetMessages(t.ctx, t.q, p.Openid, cmp.Or(t.working, lastID)); err != nil {
		return err
	}
	if err := db.DropPersonNotices(t.ctx, t.q, p.ID); err != nil {
		return err
	}
	*p = store.Person{ID: p.ID, Created: p.Created, Seq: p.Seq, Gone: t.now, Blocked: p.Blocked}
	t.audit(store.ActSay, "person", p.ID, "", "detached", "")
	return nil
}

// Identify keeps the name and phone a person chose to leave, sealed. Empty ones
// are removed.
func (t *Tx) Identify(p *store.Person, name, phone string) error {
	if err := t.may(store.ActIdentify, store.Target{PersonID: p.ID}); err != nil {
		return err
	}
	name, number := strings.TrimSpace(name), store.NormalisePhone(phone)
	if utf8.RuneCountInString(name) > 40 {
		return store.Invalid("name", store.ProblemTooLong)
	}
	if strings.TrimSpace(phone) != "" && (len(number) < 5 || len(number) > 15) {
		return store.Invalid("phone", store.ProblemMalformed)
	}
	p.Name = t.acts.keys.Seal("person", "name", p.ID, name)
	p.Phone, p.PhoneIndex = t.acts.keys.Seal("person", "phone", p.ID, number), ""
	if number != "" {
		p.PhoneIndex = t.acts.keys.BlindIndex("phone", number)
	}
	t.audit(store.ActIdentify, "person", p.ID, p.OfficeID, "name phone", "")
	return nil
}

// LockSelf locks and reads the person the actor is, for acts from a page.
func (t *Tx) LockSelf() (*store.Person, error) {
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{t.Actor.PersonID})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || t.Actor.PersonID == "" {
		return nil, store.ErrNotFound
	}
	touch(t, &t.batch.Changed.Persons, &list[0])
	return &list[0], nil
}

// own reads an opinion of the actor's own; somebody else's reads as not found.
func (t *Tx) own(id string, a store.Act) (*store.Opinion, error) {
	o, err := t.opinion(id)
	if err != nil {
		return nil, err
	}
	if t.may(a, store.Target{PersonID: o.PersonID}) != nil {
		return nil, store.ErrNotFound
	}
	return o, nil
}

// Share lets the deputy who handles an opinion see its author's name and phone,
// or takes that back.
func (t *Tx) Share(opinionID string, yes bool) error {
	o, err := t.own(opinionID, store.ActIdentify)
	if err != nil || o.Contact == yes {
		return err
	}
	o.Contact, o.Updated = yes, t.now
	touch(t, &t.batch.Changed.Opinions, o)
	t.audit(store.ActIdentify, "opinion", o.ID, o.OfficeID, fmt.Sprintf("contact=%t", yes), "")
	return nil
}

// KeepFrom keeps an opinion from a deputy, at its author's wish. A deputy who has
// it already loses it: it goes back to the desk.
func (t *Tx) KeepFrom(opinionID, deputyID string) error {
	o, err := t.own(opinionID, store.ActExclude)
	if err != nil {
		return err
	}
	if _, err := db.Deputy(t.ctx, t.q, deputyID); err != nil {
		return err
	}
	return t.exclude(o, deputyID, store.WhyAuthor, store.ActExclude)
}

// exclude adds an exclusion once, and recalls the opinion from that deputy.
func (t *Tx) exclude(o *store.Opinion, deputyID string, why store.Why, a store.Act) error {
	have, err := db.ExclusionsOf(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.DeputyID == deputyID && e.Why == why {
			return nil
		}
	}
	t.batch.Exclusions = append(t.batch.Exclusions,
		&store.Exclusion{OpinionID: o.ID, DeputyID: deputyID, Why: why, Created: t.now})
	o.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, o) // who forwards it at this moment did not see the wish, and must fail
	t.audit(a, "opinion", o.ID, o.OfficeID, "kept_from="+deputyID+" why="+string(why), "")
	if o.DeputyID == deputyID && o.State.Can(store.VerbRecall) {
		return t.recall(o, "")
	}
	return nil
}

// Rate keeps an author's judgement of the answer, once for each answer. 不满意 is
// handled again as often as the setting allows, then the office decides; a good
// word closes the matter.
func (t *Tx) Rate(opinionID string, r store.Rating) (*store.Opinion, error) {
	o, err := t.own(opinionID, store.ActRate)
	if err != nil {
		return nil, err
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(r.Comment) > 1000 {
		return nil, store.Invalid("comment", store.ProblemTooLong)
	}
	ans, err := db.Answer(t.ctx, t.q, r.AnswerID)
	if err != nil || ans.OpinionID != o.ID || ans.State != store.AnswerReleased {
		return nil, errors.Join(store.ErrNotFound, err)
	}
	if o.State != store.OpinionAnswered || ans.Round != o.Round {
		return nil, store.Invalid("state", store.ProblemState)
	}
	r.ID, r.OpinionID, r.Created = store.NewID(t.now), o.ID, t.now
	t.batch.Ratings = append(t.batch.Ratings, &r)
	t.entry(o, store.EntryRated, store.ForAuthor, string(r.Reply)+","+string(r.Result), r.Comment)
	t.audit(store.ActRate, "opinion", o.ID, o.OfficeID, "reply="+string(r.Reply)+" result="+string(r.Result), r.Comment)
	return o, t.afterRating(o, &r)
}

func (t *Tx) afterRating(o *store.Opinion, r *store.Rating) error {
	if !r.Bad() {
		return t.close(o, store.ActRate, "")
	}
	if o.Round >= t.view.Settings.Int(o.OfficeID, store.SetAgainMax) {
		if err := t.move(o, store.VerbDecide); err != nil {
			return err
		}
		t.tellAuthor(o, store.NoticeDecide, r.ID)
		return nil
	}
	return t.again(o, r)
}

// again puts the matter back to the deputy who answered it.
func (t *Tx) again(o *store.Opinion, r *store.Rating) error {
	if err := t.move(o, store.VerbAgain); err != nil {
		return err
	}
	o.Round++
	a, err := db.Assignment(t.ctx, t.q, o.AssignID)
	if err != nil {
		return err
	}
	t.giveAgain(a)
	t.entry(o, store.EntryAgain, store.ForAuthor, a.ID, "")
	t.tellAuthor(o, store.NoticeAgain, r.ID)
	t.tellDeputy(o, a.DeputyID, store.NoticeRedo, r.ID)
	return nil
}

func clip(s string) string {
	if utf8.RuneCountInString(s) <= TextMax {
		return s
	}
	return string([]rune(s)[:TextMax])
}
