package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
//
// A browser somebody signed in with before counts by itself: whoever guesses from
// elsewhere, five times every quarter of an hour for weeks, keeps locking out
// guessers and not the owner. How often one address may try at all is the edge's
// to limit.
const (
	failuresMax = 5
	lockedFor   = 15 * time.Minute
)

// Attempt is what a sign-in is tried with.
type Attempt struct {
	Login    string
	Password string
	Code     string // of the second factor, or a recovery code
	From     string // the address
	Browser  string // the secret of a browser signed in with before, or nothing
}

// Entry is a sign-in that was let through.
type Entry struct {
	Staff    *store.Staff
	Browser  string // the secret to keep in the browser
	Recovery bool   // a recovery code was used up
	Left     int    // recovery codes that are left, if Recovery
}

// SignIn checks a login, password and one-time code. Every refusal is
// ProblemSignIn, but for ProblemExpired to who knows a one-time password that is
// past its time. Who has no second factor yet is let in without a code, and must
// set one up before anything else: Staff.TOTP is empty then.
func (a *Acts) SignIn(ctx context.Context, try Attempt) (*Entry, error) {
	refused := store.Invalid("", store.ProblemSignIn)
	s, err := db.StaffByLogin(ctx, a.db.Read(), strings.ToLower(strings.TrimSpace(try.Login)))
	if errors.Is(err, store.ErrNotFound) {
		return nil, errors.Join(refused, a.wasteTime(ctx, try.Password), a.noteStranger(ctx, try.From))
	}
	if err != nil {
		return nil, err
	}
	p := &proof{acts: a, staff: s, try: try}
	if err := p.check(ctx); err != nil {
		return nil, err
	}
	entry, err := p.settle(ctx)
	for n := 0; n < noteTries && !p.good && errors.Is(err, store.ErrConflict); n++ {
		entry, err = p.settle(ctx) // guesses side by side must not hide behind each other
	}
	return entry, err
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

// proof is what a sign-in showed about a person who exists.
type proof struct {
	acts     *Acts
	staff    *store.Staff
	try      Attempt
	good     bool   // password right, and the code if there is a second factor
	step     int64  // of the code
	recovery string // hash of a recovery code to be used up
}

// check does what takes long, outside any transaction.
func (p *proof) check(ctx context.Context) (err error) {
	if p.good, err = p.acts.checkPassword(ctx, p.staff.Password, p.try.Password); err != nil || !p.good || p.staff.TOTP == "" {
		return err
	}
	if looksLikeRecovery(p.try.Code) {
		p.recovery = recoveryHash(p.staff.ID, p.try.Code)
		return nil
	}
	p.step, p.good, err = p.acts.checkCode(p.staff, p.try.Code)
	return err
}

// settle decides by the account as it is now, counts the failure or clears the
// count, uses the code up, and writes the audit row. Two sign-ins at once with one
// code: one of them conflicts.
func (p *proof) settle(ctx context.Context) (*Entry, error) {
	var entry *Entry
	refusal := error(nil)
	err := p.acts.Do(ctx, store.StaffActor(p.staff, p.try.From), "", func(t *Tx) (err error) {
		fresh, err := db.Staff(t.ctx, t.q, p.staff.ID)
		if err != nil {
			return err
		}
		b, known, err := t.browser(fresh, p.try.Browser)
		if err != nil {
			return err
		}
		var what string
		entry, refusal, what, err = p.decide(t, fresh, b, known)
		if err != nil {
			return err
		}
		touch(t, &t.batch.Changed.Staff, fresh)
		t.audit(store.ActAccount, "staff", fresh.ID, fresh.OfficeID, "sign_in="+what, "")
		if entry != nil || known {
			err = db.PutBrowser(t.ctx, t.q, b, !known)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return entry, refusal
}

// decide gives the entry or the refusal, and the word for the audit.
func (p *proof) decide(t *Tx, s *store.Staff, b *store.Browser, known bool) (*Entry, error, string, error) {
	refused := store.Invalid("", store.ProblemSignIn)
	failed, locked := &s.Failed, &s.Locked
	if known {
		failed, locked = &b.Failed, &b.Locked
	}
	if t.now.Before(*locked) {
		return nil, refused, "refused", nil
	}
	good := p.good && s.Disabled.IsZero() && s.Password == p.staff.Password && (p.step == 0 || s.TOTPStep < p.step)
	if good && p.recovery != "" {
		var err error
		if good, err = db.UseRecovery(t.ctx, t.q, s.ID, p.recovery, t.now); err != nil {
			return nil, nil, "", err
		}
	}
	if !good {
		if *failed++; *failed < failuresMax {
			return nil, refused, "refused", nil
		}
		*failed, *locked = 0, t.now.Add(lockedFor)
		return nil, refused, "locked", nil
	}
	if t.firstExpired(s) {
		return nil, store.Invalid("", store.ProblemExpired), "expired", nil
	}
	s.Failed, s.Locked, s.TOTPStep, s.Seen = 0, time.Time{}, max(p.step, s.TOTPStep), t.now
	b.Failed, b.Locked, b.Seen = 0, time.Time{}, t.now
	entry := &Entry{Staff: s, Browser: p.try.Browser, Recovery: p.recovery != ""}
	if !known {
		entry.Browser = store.NewSecret()
		b.ID, b.StaffID = browserID(s.ID, entry.Browser), s.ID
	}
	what := "ok"
	if entry.Recovery {
		what = "ok by recovery code"
		var err error
		if entry.Left, err = db.RecoveryLeft(t.ctx, t.q, s.ID); err != nil {
			return nil, nil, "", err
		}
	}
	return entry, nil, what, nil
}

// firstExpired says that a one-time password was not used in time. One that a
// release before this gave has no time.
func (t *Tx) firstExpired(s *store.Staff) bool {
	days := t.view.Settings.Int(s.OfficeID, store.SetFirstDays)
	return s.Changed.IsZero() && !s.Issued.IsZero() && t.now.After(s.Issued.Add(time.Duration(days)*24*time.Hour))
}

// browser finds the browser that a secret of an earlier sign-in names.
func (t *Tx) browser(s *store.Staff, secret string) (*store.Browser, bool, error) {
	if secret == "" {
		return &store.Browser{}, false, nil
	}
	b, err := db.Browser(t.ctx, t.q, browserID(s.ID, secret))
	if errors.Is(err, store.ErrNotFound) {
		return &store.Browser{}, false, nil
	}
	return b, err == nil, err
}

// browserID ties a browser to one person: it may be several people's.
func browserID(staffID, secret string) string {
	sum := sha256.Sum256([]byte("browser\x00" + staffID + "\x00" + secret))
	return hex.EncodeToString(sum[:])
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
