package act

import (
	"context"
	"errors"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// TemplateDaily is how many template messages the platform takes in a day.
const TemplateDaily = 100_000

// broadcastsShown bounds the list.
const broadcastsShown = 100

// BroadcastRow is a broadcast as a list shows it, with its words wherever they stand.
type BroadcastRow struct {
	store.Broadcast
	DraftState store.DraftState
	Maker      string
	Office     string
}

// Broadcasts lists the broadcasts of the actor's offices, the newest first.
func (a *Acts) Broadcasts(ctx context.Context, actor store.Actor) ([]BroadcastRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActBroadcast, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.BroadcastsOf(ctx, a.db.Read(), offices, broadcastsShown)
	if err != nil {
		return nil, err
	}
	return a.broadcastRows(ctx, view, list)
}

func (a *Acts) broadcastRows(ctx context.Context, view *View, list []store.Broadcast) ([]BroadcastRow, error) {
	names, err := a.StaffNames(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, b := range list {
		ids = append(ids, b.DraftID)
	}
	drafts, err := db.DraftsByID(ctx, a.db.Read(), ids)
	rows := make([]BroadcastRow, len(list))
	for i, b := range list {
		o, _ := view.Offices.Find(b.OfficeID)
		rows[i] = BroadcastRow{Broadcast: b, Maker: names[b.By], Office: o.Short}
		for k := range drafts {
			if d := &drafts[k]; d.ID == b.DraftID {
				rows[i].DraftState = d.State
				if !b.Released() {
					rows[i].Title, rows[i].Text = d.Title, d.Text
				}
			}
		}
	}
	return rows, err
}

// BroadcastTally is how far a broadcast is, in recipients.
type BroadcastTally struct {
	Total     int // all that are to be told
	Unqueued  int // of them, not in the outbox yet
	Waiting   int
	Held      int
	Gone      map[store.Channel]int // taken by the platform, by channel
	Delivered int                   // of those Gone, reported as delivered
	Doubt     int                   // may have gone: nobody knows
	Again     int                   // of those Gone, after an attempt in doubt: some may have got two
	Unreached int
	Phoned    int
	Cancelled int
}

// Done is how many need nothing more of the outbox.
func (t *BroadcastTally) Done() int { return t.Total - t.Unqueued - t.Waiting - t.Held }

// By is how many the platform took by a channel.
func (t *BroadcastTally) By(c store.Channel) int { return t.Gone[c] }

// Sent is how many the platform took, by whatever channel.
func (t *BroadcastTally) Sent() (n int) {
	for _, c := range t.Gone {
		n += c
	}
	return n
}

func tallyOf(b *store.Broadcast, counts []db.BroadcastCount) BroadcastTally {
	t := BroadcastTally{Gone: map[store.Channel]int{}}
	queued := 0
	for _, c := range counts {
		queued += c.Count
		if c.Again {
			t.Again += c.Count
		}
		switch c.State {
		case store.NoticeWaiting:
			t.Waiting += c.Count
		case store.NoticeHeld:
			t.Held += c.Count
		case store.NoticeDelivered:
			t.Delivered += c.Count
			t.Gone[c.Channel] += c.Count
		case store.NoticeSent:
			t.Gone[c.Channel] += c.Count
		case store.NoticeUnknown:
			t.Doubt += c.Count
		case store.NoticeUnreached:
			t.Unreached += c.Count
		case store.NoticePhoned:
			t.Phoned += c.Count
		case store.NoticeDropped:
			t.Cancelled += c.Count
		}
	}
	t.Total = queued
	chosen := b.Chosen
	if b.Mass() {
		chosen = 1 // one notice for all
	}
	if b.State == store.BroadcastQueueing || b.State == store.BroadcastPaused && b.Queued < chosen {
		t.Unqueued = max(0, chosen-b.Queued)
		t.Total += t.Unqueued
	}
	return t
}

// BroadcastQuotas are what the account may still send; the count is of this
// platform alone, whatever else uses the account.
type BroadcastQuotas struct {
	Templates int           // used today
	Mass      store.MassUse // by followers of the office
}

// BroadcastView is a broadcast with what is needed to decide about it.
type BroadcastView struct {
	BroadcastRow
	Tally     BroadcastTally
	Quotas    BroadcastQuotas
	Chooses   []string         // whom it is for, in words: names of offices and groups
	Named     []string         // the hand-picked
	People    int              // recipients, as chosen now or when it was released
	Everybody bool             // a mass message that is for all who follow the account
	Sent      *store.Notice    // the one notice of a mass message, when it is in the outbox
	Before    *store.Broadcast // the one alike that needs a second yes, if there is one
	Own       bool             // the reader drafts it and may change it now
	may       map[store.BroadcastVerb]bool
}

// Can reports whether the reader may do that now.
func (v *BroadcastView) Can(verb store.BroadcastVerb) bool { return v.may[verb] }

// Broadcast gives a broadcast to an actor who may write some in its office; else it
// is not found.
func (a *Acts) Broadcast(ctx context.Context, actor store.Actor, id string) (*BroadcastView, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	b, err := db.Broadcast(ctx, q, id)
	if err != nil {
		return nil, err
	}
	target := store.Target{OfficeID: b.OfficeID}
	if !store.May(actor, store.ActBroadcast, target, view.Offices) {
		return nil, store.ErrNotFound
	}
	rows, err := a.broadcastRows(ctx, view, []store.Broadcast{*b})
	if err != nil {
		return nil, err
	}
	v := &BroadcastView{BroadcastRow: rows[0], People: b.Chosen, may: map[store.BroadcastVerb]bool{}}
	for _, verb := range []store.BroadcastVerb{store.BroadcastPause, store.BroadcastResume, store.BroadcastCancel} {
		v.may[verb] = b.Can(verb) && store.May(actor, store.ActBroadcastRun, target, view.Offices)
	}
	v.Own = b.By == actor.ID && (v.DraftState == store.DraftWriting || v.DraftState == store.DraftReturned)
	if err := a.choice(ctx, view, v); err != nil {
		return nil, err
	}
	return v, a.fillBroadcast(ctx, view, v)
}

// fillBroadcast adds how far it is, or what stands before its release.
func (a *Acts) fillBroadcast(ctx context.Context, view *View, v *BroadcastView) error {
	q, b := a.db.Read(), &v.BroadcastRow.Broadcast
	if b.Released() {
		counts, err := db.BroadcastCounts(ctx, q, b.ID)
		v.Tally = tallyOf(b, counts)
		if err != nil || !b.Mass() {
			return err
		}
		return a.fillMass(ctx, view, v)
	}
	if err := a.fillPeople(ctx, view, v); err != nil {
		return err
	}
	before, err := db.BroadcastBefore(ctx, q, b.Likeness())
	if err != nil {
		return err
	}
	days := view.Settings.Int(b.OfficeID, store.SetBroadcastAgain)
	if before != nil && before.ID != b.Again && a.Now().Before(before.Release.AddDate(0, 0, days)) {
		v.Before = before
	}
	v.Quotas.Templates, err = db.TemplatesSince(ctx, q, dayBegins(a.Now()), TemplateDaily)
	return err
}

// fillPeople counts whom a broadcast is for, before its release.
func (a *Acts) fillPeople(ctx context.Context, view *View, v *BroadcastView) (err error) {
	if v.Mass() {
		if v.People, err = countFollowers(ctx, a.db.Read(), view, &v.BroadcastRow.Broadcast); err != nil {
			return err
		}
		return a.fillMass(ctx, view, v)
	}
	ids, err := recipientsOf(ctx, a.db.Read(), view, &v.BroadcastRow.Broadcast)
	v.People = len(ids)
	return err
}

// fillMass adds what a mass message has used, and how far it is.
func (a *Acts) fillMass(ctx context.Context, view *View, v *BroadcastView) (err error) {
	v.Everybody = audience(view, v.OfficeID) == nil
	if v.Quotas.Mass, err = massUse(ctx, a.db.Read(), view, v.OfficeID, a.Now()); err != nil {
		return err
	}
	n, err := db.NoticeAbout(ctx, a.db.Read(), store.AboutKey(store.NoticeBroadcast, v.ID, ""))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	v.Sent = n
	return err
}

// dayBegins is the midnight in China from which the platform counts a day.
func dayBegins(now time.Time) time.Time {
	y, m, d := now.In(store.ChinaTime).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, store.ChinaTime).UTC()
}

// choice says in names whom a broadcast is for.
func (a *Acts) choice(ctx context.Context, view *View, v *BroadcastView) error {
	for _, id := range v.Recipients.Offices {
		if o, ok := view.Offices.Find(id); ok {
			v.Chooses = append(v.Chooses, o.Short)
		}
	}
	for _, id := range v.Recipients.Groups {
		g, err := db.Group(ctx, a.db.Read(), id)
		if err != nil {
			return err
		}
		v.Chooses = append(v.Chooses, g.Name)
	}
	list, err := db.DeputiesByID(ctx, a.db.Read(), v.Recipients.Deputies)
	slices.SortFunc(list, byRank)
	for _, d := range list {
		v.Named = append(v.Named, d.Name)
	}
	return err
}

// RecipientRow is one recipient of a broadcast: by which channel, and how it went.
type RecipientRow struct {
	store.Notice
	Name   string
	Office string
}

// RecipientFilter chooses among recipients; what is empty does not choose.
type RecipientFilter struct {
	States  []store.NoticeState
	Channel store.Channel
	After   string // RecipientRow.DeputyID of the last one seen
	Limit   int
}

// BroadcastRecipients lists who gets, or got, a broadcast that the actor may see.
func (a *Acts) BroadcastRecipients(ctx context.Context, actor store.Actor, id string, f RecipientFilter) ([]RecipientRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	b, err := db.Broadcast(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActBroadcast, store.Target{OfficeID: b.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	list, err := db.BroadcastNotices(ctx, q, id, db.BroadcastFilter(f))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].DeputyID
	}
	people, err := db.DeputiesByID(ctx, q, unique(slices.Clone(ids)))
	byID := map[string]*store.Deputy{}
	for i := range people {
		byID[people[i].ID] = &people[i]
	}
	rows := make([]RecipientRow, len(list))
	for i, n := range list {
		rows[i].Notice = n
		if d := byID[n.DeputyID]; d != nil {
			o, _ := view.Offices.Find(d.OfficeID)
			rows[i].Name, rows[i].Office = d.Name, o.Short
		}
	}
	return rows, err
}

// ReceivedBroadcast is a broadcast as one recipient reads it.
type ReceivedBroadcast struct {
	Title, Text, Link, Office string
	At                        time.Time
}

// ReceivedBroadcast gives a broadcast to a deputy whom it was sent to; to anybody
// else it is not found.
func (a *Acts) ReceivedBroadcast(ctx context.Context, actor store.Actor, id string) (*ReceivedBroadcast, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	n, err := db.NoticeAbout(ctx, q, store.AboutKey(store.NoticeBroadcast, id, actor.DeputyID))
	if err != nil {
		return nil, err
	}
	if actor.DeputyID == "" || !store.May(actor, store.ActBroadcastRead, store.Target{DeputyID: n.DeputyID}, view.Offices) ||
		n.State == store.NoticeDropped || n.State == store.NoticeHeld {
		return nil, store.ErrNotFound
	}
	b, err := db.Broadcast(ctx, q, id)
	if err != nil {
		return nil, err
	}
	d, err := db.Deputy(ctx, q, n.DeputyID)
	if err != nil {
		return nil, err
	}
	office := view.Name(b.OfficeID)
	return &ReceivedBroadcast{Title: b.Title, Text: b.WordsFor(d, office, n.Created), Link: b.Link, Office: office,
		At: n.Created}, nil
}

// ServingIn counts the deputies that a broadcast of an office reaches through it and
// through each office under it, by id.
func (a *Acts) ServingIn(ctx context.Context, actor store.Actor, office string) (map[string]int, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActBroadcast, store.Target{OfficeID: office}, view.Offices) {
		return nil, store.ErrNotFound
	}
	return db.ServingCounts(ctx, a.db.Read(), view.Offices.Under(office))
}

// NamedDeputies finds the deputies a pasted list means: one on a line, by the whole
// name, of those who exercise a mandate in the office or under it. unknown are the
// lines nobody fits, twice those that several fit.
func (a *Acts) NamedDeputies(ctx context.Context, actor store.Actor, office string, lines []string) (ids, unknown, twice []string, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if !store.May(actor, store.ActBroadcast, store.Target{OfficeID: office}, view.Offices) {
		return nil, nil, nil, store.ErrNotFound
	}
	list, err := db.DeputiesServing(ctx, a.db.Read(), view.Offices.Under(office), 2*store.BroadcastMost)
	if err != nil {
		return nil, nil, nil, err
	}
	named := map[string][]string{}
	for _, d := range list {
		named[store.PlainName(d.Name)] = append(named[store.PlainName(d.Name)], d.ID)
	}
	for _, line := range lines {
		switch found := named[store.PlainName(line)]; len(found) {
		case 0:
			unknown = append(unknown, line)
		case 1:
			ids = append(ids, found[0])
		default:
			twice = append(twice, line)
		}
	}
	return ids, unknown, twice, nil
}
