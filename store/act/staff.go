package act

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Failures and how long they lock (QUALITY: 5 failures, 15 minutes). Locked or
// unknown, wrong password or wrong code: the answer is the same, and takes as
// long, so that nobody learns which logins exist.
const (
	failuresMax = 5
	lockedFor   = 15 * time.Minute
)

// SignIn checks a login, password and one-time code. Every refusal is
// ProblemSignIn. Who has no second factor yet is let in without a code, and must
// set one up before anything else: Staff.TOTP is empty then.
func (a *Acts) SignIn(ctx context.Context, login, password, code, from string) (*store.Staff, error) {
	refused := store.Invalid("", store.ProblemSignIn)
	s, err := db.StaffByLogin(ctx, a.db.Read(), strings.ToLower(strings.TrimSpace(login)))
	if errors.Is(err, store.ErrNotFound) {
		return nil, errors.Join(refused, a.wasteTime(ctx, password), a.noteStranger(ctx, from))
	}
	if err != nil {
		return nil, err
	}
	good, err := a.checkPassword(ctx, s.Password, password)
	if err != nil {
		return nil, err
	}
	var step int64
	if good && s.TOTP != "" {
		if step, good, err = a.checkCode(s, code); err != nil {
			return nil, err
		}
	}
	good = good && s.Disabled.IsZero() && !a.Now().Before(s.Locked)
	err = a.noteSignIn(ctx, s, good, step, from)
	for n := 0; n < noteTries && !good && errors.Is(err, store.ErrConflict); n++ {
		err = a.noteSignIn(ctx, s, good, step, from) // guesses side by side must not hide behind each other
	}
	if err != nil {
		return nil, err
	}
	if !good {
		return nil, refused
	}
	return s, nil
}

// noteTries is how often the note of a failure is repeated when another sign-in
// was faster: few are under way at once, because hashing is bounded.
const noteTries = 20

// noteStranger writes down a sign-in with a login that nobody has. It takes as long
// as noting a failure of somebody known.
func (a *Acts) noteStranger(ctx context.Context, from string) error {
	return a.Do(ctx, store.Actor{Kind: store.ActorStaff, From: from}, "", func(t *Tx) error {
		t.audit(store.ActAccount, "staff", "", "", "sign_in=unknown", "")
		return nil
	})
}

// noteSignIn counts a failure, or clears the count and notes the code's step, in
// the audit too. Two sign-ins at once with one code: one of them conflicts.
func (a *Acts) noteSignIn(ctx context.Context, s *store.Staff, good bool, step int64, from string) error {
	return a.Do(ctx, store.StaffActor(s, from), "", func(t *Tx) error {
		what := "sign_in=refused"
		fresh, err := db.Staff(t.ctx, t.q, s.ID)
		if err != nil {
			return err
		}
		if good {
			if step != 0 && fresh.TOTPStep >= step {
				return store.Invalid("", store.ProblemSignIn)
			}
			fresh.Failed, fresh.Locked, fresh.TOTPStep = 0, time.Time{}, max(step, fresh.TOTPStep)
			what = "sign_in=ok"
		} else if !t.now.Before(fresh.Locked) {
			if fresh.Failed++; fresh.Failed >= failuresMax {
				fresh.Failed, fresh.Locked = 0, t.now.Add(lockedFor)
				what = "sign_in=locked"
			}
		}
		touch(t, &t.batch.Changed.Staff, fresh)
		t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, what, "")
		if good {
			*s = *fresh
		}
		return nil
	})
}

// StaffByID gives a member of staff for a session; a disabled one is not found,
// at once.
func (a *Acts) StaffByID(ctx context.Context, id string) (*store.Staff, error) {
	s, err := db.Staff(ctx, a.db.Read(), id)
	if err == nil && !s.Disabled.IsZero() {
		return nil, store.ErrNotFound
	}
	return s, err
}

// HashPassword makes the argon2id text of a password; only two are made at once.
func (a *Acts) HashPassword(ctx context.Context, password string) (string, error) {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
		return hashPassword(password), nil
	case <-ctx.Done():
		return "", fmt.Errorf("waiting to hash a password: %w", ctx.Err())
	}
}

func (a *Acts) checkPassword(ctx context.Context, hash, password string) (bool, error) {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
		return passwordMatches(hash, password), nil
	case <-ctx.Done():
		return false, fmt.Errorf("waiting to check a password: %w", ctx.Err())
	}
}

// wasteTime takes as long as checking a password does.
func (a *Acts) wasteTime(ctx context.Context, password string) error {
	_, err := a.checkPassword(ctx, dummyHash(), password)
	return err
}

// AddStaff gives somebody access, with a password that must be changed at the
// first sign-in. hash comes from HashPassword, which must not run in a
// transaction.
func (t *Tx) AddStaff(s store.Staff, hash string) (*store.Staff, error) {
	if err := t.may(store.ActStaff, store.Target{OfficeID: s.OfficeID}); err != nil {
		return nil, err
	}
	s.Login, s.Name = strings.ToLower(strings.TrimSpace(s.Login)), strings.TrimSpace(s.Name)
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if _, ok := t.view.Offices.Find(s.OfficeID); !ok {
		return nil, store.Invalid("office", store.ProblemMalformed)
	}
	if _, err := db.StaffByLogin(t.ctx, t.q, s.Login); !errors.Is(err, store.ErrNotFound) {
		return nil, errors.Join(err, store.Invalid("login", store.ProblemTaken))
	}
	s.ID, s.Created, s.Password, s.Changed, s.Version = store.NewID(t.now), t.now, hash, time.Time{}, 1
	t.batch.Staff = append(t.batch.Staff, &s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, fmt.Sprintf("new roles=%v", s.Roles), "")
	return &s, nil
}

// ListStaff lists the people of the desk in the actor's offices.
func (a *Acts) ListStaff(ctx context.Context, actor store.Actor) ([]store.Staff, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActStaff, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.StaffIn(ctx, a.db.Read(), offices)
	for i := range list {
		list[i].Password, list[i].TOTP = "", ""
	}
	return list, err
}

// Disable ends somebody's access at once, or gives it back. Nobody can end the
// own, nor the last 安全管理员's: nobody could give access again.
func (t *Tx) Disable(staffID string, yes bool) error {
	s, err := db.Staff(t.ctx, t.q, staffID)
	if err != nil {
		return err
	}
	if t.may(store.ActStaff, store.Target{OfficeID: s.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if yes {
		if err := t.notLast(s); err != nil {
			return err
		}
	}
	s.Disabled = time.Time{}
	if yes {
		s.Disabled = t.now
	}
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, fmt.Sprintf("disabled=%t", yes), "")
	return nil
}

func (t *Tx) notLast(s *store.Staff) error {
	if s.ID == t.Actor.ID {
		return store.Invalid("staff", store.ProblemLastOne)
	}
	all, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID != s.ID && all[i].Disabled.IsZero() && store.StaffActor(&all[i], "").Has(store.RoleSecurity) {
			return nil
		}
	}
	if store.StaffActor(s, "").Has(store.RoleSecurity) {
		return store.Invalid("staff", store.ProblemLastOne)
	}
	return nil
}

// Reset gives somebody a new password that must be changed, and takes the second
// factor away: for who lost the phone.
func (t *Tx) Reset(staffID, hash string) error {
	s, err := db.Staff(t.ctx, t.q, staffID)
	if err != nil {
		return err
	}
	if t.may(store.ActStaff, store.Target{OfficeID: s.OfficeID}) != nil {
		return store.ErrNotFound
	}
	s.Password, s.TOTP, s.TOTPStep, s.Changed, s.Failed, s.Locked = hash, "", 0, time.Time{}, 0, time.Time{}
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, "reset", "")
	return nil
}

// ChangePassword sets the actor's own password. hash comes from HashPassword of a
// password that store.CheckPassword passed; old was checked with SignIn's rules.
func (t *Tx) ChangePassword(hash string) error {
	s, err := t.self()
	if err != nil {
		return err
	}
	s.Password, s.Changed = hash, t.now
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "password", "")
	return nil
}

// Enrol sets the actor's second factor, once a code made with it was shown to be
// right.
func (t *Tx) Enrol(secret, code string) error {
	s, err := t.self()
	if err != nil {
		return err
	}
	step, ok := codeStep(secret, code, t.now)
	if !ok {
		return store.Invalid("code", store.ProblemSignIn)
	}
	s.TOTP, s.TOTPStep = t.acts.keys.Seal("staff", "totp", s.ID, secret), step
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "second_factor", "")
	return nil
}

func (t *Tx) self() (*store.Staff, error) {
	if err := t.may(store.ActAccount, store.Target{StaffID: t.Actor.ID}); err != nil {
		return nil, err
	}
	return db.Staff(t.ctx, t.q, t.Actor.ID)
}

// OldPassword checks the actor's present password, before it is changed.
func (a *Acts) OldPassword(ctx context.Context, actor store.Actor, password string) error {
	s, err := db.Staff(ctx, a.db.Read(), actor.ID)
	if err != nil {
		return err
	}
	good, err := a.checkPassword(ctx, s.Password, password)
	if err == nil && !good {
		err = store.Invalid("old", store.ProblemSignIn)
	}
	return err
}

// AnyStaff reports whether anybody can sign in yet.
func (a *Acts) AnyStaff(ctx context.Context) (bool, error) {
	list, err := db.AllStaff(ctx, a.db.Read())
	return len(list) > 0, err
}
