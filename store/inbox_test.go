package store

import (
	"testing"
	"time"
)

func TestCursorsSurviveTheAddress(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC)
	for _, c := range []Cursor{{ID: "a"}, {Phase: 1, ID: NewID(at), Back: true}, {Key: at, ID: "x.y"}, {Key: at.AddDate(-80, 0, 0), ID: "z"}} {
		if got, ok := ParseCursor(c.String()); !ok || got != c {
			t.Errorf("%q is read as %+v, want %+v", c, got, c)
		}
	}
	for _, s := range []string{"", "n0.0.", "n0.0", "x0.0.a", "n.0.a", "nn.0.a", "n0.!.a", "n0.zzzzzzzzzzzzzzzzzz.a", "n0.0." + string(make([]byte, 90))} {
		if c, ok := ParseCursor(s); ok {
			t.Errorf("%q is read as %+v", s, c)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add("n0.0.a")
	f.Add(Cursor{Phase: 1, Key: time.Unix(1795000000, 0), ID: "b", Back: true}.String())
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseCursor(s)
		if !ok {
			return
		}
		if again, ok := ParseCursor(c.String()); !ok || again != c {
			t.Errorf("%q is read as %+v, and written as %q read as %+v", s, c, c.String(), again)
		}
	})
}

func TestIDFloorBoundsAMillisecond(t *testing.T) {
	id := NewID(time.Now())
	b, err := idAlphabet.DecodeString(id)
	if err != nil {
		t.Fatal(err)
	}
	var milli int64
	for _, x := range b[:6] {
		milli = milli<<8 | int64(x)
	}
	if floor := IDFloor(time.UnixMilli(milli)); id < floor || len(floor) != len(id) {
		t.Errorf("%s sorts before %s, the floor of its own millisecond", id, floor)
	}
	if floor := IDFloor(time.UnixMilli(milli + 1)); id >= floor {
		t.Errorf("%s does not sort before %s, a millisecond later", id, floor)
	}
}
