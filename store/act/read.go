package act

import (
	"context"
	"errors"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// Step is an entry with what a page shows beside it.
type Step struct {
	store.Entry
	Who   string // name of the person of the desk or of the deputy; empty for the author
	Media []store.Media
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
	Notices     []store.Notice // desk only
	Deputy      *store.Deputy  // who has it
	AuthorName  string         // as far as the reader may see it
	AuthorPhone string
	Reachable   bool // the author can still be told
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
	if d.Notices, err = db.NoticesOfOpinion(ctx, a.db.Read(), id); err != nil {
		return nil, err
	}
	return d, a.author(ctx, d, true)
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
	d, err := a.dossier(ctx, view, o, func(e *store.Entry) bool { return e.Audience == store.ForAuthor })
	if err != nil {
		return nil, err
	}
	d.Answers = slices.DeleteFunc(d.Answers, func(x store.Answer) bool { return x.State != store.AnswerReleased })
	d.Assignments = nil
	d.Exclusions = slices.DeleteFunc(d.Exclusions, func(e Excluded) bool { return e.Why != store.WhyAuthor })
	return d, nil
}

// Task gives a deputy the own assignment; anybody else's is not found.
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
	d.Answers = slices.DeleteFunc(d.Answers, func(x store.Answer) bool { return x.DeputyID != as.DeputyID })
	d.Assignments, d.Exclusions = nil, nil
	return d, as, a.author(ctx, d, o.Contact && as.State != store.AssignmentPassed)
}

// dossier gathers an opinion with the entries that pass a filter.
func (a *Acts) dossier(ctx context.Context, view *View, o *store.Opinion, show func(*store.Entry) bool) (*Dossier, error) {
	q := a.db.Read()
	d := &Dossier{Opinion: *o, Area: view.Area(o.OfficeID, o.DistrictID, o.StationID)}
	list, err := db.EntriesOf(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	files, err := db.MediaOf(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
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
		d.Steps = append(d.Steps, s)
	}
	if d.Answers, err = db.AnswersOf(ctx, q, o.ID); err != nil {
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
	if err != nil {
		return nil, err
	}
	return d, a.names(ctx, d)
}

// names fills in the names of those who took part.
func (a *Acts) names(ctx context.Context, d *Dossier) error {
	var ids []string
	for _, s := range d.Steps {
		ids = append(ids, s.DeputyID)
	}
	for _, e := range d.Exclusions {
		ids = append(ids, e.DeputyID)
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
	for i := range d.Steps {
		s := &d.Steps[i]
		switch {
		case s.ActorKind == store.ActorStaff:
			s.Who = names[s.ActorID]
		case s.ActorKind == store.ActorPerson && byDeputy(s.Kind):
			s.Who = names[s.DeputyID]
		}
		if s.Kind == store.EntryForwarded {
			s.Who = names[s.DeputyID]
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

// Self is a person as the own phone page shows it.
type Self struct {
	Person      store.Person
	Name, Phone string
	Area        string
	Office      string // what the office calls itself
}

// Self gives the actor's own person.
func (a *Acts) Self(ctx context.Context, actor store.Actor) (*Self, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := db.Person(ctx, a.db.Read(), actor.PersonID)
	if err != nil {
		return nil, err
	}
	s := &Self{Person: *p, Area: view.Area(p.OfficeID, p.DistrictID, p.StationID), Office: view.Name(p.OfficeID)}
	s.Name, s.Phone, err = a.identity(p)
	return s, err
}

// PersonByOpenid finds the person of a chat: for a page that WeChat's OAuth
// opened. Who never wrote or followed is not found.
func (a *Acts) PersonByOpenid(ctx context.Context, openid string) (*store.Person, error) {
	return db.PersonByOpenid(ctx, a.db.Read(), openid)
}

// PersonByID reads a person, for a page's session.
func (a *Acts) PersonByID(ctx context.Context, id string) (*store.Person, error) {
	return db.Person(ctx, a.db.Read(), id)
}

// MyOpinions lists what the actor brought up, the newest first.
func (a *Acts) MyOpinions(ctx context.Context, actor store.Actor, limit int) ([]store.Opinion, error) {
	if actor.PersonID == "" {
		return nil, store.ErrForbidden
	}
	return db.OpinionsOf(ctx, a.db.Read(), actor.PersonID, limit)
}

// Mine lists what a person brought up, inside a transaction.
func (t *Tx) Mine(p *store.Person, limit int) ([]store.Opinion, error) {
	return db.OpinionsOf(t.ctx, t.q, p.ID, limit)
}

// Lookup finds an opinion by its number for its own author. For everybody else it
// is not found, and counted: after a few a day it is store.ErrTooMany. p must be
// locked.
func (t *Tx) Lookup(p *store.Person, number string) (*store.Opinion, error) {
	if err := t.mayGuess(p); err != nil {
		return nil, err
	}
	o, err := db.OpinionByNumber(t.ctx, t.q, number)
	if err == nil && o.PersonID == p.ID && p.ID != "" {
		return o, nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	t.guessed(p)
	return nil, store.ErrNotFound
}

// mayGuess refuses a person who tried too many wrong numbers or codes today.
func (t *Tx) mayGuess(p *store.Person) error {
	day := t.now.In(store.ChinaTime).Format("2006-01-02")
	if p.LookupsAt.In(store.ChinaTime).Format("2006-01-02") != day {
		p.Lookups = 0
	}
	if p.Lookups >= t.view.Settings.Int(p.OfficeID, store.SetLookupMax) {
		return store.ErrTooMany
	}
	return nil
}

func (t *Tx) guessed(p *store.Person) { p.Lookups, p.LookupsAt = p.Lookups+1, t.now }

// TaskRow is an assignment as a deputy's list shows it.
type TaskRow struct {
	store.Assignment
	Opinion store.Opinion
}

// Tasks lists the actor's assignments, the newest first.
func (a *Acts) Tasks(ctx context.Context, actor store.Actor, limit int, states ...store.AssignmentState) ([]TaskRow, error) {
	if !store.MayAnywhere(actor, store.ActReadTask) {
		return nil, store.ErrForbidden
	}
	return a.tasks(ctx, a.db.Read(), actor.DeputyID, limit, states)
}

// Tasks lists the open assignments of a deputy, inside a transaction.
func (t *Tx) Tasks(deputyID string, limit int) ([]TaskRow, error) {
	if deputyID == "" {
		return nil, nil
	}
	return t.acts.tasks(t.ctx, t.q, deputyID, limit, []store.AssignmentState{store.AssignmentOpen})
}

func (a *Acts) tasks(ctx context.Context, q db.Q, deputyID string, limit int, states []store.AssignmentState) ([]TaskRow, error) {
	list, err := db.AssignmentsOfDeputy(ctx, q, deputyID, limit, states...)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].OpinionID
	}
	opinions, err := db.OpinionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var rows []TaskRow
	for _, as := range list {
		i := slices.IndexFunc(opinions, func(o store.Opinion) bool { return o.ID == as.OpinionID })
		if i >= 0 && opinions[i].State != store.OpinionSealed {
			rows = append(rows, TaskRow{as, opinions[i]})
		}
	}
	return rows, nil
}

// InboxFilter selects opinions for the desk's lists.
type InboxFilter struct {
	States []store.OpinionState // none: every state the actor may list
	Danger bool
	Late   bool // due date passed
	Query  string
	Before string // id of the last one seen
	Limit  int
}

// listed are the states an ordinary list may show: everything but sealed.
var listed = []store.OpinionState{store.OpinionNew, store.OpinionAssigned, store.OpinionChecked, store.OpinionAnswered,
	store.OpinionDecide, store.OpinionClosed, store.OpinionDeclined}

// InboxRow is an opinion as a list shows it.
type InboxRow struct {
	store.Opinion
	Area   string
	Deputy string
}

// Inbox lists the opinions of the actor's offices, the newest first. Sealed ones
// are never in it, whatever is asked for.
func (a *Acts) Inbox(ctx context.Context, actor store.Actor, f InboxFilter) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActInbox, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	states := f.States
	if len(states) == 0 {
		states = listed
	}
	states = slices.DeleteFunc(slices.Clone(states), func(s store.OpinionState) bool { return s == store.OpinionSealed })
	return a.rows(ctx, view, a.filter(f, offices, states))
}

// Sealed lists the accusations of the actor's offices.
func (a *Acts) Sealed(ctx context.Context, actor store.Actor, limit int) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActReadSealed, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	return a.rows(ctx, view, db.OpinionFilter{Offices: offices, States: []store.OpinionState{store.OpinionSealed}, Limit: limit})
}

func (a *Acts) filter(f InboxFilter, offices []string, states []store.OpinionState) db.OpinionFilter {
	out := db.OpinionFilter{Offices: offices, States: states, Danger: f.Danger, Before: f.Before, Limit: max(1, min(f.Limit, 200))}
	if f.Late {
		out.Late = a.Now()
	}
	if q := strings.TrimSpace(f.Query); strings.HasPrefix(strings.ToUpper(q), opinionNumbers+"-") {
		out.Number = strings.ToUpper(q)
	} else {
		out.Text = q
	}
	return out
}

func (a *Acts) rows(ctx context.Context, view *View, f db.OpinionFilter) ([]InboxRow, error) {
	list, err := db.Opinions(ctx, a.db.Read(), f)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, o := range list {
		ids = append(ids, o.DeputyID)
	}
	slices.Sort(ids)
	deputies, err := db.DeputiesByID(ctx, a.db.Read(), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	rows := make([]InboxRow, len(list))
	for i, o := range list {
		rows[i] = InboxRow{Opinion: o, Area: view.Area(o.OfficeID, o.DistrictID, o.StationID)}
		for _, d := range deputies {
			if d.ID == o.DeputyID {
				rows[i].Deputy = d.Name
			}
		}
	}
	return rows, nil
}

// Counts says how much waits in each of the desk's lists, at most 1000 each.
type Counts struct {
	New, Danger, Checked, Decide, Assigned, Late, Sealed, Unreached int
}

// countLimit is where counting stops: a list says 1000+ beyond.
const countLimit = 1001

// Counts counts the actor's lists.
func (a *Acts) Counts(ctx context.Context, actor store.Actor) (c Counts, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return c, err
	}
	q := a.db.Read()
	offices := store.OfficesFor(actor, store.ActInbox, view.Offices)
	for _, w := range []struct {
		to *int
		f  db.OpinionFilter
	}{
		{&c.New, db.OpinionFilter{States: []store.OpinionState{store.OpinionNew}}},
		{&c.Danger, db.OpinionFilter{States: []store.OpinionState{store.OpinionNew}, Danger: true}},
		{&c.Checked, db.OpinionFilter{States: []store.OpinionState{store.OpinionChecked}}},
		{&c.Decide, db.OpinionFilter{States: []store.OpinionState{store.OpinionDecide}}},
		{&c.Assigned, db.OpinionFilter{States: []store.OpinionState{store.OpinionAssigned}}},
		{&c.Late, db.OpinionFilter{States: []store.OpinionState{store.OpinionAssigned}, Late: a.Now()}},
	} {
		w.f.Offices, w.f.Limit = offices, countLimit
		if *w.to, err = db.CountOpinions(ctx, q, w.f); err != nil {
			return c, err
		}
	}
	if sealed := store.OfficesFor(actor, store.ActReadSealed, view.Offices); len(sealed) > 0 {
		c.Sealed, err = db.CountOpinions(ctx, q, db.OpinionFilter{Offices: sealed,
			States: []store.OpinionState{store.OpinionSealed}, Limit: countLimit})
	}
	if err == nil {
		var list []store.Notice
		list, err = a.unreached(ctx, store.OfficesFor(actor, store.ActUnreached, view.Offices), countLimit)
		c.Unreached = len(list)
	}
	return c, err
}
