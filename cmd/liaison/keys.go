package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

const keysNewAbout = `Makes a key and prints its line. Put it in front of the others in LIAISON_KEYS (or
the file that LIAISON_KEYS_FILE names): the first key seals, all of them open. The
id must be one that was never used here before, such as the year.`

// keysNew prints a line for LIAISON_KEYS.
func (t *terminal) keysNew(_ context.Context, f *flag.FlagSet, args []string) error {
	if err := t.parse(f, args, 1); err != nil {
		return err
	}
	line := store.GenerateKey(f.Arg(0))
	if _, err := store.ParseKeyring(line); err != nil {
		return err
	}
	fmt.Fprintln(t.out, line)
	return nil
}

const keysRotateAbout = `Seals all personal data anew with the first key of LIAISON_KEYS, so that the old
key can be removed: names, telephone numbers, second factors, and the indexes by
which they are found.

1. liaison keys new ID, and put its line first in LIAISON_KEYS; keep the old lines.
2. Restart every server with it. What they write now is under the new key.
3. liaison keys rotate. It may be interrupted and begun again, and servers may run.
4. When it says so, remove the old lines and restart. Keep the old key as long as
   you keep backups that were made under it.`

// keysRotate changes the keys of everything that is sealed.
func (t *terminal) keysRotate(ctx context.Context, f *flag.FlagSet, args []string) error {
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData)
	if err != nil {
		return err
	}
	o, err := t.office(ctx, cfg)
	if err != nil {
		return err
	}
	defer o.close()
	r, err := o.acts.Rotate(ctx, operator, func(r act.Rotation) {
		fmt.Fprintf(t.out, "%s: %d values sealed anew so far\n", r.Column, r.Done)
	})
	if err != nil {
		return fmt.Errorf("%w; %d values are under the new key, the others under the old ones, and everything can be read: run liaison keys rotate again", err, r.Done)
	}
	return t.rotated(string(cfg.Keys), r)
}

// rotated says what to do next.
func (t *terminal) rotated(text string, r act.Rotation) error {
	keys, err := store.ParseKeyring(text)
	if err != nil {
		return err
	}
	switch {
	case r.Unreadable > 0:
		return fmt.Errorf("%d values do not open with any key of LIAISON_KEYS: put the key back that sealed them, and run liaison keys rotate again; doctor names it", r.Unreadable)
	case r.Left > 0:
		return fmt.Errorf("%d values came in under an old key meanwhile: restart every server with the new key first, and run liaison keys rotate again", r.Left)
	case len(keys.Others()) == 0:
		fmt.Fprintf(t.out, "Everything is under key %s, the only one.\n", keys.Active())
	default:
		fmt.Fprintf(t.out, "Everything is under key %s. You may remove %s from LIAISON_KEYS once every server runs with the new key, and must keep it for backups made under it.\n",
			keys.Active(), strings.Join(keys.Others(), ", "))
	}
	return nil
}

// keys says whether values are left under old keys, and whether a key is missing.
func (c *checkup) keys(ctx context.Context, acts *act.Acts, keys *store.Keyring) {
	missing, err := acts.MissingKeys(ctx)
	if err != nil {
		c.mend("keys", err)
		return
	}
	if len(missing) > 0 {
		c.mend("keys", fmt.Errorf("personal data is sealed with %s, which LIAISON_KEYS does not hold: put it back, below the first", strings.Join(missing, ", ")))
	}
	left, err := acts.UnderOtherKeys(ctx)
	switch {
	case err != nil:
		c.mend("keys", err)
	case len(left) > 0:
		for column, n := range left {
			c.warn("keys", fmt.Sprintf("%d values of %s are not under key %s; run liaison keys rotate", n, column, keys.Active()))
		}
	case len(keys.Others()) > 0:
		c.ok("keys", fmt.Sprintf("everything is under key %s; %s may be removed", keys.Active(), strings.Join(keys.Others(), ", ")))
	default:
		c.ok("keys", "everything is under key "+keys.Active())
	}
}
