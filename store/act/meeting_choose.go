package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// MeetingChoice says who is to take part; what it names adds up. Offices and Levels
// narrow each other where both are given.
type MeetingChoice struct {
	Offices     []string // that keep the deputies' records
	Levels      []store.Level
	Groups      []string
	Delegations []string // of any session the office reads
	List        string   // names or telephone numbers, as pasted
	Deputies    []string // hand-picked
	Guests      string   // one line each: name and post
	Role        store.ParticipantRole
}

// Chosen is what became of a choice.
type Chosen struct {
	Added   int
	Unknown []string // entries of the list nobody was found for, or several people
	Former  []string // entries whose mandate does not run today
}

// Callable is a deputy whom an office can call.
type Callable struct {
	store.Deputy // without the telephone number
	Levels       []store.Level
	Titles       []string
}

// Callables lists whom an office can call to a meeting of a term, by rank: deputies
// who exercise a mandate today, or begin to with the term's first session.
func (a *Acts) Callables(ctx context.Context, actor store.Actor, officeID, termID string) ([]Callable, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActMeetingEdit, store.Target{OfficeID: officeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	return callables(ctx, a.db.Read(), view, officeID, termID)
}

func callables(ctx context.Context, q db.Q, view *View, officeID, termID string) ([]Callable, error) {
	near := view.near(officeID)
	list, err := db.DeputiesOf(ctx, q, near)
	if err != nil {
		return nil, err
	}
	mandates, err := db.MandatesKept(ctx, q, near)
	if err != nil {
		return nil, err
	}
	of := map[string]*Callable{}
	for _, m := range mandates {
		if !callableBy(&m, termID) {
			continue
		}
		if of[m.DeputyID] == nil {
			of[m.DeputyID] = &Callable{}
		}
		c := of[m.DeputyID]
		c.Levels, c.Titles = append(c.Levels, m.Level), append(c.Titles, m.Title)
	}
	var out []Callable
	for _, d := range list {
		if c := of[d.ID]; c != nil {
			c.Deputy = d
			c.Phone, c.PhoneIndex = "", ""
			out = append(out, *c)
		}
	}
	slices.SortStableFunc(out, func(x, y Callable) int { return byRank(x.Deputy, y.Deputy) })
	return out, nil
}

// ChooseParticipants adds whom a choice names to those who take part. A list with
// entries that fit nobody adds nobody: Chosen says which.
func (t *Tx) ChooseParticipants(meetingID string, c MeetingChoice, seen int64) (*Chosen, error) {
	m, err := t.meeting(meetingID, seen)
	if err != nil {
		return nil, err
	}
	offered, err := callables(t.ctx, t.q, t.view, m.OfficeID, m.TermID)
	if err != nil {
		return nil, err
	}
	out := &Chosen{}
	ids := chosenBy(offered, c)
	for _, read := range []func(*store.Meeting, MeetingChoice, []Callable, *Chosen) ([]string, error){t.ofGroups, t.ofDelegations, t.ofList} {
		more, err := read(m, c, offered, out)
		if err != nil {
			return out, err
		}
		ids = append(ids, more...)
	}
	var list []store.Participant
	for _, id := range append(ids, c.Deputies...) {
		list = append(list, store.Participant{DeputyID: id, Role: c.Role})
	}
	for line := range strings.Lines(c.Guests) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, store.Participant{Name: line, Role: c.Role})
		}
	}
	if len(list) == 0 {
		return out, store.Invalid("choice", store.ProblemEmpty)
	}
	before, err := t.participants(m.ID)
	if err != nil {
		return out, err
	}
	had := map[string]bool{}
	for _, p := range before {
		had[personKey(p)] = had[personKey(p)] || p.Removed.IsZero()
	}
	for i := range list {
		if key := personKey(&list[i]); !had[key] {
			had[key] = true
			out.Added++
		}
	}
	return out, t.AddParticipants(m.ID, list, 0)
}

// chosenBy are those of the offices and levels of a choice.
func chosenBy(offered []Callable, c MeetingChoice) (ids []string) {
	if len(c.Offices) == 0 && len(c.Levels) == 0 {
		return nil
	}
	for _, d := range offered {
		if (len(c.Offices) == 0 || slices.Contains(c.Offices, d.OfficeID)) &&
			(len(c.Levels) == 0 || slices.ContainsFunc(d.Levels, func(l store.Level) bool { return slices.Contains(c.Levels, l) })) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// ofGroups are the members of the groups of a choice who can be called.
func (t *Tx) ofGroups(m *store.Meeting, c MeetingChoice, offered []Callable, _ *Chosen) (ids []string, err error) {
	for _, id := range c.Groups {
		g, err := db.Group(t.ctx, t.q, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(t.view.near(m.OfficeID), g.OfficeID) {
			return nil, store.ErrNotFound
		}
	}
	members, err := db.GroupMembers(t.ctx, t.q, c.Groups)
	for _, m := range members {
		if isOffered(offered, m.DeputyID) {
			ids = append(ids, m.DeputyID)
		}
	}
	return ids, err
}

// ofDelegations are the members of the delegations of a choice who can be called.
func (t *Tx) ofDelegations(_ *store.Meeting, c MeetingChoice, offered []Callable, _ *Chosen) (ids []string, err error) {
	for _, id := range c.Delegations {
		d, err := db.Delegation(t.ctx, t.q, id)
		if err != nil {
			return nil, err
		}
		session, err := db.Meeting(t.ctx, t.q, d.MeetingID)
		if err != nil {
			return nil, err
		}
		if t.may(store.ActMeetings, store.Target{OfficeID: session.OfficeID}) != nil {
			return nil, store.ErrNotFound
		}
		people, err := db.ParticipantsOf(t.ctx, t.q, session.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if p.DelegationID == id && p.Removed.IsZero() && isOffered(offered, p.DeputyID) {
				ids = append(ids, p.DeputyID)
			}
		}
	}
	return ids, nil
}

func isOffered(offered []Callable, id string) bool {
	return slices.ContainsFunc(offered, func(c Callable) bool { return c.ID == id })
}

// ofList finds who a pasted list names. A name that two people have fits nobody:
// their telephone number tells them apart.
func (t *Tx) ofList(m *store.Meeting, c MeetingChoice, offered []Callable, out *Chosen) (ids []string, err error) {
	entries := listEntries(c.List)
	if len(entries) == 0 {
		return nil, nil
	}
	everybody, err := db.DeputiesOf(t.ctx, t.q, t.view.near(m.OfficeID))
	if err != nil {
		return nil, err
	}
	by := t.byNameAndPhone(everybody)
	for _, e := range entries {
		var fits, former []string
		for _, id := range by(e) {
			if isOffered(offered, id) {
				fits = append(fits, id)
			} else {
				former = append(former, id)
			}
		}
		switch {
		case len(fits) == 1:
			ids = append(ids, fits[0])
		case len(fits) == 0 && len(former) > 0:
			out.Former = append(out.Former, e)
		default:
			out.Unknown = append(out.Unknown, e)
		}
	}
	switch {
	case len(out.Unknown) > 0:
		return nil, store.Invalid("list", store.ProblemMalformed)
	case len(out.Former) > 0:
		return nil, store.Invalid("list", store.ProblemNotServing)
	}
	return ids, nil
}

// listMost bounds a pasted list.
const listMost = store.MeetingMost

// listEntries splits what was pasted: one name or number each, between lines,
// commas, 、 or tabs. A name may have a blank inside: 张　三.
func listEntries(text string) []string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\t,，;；、", r) })
	var out []string
	for _, f := range fields {
		if f = strings.Join(strings.Fields(f), ""); f != "" && !slices.Contains(out, f) && len(out) <= listMost {
			out = append(out, f)
		}
	}
	return out
}

// byNameAndPhone finds deputies by full name or telephone number.
func (t *Tx) byNameAndPhone(list []store.Deputy) func(entry string) []string {
	names, phones := map[string][]string{}, map[string][]string{}
	for _, d := range list {
		name := strings.Join(strings.Fields(d.Name), "")
		names[name] = append(names[name], d.ID)
		if d.PhoneIndex != "" {
			phones[d.PhoneIndex] = append(phones[d.PhoneIndex], d.ID)
		}
	}
	return func(entry string) []string {
		if found := names[entry]; len(found) > 0 {
			return found
		}
		number := store.NormalisePhone(entry)
		if number == "" {
			return nil
		}
		for _, index := range t.acts.keys.BlindIndexes("phone", number) {
			if found := phones[index]; len(found) > 0 {
				return found
			}
		}
		return nil
	}
}
