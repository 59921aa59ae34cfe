package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// DraftRow is a draft as a list shows it.
type DraftRow struct {
	store.Draft
	Number  string // of the opinion it is about
	Summary string // the first words: of the opinion, or of the draft itself
	Drafter string
	Office  string
}

// DraftLists are the three lists of whoever reads them.
type DraftLists struct {
	Waiting []DraftRow // for the actor's own step
	Mine    []DraftRow // the actor's own, not done yet
	Going   []DraftRow // waits for somebody else
	Done    []DraftRow
}

// draftsShown bounds each list.
const draftsShown = 100

var (
	waitStates = []store.DraftState{store.DraftInReview, store.DraftToSign}
	openStates = []store.DraftState{store.DraftWriting, store.DraftReturned}
	doneStates = []store.DraftState{store.DraftReleased}
)

// DraftLists lists the drafts of the actor's offices. Those about sealed matters
// are never among them.
func (a *Acts) DraftLists(ctx context.Context, actor store.Actor) (*DraftLists, error) {
	view, offices, err := a.draftOffices(ctx, actor)
	if err != nil {
		return nil, err
	}
	q, l := a.db.Read(), &DraftLists{}
	waiting, err := db.DraftsIn(ctx, q, offices, waitStates, 2*draftsShown)
	if err != nil {
		return nil, err
	}
	mine, err := db.DraftsBy(ctx, q, actor.ID, openStates, draftsShown)
	if err != nil {
		return nil, err
	}
	done, err := db.DraftsIn(ctx, q, offices, doneStates, draftsShown)
	if err != nil {
		return nil, err
	}
	rows, err := a.draftRows(ctx, view, slices.Concat(mine, waiting, done))
	for _, r := range rows {
		switch {
		case r.Open():
			l.Mine = append(l.Mine, r)
		case r.Done():
			l.Done = append(l.Done, r)
		case view.mayStep(actor, &r.Draft):
			l.Waiting = append(l.Waiting, r)
		default:
			l.Going = append(l.Going, r)
		}
	}
	return l, err
}

// DraftsWaiting lists what waits for the actor's own step, the newest first.
func (a *Acts) DraftsWaiting(ctx context.Context, actor store.Actor) ([]DraftRow, error) {
	view, offices, err := a.draftOffices(ctx, actor)
	if err != nil {
		return nil, err
	}
	list, err := db.DraftsIn(ctx, a.db.Read(), offices, waitStates, 2*draftsShown)
	if err != nil {
		return nil, err
	}
	return a.draftRows(ctx, view, slices.DeleteFunc(list, func(d store.Draft) bool { return !view.mayStep(actor, &d) }))
}

// countDrafts counts what waits for the actor's own step. Answers that one step
// releases are the inbox's to count.
func (a *Acts) countDrafts(ctx context.Context, actor store.Actor, view *View) (int, error) {
	offices := store.OfficesFor(actor, store.ActDraftRead, view.Offices)
	list, err := db.DraftsWaiting(ctx, a.db.Read(), offices, countLimit)
	list = slices.DeleteFunc(list, func(d store.Draft) bool { return d.Steps == 1 || !view.mayStep(actor, &d) })
	return len(list), err
}

func (a *Acts) draftOffices(ctx context.Context, actor store.Actor) (*View, []string, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	offices := store.OfficesFor(actor, store.ActDraftRead, view.Offices)
	if len(offices) == 0 {
		return nil, nil, store.ErrForbidden
	}
	return view, offices, nil
}

// mayStep reports whether a draft waits for this actor.
func (v *View) mayStep(actor store.Actor, d *store.Draft) bool {
	for _, verb := range []store.StepVerb{store.StepPass, store.StepSign} {
		if d.Waits() && v.mayTake(actor, d, verb, store.Target{OfficeID: d.OfficeID}) {
			return true
		}
	}
	return false
}

// mayTake reports whether an actor may take a step now.
func (v *View) mayTake(actor store.Actor, d *store.Draft, verb store.StepVerb, target store.Target) bool {
	return store.May(actor, d.ActFor(verb), target, v.Offices) &&
		d.Allows(verb, actor.ID, v.Settings.Bool(d.OfficeID, store.SetStepsSelf)) == nil
}

// draftRows adds to drafts what a list shows beside them.
func (a *Acts) draftRows(ctx context.Context, view *View, list []store.Draft) ([]DraftRow, error) {
	var ids []string
	for _, d := range list {
		ids = append(ids, d.About)
	}
	opinions, err := db.OpinionsByID(ctx, a.db.Read(), unique(ids))
	if err != nil {
		return nil, err
	}
	about := map[string]*store.Opinion{}
	for i := range opinions {
		about[opinions[i].ID] = &opinions[i]
	}
	names, err := a.StaffNames(ctx)
	rows := make([]DraftRow, len(list))
	for i, d := range list {
		r := DraftRow{Draft: d, Drafter: names[d.By], Summary: store.Summarise(d.Title)}
		if o := about[d.About]; o != nil {
			r.Number, r.Summary = o.Number, o.Summary
		}
		if office, ok := view.Offices.Find(d.OfficeID); ok {
			r.Office = office.Short
		}
		rows[i] = r
	}
	return rows, err
}

// awaited are the people of the desk for whose step a draft waits.
func (a *Acts) awaited(ctx context.Context, q db.Q, view *View, d *store.Draft) ([]store.Staff, error) {
	if !d.Waits() {
		return nil, nil
	}
	everybody, err := db.AllStaff(ctx, q)
	return slices.DeleteFunc(everybody, func(s store.Staff) bool {
		return !s.Disabled.IsZero() || !view.mayStep(store.StaffActor(&s, ""), d)
	}), err
}

// DraftStepView is a line of the log with who did it.
type DraftStepView struct {
	store.DraftStep
	Who string // empty for a deputy or the program
}

// DraftDossier is a draft with what is needed to decide about it.
type DraftDossier struct {
	DraftRow
	Words   string // what would go out
	Deputy  string // who wrote it, of an answer
	Matter  *Dossier
	Log     []DraftStepView
	Awaited []string // names of those it waits for
	may     map[store.StepVerb]bool
}

// Can reports whether the reader may take a step now.
func (d *DraftDossier) Can(v store.StepVerb) bool { return d.may[v] }

// DraftDossier gives a draft to an actor who may read it; else it is not found.
// The matter it is about comes without who brought it up.
func (a *Acts) DraftDossier(ctx context.Context, actor store.Actor, id string) (*DraftDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	d, err := db.Draft(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	target, matter, err := a.draftMatter(ctx, view, d)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActDraftRead, target, view.Offices) {
		return nil, store.ErrNotFound
	}
	rows, err := a.draftRows(ctx, view, []store.Draft{*d})
	if err != nil {
		return nil, err
	}
	out := &DraftDossier{DraftRow: rows[0], Words: d.Text, Matter: matter, may: map[store.StepVerb]bool{}}
	out.answer()
	for _, v := range []store.StepVerb{store.StepEdit, store.StepSubmit, store.StepPass, store.StepSign, store.StepReturn, store.StepWithdraw} {
		out.may[v] = view.mayTake(actor, d, v, target)
	}
	return out, a.draftPeople(ctx, view, out)
}

// answer takes a deputy's words from the matter.
func (d *DraftDossier) answer() {
	if d.Kind != store.DraftAnswer || d.Matter == nil {
		return
	}
	for _, ans := range d.Matter.Answers {
		if ans.ID != d.Ref {
			continue
		}
		d.Words = ans.Text
		for _, s := range d.Matter.Steps {
			if s.ID == ans.EntryID {
				d.Deputy = s.Who
			}
		}
	}
}

// draftMatter reads what a draft is about. Nobody's name or number is in it.
func (a *Acts) draftMatter(ctx context.Context, view *View, d *store.Draft) (store.Target, *Dossier, error) {
	if d.About == "" {
		return store.Target{OfficeID: d.OfficeID}, nil, nil
	}
	o, err := db.Opinion(ctx, a.db.Read(), d.About)
	if err != nil {
		return store.Target{}, nil, err
	}
	m, err := a.dossier(ctx, view, o, func(*store.Entry) bool { return true })
	if err != nil {
		return store.Target{}, nil, err
	}
	return targetOf(o), m, a.withVoices(ctx, m)
}

// draftPeople adds the log and who is awaited.
func (a *Acts) draftPeople(ctx context.Context, view *View, d *DraftDossier) error {
	names, err := a.StaffNames(ctx)
	if err != nil {
		return err
	}
	log, err := db.DraftSteps(ctx, a.db.Read(), d.ID)
	if err != nil {
		return err
	}
	for _, s := range log {
		d.Log = append(d.Log, DraftStepView{s, names[s.By]})
	}
	who, err := a.awaited(ctx, a.db.Read(), view, &d.Draft)
	for _, s := range who {
		d.Awaited = append(d.Awaited, s.Name)
	}
	return err
}

// DraftsAbout lists the drafts about an opinion that are not done, for its page.
func (a *Acts) DraftsAbout(ctx context.Context, actor store.Actor, opinionID string) ([]DraftDossier, error) {
	list, err := db.DraftsAbout(ctx, a.db.Read(), opinionID)
	if err != nil {
		return nil, err
	}
	var out []DraftDossier
	for i := range list {
		if list[i].Done() {
			continue
		}
		d, err := a.DraftDossier(ctx, actor, list[i].ID)
		if err != nil {
			return nil, notFoundIsNone(err)
		}
		out = append(out, *d)
	}
	return out, nil
}
