package act

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// ActivityFilter chooses activities for a list.
type ActivityFilter struct {
	Office   string
	Kind     store.MeetingKind
	GroupID  string
	From, To time.Time
	Limit    int
}

// ActivityRow is an activity as a list shows it.
type ActivityRow struct {
	store.Meeting
	Office, Group string
	Called, Came  int
	Record        *store.ActivityRecord // nil while nothing is written down
	Letters       []store.Handover
}

// Activities lists the activities of the actor's offices, the newest first.
func (a *Acts) Activities(ctx context.Context, actor store.Actor, f ActivityFilter) ([]ActivityRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActActivity, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	if f.Office != "" {
		under := view.Offices.Under(f.Office)
		offices = slices.DeleteFunc(offices, func(id string) bool { return !slices.Contains(under, id) })
	}
	kinds := store.Activities
	if f.Kind != "" {
		kinds = []store.MeetingKind{f.Kind}
	}
	list, err := db.Activities(ctx, a.db.Read(), db.ActivitiesOf{Offices: offices, Kinds: kinds, GroupID: f.GroupID, From: f.From, To: f.To, Limit: f.Limit})
	if err != nil {
		return nil, err
	}
	return a.activityRows(ctx, view, list)
}

func (a *Acts) activityRows(ctx context.Context, view *View, list []store.Meeting) ([]ActivityRow, error) {
	q := a.db.Read()
	ids, groups := make([]string, len(list)), make([]string, len(list))
	for i, m := range list {
		ids[i], groups[i] = m.ID, m.GroupID
	}
	names, err := groupNames(ctx, q, groups)
	if err != nil {
		return nil, err
	}
	came, err := db.Came(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	records, err := db.ActivityRecordsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	letters, err := db.HandoversOf(ctx, q, ids...)
	rows := make([]ActivityRow, len(list))
	for i, m := range list {
		o, _ := view.Offices.Find(m.OfficeID)
		rows[i] = ActivityRow{Meeting: m, Office: o.Short, Group: names[m.GroupID], Called: came[m.ID].Called, Came: came[m.ID].Came}
		for k := range records {
			if records[k].MeetingID == m.ID {
				rows[i].Record = &records[k]
			}
		}
		for _, l := range letters {
			if l.MeetingID == m.ID {
				rows[i].Letters = append(rows[i].Letters, l)
			}
		}
	}
	return rows, err
}

// ActivityPerson is a deputy who takes part in an activity, or could.
type ActivityPerson struct {
	Deputy store.Deputy // name and rank alone
	In     bool         // called
	Came   bool
	Self   bool // signed in, which a tick does not take back
	Leave  bool // asked for leave
}

// ActivityDossier is an activity with what is written down of it.
type ActivityDossier struct {
	ActivityRow
	People []ActivityPerson
	Photos []store.ActivityPhoto
	Item   *store.PlanItem // of the plan that it carries out
	Leader string          // name of the group's leader
}

// Activity reads an activity for staff who may, or for the leader of its group; else
// it is not found.
func (a *Acts) Activity(ctx context.Context, actor store.Actor, id string) (*ActivityDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	m, g, err := a.readableActivity(ctx, view, actor, id)
	if err != nil {
		return nil, err
	}
	rows, err := a.activityRows(ctx, view, []store.Meeting{*m})
	if err != nil {
		return nil, err
	}
	d := &ActivityDossier{ActivityRow: rows[0]}
	if d.People, err = a.activityPeople(ctx, m, g); err != nil {
		return nil, err
	}
	if d.Photos, err = db.PhotosOf(ctx, a.db.Read(), m.ID); err != nil {
		return nil, err
	}
	if g != nil && g.LeaderID != "" {
		leader, err := db.Deputy(ctx, a.db.Read(), g.LeaderID)
		if err != nil {
			return nil, err
		}
		d.Leader = leader.Name
	}
	if m.PlanID != "" {
		if d.Item, err = db.PlanItem(ctx, a.db.Read(), m.PlanID); errors.Is(err, store.ErrNotFound) {
			err = nil
		}
	}
	return d, err
}

func (a *Acts) readableActivity(ctx context.Context, view *View, actor store.Actor, id string) (*store.Meeting, *store.Group, error) {
	m, err := db.Meeting(ctx, a.db.Read(), id)
	if err != nil {
		return nil, nil, err
	}
	var g *store.Group
	if m.GroupID != "" {
		if g, err = db.Group(ctx, a.db.Read(), m.GroupID); err != nil {
			return nil, nil, err
		}
	}
	may := store.May(actor, store.ActActivity, store.Target{OfficeID: m.OfficeID}, view.Offices) ||
		store.May(actor, store.ActActivityEdit, activityTarget(m, g), view.Offices)
	if !m.Kind.Activity() || !may {
		return nil, nil, store.ErrNotFound
	}
	return m, g, nil
}

// activityPeople lists who takes part, and the members of the group who could, by
// rank.
func (a *Acts) activityPeople(ctx context.Context, m *store.Meeting, g *store.Group) ([]ActivityPerson, error) {
	q := a.db.Read()
	at := map[string]ActivityPerson{}
	if m.ID != "" {
		called, err := db.ParticipantsOf(ctx, q, m.ID)
		if err != nil {
			return nil, err
		}
		for i := range called {
			p := &called[i]
			if p.DeputyID != "" && p.Removed.IsZero() {
				at[p.DeputyID] = ActivityPerson{In: true, Came: !p.Signed.IsZero(), Self: !p.Signed.IsZero() && p.SignedBy != store.SignedTicked,
					Leave: p.ReplyNow(m) == store.ReplyLeave}
			}
		}
	}
	if g != nil {
		members, err := db.GroupMembers(ctx, q, []string{g.ID})
		if err != nil {
			return nil, err
		}
		day := m.Starts
		if day.IsZero() { // a new one
			day = a.Now()
		}
		over, err := overBefore(ctx, q, idsOf(members, func(p *store.GroupMember) string { return p.DeputyID }), store.DayOf(day))
		if err != nil {
			return nil, err
		}
		for _, p := range members {
			if _, known := at[p.DeputyID]; !known && !over[p.DeputyID] {
				at[p.DeputyID] = ActivityPerson{}
			}
		}
	}
	ids := make([]string, 0, len(at))
	for id := range at {
		ids = append(ids, id)
	}
	list, err := db.DeputiesByID(ctx, q, ids)
	slices.SortFunc(list, byRank)
	people := make([]ActivityPerson, len(list))
	for i, d := range list {
		people[i] = at[d.ID]
		people[i].Deputy = store.Deputy{ID: d.ID, Name: d.Name, Sex: d.Sex, Nation: d.Nation, OfficeID: d.OfficeID}
	}
	return people, err
}

// ActivityPhoto gives a photo's row to whoever may read its activity.
func (a *Acts) ActivityPhoto(ctx context.Context, actor store.Actor, id string) (*store.ActivityPhoto, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := db.ActivityPhoto(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	_, _, err = a.readableActivity(ctx, view, actor, p.MeetingID)
	return p, err
}

// LedGroup is a group for its leader: who is in it, and how the quarter stands.
type LedGroup struct {
	store.Group
	People     []ActivityPerson
	Pace       store.GroupPace
	Activities []ActivityRow // of the last year, the newest first
	Report     *GroupReportState
}

// Led lists the groups that a deputy leads.
func (a *Acts) Led(ctx context.Context, actor store.Actor) ([]LedGroup, error) {
	if !store.MayAnywhere(actor, store.ActActivityEdit) || actor.DeputyID == "" {
		return nil, store.ErrForbidden
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	now := a.Now()
	list, err := db.GroupsLedBy(ctx, a.db.Read(), actor.DeputyID)
	out := make([]LedGroup, len(list))
	for i := range list {
		g := &list[i]
		out[i].Group = *g
		if out[i].People, err = a.activityPeople(ctx, &store.Meeting{}, g); err != nil {
			return nil, err
		}
		held, err := db.ActivitiesOfGroups(ctx, a.db.Read(), []string{g.ID}, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
		if err != nil {
			return nil, err
		}
		held = slices.DeleteFunc(held, func(m store.Meeting) bool { return !m.Kind.Activity() || m.State == store.MeetingCancelled })
		out[i].Pace = store.PaceOf(held, g.ID, store.QuarterOf(now), view.Settings.Int(g.OfficeID, store.SetGroupPace), now)
		if out[i].Activities, err = a.activityRows(ctx, view, held); err != nil {
			return nil, err
		}
		if out[i].Report, err = a.reportState(ctx, view, g); err != nil {
			return nil, err
		}
	}
	return out, err
}

// Leading is a group that a deputy leads, and whether it owes this quarter's
// activity.
type Leading struct {
	ID, Name string
	Idle     bool
}

// Leads lists the groups that a deputy leads, in short.
func (a *Acts) Leads(ctx context.Context, actor store.Actor) ([]Leading, error) {
	if actor.DeputyID == "" {
		return nil, nil
	}
	list, err := db.GroupsLedBy(ctx, a.db.Read(), actor.DeputyID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	quarter := store.QuarterOf(a.Now())
	from, to := quarter.Span()
	held, err := db.ActivitiesOfGroups(ctx, a.db.Read(), idsOf(list, func(g *store.Group) string { return g.ID }), from, to)
	out := make([]Leading, len(list))
	for i, g := range list {
		out[i] = Leading{g.ID, g.Name, store.PaceOf(held, g.ID, quarter, view.Settings.Int(g.OfficeID, store.SetGroupPace), a.Now()).Idle()}
	}
	return out, err
}

// GroupYear is how a group's quarters stand.
type GroupYear struct {
	store.Group
	Office, Leader string
	Quarters       [4]store.GroupPace
}

// GroupYears lists how the groups of the actor's offices kept to their pace in a year.
func (a *Acts) GroupYears(ctx context.Context, actor store.Actor, year int) ([]GroupYear, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActActivity, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	q := a.db.Read()
	list, err := db.GroupsOf(ctx, q, offices)
	if err != nil {
		return nil, err
	}
	ids, leaders := make([]string, len(list)), make([]string, len(list))
	for i, g := range list {
		ids[i], leaders[i] = g.ID, g.LeaderID
	}
	who, err := db.DeputiesByID(ctx, q, unique(leaders))
	if err != nil {
		return nil, err
	}
	from, _ := store.Quarter{Year: year, N: 1}.Span()
	held, err := db.ActivitiesOfGroups(ctx, q, ids, from, from.AddDate(1, 0, 0))
	out := make([]GroupYear, len(list))
	for i, g := range list {
		o, _ := view.Offices.Find(g.OfficeID)
		out[i] = GroupYear{Group: g, Office: o.Short}
		for _, d := range who {
			if d.ID == g.LeaderID {
				out[i].Leader = d.Name
			}
		}
		for n := range 4 {
			out[i].Quarters[n] = store.PaceOf(held, g.ID, store.Quarter{Year: year, N: n + 1}, view.Settings.Int(g.OfficeID, store.SetGroupPace), a.Now())
		}
	}
	slices.SortStableFunc(out, func(x, y GroupYear) int { return cmp.Compare(x.Office, y.Office) })
	return out, err
}
