package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
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
	// Elsewhere are grants in other offices: of who helps out in a second town. They
	// lie apart from Roles, which is all that releases before them know.
	Elsewhere []Grant
	Failed    int
	Locked    time.Time // until
	Disabled  time.Time
	Changed   time.Time // of the password; zero asks for a new one
	Issued    time.Time // of a one-time password, which expires
	Seen      time.Time // the last sign-in
	Created   time.Time
	Version   int64
}

// Grants lists the roles with the office they hold in.
func (s *Staff) Grants() []Grant {
	var g []Grant
	for _, r := range s.Roles {
		g = append(g, Grant{s.OfficeID, r})
	}
	return append(g, s.Elsewhere...)
}

// SetGrants gives somebody roles in the own office and grants in others, each once.
func (s *Staff) SetGrants(roles []Role, elsewhere []Grant) {
	s.Roles, s.Elsewhere = nil, nil
	for _, r := range roles {
		elsewhere = append(elsewhere[:len(elsewhere):len(elsewhere)], Grant{s.OfficeID, r})
	}
	for _, g := range elsewhere {
		switch {
		case g.OfficeID == s.OfficeID && !slices.Contains(s.Roles, g.Role):
			s.Roles = append(s.Roles, g.Role)
		case g.OfficeID != s.OfficeID && !slices.Contains(s.Elsewhere, g):
			s.Elsewhere = append(s.Elsewhere, g)
		}
	}
	slices.SortFunc(s.Roles, func(a, b Role) int { return slices.Index(StaffRoles, a) - slices.Index(StaffRoles, b) })
}

// Powers are the three administrators' roles.
var Powers = []Role{RoleSystem, RoleSecurity, RoleAuditor}

// Combined reports whether one person holds more than one of the three powers:
// who sets up, who gives access and who watches must be different people, but for
// an office that has only one.
func (s *Staff) Combined() bool {
	held := map[Role]bool{}
	for _, g := range s.Grants() {
		held[g.Role] = held[g.Role] || slices.Contains(Powers, g.Role)
	}
	n := 0
	for _, power := range held {
		if power {
			n++
		}
	}
	return n > 1
}

// SecurityAt reports whether the person can give access in an office: holds that
// power there or above, and is not disabled.
func (s *Staff) SecurityAt(office string, offices Offices) bool {
	return s.Disabled.IsZero() && slices.Contains(OfficesOf(StaffActor(s, ""), offices, RoleSecurity), office)
}

// Shape is what of a person an administrator edits, in one line: a form carries the
// one its reader saw, so that two administrators do not undo each other. Signing
// in, which changes the version, does not change it.
func (s *Staff) Shape() string {
	var grants []string
	for _, g := range s.Grants() {
		grants = append(grants, g.OfficeID+"/"+string(g.Role))
	}
	slices.Sort(grants)
	sum := sha256.Sum256([]byte(s.Name + "\x00" + s.OfficeID + "\x00" + strings.Join(grants, " ")))
	return hex.EncodeToString(sum[:12])
}

// MustChange reports whether a new password is to be set before anything else: the
// present one was made by somebody else, or is older than the rules allow.
func (s *Staff) MustChange(r PasswordRules, now time.Time) bool {
	return s.Changed.IsZero() || r.Days > 0 && now.Sub(s.Changed) > time.Duration(r.Days)*24*time.Hour
}

// Validate checks what a member of staff is made of.
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
	if utf8.RuneCountInString(s.Name) > 40 {
		return Invalid("name", ProblemTooLong)
	}
	if len(s.Grants()) == 0 {
		return Invalid("roles", ProblemEmpty)
	}
	for _, g := range s.Grants() {
		if !slices.Contains(StaffRoles, g.Role) {
			return Invalid("roles", ProblemMalformed)
		}
	}
	return nil
}

// Browser is one in which a member of staff signed in before. It has failures of
// its own: whoever guesses from elsewhere locks out guessers, not the owner.
type Browser struct {
	ID      string // a hash of the browser's secret and the member of staff
	StaffID string
	Seen    time.Time
	Failed  int
	Locked  time.Time // until
}
