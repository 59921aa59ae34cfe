package act

import (
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// GroupRow is a group as a list shows one: its members by rank.
type GroupRow struct {
	store.Group
	Members []store.Deputy
	Leader  string
}

// Few reports that a group has fewer deputies than the law asks for.
func (g *GroupRow) Few() bool { return len(g.Members) < store.GroupMin }

// Groups lists the groups of the actor's offices.
func (a *Acts) Groups(ctx context.Context, actor store.Actor) ([]GroupRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.GroupsOf(ctx, a.db.Read(), offices)
	if err != nil {
		return nil, err
	}
	return a.groupRows(ctx, list)
}

// Group reads one of the actor's groups.
func (a *Acts) Group(ctx context.Context, actor store.Actor, id string) (*GroupRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	g, err := db.Group(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActRoster, store.Target{OfficeID: g.OfficeID}, view.Offices) || !g.Closed.IsZero() {
		return nil, store.ErrNotFound
	}
	rows, err := a.groupRows(ctx, []store.Group{*g})
	if err != nil {
		return nil, err
	}
	return &rows[0], nil
}

func (a *Acts) groupRows(ctx context.Context, list []store.Group) ([]GroupRow, error) {
	rows, ids := make([]GroupRow, len(list)), make([]string, len(list))
	for i, g := range list {
		rows[i].Group, ids[i] = g, g.ID
	}
	q := a.db.Read()
	members, err := db.GroupMembers(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var who []string
	for _, m := range members {
		who = append(who, m.DeputyID)
	}
	slices.Sort(who)
	deputies, err := db.DeputiesByID(ctx, q, slices.Compact(who))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(deputies, byRank)
	in := map[[2]string]bool{}
	for _, m := range members {
		in[[2]string{m.GroupID, m.DeputyID}] = true
	}
	for i := range rows {
		for _, d := range deputies {
			if !in[[2]string{rows[i].ID, d.ID}] {
				continue
			}
			d.Phone, d.PhoneIndex = "", ""
			rows[i].Members = append(rows[i].Members, d)
			if d.ID == rows[i].LeaderID {
				rows[i].Leader = d.Name
			}
		}
	}
	return rows, nil
}

// SaveGroup makes a group, or changes the one with g.ID at the version in
// g.Version, with exactly those members. A leader who is not among them is
// refused, and a group of fewer than three.
func (t *Tx) SaveGroup(g store.Group, members []string) (*store.Group, error) {
	if err := g.Check(); err != nil {
		return nil, err
	}
	old := &store.Group{OfficeID: g.OfficeID}
	if g.ID != "" {
		var err error
		if old, err = t.group(g.ID, g.Version); err != nil {
			return nil, err
		}
	}
	if err := t.may(store.ActGroupEdit, store.Target{OfficeID: old.OfficeID}); err != nil {
		return nil, err
	}
	members = compact(members)
	if err := t.groupable(old.OfficeID, members, g.LeaderID); err != nil {
		return nil, err
	}
	old.Name, old.Kind, old.About, old.LeaderID, old.Order = g.Name, g.Kind, g.About, g.LeaderID, g.Order
	what := "changed"
	if old.ID == "" {
		what = "new"
		old.ID, old.Created, old.Version = store.NewID(t.now), t.now, 1
		t.batch.Groups = append(t.batch.Groups, old)
	} else {
		touch(t, &t.batch.Changed.Groups, old)
	}
	t.audit(store.ActGroupEdit, "group", old.ID, old.OfficeID, fmt.Sprintf("%s members=%d", what, len(members)), "")
	return old, t.setMembers(old.ID, members)
}

func compact(ids []string) []string {
	ids = slices.Sorted(slices.Values(ids))
	return slices.Compact(ids)
}

// groupable says whether those deputies can form a group of an office: there are
// three, the leader is one of them, and each is on the roster of the office, of
// one under it, or of one above it (a county's deputy in a town's group).
func (t *Tx) groupable(officeID string, members []string, leader string) error {
	if len(members) < store.GroupMin {
		return store.Invalid("members", store.ProblemTooFew)
	}
	if leader != "" && !slices.Contains(members, leader) {
		return store.Invalid("leader", store.ProblemMalformed)
	}
	list, err := db.DeputiesByID(t.ctx, t.q, members)
	if err != nil {
		return err
	}
	near := slices.Concat(t.view.Offices.Under(officeID), t.view.Offices.Above(officeID))
	if len(list) != len(members) || slices.ContainsFunc(list, func(d store.Deputy) bool { return !slices.Contains(near, d.OfficeID) }) {
		return store.ErrNotFound
	}
	return nil
}

func (t *Tx) setMembers(groupID string, members []string) error {
	have, err := db.GroupMembers(t.ctx, t.q, []string{groupID})
	if err != nil {
		return err
	}
	var gone []string
	for _, m := range have {
		if !slices.Contains(members, m.DeputyID) {
			gone = append(gone, m.DeputyID)
		}
	}
	for _, id := range members {
		if !slices.ContainsFunc(have, func(m store.GroupMember) bool { return m.DeputyID == id }) {
			t.batch.GroupMembers = append(t.batch.GroupMembers, &store.GroupMember{ID: store.NewID(t.now), GroupID: groupID, DeputyID: id})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return db.DropGroupMembers(t.ctx, t.q, groupID, gone)
}

// group reads a group that the actor may change, at the version seen.
func (t *Tx) group(id string, seen int64) (*store.Group, error) {
	g, err := db.Group(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActGroupEdit, store.Target{OfficeID: g.OfficeID}) != nil || !g.Closed.IsZero() {
		return nil, store.ErrNotFound
	}
	if g.Version != seen {
		return nil, store.ErrConflict
	}
	return g, nil
}

// CloseGroup dissolves a group.
func (t *Tx) CloseGroup(id string, seen int64) error {
	g, err := t.group(id, seen)
	if err != nil {
		return err
	}
	g.Closed = t.now
	touch(t, &t.batch.Changed.Groups, g)
	t.audit(store.ActGroupEdit, "group", g.ID, g.OfficeID, "closed", "")
	return nil
}

// Groupable lists who may be in a group of an office: the deputies in office of
// it, of those under it, and of those above it. Names alone: whoever forms a
// town's group reads no telephone number of the county.
func (a *Acts) Groupable(ctx context.Context, actor store.Actor, officeID string) ([]store.Deputy, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActGroupEdit, store.Target{OfficeID: officeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	near := compact(slices.Concat(view.Offices.Under(officeID), view.Offices.Above(officeID)))
	list, err := db.DeputiesOf(ctx, a.db.Read(), near)
	if err != nil {
		return nil, err
	}
	mandates, err := db.MandatesKept(ctx, a.db.Read(), near)
	if err != nil {
		return nil, err
	}
	serves := map[string]bool{}
	for _, m := range mandates {
		serves[m.DeputyID] = serves[m.DeputyID] || m.Status == store.MandateActive
	}
	list = slices.DeleteFunc(list, func(d store.Deputy) bool { return !serves[d.ID] })
	for i := range list {
		list[i].Phone, list[i].PhoneIndex = "", ""
	}
	slices.SortStableFunc(list, byRank)
	return list, nil
}
