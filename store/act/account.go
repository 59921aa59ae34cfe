package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// pastMost is how many passwords are kept to compare new ones with; the setting
// asks for at most as many.
const pastMost = 12

// ChangePassword sets the actor's own password and signs out everywhere else. hash
// comes from HashPassword of a password that CheckNewPassword passed.
func (t *Tx) ChangePassword(hash string) error {
	s, err := t.self()
	if err != nil {
		return err
	}
	if !s.Changed.IsZero() { // a one-time password was never the actor's own
		if err := db.KeepPassword(t.ctx, t.q, store.NewID(t.now), s.ID, s.Password, pastMost); err != nil {
			return err
		}
	}
	s.Password, s.Changed = hash, t.now
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "password", "")
	return db.EndSessions(t.ctx, t.q, s.ID, "")
}

// CheckNewPassword refuses a password that the office's rules do not allow, that is
// the present one, or one of the last.
func (a *Acts) CheckNewPassword(ctx context.Context, actor store.Actor, password string) error {
	view, err := a.views.get(ctx)
	if err != nil {
		return err
	}
	s, err := db.Staff(ctx, a.db.Read(), actor.ID)
	if err != nil {
		return err
	}
	rules := store.PasswordRulesOf(view.Settings, s.OfficeID)
	if err := rules.Check(s.Login, s.Name, password); err != nil {
		return err
	}
	if same, err := a.checkPassword(ctx, s.Password, password); err != nil || same {
		return orElse(err, store.Invalid("password", store.ProblemTaken))
	}
	past, err := db.PastPasswords(ctx, a.db.Read(), s.ID, max(rules.Reuse-1, 0))
	if err != nil {
		return err
	}
	for _, hash := range past {
		if same, err := a.checkPassword(ctx, hash, password); err != nil || same {
			return orElse(err, store.Invalid("password", store.ProblemReused))
		}
	}
	return nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// OldPassword checks the actor's present password, before something about the
// account is changed.
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

// Confirm takes a code of the actor's second factor, or a recovery code, before
// the factor is changed: a password alone must not be enough for that.
func (t *Tx) Confirm(code string) error {
	s, err := t.self()
	if err != nil {
		return err
	}
	refused := store.Invalid("code", store.ProblemSignIn)
	if looksLikeRecovery(code) {
		good, err := db.UseRecovery(t.ctx, t.q, s.ID, recoveryHash(s.ID, code), t.now)
		if err == nil && !good {
			err = refused
		}
		t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "recovery_code", "")
		return err
	}
	step, good, err := t.acts.checkCode(s, code)
	if err != nil || !good {
		return orElse(err, refused)
	}
	s.TOTPStep = step
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "code", "")
	return nil
}

func (t *Tx) self() (*store.Staff, error) {
	if err := t.may(store.ActAccount, store.Target{StaffID: t.Actor.ID}); err != nil {
		return nil, err
	}
	return db.Staff(t.ctx, t.q, t.Actor.ID)
}
