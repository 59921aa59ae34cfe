package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// see notes that the actor had personal data, or a sealed matter, before them:
// once an hour for each thing, since a page is opened again and again while one
// works with it, and a player asks for a file in pieces. What cannot be noted is
// not shown.
func (a *Acts) see(ctx context.Context, actor store.Actor, what store.Act, object, id, office string) error {
	key := seeKey(actor, what, object, id, a.Now().Format("2006010215"))
	if taken, err := db.HasRequest(ctx, a.db.Read(), key); err != nil || taken {
		return err
	}
	return a.Do(ctx, actor, key, func(t *Tx) error {
		t.audit(what, object, id, office, "seen", "")
		return nil
	})
}

// seeKey is the key under which a look is noted once. It is a digest, since it
// outlives the erasure of who looked; the act is in it, so that having seen one
// thing of a matter does not hide that another was taken from it.
func seeKey(actor store.Actor, what store.Act, object, id, hour string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(actor.Kind), actor.ID, string(what), object, id, hour}, "\x00")))
	return "see:" + hex.EncodeToString(sum[:])
}

// seeDossier notes what of a matter's dossier must be noted.
func (a *Acts) seeDossier(ctx context.Context, actor store.Actor, d *Dossier) error {
	o := &d.Opinion
	switch {
	case o.State == store.OpinionSealed:
		return a.see(ctx, actor, store.ActReadSealed, "opinion", o.ID, o.OfficeID)
	case d.AuthorName != "" || d.AuthorPhone != "":
		return a.see(ctx, actor, store.ActSeePerson, "opinion", o.ID, o.OfficeID)
	}
	return nil
}
