package store

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// PasswordMax bounds a password, in characters: hashing reads all of it.
const PasswordMax = 128

// PasswordRules is what an office asks of passwords. The defaults ask for length
// and nothing else, which is what helps (OWASP ASVS 5.0 6.2, NIST SP 800-63B);
// kinds, days and reuse are there for offices whose 等保 assessment wants them.
type PasswordRules struct {
	Min   int // characters
	Kinds int // of capitals, small letters, digits and all else: how many must occur
	Days  int // after which a new one is asked for; 0 means never
	Reuse int // how many of the last ones are refused
}

// PasswordRulesOf reads an office's rules.
func PasswordRulesOf(s *Settings, office string) PasswordRules {
	return PasswordRules{Min: s.Int(office, SetPasswordMin), Kinds: s.Int(office, SetPasswordKinds),
		Days: s.Int(office, SetPasswordDays), Reuse: s.Int(office, SetPasswordReuse)}
}

// Check refuses a password that is too short, too long, of too few kinds of
// characters, or that a guesser tries first: the login or the name with something
// around it, one character over and over, a run of the keyboard, or one of the
// commonest.
func (r PasswordRules) Check(login, name, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < r.Min:
		return Invalid("password", ProblemTooShort)
	case n > PasswordMax:
		return Invalid("password", ProblemTooLong)
	case kindsOf(password) < r.Kinds:
		return Invalid("password", ProblemPlain)
	case guessable(login, name, password):
		return Invalid("password", ProblemWeak)
	}
	return nil
}

func kindsOf(password string) int {
	var upper, lower, digit, other int
	for _, c := range password {
		switch {
		case unicode.IsUpper(c):
			upper = 1
		case unicode.IsLower(c):
			lower = 1
		case unicode.IsDigit(c):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}

// digits and signs are what people put around a word that is too short.
const (
	digits = "0123456789"
	signs  = " .!@#$%^&*_-+=?~"
	// ownMost is how many letters beside the login or the name are still no password.
	ownMost = 3
)

func guessable(login, name, password string) bool {
	plain := strings.ToLower(password)
	for _, own := range []string{login, strings.ToLower(name)} {
		if own != "" && strings.Contains(plain, own) && letters(strings.ReplaceAll(plain, own, "")) <= ownMost {
			return true
		}
	}
	if fewRunes(plain) || isRun(plain) {
		return true
	}
	return slices.ContainsFunc([]string{plain, strings.Trim(plain, signs), strings.Trim(plain, signs+digits)}, common)
}

// letters counts what is neither digit nor sign.
func letters(s string) int {
	n := 0
	for _, c := range s {
		if !strings.ContainsRune(digits+signs, c) {
			n++
		}
	}
	return n
}

func common(s string) bool {
	_, found := slices.BinarySearch(commonPasswords(), s)
	return found
}

// fewRunes finds one or two characters over and over.
func fewRunes(s string) bool {
	seen := map[rune]bool{}
	for _, c := range s {
		seen[c] = true
	}
	return len(seen) <= 2
}

// runs are what a finger does by itself.
var runs = []string{"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"!@#$%^&*()_+"}

func isRun(s string) bool {
	for _, r := range runs {
		if strings.Contains(r, s) || strings.Contains(backwards(r), s) {
			return true
		}
	}
	return false
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

//go:embed password_common.txt
var commonText string

// commonPasswords are those that guessers try first, with their digits and signs
// at the ends left off too; sorted.
var commonPasswords = sync.OnceValue(func() []string {
	list := strings.Fields(commonText)
	slices.Sort(list)
	return slices.Compact(list)
})
