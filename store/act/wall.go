package act

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// AddWall makes a link to a wall screen and gives its token, which is kept
// nowhere.
func (t *Tx) AddWall(office, name string) (*store.Wall, string, error) {
	if t.may(store.ActWall, store.Target{OfficeID: office}) != nil {
		return nil, "", store.ErrNotFound
	}
	if name = strings.TrimSpace(name); name == "" {
		return nil, "", store.Invalid("name", store.ProblemEmpty)
	}
	if utf8.RuneCountInString(name) > 40 {
		return nil, "", store.Invalid("name", store.ProblemTooLong)
	}
	token := store.NewSecret()
	w := &store.Wall{ID: store.NewID(t.now), OfficeID: office, Name: name, TokenHash: store.WallHash(token), By: t.Actor.ID, Created: t.now, Version: 1}
	t.batch.Walls = append(t.batch.Walls, w)
	t.audit(store.ActWall, "wall", w.ID, office, "new", "")
	return w, token, nil
}

// RevokeWall takes a link back: the screen shows nothing from its next look on.
func (t *Tx) RevokeWall(id string) error {
	w, err := db.Wall(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActWall, store.Target{OfficeID: w.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if !w.Revoked.IsZero() {
		return nil
	}
	w.Revoked = t.now
	touch(t, &t.batch.Changed.Walls, w)
	t.audit(store.ActWall, "wall", w.ID, w.OfficeID, "revoked", "")
	return nil
}

// Walls lists the links that open a wall screen of the actor's offices.
func (a *Acts) Walls(ctx context.Context, actor store.Actor) ([]store.Wall, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActWall, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	return db.WallsOf(ctx, a.db.Read(), offices)
}

// Screen is what a wall screen shows: numbers, and steps without a person.
type Screen struct {
	Office string // what it calls itself
	Today  store.Measures
	Month  store.Measures
	Year   *Statistics // without what names a deputy or a district
	Trend  *Trend
	Steps  []ScreenStep
}

// ScreenStep says that something happened to one of an office's opinions.
type ScreenStep struct {
	At    time.Time
	Place string // the office's short name
	Kind  store.EntryKind
}

// How far a screen looks back, and what it shows of it.
const (
	screenDays  = 30
	screenLook  = 500 // entries looked through
	screenSteps = 8
)

// Screen gives what a wall screen's token opens. One that was taken back, or never
// was, is not found.
func (a *Acts) Screen(ctx context.Context, token string) (*Screen, error) {
	w, err := db.WallByToken(ctx, a.db.Read(), store.WallHash(token))
	if err != nil {
		return nil, err
	}
	if !w.Revoked.IsZero() || w.MeetingID != "" {
		return nil, store.ErrNotFound
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := view.Offices.Under(w.OfficeID)
	s := &Screen{Office: view.Name(w.OfficeID)}
	today := store.ChinaDay(a.Now())
	day, err := a.statistics(ctx, view, offices, nil, today, today)
	if err != nil {
		return nil, err
	}
	month, err := a.statistics(ctx, view, offices, nil, today[:len("2006-01-")]+"01", today)
	if err != nil {
		return nil, err
	}
	s.Today, s.Month = day.Total, month.Total
	if s.Year, err = a.statistics(ctx, view, offices, nil, today[:len("2006")]+"-01-01", today); err != nil {
		return nil, err
	}
	s.Year.Deputies, s.Year.Districts = nil, nil
	if s.Trend, err = a.trend(ctx, offices, screenDays); err != nil {
		return nil, err
	}
	s.Steps, err = a.screenSteps(ctx, view, offices)
	return s, err
}

// shownSteps are the steps that a screen tells of.
var shownSteps = []store.EntryKind{store.EntryForwarded, store.EntryReleased, store.EntryClosed}

// screenSteps are the newest steps of offices' opinions. Of a sealed one there are
// none.
func (a *Acts) screenSteps(ctx context.Context, view *View, offices []string) ([]ScreenStep, error) {
	entries, err := db.LatestEntries(ctx, a.db.Read(), screenLook)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e store.Entry) bool { return !slices.Contains(shownSteps, e.Kind) })
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.OpinionID)
	}
	list, err := db.OpinionsByID(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	places := map[string]string{}
	for _, o := range list {
		if f, ok := view.Offices.Find(o.OfficeID); ok && o.State != store.OpinionSealed && slices.Contains(offices, o.OfficeID) {
			places[o.ID] = f.Short
		}
	}
	var steps []ScreenStep
	for _, e := range entries {
		if place, ok := places[e.OpinionID]; ok && len(steps) < screenSteps {
			steps = append(steps, ScreenStep{e.At, place, e.Kind})
		}
	}
	return steps, nil
}
