package store

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testKeyring(t testing.TB, lines ...string) *Keyring {
	t.Helper()
	ring, err := ParseKeyring(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestParseKeyring(t *testing.T) {
	a, b := GenerateKey("2026"), GenerateKey("2025-old")
	for name, text := range map[string]string{
		"plain":          a + "\n" + b,
		"no line end":    a + "\n" + b + "\n\n",
		"comments":       "# keys\n\n  " + a + "  \r\n# the old one\r\n" + b + "\r\n",
		"byte order":     "\ufeff" + a + "\n" + b,
		"space at colon": strings.Replace(a, ":", " : ", 1) + "\n" + b,
		"no padding":     strings.TrimRight(a, "=") + "\n" + b,
	} {
		ring, err := ParseKeyring(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ring.Active() != "2026" || len(ring.keys) != 2 {
			t.Errorf("%s: active %q of %d keys", name, ring.Active(), len(ring.keys))
		}
	}
}

func TestParseKeyringRefusals(t *testing.T) {
	good := GenerateKey("a")
	secret := good[strings.Index(good, ":")+1:]
	short := base64.StdEncoding.EncodeToString(make([]byte, 16))
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", "holds no key"},
		"only comments": {"# a:b\n\n", "holds no key"},
		"no colon":      {good + "\n\n" + secret, "line 3: has no colon"},
		"swapped":       {secret + ":a", "line 1: the id"},
		"no id":         {":" + secret, "line 1: the id"},
		"dot in id":     {"a.b:" + secret, "line 1: the id"},
		"short":         {"# x\na:" + short, "line 2: the key has 16 bytes"},
		"not base64":    {"a:" + secret[:20] + "!" + secret[21:], "line 1: the key is not base64"},
		"same id":       {good + "\n" + GenerateKey("a"), "line 2: repeats the id of line 1"},
		"same key":      {good + "\nb:" + secret, "line 2: repeats a key"},
	} {
		_, err := ParseKeyring(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
}

func TestKeyringIsNeverPrinted(t *testing.T) {
	ring := testKeyring(t, GenerateKey("now"), GenerateKey("old"))
	holder := struct{ Ring *Keyring }{ring}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("start", "ring", ring, "in", holder)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("start", "ring", ring, "in", holder)
	printed := fmt.Sprintf("%v %+v %#v %s %x %d %v %+v %v %#v", ring, ring, ring, ring, ring, ring,
		ring.keys, holder, *ring, *ring) + logged.String()
	master := ring.keys[0].master
	for _, form := range []string{"%v", "%x", "%X", "%s", "%#v"} {
		// What stands between the brackets, in any notation of the bytes.
		bare := strings.Trim(fmt.Sprintf(form, master[:4]), "[]{}")
		bare = strings.TrimPrefix(bare, "[]byte{")
		if strings.Contains(printed, bare) {
			t.Errorf("key bytes are printed as %q", bare)
		}
	}
	if !strings.Contains(printed, "active now") {
		t.Errorf("the active id is missing: %s", printed)
	}
}

func TestSealOpens(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	rapid.Check(t, func(t *rapid.T) {
		table, column, row := rapid.String().Draw(t, "table"), rapid.String().Draw(t, "column"), rapid.String().Draw(t, "row")
		plain := rapid.String().Draw(t, "plain")
		sealed := ring.Seal(table, column, row, plain)
		back, err := ring.Open(table, column, row, sealed)
		if err != nil || back != plain {
			t.Fatalf("%q came back as %q, %v", plain, back, err)
		}
		if len(plain) > 8 && strings.Contains(sealed, plain) {
			t.Fatalf("%q holds the plain text", sealed)
		}
	})
}

func TestSealEmptyStaysEmpty(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	if sealed := ring.Seal("person", "phone", "1", ""); sealed != "" {
		t.Errorf("empty sealed to %q", sealed)
	}
	if plain, err := ring.Open("person", "phone", "1", ""); plain != "" || err != nil {
		t.Errorf("empty opened to %q, %v", plain, err)
	}
}

func TestSealDiffersEachTime(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	first, second := ring.Seal("p", "c", "1", "13812345678"), ring.Seal("p", "c", "1", "13812345678")
	if first == second {
		t.Error("the same value seals to the same text, so equal phones can be seen")
	}
}

func TestSealIsBoundToItsPlace(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	sealed := ring.Seal("person", "phone", "1", "13812345678")
	for _, place := range [][3]string{
		{"person", "phone", "2"}, {"person", "name", "1"}, {"deputy", "phone", "1"},
		{"personp", "hone", "1"}, {"person", "phone1", ""}, {"", "personphone", "1"},
	} {
		if plain, err := ring.Open(place[0], place[1], place[2], sealed); !errors.Is(err, ErrSealBroken) || plain != "" {
			t.Errorf("%v: opened to %q, %v", place, plain, err)
		}
	}
}

// Separators alone would not do: a part may hold whatever separates.
func TestSealContextIsUnambiguous(t *testing.T) {
	part := rapid.StringMatching("[a\\x00-\\x02]{0,12}")
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := part.Draw(t, "a"), part.Draw(t, "b"), part.Draw(t, "c")
		cut := rapid.IntRange(0, len(b)).Draw(t, "cut")
		fill := strings.Repeat("\x00", 8)
		for _, other := range [][3]string{{a + b[:cut], b[cut:], c}, {a, b[:cut], b[cut:] + c}, {a + fill + b, c, ""}, {a, b + fill + c, ""}} {
			same := other == [3]string{a, b, c}
			if bytes.Equal(sealContext(a, b, c), sealContext(other[:]...)) != same {
				t.Fatalf("%q and %q give the same context", []string{a, b, c}, other)
			}
		}
		if bytes.Equal(sealContext(a+fill+b, c), sealContext(a, b+fill+c)) {
			t.Fatalf("a separator inside %q or %q moves the border", a, c)
		}
	})
}

func TestSealedHasOneSpelling(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	for _, plain := range []string{"a", "ab", "abc"} {
		sealed := ring.Seal("t", "c", "r", plain)
		for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
			other := sealed[:len(sealed)-1] + string(c)
			if _, err := ring.Open("t", "c", "r", other); err == nil && other != sealed {
				t.Fatalf("%q opens as %q does", other, sealed)
			}
		}
	}
}

func TestOpenRefusesEveryChange(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"), GenerateKey("k2"))
	sealed := ring.Seal("person", "phone", "1", "13812345678")
	for i := range len(sealed) {
		for _, c := range []byte("A2._=") {
			changed := sealed[:i] + string(c) + sealed[i+1:]
			if changed == sealed {
				continue
			}
			if plain, err := ring.Open("person", "phone", "1", changed); err == nil {
				t.Fatalf("character %d as %q opened to %q", i, c, plain)
			} else if strings.Contains(err.Error(), sealed[8:20]) {
				t.Fatalf("the error quotes the value: %v", err)
			}
		}
		if _, err := ring.Open("person", "phone", "1", sealed[:i]); i > 0 && err == nil {
			t.Fatalf("cut after %d characters it opened", i)
		}
	}
}

func TestKeyRotation(t *testing.T) {
	oldLine, newLine := GenerateKey("2025"), GenerateKey("2026")
	before := testKeyring(t, oldLine)
	sealed := before.Seal("person", "phone", "1", "13812345678")
	both := testKeyring(t, newLine, oldLine)
	if plain, err := both.Open("person", "phone", "1", sealed); err != nil || plain != "13812345678" {
		t.Fatalf("old value: %q, %v", plain, err)
	}
	if both.KeyOf(sealed) != "2025" || both.KeyOf(both.Seal("person", "phone", "1", "x")) != "2026" {
		t.Error("KeyOf does not tell the old key from the new one")
	}
	if _, err := testKeyring(t, newLine).Open("person", "phone", "1", sealed); !errors.Is(err, ErrSealUnknownKey) {
		t.Errorf("without the old key: %v", err)
	}
	// Another key under the old id must not open it either.
	if _, err := testKeyring(t, GenerateKey("2025")).Open("person", "phone", "1", sealed); !errors.Is(err, ErrSealBroken) {
		t.Errorf("with a wrong key: %v", err)
	}
}

func TestKeyOfPlainText(t *testing.T) {
	ring := testKeyring(t, GenerateKey("k1"))
	for _, text := range []string{"", "13812345678", "v1.k1", "v2.k1.AAAA", "v1.k/1.AAAA", "v1.k1.!"} {
		if id := ring.KeyOf(text); id != "" {
			t.Errorf("KeyOf(%q) = %q", text, id)
		}
	}
}

func TestBlindIndex(t *testing.T) {
	oldLine, newLine := GenerateKey("2025"), GenerateKey("2026")
	before, both := testKeyring(t, oldLine), testKeyring(t, newLine, oldLine)
	phone := NormalisePhone("138-1234-5678")
	index := both.BlindIndex("person.phone", phone)
	all := both.BlindIndexes("person.phone", phone)
	if len(index) != 64 || len(all) != 2 || all[0] != index || all[1] != before.BlindIndex("person.phone", phone) {
		t.Errorf("index %q, all %q", index, all)
	}
	if all[0] == all[1] || index == both.BlindIndex("deputy.phone", phone) || index == both.BlindIndex("person.phone", phone+"0") {
		t.Error("index does not depend on key, purpose and value")
	}
	if both.BlindIndex("person.phone", "") != "" || both.BlindIndexes("person.phone", "") != nil {
		t.Error("the empty value has an index")
	}
}

func FuzzOpen(f *testing.F) {
	ring := testKeyring(f, GenerateKey("k1"))
	f.Add(ring.Seal("t", "c", "other row", "value"))
	f.Add("v1.k1.AAAA")
	f.Add("v1..")
	f.Fuzz(func(t *testing.T, sealed string) {
		if plain, err := ring.Open("t", "c", "r", sealed); err == nil && (sealed != "" || plain != "") {
			t.Fatalf("%q opened to %q", sealed, plain)
		}
	})
}
