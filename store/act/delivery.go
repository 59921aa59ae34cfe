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

// Delivery is a notice that is due, with everything needed to word and send it.
// Person is nil when the recipient is not bound to WeChat.
type Delivery struct {
	Notice  store.Notice
	Person  *store.Person
	Office  string         // what the office calls itself
	Opinion *store.Opinion // the matter, when there is one
	Deputy  *store.Deputy  // the recipient, or who has the matter
	Entry   *store.Entry   // what Ref names, for kinds about an entry
	// Meeting and Participant are those of a notice about somebody's part in one.
	Meeting     *store.Meeting
	Participant *store.Participant
	// Broadcast is what Ref names, for a notice of one.
	Broadcast *store.Broadcast
	Leave     *store.Leave // of a notice about leave; nothing of it is opened
	// Appointment is the booking that Ref names, for kinds about one.
	Appointment *Appointment
	// Report is the step of a special report that a notice is about.
	Report *store.StepDue
	// InOffice: the recipient exercises a mandate, as the deputies' menu follows.
	// It is known for the kinds that switch the menu.
	InOffice bool
}

// leaseFor is how long a sender holds what it claimed; it must be longer than
// sending a batch takes.
const leaseFor = 2 * time.Minute

// Deliveries claims up to limit notices that are due, under a new lease, and
// gathers what is needed to send them. What is no longer true is dropped here. A
// sender that dies loses its lease, and another claims them.
func (a *Acts) Deliveries(ctx context.Context, limit int) (lease string, out []Delivery, err error) {
	return a.deliveries(ctx, false, limit)
}

// TextDeliveries does the same for the notices that go by text message.
func (a *Acts) TextDeliveries(ctx context.Context, limit int) (lease string, out []Delivery, err error) {
	return a.deliveries(ctx, true, limit)
}

func (a *Acts) deliveries(ctx context.Context, texts bool, limit int) (lease string, out []Delivery, err error) {
	now := a.Now()
	lease = store.NewID(now)
	list, err := a.claim(ctx, lease, texts, now, limit)
	if err != nil || len(list) == 0 {
		return lease, nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return lease, nil, err
	}
	load, err := a.gather(ctx, list)
	if err == nil {
		err = a.gatherOfficers(ctx, load, view)
	}
	if err == nil {
		err = a.gatherReports(ctx, a.db.Read(), load, view, list)
	}
	if err != nil {
		return lease, nil, err
	}
	var stale []*store.Notice
	for i := range list {
		d := Delivery{Notice: list[i], Office: view.Name(list[i].OfficeID)}
		if state := load.cast(&d); !load.fill(&d) || state != store.NoticeWaiting {
			n := d.Notice
			if n.State = state; state == store.NoticeWaiting {
				n.State = store.NoticeDropped
			}
			stale = append(stale, &n)
			continue
		}
		out = append(out, d)
	}
	if len(stale) > 0 {
		_, err = a.db.FinishNotices(ctx, lease, stale)
	}
	return lease, out, err
}

// claim is made by one sender of a program at a time: two would choose the same rows,
// and one of them go away empty. What is needed to send them is gathered by several
// at once.
func (a *Acts) claim(ctx context.Context, lease string, texts bool, now time.Time, limit int) ([]store.Notice, error) {
	a.claims.Lock()
	defer a.claims.Unlock()
	return a.db.ClaimNotices(ctx, lease, texts, now, now.Add(leaseFor), limit)
}

// gathered is what a batch of notices refers to.
type gathered struct {
	persons  map[string]*store.Person // by person, deputy and staff id
	opinions map[string]*store.Opinion
	deputies map[string]*store.Deputy
	entries  map[string]*store.Entry
	inOffice map[string]bool // by deputy id
	now      time.Time
	parts    map[string]*store.Participant
	meetings map[string]*store.Meeting
	casts    map[string]*store.Broadcast
	leaves   map[string]*store.Leave
	officers map[string][]string // offices whose sealed matters staff may read, by staff id
	bookings map[string]*Appointment
	reports  map[string]*store.StepDue // by the notice's ref; only what is still due
}

// gatherOfficers adds who of the desk may read sealed matters, if there is one
// among what was gathered.
func (a *Acts) gatherOfficers(ctx context.Context, g *gathered, view *View) error {
	sealed := false
	for _, o := range g.opinions {
		sealed = sealed || o.State == store.OpinionSealed
	}
	if !sealed {
		return nil
	}
	everybody, err := db.AllStaff(ctx, a.db.Read())
	g.officers = map[string][]string{}
	for i := range everybody {
		if s := &everybody[i]; s.Disabled.IsZero() {
			g.officers[s.ID] = store.OfficesFor(store.StaffActor(s, ""), store.ActReadSealed, view.Offices)
		}
	}
	return err
}

func (a *Acts) gather(ctx context.Context, list []store.Notice) (*gathered, error) {
	var persons, deputies, staff, opinions, refs []string
	for _, n := range list {
		persons, deputies = append(persons, n.PersonID), append(deputies, n.DeputyID)
		staff, opinions = append(staff, n.StaffID), append(opinions, n.OpinionID)
		if n.Kind == store.NoticeTold || n.Kind == store.NoticeReplied {
			refs = append(refs, n.Ref)
		}
	}
	q := a.db.Read()
	g := &gathered{now: a.Now(), persons: map[string]*store.Person{}, opinions: map[string]*store.Opinion{},
		deputies: map[string]*store.Deputy{}, entries: map[string]*store.Entry{}}
	os, err := db.OpinionsByID(ctx, q, unique(opinions))
	if err != nil {
		return nil, err
	}
	if err := a.asTheirs(ctx, q, os); err != nil {
		return nil, err
	}
	for i := range os {
		g.opinions[os[i].ID] = &os[i]
		deputies = append(deputies, os[i].DeputyID)
	}
	ds, err := db.DeputiesByID(ctx, q, unique(deputies))
	if err != nil {
		return nil, err
	}
	for i := range ds {
		g.deputies[ds[i].ID] = &ds[i]
	}
	ps, err := db.PersonsFor(ctx, q, unique(persons), unique(deputies), unique(staff))
	if err != nil {
		return nil, err
	}
	for i := range ps {
		for _, id := range []string{ps[i].ID, ps[i].DeputyID, ps[i].StaffID} {
			g.persons[id] = &ps[i]
		}
	}
	if err := g.gatherInOffice(ctx, q, list); err != nil {
		return nil, err
	}
	if err := g.gatherCasts(ctx, q, list); err != nil {
		return nil, err
	}
	if err := g.gatherMeetings(ctx, q, list); err != nil {
		return nil, err
	}
	if err := a.gatherBookings(ctx, q, g, list); err != nil {
		return nil, err
	}
	es, err := db.EntriesByID(ctx, q, unique(refs))
	for i := range es {
		g.entries[es[i].ID] = &es[i]
	}
	return g, err
}

// gatherInOffice adds which of the people whose menu is to be switched exercise a
// mandate.
func (g *gathered) gatherInOffice(ctx context.Context, q db.Q, list []store.Notice) error {
	var ids []string
	for _, n := range list {
		if switchesMenu(n.Kind) {
			if p := g.persons[cmp.Or(n.PersonID, n.DeputyID)]; p != nil {
				ids = append(ids, p.DeputyID)
			}
		}
	}
	if ids = unique(ids); len(ids) == 0 {
		return nil
	}
	mandates, err := db.MandatesOf(ctx, q, ids)
	g.inOffice = map[string]bool{}
	for _, m := range mandates {
		g.inOffice[m.DeputyID] = g.inOffice[m.DeputyID] || exercised(m)
	}
	return err
}

func switchesMenu(k store.NoticeKind) bool {
	return k == store.NoticeBound || k == store.NoticeUnbound || k == store.NoticeOffice
}

func unique(ids []string) []string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(s string) bool { return s == "" })
}

// fill completes a delivery; false means that the notice is no longer true: the
// matter was taken back, or sealed, before its turn came.
func (g *gathered) fill(d *Delivery) bool {
	n := &d.Notice
	switch {
	case n.PersonID != "":
		d.Person = g.persons[n.PersonID]
	case n.DeputyID != "":
		d.Person = g.persons[n.DeputyID]
	case n.StaffID != "":
		d.Person = g.persons[n.StaffID]
	}
	if d.Person != nil {
		d.InOffice = g.inOffice[d.Person.DeputyID]
	}
	if aboutBooking(n.Kind) {
		return g.fillBooking(d)
	}
	if n.Kind == store.NoticeReportStep {
		d.Report = g.reports[n.Ref]
		return d.Report != nil
	}
	if n.OpinionID == "" {
		d.Deputy = g.deputies[n.DeputyID]
		return g.fillMeeting(d)
	}
	d.Opinion = g.opinions[n.OpinionID]
	if d.Opinion == nil {
		return false
	}
	d.Deputy, d.Entry = g.deputies[d.Opinion.DeputyID], g.entries[n.Ref]
	if n.DeputyID != "" {
		d.Deputy = g.deputies[n.DeputyID]
		gone := d.Opinion.DeputyID != n.DeputyID || d.Opinion.State == store.OpinionSealed
		return !gone || n.Kind == store.NoticeRecalled
	}
	return n.StaffID == "" || d.Opinion.State != store.OpinionSealed ||
		slices.Contains(g.officers[n.StaffID], d.Opinion.OfficeID)
}

// Delivered writes what became of notices; those whose lease was lost meanwhile
// are left to who holds them now.
func (a *Acts) Delivered(ctx context.Context, lease string, rows []*store.Notice) error {
	if len(rows) == 0 {
		return nil
	}
	n, err := a.db.FinishNotices(ctx, lease, rows)
	if err == nil && n < len(rows) {
		a.log.Warn("notices finished by another sender", "count", len(rows)-n)
	}
	return err
}

// SpendWindow takes one customer-service message off a person's quota, before it
// is sent; false means that none is left. close ends the window: the platform
// said that it is shut.
func (a *Acts) SpendWindow(ctx context.Context, personID string, closeIt bool) (bool, error) {
	ok := false
	err := a.do(ctx, func(t *Tx) error {
		list, err := db.LockPersonsByID(t.ctx, t.q, []string{personID})
		if err != nil || len(list) == 0 {
			ok = false
			return err
		}
		p := &list[0]
		if ok = p.WindowOpen(t.now); ok {
			p.Quota--
		}
		if closeIt {
			p.Quota = 0
		}
		touch(t, &t.batch.Changed.Persons, p)
		return nil
	})
	return ok, err
}

// Reported notes what the platform reports of a template message it took: Status
// of TEMPLATESENDJOBFINISH. A message that was blocked goes to the list to
// telephone. The platform may be faster than the sender, who writes down what
// became of a batch when all of it is sent: a job nobody knows is ErrNotYet.
func (t *Tx) Reported(jobID int64, status string) error {
	if jobID == 0 {
		return nil
	}
	n, err := db.NoticeByJob(t.ctx, t.q, jobID)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotYet
	}
	if err != nil {
		return err
	}
	if n.State != store.NoticeSent {
		return nil
	}
	if n.Outcome != store.OutcomeAgain {
		n.Outcome = clip(status, 100)
	}
	if status == "success" {
		n.State = store.NoticeDelivered
		return db.UpdateNotices(t.ctx, t.q, n)
	}
	n.State, n.Channel = store.NoticeUnreached, store.ChannelPhone
	if err := t.orByText(n); err != nil {
		return err
	}
	return db.UpdateNotices(t.ctx, t.q, n)
}
