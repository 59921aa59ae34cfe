package db_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// What was erased must not lie on in the file's free space, where whoever gets a
// copy of it reads on.
func TestErasedIsOutOfTheFile(t *testing.T) {
	spec := dbtest.Spec(t, db.SQLite)
	d, err := db.Open(t.Context(), spec, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	const openid, words = "oLeavesTheAccount", "lies-on-in-free-space"
	for i := range 40 {
		k := &store.Kept{ID: store.NewID(now), Key: fmt.Sprint("k", i), State: store.MessageKept, Received: now, Reply: words,
			Message: store.Message{From: openid, Text: strings.Repeat(words, 1+i*10)}}
		if err := d.KeepMessages(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Tx(t.Context(), func(q db.Q) error { return db.ForgetMessages(t.Context(), q, openid, now) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil { // writes the log into the file
		t.Fatal(err)
	}
	file, err := os.ReadFile(strings.TrimPrefix(spec, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{openid, words} {
		if n := bytes.Count(file, []byte(s)); n > 0 {
			t.Errorf("%q is in the file %d times", s, n)
		}
	}
}
