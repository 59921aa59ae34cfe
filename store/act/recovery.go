package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// A recovery code stands in for the second factor once: for a phone that is lost
// or empty. Ten are made, shown once, and meant to be printed and locked away.
// Each has 80 random bits, so that a plain hash is enough.
const (
	recoveryCodes  = 10
	recoveryLength = 16
)

// newRecovery makes a code of letters and digits that are not mistaken for each
// other, in groups of four.
func newRecovery() string {
	s := strings.NewReplacer("0", "w", "1", "x").Replace(store.NewSecret()[:recoveryLength])
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-")
}

func plainRecovery(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(code))
}

// looksLikeRecovery tells a recovery code from one of the second factor.
func looksLikeRecovery(code string) bool { return len(plainRecovery(code)) == recoveryLength }

func recoveryHash(staffID, code string) string {
	sum := sha256.Sum256([]byte("recovery\x00" + staffID + "\x00" + plainRecovery(code)))
	return hex.EncodeToString(sum[:])
}

// RenewRecovery gives the actor new recovery codes; the old ones serve no more.
// They are given once and kept as hashes.
func (t *Tx) RenewRecovery() ([]string, error) {
	s, err := t.self()
	if err != nil {
		return nil, err
	}
	var codes, hashes []string
	for range recoveryCodes {
		code := newRecovery()
		codes, hashes = append(codes, code), append(hashes, recoveryHash(s.ID, code))
	}
	t.audit(store.ActAccount, "staff", s.ID, s.OfficeID, "recovery_codes", "")
	return codes, db.ReplaceRecovery(t.ctx, t.q, s.ID, hashes)
}

// RecoveryLeft counts the actor's recovery codes that were not used.
func (a *Acts) RecoveryLeft(ctx context.Context, actor store.Actor) (int, error) {
	return db.RecoveryLeft(ctx, a.db.Read(), actor.ID)
}
