package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// staffTurn is the turn that acts take which may take away an administrator: two of
// them at once must not each count on the other's.
const staffTurn = "staff"

// AddStaff gives somebody access, with a password that must be changed at the
// first sign-in. hash comes from HashPassword, which must not run in a
// transaction.
func (t *Tx) AddStaff(s store.Staff, hash string) (*store.Staff, error) {
	s.Login, s.Name = strings.ToLower(strings.TrimSpace(s.Login)), strings.TrimSpace(s.Name)
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := t.mayGrant(s.Grants()); err != nil {
		return nil, err
	}
	if err := t.separate(&s); err != nil {
		return nil, err
	}
	if _, err := db.StaffByLogin(t.ctx, t.q, s.Login); !errors.Is(err, store.ErrNotFound) {
		return nil, errors.Join(err, store.Invalid("login", store.ProblemTaken))
	}
	s.ID, s.Created, s.Password, s.Changed, s.Issued, s.Version = store.NewID(t.now), t.now, hash, time.Time{}, t.now, 1
	t.batch.Staff = append(t.batch.Staff, &s)
	if len(s.Elsewhere) > 0 {
		t.batch.Granted = append(t.batch.Granted, &s)
	}
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, "new "+grantWords(&s), "")
	return &s, t.tellOfficers(&s)
}

// grantWords are what an audit row says of somebody's grants.
func grantWords(s *store.Staff) string {
	words := fmt.Sprintf("roles=%v", s.Roles)
	for _, g := range s.Elsewhere {
		words += fmt.Sprintf(" %s@%s", g.Role, g.OfficeID)
	}
	if s.Combined() {
		words += " combined"
	}
	return words[:min(len(words), 300)] // the column's width, with room for what else changed
}

// mayGrant refuses grants in offices that are not there, or not the actor's.
func (t *Tx) mayGrant(grants []store.Grant) error {
	for _, g := range grants {
		if err := t.may(store.ActStaff, store.Target{OfficeID: g.OfficeID}); err != nil {
			return err
		}
		if _, ok := t.view.Offices.Find(g.OfficeID); !ok {
			return store.Invalid("office", store.ProblemMalformed)
		}
	}
	return nil
}

// separate refuses two of the three powers in one person, unless the office's
// setting allows it. Whoever holds the machine itself may: the command line makes
// the only clerk of a small office, and says so.
func (t *Tx) separate(s *store.Staff) error {
	if s.Combined() && t.Actor.Kind != store.ActorJob && !t.view.Settings.Bool(s.OfficeID, store.SetCombine) {
		return store.Invalid("roles", store.ProblemCombined)
	}
	return nil
}

// tellOfficers lets the petition officers know that somebody's access to sealed
// matters was given or renewed: an administrator who may do that could otherwise
// read them in somebody's name, and nobody would see.
func (t *Tx) tellOfficers(s *store.Staff) error {
	offices := store.OfficesOf(store.StaffActor(s, ""), t.view.Offices, store.RolePetition)
	if len(offices) == 0 {
		return nil
	}
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return err
	}
	for i := range everybody {
		o := &everybody[i]
		reads := func(office string) bool {
			return store.May(store.StaffActor(o, ""), store.ActReadSealed, store.Target{OfficeID: office, Sealed: true}, t.view.Offices)
		}
		if o.ID != s.ID && o.Disabled.IsZero() && slices.ContainsFunc(offices, reads) {
			t.notify(store.Notice{Kind: store.NoticeOfficer, OfficeID: o.OfficeID, StaffID: o.ID, Ref: store.NewID(t.now), Urgent: true})
		}
	}
	return nil
}

// StaffRow is a member of staff as an administrator sees them.
type StaffRow struct {
	store.Staff
	Managed bool // all of the person's grants are in the actor's offices
}

// ListStaff lists the people of the desk who work in the actor's offices, or have
// a grant there; of their grants, those in the actor's offices.
func (a *Acts) ListStaff(ctx context.Context, actor store.Actor) ([]StaffRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActStaff, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.StaffIn(ctx, a.db.Read(), offices)
	rows := make([]StaffRow, len(list))
	for i, s := range list {
		rows[i] = staffRow(s, offices)
	}
	return rows, err
}

func staffRow(s store.Staff, offices []string) StaffRow {
	s.Password, s.TOTP = "", map[bool]string{true: "set"}[s.TOTP != ""]
	row := StaffRow{Staff: s, Managed: manages(&s, offices)}
	if !slices.Contains(offices, s.OfficeID) {
		row.Roles = nil
	}
	row.Elsewhere = slices.DeleteFunc(slices.Clone(s.Elsewhere), func(g store.Grant) bool { return !slices.Contains(offices, g.OfficeID) })
	return row
}

// manages reports whether everything a person may do lies in some offices. Else
// who resets the password of somebody with a grant further up could go there.
func manages(s *store.Staff, offices []string) bool {
	return slices.Contains(offices, s.OfficeID) && !slices.ContainsFunc(s.Grants(), func(g store.Grant) bool {
		return !slices.Contains(offices, g.OfficeID)
	})
}

// StaffMember reads somebody whose access the actor manages; others are not there.
func (a *Acts) StaffMember(ctx context.Context, actor store.Actor, staffID string) (*StaffRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	s, err := db.Staff(ctx, a.db.Read(), staffID)
	if err != nil {
		return nil, err
	}
	row := staffRow(*s, store.OfficesFor(actor, store.ActStaff, view.Offices))
	if !row.Managed {
		return nil, store.ErrNotFound
	}
	return &row, nil
}

// managed is StaffMember in a transaction, with everything.
func (t *Tx) managed(staffID string) (*store.Staff, error) {
	s, err := db.Staff(t.ctx, t.q, staffID)
	if err == nil && t.Actor.Kind != store.ActorJob && !manages(s, store.OfficesFor(t.Actor, store.ActStaff, t.view.Offices)) {
		err = store.ErrNotFound
	}
	return s, err
}

// StaffEdit is what an administrator changes about somebody.
type StaffEdit struct {
	Name      string
	OfficeID  string // elsewhere than before: transferred
	Roles     []store.Role
	Elsewhere []store.Grant
	Seen      string // Shape of what the form's reader saw
}

// EditStaff changes somebody's name, office and grants, at once: the next request
// of a session that is open goes by the new ones. Nobody changes the own.
func (t *Tx) EditStaff(staffID string, e StaffEdit) error {
	if err := t.takeTurn(); err != nil {
		return err
	}
	s, err := t.managed(staffID)
	if err != nil {
		return err
	}
	if s.Shape() != e.Seen {
		return store.ErrConflict
	}
	before := *s
	s.Name, s.OfficeID = strings.TrimSpace(e.Name), e.OfficeID
	s.SetGrants(e.Roles, e.Elsewhere)
	if err := t.checkEdit(&before, s); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Staff, s)
	t.batch.Granted = append(t.batch.Granted, s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, "edited "+grantWords(s), "")
	if officer := store.RolePetition; !store.StaffActor(&before, "").Has(officer) && store.StaffActor(s, "").Has(officer) {
		return t.tellOfficers(s)
	}
	return nil
}

func (t *Tx) checkEdit(before, s *store.Staff) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if err := t.mayGrant(append(s.Grants(), store.Grant{OfficeID: s.OfficeID})); err != nil {
		return err
	}
	if s.ID == t.Actor.ID && s.Shape() != before.Shape() {
		return store.Invalid("staff", store.ProblemOneself)
	}
	if err := t.separate(s); err != nil {
		return err
	}
	return t.notLast(before, s)
}

// Disable ends somebody's access at once, or gives it back. Nobody can end the
// own, nor the last 安全管理员's: nobody could give access again.
func (t *Tx) Disable(staffID string, yes bool) error {
	if err := t.takeTurn(); err != nil {
		return err
	}
	s, err := t.managed(staffID)
	if err != nil {
		return err
	}
	before := *s
	s.Disabled = time.Time{}
	if yes {
		s.Disabled = t.now
		if s.ID == t.Actor.ID {
			return store.Invalid("staff", store.ProblemOneself)
		}
		if err := t.notLast(&before, s); err != nil {
			return err
		}
		if err := db.EndSessions(t.ctx, t.q, s.ID, ""); err != nil {
			return err
		}
	}
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, fmt.Sprintf("disabled=%t", yes), "")
	return nil
}

// takeTurn comes before who is managed is read: what the other one did is seen.
func (t *Tx) takeTurn() error { return db.TakeTurn(t.ctx, t.q, staffTurn) }

// notLast refuses a change after which nobody could give access in an office where
// somebody can now: at the root of the tree, or, where a tree has no administrator
// there, in the person's own.
func (t *Tx) notLast(before, after *store.Staff) error {
	all, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return err
	}
	for _, office := range []string{t.view.Offices.Root().ID, before.OfficeID} {
		if !before.SecurityAt(office, t.view.Offices) || after.SecurityAt(office, t.view.Offices) {
			continue
		}
		if !slices.ContainsFunc(all, func(o store.Staff) bool { return o.ID != before.ID && o.SecurityAt(office, t.view.Offices) }) {
			return store.Invalid("staff", store.ProblemLastOne)
		}
	}
	return nil
}

// Reset gives somebody a new password that must be changed, and takes the second
// factor away: for who lost the phone. Who it was done to is told, on the phone
// bound before: it is how an administrator could take somebody's place.
func (t *Tx) Reset(staffID, hash string) error {
	s, err := t.managed(staffID)
	if err != nil {
		return err
	}
	s.TOTP, s.TOTPStep = "", 0
	if err := db.ReplaceRecovery(t.ctx, t.q, s.ID, nil); err != nil {
		return err
	}
	return t.renew(s, hash, "reset")
}

// ResetPassword gives somebody a new password that must be changed, and leaves the
// second factor.
func (t *Tx) ResetPassword(staffID, hash string) error {
	s, err := t.managed(staffID)
	if err != nil {
		return err
	}
	return t.renew(s, hash, "password reset")
}

// renew ends what was begun with the old password.
func (t *Tx) renew(s *store.Staff, hash, what string) error {
	if s.ID == t.Actor.ID {
		return store.Invalid("staff", store.ProblemOneself)
	}
	s.Password, s.Changed, s.Issued, s.Failed, s.Locked = hash, time.Time{}, t.now, 0, time.Time{}
	touch(t, &t.batch.Changed.Staff, s)
	officer := store.StaffActor(s, "").Has(store.RolePetition)
	if officer {
		what += " officer"
	}
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, what, "")
	t.notify(store.Notice{Kind: store.NoticeReset, OfficeID: s.OfficeID, StaffID: s.ID, Ref: store.NewID(t.now), Urgent: officer})
	if err := db.ForgetBrowsers(t.ctx, t.q, s.ID); err != nil {
		return err
	}
	if err := db.EndSessions(t.ctx, t.q, s.ID, ""); err != nil || !officer {
		return err
	}
	return t.tellOfficers(s)
}

// Unlock lets somebody sign in again before the lock of too many failures ends.
func (t *Tx) Unlock(staffID string) error {
	s, err := t.managed(staffID)
	if err != nil {
		return err
	}
	s.Failed, s.Locked = 0, time.Time{}
	touch(t, &t.batch.Changed.Staff, s)
	t.audit(store.ActStaff, "staff", s.ID, s.OfficeID, "unlocked", "")
	return nil
}

// AnyStaff reports whether anybody can sign in yet.
func (a *Acts) AnyStaff(ctx context.Context) (bool, error) {
	list, err := db.AllStaff(ctx, a.db.Read())
	return len(list) > 0, err
}
