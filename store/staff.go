package store

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Role is a function of a person in the office, or what somebody is towards it.
type Role string

// The roles. The three administrators have separate powers (等保): one sets the
// system up, one gives access, one watches; none of them reads opinions.
const (
	RoleVoter    Role = "voter"
	RoleDeputy   Role = "deputy"
	RoleClerk    Role = "clerk"    // 经办
	RoleLeader   Role = "leader"   // 领导
	RolePetition Role = "petition" // 信访专办
	RoleSystem   Role = "system"   // 系统管理员
	RoleSecurity Role = "security" // 安全管理员
	RoleAuditor  Role = "auditor"  // 安全审计员
	RoleJob      Role = "job"      // a duty of the program itself
)

// StaffRoles lists what a member of staff can be granted.
var StaffRoles = []Role{RoleClerk, RoleLeader, RolePetition, RoleSystem, RoleSecurity, RoleAuditor}

// Grant is a role in an office and those under it.
type Grant struct {
	OfficeID string
	Role     Role
}

// Staff is a person of the desk.
type Staff struct {
	ID       string
	OfficeID string
	Login    string // unique, lower case
	Name     string
	Password string // argon2id, PHC string
	TOTP     string // sealed; empty until set up at the first sign-in
	TOTPStep int64  // the last time step used: a code serves once
	Roles    []Role // in OfficeID and below
	Failed   int
	Locked   time.Time // until
	Disabled time.Time
	Changed  time.Time // of the password; zero asks for a new one
	Created  time.Time
	Version  int64
}

// Grants lists the roles with the office they hold in.
func (s *Staff) Grants() []Grant {
	var g []Grant
	for _, r := range s.Roles {
		g = append(g, Grant{s.OfficeID, r})
	}
	return g
}

// PasswordMin and PasswordMax bound a password, in characters. Composition rules
// are not asked for (OWASP ASVS 5.0 6.2): length is what helps.
const (
	PasswordMin = 10
	PasswordMax = 128
)

// CheckPassword refuses a password that is too short, too long, or holds the
// login.
func CheckPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	if n < PasswordMin || password == login || onlyOne(password) {
		return Invalid("password", ProblemWeak)
	}
	if n > PasswordMax {
		return Invalid("password", ProblemTooLong)
	}
	return nil
}

func onlyOne(s string) bool {
	r := []rune(s)
	return !slices.ContainsFunc(r, func(c rune) bool { return c != r[0] })
}

// Validate checks what a new member of staff is made of.
func (s *Staff) Validate() error {
	if n := len(s.Login); n < 2 || n > 40 {
		return Invalid("login", ProblemMalformed)
	}
	for _, r := range s.Login {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_' {
			return Invalid("login", ProblemMalformed)
		}
	}
	if s.Name == "" {
		return Invalid("name", ProblemEmpty)
	}
	if len(s.Roles) == 0 {
		return Invalid("roles", ProblemEmpty)
	}
	for _, r := range s.Roles {
		if !slices.Contains(StaffRoles, r) {
			return Invalid("roles", ProblemMalformed)
		}
	}
	return nil
}
