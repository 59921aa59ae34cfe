package act

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// ChooseArea places the actor in a district of the own choice, from a page. An
// item the actor opened a few minutes ago goes along, as it does in the chat.
func (t *Tx) ChooseArea(districtID string) error {
	p, err := t.LockSelf()
	if err != nil {
		return err
	}
	if err := t.may(store.ActIdentify, store.Target{PersonID: p.ID}); err != nil {
		return err
	}
	if err := t.Choose(p, districtID); errors.Is(err, store.ErrNotFound) {
		return store.Invalid("district", store.ProblemMalformed)
	} else if err != nil {
		return err
	}
	t.audit(store.ActIdentify, "person", p.ID, p.OfficeID, "area", "")
	return nil
}

// KeepFromChoices lists deputies from whom an author may keep the own opinion:
// whoever has it and those of its place, or, with a name given, all whose name
// has it in it. Those it is kept from already are left out.
func (a *Acts) KeepFromChoices(ctx context.Context, actor store.Actor, opinionID, name string, limit int) ([]DeputyCard, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	o, err := db.Opinion(ctx, q, opinionID)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActExclude, store.Target{PersonID: o.PersonID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	own := []store.Opinion{*o}
	if err := a.asTheirs(ctx, q, own); err != nil {
		return nil, err
	}
	o = &own[0]
	place := *o
	if name != "" || place.OfficeID == "" { // of the whole tree: the author knows a name, not an office
		place.OfficeID = view.Offices.Root().ID
	}
	list, err := a.byTier(ctx, q, view, &place)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	kept, err := db.ExclusionsOf(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	nearest := slices.MinFunc(list, func(x, y Candidate) int { return cmp.Compare(x.Tier, y.Tier) }).Tier
	list = slices.DeleteFunc(list, func(c Candidate) bool {
		offered := c.Deputy.ID == o.DeputyID || c.Tier == nearest
		if name != "" {
			offered = strings.Contains(store.NormaliseName(c.Deputy.Name), store.NormaliseName(name))
		}
		return !offered || keptBy(kept, c.Deputy.ID)
	})
	return cards(list, o.DeputyID, limit), nil
}

// keptBy tells of the author's own wish alone: that the desk keeps somebody away
// is not the author's to know.
func keptBy(kept []store.Exclusion, deputyID string) bool {
	return slices.ContainsFunc(kept, func(e store.Exclusion) bool {
		return e.DeputyID == deputyID && e.Why == store.WhyAuthor
	})
}

// cards shows candidates as voters see deputies, first the one named.
func cards(list []Candidate, first string, limit int) []DeputyCard {
	slices.SortFunc(list, func(x, y Candidate) int {
		switch first {
		case x.Deputy.ID:
			return -1
		case y.Deputy.ID:
			return 1
		}
		return cmp.Or(cmp.Compare(x.Tier, y.Tier), cmp.Compare(x.Deputy.Order, y.Deputy.Order), cmp.Compare(x.Deputy.ID, y.Deputy.ID))
	})
	var out []DeputyCard
	for _, c := range list[:min(len(list), limit)] {
		c.Deputy.Phone, c.Deputy.PhoneIndex = "", ""
		out = append(out, DeputyCard{Deputy: c.Deputy, Titles: c.Titles})
	}
	return out
}
