package act

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestEverySignInHashesOnce: by the time an answer takes, nobody learns which logins
// there are, are locked or disabled, or that a password was right. What is counted
// is the hashing, which is all but the whole of that time.
func TestEverySignInHashesOnce(t *testing.T) {
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	check(t, err)
	a := New(Config{DB: dbtest.New(t, db.SQLite), Keys: keys, Now: time.Now})
	t.Cleanup(a.Close)
	hash, err := a.HashPassword(t.Context(), "路灯 下水道 2026")
	check(t, err)
	ids := map[string]string{}
	check(t, a.Do(t.Context(), store.JobActor("test"), "", func(t *Tx) error {
		o, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "清河县人大"})
		if err != nil {
			return err
		}
		for _, login := range []string{"clerk", "locked", "disabled", "second"} {
			s, err := t.AddStaff(store.Staff{OfficeID: o.ID, Login: login, Name: login, Roles: []store.Role{store.RoleClerk}}, hash)
			if err != nil {
				return err
			}
			ids[login] = s.ID
		}
		return nil
	}))
	check(t, a.Do(t.Context(), store.JobActor("test"), "", func(t *Tx) error { return t.Disable(ids["disabled"], true) }))
	secret, _, err := NewFactor("test", "second")
	check(t, err)
	code := func() string { return codeNow(t, secret) }
	second, err := a.StaffByID(t.Context(), ids["second"])
	check(t, err)
	check(t, a.Do(t.Context(), store.StaffActor(second, "test"), "", func(t *Tx) error { return t.ChangePassword(hash) }))
	second, err = a.StaffByID(t.Context(), ids["second"])
	check(t, err)
	check(t, a.Do(t.Context(), store.StaffActor(second, "test"), "", func(t *Tx) error { return t.Enrol(secret, code()) }))
	for range failuresMax {
		_, _ = a.SignIn(t.Context(), Attempt{Login: "locked", Password: "wrong"})
	}
	var hashed atomic.Int64
	real := idKey
	idKey = func(password, salt []byte, time, memory uint32, threads uint8, length uint32) []byte {
		hashed.Add(1)
		return real(password, salt, time, memory, threads, length)
	}
	t.Cleanup(func() { idKey = real })
	for _, try := range []Attempt{
		{Login: "nobody", Password: "wrong"}, {Login: "nobody else", Password: ""}, {Login: "clerk", Password: "wrong"},
		{Login: "locked", Password: "路灯 下水道 2026"}, {Login: "disabled", Password: "路灯 下水道 2026"},
		{Login: "second", Password: "路灯 下水道 2026", Code: "000000"}, {Login: "second", Password: "wrong", Code: "000000"},
		{Login: "second", Password: "路灯 下水道 2026", Code: "abcd-efgh-ijkl-mnop"},
	} {
		hashed.Store(0)
		_, err := a.SignIn(t.Context(), try)
		if !store.IsProblem(err, store.ProblemSignIn) || hashed.Load() != 1 {
			t.Errorf("%s: hashed %d times, %v", try.Login, hashed.Load(), err)
		}
	}
}

func codeNow(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now())
	check(t, err)
	return code
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
