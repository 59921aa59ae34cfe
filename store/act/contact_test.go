package act_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func voter(name string) act.ContactForm {
	return act.ContactForm{Name: name, Phone: "138 0855 1234", Place: "甲镇上寨村3组", Note: "种烤烟", Consent: "2026年11月走访时当面同意"}
}

// contact makes a deputy's contact voter.
func (o *office) contact(deputy store.Actor, name string) *store.Contact {
	o.t.Helper()
	var made *store.Contact
	o.must(o.do(deputy, func(t *act.Tx) (err error) { made, err = t.AddContact(deputy.DeputyID, voter(name)); return err }))
	return made
}

func TestContactVoters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		made := o.contact(deputy, "杨秀英")
		if made.DistrictID != o.dist.ID || strings.Contains(made.Name+made.Phone+made.Place+made.Note+made.Consent, "杨") {
			t.Errorf("kept as %+v", made)
		}
		card, err := o.ContactByID(t.Context(), o.clerk, made.ID)
		o.must(err)
		if card.Name != "杨秀英" || card.Phone != "13808551234" || card.Place != "甲镇上寨村3组" || card.District != "第一选区" {
			t.Errorf("staff read %+v", card)
		}
		for who, actor := range map[string]store.Actor{"a clerk of the next town": o.other, "a leader": o.leader, "another deputy": o.bind("dep2", o.li.ID)} {
			if _, err := o.ContactByID(t.Context(), actor, made.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads it: %v", who, err)
			}
			if err := o.do(actor, func(t *act.Tx) error { return t.RemoveContact(made.ID, 0) }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s removes it: %v", who, err)
			}
			if err := o.do(actor, func(t *act.Tx) error { _, err := t.AddContact(o.zhang.ID, voter("王五")); return err }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s adds one: %v", who, err)
			}
		}
		change := voter("杨秀英")
		change.Phone = ""
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.EditContact(made.ID, change, card.Version) }))
		if err := o.do(deputy, func(t *act.Tx) error { return t.EditContact(made.ID, change, card.Version) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("the second of two who change it: %v", err)
		}
		o.must(o.do(deputy, func(t *act.Tx) error { return t.RemoveContact(made.ID, 0) }))
		if _, err := o.ContactByID(t.Context(), deputy, made.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("who was removed is still there: %v", err)
		}
	})
}

func TestAContactVoterWithoutConsentIsNotListed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for field, change := range map[string]func(*act.ContactForm){
			"consent": func(f *act.ContactForm) { f.Consent = " " },
			"name":    func(f *act.ContactForm) { f.Name = "" },
			"phone":   func(f *act.ContactForm) { f.Phone = "就是那个" },
			"place":   func(f *act.ContactForm) { f.Place = strings.Repeat("长", 101) },
		} {
			f := voter("杨秀英")
			change(&f)
			err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddContact(o.zhang.ID, f); return err })
			var refused *store.InvalidError
			if !errors.As(err, &refused) || refused.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// TestNoMoreContactVotersThanTheSetting, also when eight are added at once.
func TestNoMoreContactVotersThanTheSetting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				errs[i] = o.Do(t.Context(), o.clerk, "", func(t *act.Tx) error {
					_, err := t.AddContact(o.zhang.ID, voter(fmt.Sprint("选民", i)))
					return err
				})
			})
		}
		wg.Wait()
		_, list, err := o.Contacts(t.Context(), o.clerk, o.zhang.ID)
		o.must(err)
		taken := 0
		for _, err := range errs {
			switch {
			case err == nil:
				taken++
			case !store.IsProblem(err, store.ProblemFull) && !errors.Is(err, store.ErrConflict):
				t.Error(err)
			}
		}
		if len(list) != taken || taken > 5 {
			t.Errorf("%d are listed, %d were taken", len(list), taken)
		}
		for range 5 - taken {
			o.contact2(o.zhang.ID)
		}
		err = o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddContact(o.zhang.ID, voter("第六位")); return err })
		if !store.IsProblem(err, store.ProblemFull) {
			t.Errorf("the sixth: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RemoveContact(list[0].ID, 0) }))
		o.contact2(o.zhang.ID)
	})
}

// contact2 makes a contact voter in the clerk's name.
func (o *office) contact2(deputyID string) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddContact(deputyID, voter("罗大山")); return err }))
}

func TestWhatAVoterSaysBecomesAnOpinion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		chat := o.hear("dep", "这是我在公众号里说的另一件事")
		c := o.contact(deputy, "杨秀英")
		met := store.ContactLog{Day: "2026-11-23", Kind: store.ContactVisit, Text: "上寨村的水渠塌了一段"}
		var log *store.ContactLog
		o.must(o.do(deputy, func(t *act.Tx) (err error) { log, err = t.LogContact(c.ID, met); return err }))
		if strings.Contains(log.Text, "水渠") {
			t.Error("what was said lies open in the database")
		}
		if _, err := o.Talks(t.Context(), o.clerk, c.ID, 10); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("staff read what was said: %v", err)
		}
		for range 2 { // sent twice
			_, err := o.RaiseContact(t.Context(), deputy, "form:1", log.ID)
			o.must(err)
		}
		rows, err := o.Talks(t.Context(), deputy, c.ID, 10)
		o.must(err)
		if len(rows) != 1 || rows[0].Opinion == nil || rows[0].Text != met.Text || rows[0].Opinion.Number == chat {
			t.Fatalf("the log reads %+v", rows)
		}
		it := rows[0].Opinion
		if it.OfficeID != o.town.ID || it.DistrictID != o.dist.ID || it.PersonID != deputy.PersonID || it.Summary != met.Text {
			t.Errorf("the opinion is %+v", it)
		}
		if _, err := o.RaiseContact(t.Context(), deputy, "form:2", log.ID); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("raised again: %v", err)
		}
		if got := o.hear("dep", "还是那件事"); got != chat {
			t.Errorf("what follows in the chat joins %s, not %s", got, chat)
		}
		doss, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		if len(doss.Steps) != 2 || doss.Steps[1].Kind != store.EntryContact {
			t.Errorf("the desk reads %+v", doss.Steps)
		}
		if _, err := o.RaiseContact(t.Context(), o.bind("dep2", o.li.ID), "form:3", log.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another deputy: %v", err)
		}
	})
}

func TestWhoHasTooFewContactVoters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		for range 3 {
			o.contact2(o.zhang.ID)
		}
		c := o.contact(deputy, "杨秀英")
		for _, day := range []string{"2026-11-20", "2026-11-22", "2025-12-30"} {
			o.must(o.do(deputy, func(t *act.Tx) error {
				_, err := t.LogContact(c.ID, store.ContactLog{Day: day, Kind: store.ContactCall, Text: "问候"})
				return err
			}))
		}
		rows, err := o.ContactRoster(t.Context(), o.leader)
		o.must(err)
		if len(rows) != 2 || rows[0].Voters != 4 || rows[0].Few() || rows[0].Met != 2 || rows[0].Last != "2026-11-22" || !rows[1].Few() {
			t.Errorf("%+v", rows)
		}
		if rows, err := o.ContactRoster(t.Context(), o.other); err != nil || len(rows) != 0 {
			t.Errorf("the next town sees %+v (%v)", rows, err)
		}
		if _, err := o.ContactRoster(t.Context(), o.officer); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("the petition officer: %v", err)
		}
	})
}
