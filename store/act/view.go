package act

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// View is what changes seldom and is needed always: the tree of offices, their
// districts, stations, terms and settings, and the calendar.
type View struct {
	Offices   store.Offices
	Districts []store.District
	Stations  []store.Station
	Terms     []store.Term
	Settings  *store.Settings
	Calendar  *store.Calendar
	imported  []store.ImportedHoliday
	outlines  map[string]store.Outline
	loaded    time.Time
}

// viewLife is how old a view may be: what another replica changed is seen after
// that. What this one changes is seen at once.
const viewLife = 2 * time.Second

type views struct {
	acts *Acts
	mu   sync.Mutex
	view *View
}

// View gives the office as it is, at most viewLife old.
func (a *Acts) View(ctx context.Context) (*View, error) { return a.views.get(ctx) }

func (v *views) get(ctx context.Context) (*View, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.acts.Now()
	if v.view != nil && now.Sub(v.view.loaded) < viewLife && !now.Before(v.view.loaded) {
		return v.view, nil
	}
	fresh, err := load(ctx, v.acts.db.Read())
	if err != nil {
		return nil, err
	}
	fresh.loaded, v.view = now, fresh
	return fresh, nil
}

// forget makes the next get read again.
func (v *views) forget() {
	v.mu.Lock()
	v.view = nil
	v.mu.Unlock()
}

func load(ctx context.Context, q db.Q) (*View, error) {
	v := &View{outlines: map[string]store.Outline{}}
	var err error
	if v.Offices, err = db.Offices(ctx, q); err != nil {
		return nil, err
	}
	if v.Districts, err = db.Districts(ctx, q); err != nil {
		return nil, err
	}
	if v.Stations, err = db.Stations(ctx, q); err != nil {
		return nil, err
	}
	if v.Terms, err = db.Terms(ctx, q); err != nil {
		return nil, err
	}
	rows, err := db.SettingRows(ctx, q)
	if err != nil {
		return nil, err
	}
	v.Settings = store.NewSettings(v.Offices, rows)
	if v.imported, err = db.Holidays(ctx, q); err != nil {
		return nil, err
	}
	if v.Calendar, err = store.NewCalendar(store.MergeHolidays(seed(), v.imported)); err != nil {
		return nil, err
	}
	for _, d := range v.Districts {
		if o, err := store.ParseOutline(d.Outline); err == nil && d.Outline != "" {
			v.outlines[d.ID] = o
		}
	}
	return v, nil
}

// seed is parsed once: it is 700 lines and never changes.
var seed = sync.OnceValue(store.SeedHolidays)

// District finds a district.
func (v *View) District(id string) (store.District, bool) {
	for _, d := range v.Districts {
		if d.ID == id {
			return d, true
		}
	}
	return store.District{}, false
}

// Station finds a station.
func (v *View) Station(id string) (store.Station, bool) {
	for _, s := range v.Stations {
		if s.ID == id {
			return s, true
		}
	}
	return store.Station{}, false
}

// Term finds a term.
func (v *View) Term(id string) (store.Term, bool) {
	for _, t := range v.Terms {
		if t.ID == id && id != "" {
			return t, true
		}
	}
	return store.Term{}, false
}

// TermsFor lists the terms of the congress of a level that an office, or one above
// it, keeps; the newest first.
func (v *View) TermsFor(office string, level store.Level) []store.Term {
	var list []store.Term
	for _, id := range v.Offices.Above(office) {
		keeper, _ := v.Offices.Find(id)
		for _, t := range v.Terms {
			if t.OfficeID == id && t.LevelIn(&keeper) == level {
				list = append(list, t)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y store.Term) int { return cmp.Compare(y.Number, x.Number) })
	return list
}

// RunningTerm finds the running one of TermsFor.
func (v *View) RunningTerm(office string, level store.Level) (store.Term, bool) {
	for _, t := range v.TermsFor(office, level) {
		if t.State == store.TermRunning {
			return t, true
		}
	}
	return store.Term{}, false
}

// termNumbered finds the one of TermsFor with a number.
func (v *View) termNumbered(office string, level store.Level, number int) (store.Term, bool) {
	for _, t := range v.TermsFor(office, level) {
		if t.Number == number {
			return t, true
		}
	}
	return store.Term{}, false
}

// statusIn is what a mandate in a term, which need not be there yet, begins as.
func (v *View) statusIn(office string, level store.Level, number int) store.MandateStatus {
	term, ok := v.termNumbered(office, level, number)
	if !ok {
		term = store.Term{Number: number}
		term.State = term.StateBeside(v.TermsFor(office, level))
	}
	switch term.State {
	case store.TermPrepared:
		return store.MandateElected
	case store.TermOver:
		return store.MandateEnded
	}
	return store.MandateActive
}

// StationByScene finds the station whose printed code was scanned.
func (v *View) StationByScene(scene string) (store.Station, bool) {
	for _, s := range v.Stations {
		if s.Scene == scene && scene != "" {
			return s, true
		}
	}
	return store.Station{}, false
}

// DistrictAt finds the district whose outline holds a place (GCJ-02, as WeChat
// sends it).
func (v *View) DistrictAt(p store.GeoPoint) (store.District, bool) {
	for _, d := range v.Districts {
		if o, ok := v.outlines[d.ID]; ok && o.Contains(p) {
			return d, true
		}
	}
	return store.District{}, false
}

// Area is an office, district and station as one name for people: 城关镇第三选区.
func (v *View) Area(office, district, station string) string {
	if s, ok := v.Station(station); ok && district == "" {
		return s.Name
	}
	if d, ok := v.District(district); ok {
		return d.Name
	}
	if o, ok := v.Offices.Find(office); ok {
		return o.Short
	}
	return ""
}

// Name is what the office calls itself to people.
func (v *View) Name(office string) string {
	if n := v.Settings.Text(office, store.SetOfficeName); n != "" {
		return n
	}
	if o, ok := v.Offices.Find(office); ok {
		return cmp.Or(o.Short, o.Name)
	}
	if r := v.Offices.Root(); r.ID != "" {
		return cmp.Or(r.Short, r.Name)
	}
	return "人大代表联络平台"
}

// Quiet is when an office wants no notices to arrive.
func (v *View) Quiet(office string) store.Quiet {
	q, err := store.ParseQuiet(v.Settings.Text(office, store.SetQuietFrom), v.Settings.Text(office, store.SetQuietTo))
	if err != nil {
		return store.DefaultQuiet()
	}
	return q
}
