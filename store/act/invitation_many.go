package act

import (
	"cmp"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Invited is a deputy with an invitation that was just made. The code is given
// once and kept nowhere.
type Invited struct {
	Deputy     store.Deputy
	Invitation *store.Invitation
	Code       string
}

// InviteMany makes invitations for deputies, to print: those chosen, or without a
// choice all of an office. Earlier invitations of theirs that nobody used are
// taken back. Who is bound already, or has no mandate that is exercised, is passed
// over. At most most are made, by rank; left says how many more there would be.
func (t *Tx) InviteMany(officeID string, chosen []string, most int) (list []Invited, left int, err error) {
	deputies, err := t.toInvite(officeID, chosen)
	if err != nil || len(deputies) == 0 {
		return nil, 0, err
	}
	left = max(0, len(deputies)-most)
	deputies = deputies[:len(deputies)-left]
	ids := deputyIDs(deputies)
	if err := db.RevokeInvitationsOf(t.ctx, t.q, ids, t.now); err != nil {
		return nil, 0, err
	}
	for _, d := range deputies {
		inv, code := t.newInvitation(d.OfficeID)
		inv.DeputyID = d.ID
		t.audit(store.ActInvite, "deputy", d.ID, d.OfficeID, "invitation="+inv.ID, "")
		list = append(list, Invited{d, inv, code})
	}
	t.audit(store.ActInvite, "office", deputies[0].OfficeID, deputies[0].OfficeID, fmt.Sprintf("printed=%d", len(list)), "")
	return list, left, nil
}

// toInvite lists, by rank, who of the chosen or of an office can be invited.
func (t *Tx) toInvite(officeID string, chosen []string) ([]store.Deputy, error) {
	deputies, err := db.DeputiesOf(t.ctx, t.q, []string{officeID})
	if len(chosen) > 0 {
		deputies, err = db.DeputiesByID(t.ctx, t.q, chosen)
	} else if t.may(store.ActInvite, store.Target{OfficeID: officeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if len(chosen) > 0 && len(deputies) != len(compact(chosen)) {
		return nil, store.ErrNotFound // one that is not there reads as one of another office
	}
	for _, d := range deputies {
		if t.may(store.ActInvite, store.Target{OfficeID: d.OfficeID}) != nil {
			return nil, store.ErrNotFound
		}
	}
	ids := deputyIDs(deputies)
	bound, err := db.PersonsOfDeputies(t.ctx, t.q, ids)
	if err != nil {
		return nil, err
	}
	mandates, err := db.MandatesOf(t.ctx, t.q, ids)
	if err != nil {
		return nil, err
	}
	deputies = slices.DeleteFunc(deputies, func(d store.Deputy) bool {
		own := slices.DeleteFunc(slices.Clone(mandates), func(m store.Mandate) bool { return m.DeputyID != d.ID })
		return slices.ContainsFunc(bound, func(p store.Person) bool { return p.DeputyID == d.ID }) || !InOffice(own)
	})
	slices.SortFunc(deputies, func(a, b store.Deputy) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return deputies, nil
}

func deputyIDs(list []store.Deputy) []string {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

// InOffice reports whether one of a deputy's mandates is exercised.
func InOffice(mandates []store.Mandate) bool {
	return slices.ContainsFunc(mandates, func(m store.Mandate) bool { return m.Status == store.MandateActive })
}
