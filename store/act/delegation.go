package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// SaveDelegation adds a delegation to a congress's session, or changes the one with
// d.ID at the version in d.Version. Its head is one of its deputies.
func (t *Tx) SaveDelegation(d store.Delegation) (*store.Delegation, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if d.ID == "" {
		m, err := t.session(d.MeetingID)
		if err != nil {
			return nil, err
		}
		if _, ok := t.view.Offices.Find(d.OfficeID); d.OfficeID != "" && !ok || d.HeadID != "" {
			return nil, store.Invalid("head", store.ProblemMalformed)
		}
		d.ID, d.Created, d.Version = store.NewID(t.now), t.now, 1
		t.batch.Delegations = append(t.batch.Delegations, &d)
		t.inserts(&d)
		t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "delegation=new", d.Name)
		return &d, nil
	}
	old, m, err := t.delegation(d.ID, d.Version)
	if err != nil {
		return nil, err
	}
	if d.HeadID != "" {
		list, err := t.participants(m.ID)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(p *store.Participant) bool {
			return p.DeputyID == d.HeadID && p.DelegationID == old.ID && p.Removed.IsZero()
		}) {
			return nil, store.Invalid("head", store.ProblemMalformed)
		}
	}
	old.Name, old.HeadID, old.Order = d.Name, d.HeadID, d.Order
	touch(t, &t.batch.Changed.Delegations, old)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "delegation=changed", d.Name)
	return old, nil
}

// FormDelegations puts the deputies of a session who are in no delegation yet into
// one per electing unit (选举单位), or per office that keeps their record, and gives
// how many it formed.
func (t *Tx) FormDelegations(sessionID string) (int, error) {
	m, err := t.session(sessionID)
	if err != nil {
		return 0, err
	}
	have, err := db.DelegationsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return 0, err
	}
	people, err := t.participants(m.ID)
	if err != nil {
		return 0, err
	}
	names, offices, err := t.homes(m.TermID, people)
	if err != nil {
		return 0, err
	}
	byName := map[string]string{}
	for _, d := range have {
		byName[d.Name] = d.ID
	}
	made := 0
	for _, p := range people {
		name := names[p.DeputyID]
		if name == "" || p.DelegationID != "" || !p.Removed.IsZero() || p.Role != store.RoleAttends {
			continue
		}
		if byName[name] == "" {
			d, err := t.SaveDelegation(store.Delegation{MeetingID: m.ID, Name: name, OfficeID: offices[p.DeputyID], Order: len(have) + made + 1})
			if err != nil {
				return 0, err
			}
			byName[name] = d.ID
			made++
		}
		p.DelegationID = byName[name]
		touch(t, &t.batch.Changed.Participants, p)
	}
	return made, t.fillParts(m)
}

// homes are the names of the delegations that people belong to, and their offices,
// by deputy.
func (t *Tx) homes(termID string, people []*store.Participant) (names, offices map[string]string, err error) {
	var ids []string
	for _, p := range people {
		ids = append(ids, p.DeputyID)
	}
	ids = unique(ids)
	deputies, err := db.DeputiesByID(t.ctx, t.q, ids)
	if err != nil {
		return nil, nil, err
	}
	runs, err := mandatesNow(t.ctx, t.q, termID, ids)
	names, offices = map[string]string{}, map[string]string{}
	for _, d := range deputies {
		o, _ := t.view.Offices.Find(d.OfficeID)
		names[d.ID], offices[d.ID] = delegationOf(o.Short), o.ID
		for _, m := range runs[d.ID] {
			if unit, ok := t.view.District(m.DistrictID); ok && unit.Kind == store.DistrictUnit {
				names[d.ID], offices[d.ID] = delegationOf(unit.Name), unit.OfficeID
			}
		}
	}
	return names, offices, err
}

// delegationOf names the delegation of an office or unit: 城关镇人大 gives 城关镇代表团.
func delegationOf(name string) string {
	if name == "" {
		return ""
	}
	for _, end := range []string{"人大常委会", "人大工委", "人大主席团", "人大"} {
		if n := len(name) - len(end); n > 0 && name[n:] == end {
			name = name[:n]
			break
		}
	}
	return name + "代表团"
}

// MoveToDelegation puts deputies of a session into a delegation, or, with an empty
// one, into none.
func (t *Tx) MoveToDelegation(sessionID, delegationID string, participantIDs []string) error {
	m, err := t.session(sessionID)
	if err != nil {
		return err
	}
	if delegationID != "" {
		if d, _, err := t.delegation(delegationID, 0); err != nil || d.MeetingID != m.ID {
			return store.ErrNotFound
		}
	}
	people, err := t.participants(m.ID)
	if err != nil {
		return err
	}
	for _, p := range people {
		if slices.Contains(participantIDs, p.ID) && p.DeputyID != "" && p.DelegationID != delegationID {
			p.DelegationID = delegationID
			touch(t, &t.batch.Changed.Participants, p)
		}
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "delegation=moved", "")
	return t.fillParts(m)
}

// DeleteDelegation dissolves a delegation without deputies.
func (t *Tx) DeleteDelegation(id string, seen int64) error {
	d, m, err := t.delegation(id, seen)
	if err != nil {
		return err
	}
	people, err := t.participants(m.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(p *store.Participant) bool { return p.DelegationID == id && p.Removed.IsZero() }) {
		return store.Invalid("delegation", store.ProblemInUse)
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "delegation=deleted", d.Name)
	return db.DeleteDelegation(t.ctx, t.q, d)
}

// session reads a congress's session that the actor may change.
func (t *Tx) session(id string) (*store.Meeting, error) {
	m, err := t.meeting(id, 0)
	if err != nil {
		return nil, err
	}
	if m.Kind != store.MeetingCongress {
		return nil, store.ErrNotFound
	}
	return m, t.editable(m)
}

func (t *Tx) delegation(id string, seen int64) (*store.Delegation, *store.Meeting, error) {
	for _, d := range t.batch.Delegations {
		if d.ID == id {
			m, err := t.session(d.MeetingID)
			return d, m, err
		}
	}
	d, err := db.Delegation(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := t.session(d.MeetingID)
	if err == nil && seen != 0 && seen != d.Version {
		err = store.ErrConflict
	}
	return d, m, err
}

// Delegations lists the delegations of the newest session of a congress that the
// actor may read and that has any, for choosing by them.
func (a *Acts) Delegations(ctx context.Context, actor store.Actor, officeID string) ([]store.Delegation, error) {
	rows, err := a.Meetings(ctx, actor, MeetingFilter{Office: officeID, Kinds: []store.MeetingKind{store.MeetingCongress}, Newest: true, Limit: 5})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		list, err := db.DelegationsOf(ctx, a.db.Read(), r.ID)
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}
