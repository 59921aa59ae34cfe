package act

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/sheet"
)

// How long a roster waits for its clerk, how long the counts of one that was
// taken are shown, and how long a replica may be about it before another tries.
const (
	rosterFileLife = 24 * time.Hour
	rosterFileKept = 90 * 24 * time.Hour
	rosterLease    = 2 * time.Minute
	// rosterPart is how many lines are sealed together.
	rosterPart = 500
)

// KeepRoster keeps a roster that was sent in, for the clerk to look at first. It
// lies in the database, so that every replica has it, sealed, since it holds
// telephone numbers.
func (t *Tx) KeepRoster(officeID, name string, r *sheet.Roster, addDistricts bool) (*store.RosterFile, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: officeID}); err != nil {
		return nil, err
	}
	f := &store.RosterFile{ID: store.NewID(t.now), Created: t.now, OfficeID: officeID, StaffID: t.Actor.ID, Name: clip(name, 200),
		Headings: r.Headings, Lines: len(r.Rows), AddDistricts: addDistricts, State: store.RosterFileRead,
		Expires: t.now.Add(rosterFileLife), Version: 1}
	for from := 0; from < len(r.Rows); from += rosterPart {
		body, err := packRows(r.Rows[from:min(from+rosterPart, len(r.Rows))])
		if err != nil {
			return nil, err
		}
		p := &store.RosterPart{ID: store.NewID(t.now), FileID: f.ID}
		p.Body = t.acts.keys.Seal("roster_part", "body", p.ID, body)
		t.batch.RosterParts = append(t.batch.RosterParts, p)
	}
	t.batch.RosterFiles = append(t.batch.RosterFiles, f)
	t.audit(store.ActRosterEdit, "roster_file", f.ID, officeID, fmt.Sprintf("sent lines=%d", f.Lines), "")
	return f, nil
}

func packRows(rows []store.RosterRow) (string, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := errors.Join(json.NewEncoder(z).Encode(rows), z.Close()); err != nil {
		return "", fmt.Errorf("packing a roster's lines: %w", err)
	}
	return out.String(), nil
}

func unpackRows(body string) (rows []store.RosterRow, err error) {
	z, err := gzip.NewReader(strings.NewReader(body))
	if err == nil {
		err = json.NewDecoder(z).Decode(&rows)
	}
	if err != nil {
		return nil, fmt.Errorf("unpacking a roster's lines: %w", err)
	}
	return rows, nil
}

// rosterOf reads the lines of a file again.
func (a *Acts) rosterOf(ctx context.Context, q db.Q, f *store.RosterFile) (*sheet.Roster, error) {
	parts, err := db.RosterParts(ctx, q, f.ID)
	if err != nil {
		return nil, err
	}
	r := &sheet.Roster{Headings: f.Headings}
	for _, p := range parts {
		body, err := a.keys.Open("roster_part", "body", p.ID, p.Body)
		if err != nil {
			return nil, err
		}
		rows, err := unpackRows(body)
		if err != nil {
			return nil, err
		}
		r.Rows = append(r.Rows, rows...)
	}
	return r, nil
}

// RosterPreview is a roster that was sent in, compared with what is kept now.
type RosterPreview struct {
	File   store.RosterFile
	Roster *sheet.Roster
	Plan   *RosterPlan // nil once its lines are gone
}

// PreviewRoster compares a roster that was sent in with what is kept now. Nothing
// is changed.
func (a *Acts) PreviewRoster(ctx context.Context, actor store.Actor, id string) (*RosterPreview, error) {
	f, err := a.RosterFile(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	p := &RosterPreview{File: *f}
	if f.State != store.RosterFileRead {
		return p, nil
	}
	if p.Roster, err = a.rosterOf(ctx, a.db.Read(), f); err != nil {
		return nil, err
	}
	p.Plan, err = a.PlanRoster(ctx, actor, f.OfficeID, p.Roster.Lines(), ImportHow{AddDistricts: f.AddDistricts, Found: p.Roster.Found()})
	return p, err
}

// RosterFile reads a roster that was sent in, for whoever may take it.
func (a *Acts) RosterFile(ctx context.Context, actor store.Actor, id string) (*store.RosterFile, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	f, err := db.RosterFile(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActRosterEdit, store.Target{OfficeID: f.OfficeID}, view.Offices) || !a.Now().Before(f.Expires) {
		return nil, store.ErrNotFound
	}
	return f, nil
}

// RosterFiles lists the newest rosters that were sent in to the actor's offices.
func (a *Acts) RosterFiles(ctx context.Context, actor store.Actor, limit int) ([]store.RosterFile, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRosterEdit, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	return db.RosterFilesOf(ctx, a.db.Read(), offices, limit)
}
