package act

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// InvitationScene is the prefix of the scene string of an invitation's QR: the
// code follows it.
const InvitationScene = "inv_"

// codeLength is how many characters of an invitation's code a person types.
// 30 bits are enough: it lives a few days and wrong ones are counted per person.
const codeLength = 8

// codeHash turns a code as typed into the key it is looked up by. Spaces, dashes
// and case do not matter.
func codeHash(code string) string {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(code))
	sum := sha256.Sum256([]byte("invitation\x00" + code))
	return hex.EncodeToString(sum[:])
}

// newCode makes a code of letters and digits that are not mistaken for each
// other.
func newCode() string {
	s := strings.ToUpper(store.NewSecret())
	return strings.NewReplacer("0", "W", "1", "X", "O", "Y").Replace(s[:codeLength])
}

// Invite makes an invitation for a deputy and takes back the earlier ones. The
// code is given once and kept nowhere.
func (t *Tx) Invite(deputyID string) (*store.Invitation, string, error) {
	d, err := db.Deputy(t.ctx, t.q, deputyID)
	if err != nil {
		return nil, "", err
	}
	if t.may(store.ActRoster, store.Target{OfficeID: d.OfficeID}) != nil {
		return nil, "", store.ErrNotFound
	}
	if err := t.may(store.ActInvite, store.Target{OfficeID: d.OfficeID}); err != nil {
		return nil, "", err
	}
	if _, err := db.PersonOfDeputy(t.ctx, t.q, deputyID); !errors.Is(err, store.ErrNotFound) {
		return nil, "", errors.Join(err, store.Invalid("deputy", store.ProblemTaken))
	}
	old, err := db.InvitationsOf(t.ctx, t.q, []string{deputyID})
	if err != nil {
		return nil, "", err
	}
	for _, i := range old {
		if i.Used.IsZero() && i.Revoked.IsZero() {
			if err := db.RevokeInvitation(t.ctx, t.q, i.ID, t.now); err != nil {
				return nil, "", err
			}
		}
	}
	inv, code := t.newInvitation(d.OfficeID)
	inv.DeputyID = d.ID
	t.audit(store.ActInvite, "deputy", d.ID, d.OfficeID, "invitation="+inv.ID, "")
	return inv, code, nil
}

// InviteSelf makes an invitation that binds the actor's own WeChat account, for
// alerts to the desk.
func (t *Tx) InviteSelf() (*store.Invitation, string, error) {
	if err := t.may(store.ActAccount, store.Target{StaffID: t.Actor.ID}); err != nil {
		return nil, "", err
	}
	inv, code := t.newInvitation(t.Actor.OfficeID)
	inv.StaffID, inv.Expires = t.Actor.ID, t.now.Add(time.Hour)
	t.audit(store.ActAccount, "staff", t.Actor.ID, t.Actor.OfficeID, "invitation="+inv.ID, "")
	return inv, code, nil
}

func (t *Tx) newInvitation(office string) (*store.Invitation, string) {
	code := newCode()
	days := t.view.Settings.Int(office, store.SetInviteDays)
	inv := &store.Invitation{ID: store.NewID(t.now), OfficeID: office, CodeHash: codeHash(code), Created: t.now,
		Expires: t.now.Add(time.Duration(days) * 24 * time.Hour), By: t.Actor.ID}
	t.batch.Invitations = append(t.batch.Invitations, inv)
	return inv, code
}

// Revoke takes back an invitation.
func (t *Tx) Revoke(id string) error {
	inv, err := db.Invitation(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActInvite, store.Target{OfficeID: inv.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if err := inv.Usable(t.now); err != nil && !store.IsProblem(err, store.ProblemInvitationExpired) {
		return err
	}
	t.audit(store.ActInvite, "invitation", id, inv.OfficeID, "revoked", "")
	return db.RevokeInvitation(t.ctx, t.q, id, t.now)
}

// Accept binds a person to the deputy or member of staff whom a code invites. p
// must be locked. An unknown code is store.ErrNotFound, and counted: after a few
// a day it is store.ErrTooMany.
func (t *Tx) Accept(p *store.Person, code string) (*store.Invitation, error) {
	if err := t.may(store.ActAccept, store.Target{PersonID: p.ID}); err != nil {
		return nil, err
	}
	if err := t.mayGuess(p); err != nil {
		return nil, err
	}
	inv, err := db.InvitationByCode(t.ctx, t.q, codeHash(code))
	if err != nil {
		if errors.Is(err, store.ErrNotFound) {
			t.guessed(p)
		}
		return nil, err
	}
	if err := inv.Usable(t.now); err != nil {
		if inv.UsedBy == p.ID && store.IsProblem(err, store.ProblemInvitationUsed) {
			return inv, nil // the same person scanned twice
		}
		return nil, err
	}
	if err := t.bind(p, inv); err != nil {
		return nil, err
	}
	if err := db.UseInvitation(t.ctx, t.q, inv.ID, p.ID, t.now); err != nil {
		return nil, err
	}
	t.audit(store.ActAccept, "person", p.ID, inv.OfficeID, "deputy="+inv.DeputyID+" staff="+inv.StaffID, "")
	if inv.DeputyID != "" {
		t.notify(store.Notice{Kind: store.NoticeBound, OfficeID: inv.OfficeID, PersonID: p.ID, Ref: inv.ID, Urgent: true})
	}
	return inv, nil
}

func (t *Tx) bind(p *store.Person, inv *store.Invitation) error {
	if inv.StaffID != "" {
		if p.StaffID != "" && p.StaffID != inv.StaffID {
			return store.Invalid("code", store.ProblemAlreadyBound)
		}
		if other, err := db.PersonOfStaff(t.ctx, t.q, inv.StaffID); err == nil && other.ID != p.ID {
			return store.Invalid("code", store.ProblemTaken)
		}
		p.StaffID = inv.StaffID
		return nil
	}
	if p.DeputyID != "" && p.DeputyID != inv.DeputyID {
		return store.Invalid("code", store.ProblemAlreadyBound)
	}
	if other, err := db.PersonOfDeputy(t.ctx, t.q, inv.DeputyID); err == nil && other.ID != p.ID {
		return store.Invalid("code", store.ProblemTaken)
	}
	p.DeputyID = inv.DeputyID
	mandates, err := db.MandatesOf(t.ctx, t.q, []string{p.DeputyID})
	if err != nil {
		return err
	}
	for _, m := range mandates { // a deputy is a voter too, and lives where elected unless said otherwise
		if p.DistrictID == "" && p.StationID == "" && m.Status == store.MandateActive {
			p.OfficeID, p.DistrictID, p.StationID = m.OfficeID, m.DistrictID, m.StationID
		}
	}
	return nil
}

// Unbind takes a deputy's WeChat account off the deputy, who keeps everything
// else.
func (t *Tx) Unbind(deputyID string) (*store.Person, error) {
	d, err := db.Deputy(t.ctx, t.q, deputyID)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActUnbind, store.Target{OfficeID: d.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	who, err := db.PersonOfDeputy(t.ctx, t.q, deputyID)
	if err != nil {
		return nil, err
	}
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{who.ID})
	if err != nil || len(list) == 0 {
		return nil, errors.Join(err, store.ErrNotFound)
	}
	list[0].DeputyID = ""
	touch(t, &t.batch.Changed.Persons, &list[0])
	t.audit(store.ActUnbind, "deputy", deputyID, d.OfficeID, "unbound", "")
	t.notify(store.Notice{Kind: store.NoticeUnbound, OfficeID: d.OfficeID, PersonID: who.ID, Ref: store.NewID(t.now), Urgent: true})
	return &list[0], nil
}
