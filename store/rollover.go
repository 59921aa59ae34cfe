package store

import "slices"

// Rollover is what the first session of a new congress does to the mandates of
// one congress: those of the old term end, those of the new one begin. Who has
// both goes on.
type Rollover struct {
	Ending     []*Mandate
	Beginning  []*Mandate
	Continuing []string // deputies with one of each
	Leaving    []string // deputies with nothing after
	Joining    []string // deputies with nothing before
}

// PlanRollover sorts the mandates of the old terms and of the new one; those that
// ended earlier or began already are left alone.
func PlanRollover(old, fresh []Mandate) Rollover {
	var r Rollover
	before, after := map[string]bool{}, map[string]bool{}
	for i := range old {
		if m := &old[i]; m.Status == MandateActive || m.Status == MandateSuspended {
			r.Ending = append(r.Ending, m)
			before[m.DeputyID] = true
		}
	}
	for i := range fresh {
		if m := &fresh[i]; m.Status == MandateElected {
			r.Beginning = append(r.Beginning, m)
			after[m.DeputyID] = true
		}
	}
	for id := range before {
		if after[id] {
			r.Continuing = append(r.Continuing, id)
		} else {
			r.Leaving = append(r.Leaving, id)
		}
	}
	for id := range after {
		if !before[id] {
			r.Joining = append(r.Joining, id)
		}
	}
	for _, list := range [][]string{r.Continuing, r.Leaving, r.Joining} {
		slices.Sort(list)
	}
	return r
}

// Carry ends the old mandates and begins the new ones on the day of the first
// session. Who goes on keeps the station, where nobody chose another. It refuses a
// day before an old mandate's last step.
func (r *Rollover) Carry(day, today string) error {
	stations := map[string]string{}
	for _, m := range r.Ending {
		if err := m.Move(MandateChange{Verb: MandateEnd, Ground: GroundTerm, Day: day}, today); err != nil {
			return err
		}
		stations[m.DeputyID] = m.StationID
	}
	for _, m := range r.Beginning {
		if err := m.Move(MandateChange{Verb: MandateBegin, Day: day}, today); err != nil {
			return err
		}
		if m.StationID == "" {
			m.StationID = stations[m.DeputyID]
		}
	}
	return nil
}
