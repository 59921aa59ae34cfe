package act

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Step is an entry with what a page shows beside it.
type Step struct {
	store.Entry
	Who    string // name of the person of the desk or of the deputy; empty for the author
	Media  []store.Media
	Voice  int    // whose words: 0 the author's, from 1 those of authors of merged opinions
	Number string // of the merged opinion; desk only
	About  string // name of the person of the desk, or of the office, that Ref names
}

// Dossier is everything about one opinion that one reader may see.
type Dossier struct {
	Opinion     store.Opinion
	Area        string
	Steps       []Step
	Answers     []store.Answer
	Ratings     []store.Rating
	Assignments []store.Assignment
	Exclusions  []Excluded
	Notices     []store.Notice    // desk only
	Voices      []store.Opinion   // those merged into this one; for the deputy only how many
	Head        *store.Opinion    // what this one is merged into; desk only
	Names       map[string]string // of staff and deputies who took part, by id; desk only
	Deputy      *store.Deputy     // who has it
	AuthorName  string            // as far as the reader may see it
	AuthorPhone string
	Seen        []store.Seen // who looked at it; of the others than the desk only their own
	Reachable   bool         // the author can still be told
	Blocked     bool
}

// Excluded is a deputy whom an opinion is kept from.
type Excluded struct {
	store.Exclusion
	Name string
}

// Waiting is the answer that waits for release, or nil.
func (d *Dossier) Waiting() *store.Answer {
	for i := range d.Answers {
		if d.Answers[i].State == store.AnswerWaiting {
			return &d.Answers[i]
		}
	}
	return nil
}

// ToRate is the released answer that its author has not judged yet, or nil.
func (d *Dossier) ToRate() *store.Answer {
	if d.Opinion.State != store.OpinionAnswered {
		return nil
	}
	for i := len(d.Answers) - 1; i >= 0; i-- {
		a := &d.Answers[i]
		rated := slices.ContainsFunc(d.Ratings, func(r store.Rating) bool { return r.AnswerID == a.ID })
		if a.State == store.AnswerReleased && a.Round == d.Opinion.Round && !rated {
			return a
		}
	}
	return nil
}

// readable reads an opinion for a person of the desk; one out of reach is not
// found.
func (a *Acts) readable(ctx context.Context, actor store.Actor, id string) (*View, *store.Opinion, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	o, err := db.Opinion(ctx, a.db.Read(), id)
	if err != nil {
		return nil, nil, err
	}
	if !store.May(actor, store.ActRead, targetOf(o), view.Offices) {
		return nil, nil, store.ErrNotFound
	}
	return view, o, nil
}

// Dossier gives a person of the desk everything about an opinion.
func (a *Acts) Dossier(ctx context.Context, actor store.Actor, id string) (*Dossier, error) {
	view, o, err := a.readable(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	d, err := a.dossier(ctx, view, o, func(e *store.Entry) bool { return true })
	if err != nil {
		return nil, err
	}
	if err := a.withVoices(ctx, d); err != nil {
		return nil, err
	}
	if o.MergedInto != "" {
		if d.Head, err = db.Opinion(ctx, a.db.Read(), o.MergedInto); err != nil {
			return nil, err
		}
	}
	for _, x := range append([]store.Opinion{*o}, d.Voices...) {
		list, err := db.NoticesOfOpinion(ctx, a.db.Read(), x.ID)
		if err != nil {
			return nil, err
		}
		d.Notices = append(d.Notices, list...)
	}
	if err := a.author(ctx, d, true); err != nil {
		return nil, err
	}
	return d, a.seeDossier(ctx, actor, d)
}

// Mine gives an author the own opinion; anybody else's is not found.
func (a *Acts) Mine(ctx context.Context, actor store.Actor, id string) (*Dossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	o, err := db.Opinion(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActReadOwn, store.Target{PersonID: o.PersonID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	own := []store.Opinion{*o}
	if err := a.asTheirs(ctx, a.db.Read(), own); err != nil {
		return nil, err
	}
	d, err := a.dossier(ctx, view, &own[0], func(e *store.Entry) bool { return e.Audience == store.ForAuthor })
	if err != nil {
		return nil, err
	}
	if err := a.addShared(ctx, d); err != nil {
		return nil, err
	}
	if err := a.names(ctx, d); err != nil {
		return nil, err
	}
	d.Answers = slices.DeleteFunc(d.Answers, func(x store.Answer) bool { return x.State != store.AnswerReleased })
	d.Assignments = nil
	d.Exclusions = slices.DeleteFunc(d.Exclusions, func(e Excluded) bool { return e.Why != store.WhyAuthor })
	return d, nil
}

// Task gives a deputy the own assignment; anybody else's is not found. Of a matter
// that is in other hands by now only the own answers are left.
func (a *Acts) Task(ctx context.Context, actor store.Actor, id string) (*Dossier, *store.Assignment, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	as, err := db.Assignment(ctx, a.db.Read(), id)
	if err != nil {
		return nil, nil, err
	}
	o, err := db.Opinion(ctx, a.db.Read(), as.OpinionID)
	if err != nil {
		return nil, nil, err
	}
	target := targetOf(o)
	target.DeputyID = as.DeputyID
	if !store.May(actor, store.ActReadTask, target, view.Offices) || as.State == store.AssignmentRecalled {
		return nil, nil, store.ErrNotFound
	}
	mine := func(e *store.Entry) bool {
		return e.Audience == store.ForAuthor || e.Audience == store.ForDeputy && e.DeputyID == as.DeputyID
	}
	d, err := a.dossier(ctx, view, o, mine)
	if err != nil {
		return nil, nil, err
	}
	if err := a.withVoices(ctx, d); err != nil {
		return nil, nil, err
	}
	d.hideVoices()
	d.Answers = slices.DeleteFunc(d.Answers, func(x store.Answer) bool { return x.DeputyID != as.DeputyID })
	d.Assignments, d.Exclusions = nil, nil
	if o.AssignID != as.ID { // passed on, or taken up anew: what follows is not this deputy's to read
		d.Steps, d.Ratings, d.Deputy = nil, nil, nil
		return d, as, nil
	}
	if err := a.author(ctx, d, o.Contact); err != nil || !o.Contact {
		return d, as, err
	}
	return d, as, a.seeDossier(ctx, actor, d)
}

// dossier gathers an opinion with the entries that pass a filter.
func (a *Acts) dossier(ctx context.Context, view *View, o *store.Opinion, show func(*store.Entry) bool) (*Dossier, error) {
	q := a.db.Read()
	d := &Dossier{Opinion: *o, Area: view.Area(o.OfficeID, o.DistrictID, o.StationID)}
	var err error
	if d.Steps, err = a.stepsOf(ctx, q, o.ID, show); err != nil {
		return nil, err
	}
	if d.Answers, err = db.AnswersOf(ctx, q, o.ID); err != nil {
		return nil, err
	}
	if d.Seen, err = db.SeenOf(ctx, q, o.ID); err != nil {
		return nil, err
	}
	if d.Ratings, err = db.RatingsOf(ctx, q, o.ID); err != nil {
		return nil, err
	}
	if d.Assignments, err = db.AssignmentsOf(ctx, q, o.ID); err != nil {
		return nil, err
	}
	kept, err := db.ExclusionsOf(ctx, q, o.ID)
	for _, e := range kept {
		d.Exclusions = append(d.Exclusions, Excluded{Exclusion: e})
	}
	return d, err
}

// stepsOf reads the steps of an opinion that pass a filter, with their files.
func (a *Acts) stepsOf(ctx context.Context, q db.Q, opinionID string, show func(*store.Entry) bool) ([]Step, error) {
	list, err := db.EntriesOf(ctx, q, opinionID)
	if err != nil {
		return nil, err
	}
	files, err := db.MediaOf(ctx, q, opinionID)
	var steps []Step
	for i := range list {
		if !show(&list[i]) {
			continue
		}
		s := Step{Entry: list[i]}
		for _, f := range files {
			if f.EntryID == s.ID {
				s.Media = append(s.Media, f)
			}
		}
		steps = append(steps, s)
	}
	return steps, err
}

// withVoices adds what was merged into an opinion, and everybody's name.
func (a *Acts) withVoices(ctx context.Context, d *Dossier) error {
	if err := a.addVoices(ctx, d); err != nil {
		return err
	}
	return a.names(ctx, d)
}

// hideVoices leaves how many the other authors are and what they said, and takes
// away what leads to them.
func (d *Dossier) hideVoices() {
	d.Voices = make([]store.Opinion, len(d.Voices))
	for i := range d.Steps {
		s := &d.Steps[i]
		if s.Number = ""; s.Voice > 0 {
			s.ActorID = ""
		}
	}
}

// names fills in the names of those who took part.
func (a *Acts) names(ctx context.Context, d *Dossier) error {
	view, err := a.views.get(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, s := range d.Steps {
		ids = append(ids, s.DeputyID)
	}
	for _, e := range d.Exclusions {
		ids = append(ids, e.DeputyID)
	}
	for _, s := range d.Seen {
		if s.Kind == store.ReaderDeputy {
			ids = append(ids, s.ReaderID)
		}
	}
	ids = append(ids, d.Opinion.DeputyID)
	slices.Sort(ids)
	list, err := db.DeputiesByID(ctx, a.db.Read(), slices.Compact(ids))
	if err != nil {
		return err
	}
	names := map[string]string{}
	for i := range list {
		names[list[i].ID] = list[i].Name
		if list[i].ID == d.Opinion.DeputyID {
			d.Deputy = &list[i]
		}
	}
	staff, err := db.AllStaff(ctx, a.db.Read())
	if err != nil {
		return err
	}
	for _, s := range staff {
		names[s.ID] = s.Name
	}
	d.Names = names
	for i := range d.Steps {
		s := &d.Steps[i]
		switch {
		case s.ActorKind == store.ActorStaff:
			s.Who = names[s.ActorID]
		case s.ActorKind == store.ActorPerson && byDeputy(s.Kind):
			s.Who = names[s.DeputyID]
		}
		switch s.Kind {
		case store.EntryForwarded:
			s.Who = names[s.DeputyID]
		case store.EntryGiven:
			s.About = names[s.Ref]
		case store.EntryTransfer, store.EntryHanded:
			f, _ := view.Offices.Find(s.Ref)
			s.About = cmp.Or(f.Short, f.Name)
		}
	}
	for i := range d.Exclusions {
		d.Exclusions[i].Name = names[d.Exclusions[i].DeputyID]
	}
	return nil
}

func byDeputy(k store.EntryKind) bool {
	switch k {
	case store.EntryRead, store.EntryPassedOn, store.EntryAsked, store.EntryVisit, store.EntryAnswer:
		return true
	}
	return false
}

// author fills in what the reader may know of the author: in full, or masked.
func (a *Acts) author(ctx context.Context, d *Dossier, full bool) error {
	if d.Opinion.PersonID == "" {
		return nil
	}
	p, err := db.Person(ctx, a.db.Read(), d.Opinion.PersonID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Reachable, d.Blocked = p.Reachable(), !p.Blocked.IsZero()
	d.AuthorName, d.AuthorPhone, err = a.identity(p)
	if !full {
		d.AuthorName, d.AuthorPhone = store.MaskName(d.AuthorName), store.MaskPhone(d.AuthorPhone)
	}
	return err
}

func (a *Acts) identity(p *store.Person) (name, phone string, err error) {
	name, err1 := a.keys.Open("person", "name", p.ID, p.Name)
	phone, err2 := a.keys.Open("person", "phone", p.ID, p.Phone)
	return name, phone, errors.Join(err1, err2)
}
