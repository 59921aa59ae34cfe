package store

import "slices"

// Recipients chooses deputies: who exercises a mandate in one of the offices (and,
// where levels are named, a mandate of one of these levels), who is in one of the
// groups, and who is named. An office stands for itself alone; nothing chosen is
// nobody.
type Recipients struct {
	Offices  []string `json:",omitempty"`
	Levels   []Level  `json:",omitempty"` // of the mandates in Offices; none means all
	Groups   []string `json:",omitempty"`
	Deputies []string `json:",omitempty"` // hand-picked, or from a pasted list
}

// Empty reports whether nothing is chosen.
func (r *Recipients) Empty() bool { return len(r.Offices)+len(r.Groups)+len(r.Deputies) == 0 }

// Tidy sorts what is chosen and names nothing twice, so that equal choices are
// equal texts.
func (r *Recipients) Tidy() {
	r.Offices, r.Groups, r.Deputies = tidy(r.Offices), tidy(r.Groups), tidy(r.Deputies)
	r.Levels = tidy(r.Levels)
}

func tidy[S ~string](list []S) []S {
	list = slices.DeleteFunc(slices.Clone(list), func(s S) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

// Choose gives the ids of the chosen deputies, sorted, each once. Of the mandates
// only those that are exercised count: whose mandate ended yesterday is not chosen,
// by whichever way. members are those of the groups.
func (r *Recipients) Choose(mandates []Mandate, members []GroupMember) []string {
	picked := map[string]bool{}
	for _, id := range r.Deputies {
		picked[id] = true
	}
	for _, m := range members {
		if slices.Contains(r.Groups, m.GroupID) {
			picked[m.DeputyID] = true
		}
	}
	var ids []string
	for i := range mandates {
		if m := &mandates[i]; m.Status == MandateActive && (picked[m.DeputyID] || r.byMandate(m)) {
			ids = append(ids, m.DeputyID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (r *Recipients) byMandate(m *Mandate) bool {
	return slices.Contains(r.Offices, m.OfficeID) && (len(r.Levels) == 0 || slices.Contains(r.Levels, m.Level))
}
