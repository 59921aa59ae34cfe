package act

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"liaison/store"
)

// idKey is counted by a test: every sign-in must take as much of it.
var idKey = argon2.IDKey

// argon2id's cost: 19 MiB, two passes, one lane (OWASP's first recommendation).
const (
	hashTime   = 2
	hashMemory = 19 * 1024
	hashLanes  = 1
	hashBytes  = 32
	saltBytes  = 16
)

func hashPassword(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails: crypto/rand aborts the process instead
	return hashText(salt, idKey([]byte(password), salt, hashTime, hashMemory, hashLanes, hashBytes))
}

// hashText is a salt and a key in PHC form, with the cost of today.
func hashText(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// passwordMatches checks a password against its PHC text, with the cost it was
// made with; a text that cannot be read matches nothing.
func passwordMatches(text, password string) bool {
	parts := strings.Split(text, "$")
	var memory, passes uint32
	var lanes uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || memory > 1<<20 || passes > 16 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := idKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// dummyHash is what an unknown login's password is compared with. It is not made by
// hashing: the first unknown login would take twice as long.
var dummyHash = sync.OnceValue(func() string {
	var salt [saltBytes]byte
	var key [hashBytes]byte
	_, _ = rand.Read(salt[:])
	_, _ = rand.Read(key[:])
	return hashText(salt[:], key[:])
})

// codePeriod is how long a one-time code lives; the one before and after are
// taken too, for clocks that differ.
const codePeriod = 30

// codeStep finds the time step a code belongs to.
func codeStep(secret, code string, now time.Time) (int64, bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	for _, skew := range []int64{0, -1, 1} {
		step := now.Unix()/codePeriod + skew
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*codePeriod, 0),
			totp.ValidateOpts{Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// checkCode checks a one-time code: once used, it and all before it are dead.
func (a *Acts) checkCode(s *store.Staff, code string) (int64, bool, error) {
	secret, err := a.keys.Open("staff", "totp", s.ID, s.TOTP)
	if err != nil {
		return 0, false, fmt.Errorf("opening a second factor: %w", err)
	}
	step, ok := codeStep(secret, code, a.Now())
	return step, ok && step > s.TOTPStep, nil
}

// NewFactor makes the secret of a second factor and the address its QR shows.
func NewFactor(issuer, login string) (secret, address string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login, Period: codePeriod})
	if err != nil {
		return "", "", fmt.Errorf("making a second factor: %w", err)
	}
	return key.Secret(), key.URL(), nil
}
