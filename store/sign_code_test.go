package store

import (
	"strings"
	"testing"
	"time"
)

// at30 is the first second of a window.
var at30 = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func TestACodeIsGoodInItsWindowAndTheNext(t *testing.T) {
	key := NewSecret()
	code := SignCode(key, "m1", at30)
	for after, want := range map[time.Duration]Problem{
		0: "", 29 * time.Second: "", 59 * time.Second: "", 60 * time.Second: ProblemExpired, time.Hour: ProblemExpired,
		-time.Second: "", -6 * time.Second: ProblemExpired, -30 * time.Second: ProblemExpired, 40 * 24 * time.Hour: ProblemExpired,
	} {
		err := CheckSignCode(key, "m1", code, at30.Add(after))
		if (err == nil) != (want == "") || err != nil && !IsProblem(err, want) {
			t.Errorf("%v after it appeared: %v, want %q", after, err, want)
		}
	}
	if SignCode(key, "m1", at30.Add(29*time.Second)) != code || SignCode(key, "m1", at30.Add(30*time.Second)) == code {
		t.Error("a code does not stand for one window")
	}
}

func TestACodeIsOfOneMeetingAndOneKey(t *testing.T) {
	key := NewSecret()
	code := SignCode(key, "m1", at30)
	pass := SignPass(key, "m1", "p1", at30)
	for what, err := range map[string]error{
		"another meeting":    CheckSignCode(key, "m2", code, at30),
		"another key":        CheckSignCode(NewSecret(), "m1", code, at30),
		"no key":             CheckSignCode("", "m1", SignCode("", "m1", at30), at30),
		"a letter changed":   CheckSignCode(key, "m1", swap(code), at30),
		"nothing":            CheckSignCode(key, "m1", "", at30),
		"too long":           CheckSignCode(key, "m1", code+"0", at30),
		"capitals":           CheckSignCode(key, "m1", strings.ToUpper(code), at30),
		"a pass":             CheckSignCode(key, "m1", pass, at30),
		"another's pass":     CheckSignPass(key, "m1", "p2", pass, at30),
		"a code for a pass":  CheckSignPass(key, "m1", "p1", code, at30),
		"a pass for another": CheckSignPass(key, "m2", "p1", pass, at30),
	} {
		if !IsProblem(err, ProblemMismatch) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAPassIsGoodForMinutes(t *testing.T) {
	key := NewSecret()
	pass := SignPass(key, "m1", "p1", at30)
	for after, good := range map[time.Duration]bool{0: true, SignPassLife: true, SignPassLife + time.Second: false, -time.Second: true, -6 * time.Second: false} {
		err := CheckSignPass(key, "m1", "p1", pass, at30.Add(after))
		if (err == nil) != good || err != nil && !IsProblem(err, ProblemExpired) {
			t.Errorf("%v: %v", after, err)
		}
	}
}

// swap changes a token's last letter into another one.
func swap(token string) string {
	last := "0"
	if strings.HasSuffix(token, last) {
		last = "1"
	}
	return token[:len(token)-1] + last
}

func FuzzCheckSignCode(f *testing.F) {
	key := "key"
	f.Add(SignCode(key, "m1", at30))
	f.Add("")
	f.Add("zzzz")
	f.Fuzz(func(t *testing.T, code string) {
		if CheckSignCode(key, "m1", code, at30) == nil && code != SignCode(key, "m1", at30) && code != SignCode(key, "m1", at30.Add(-SignWindow)) {
			t.Errorf("%q is taken for a code", code)
		}
	})
}
