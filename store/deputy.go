package store

import (
	"strings"
	"time"
)

// Deputy is a human being who is or was a deputy. What makes one a deputy is a
// Mandate: the same person may hold several, and none today.
type Deputy struct {
	ID         string
	OfficeID   string // the office that keeps the record
	Name       string
	Sex        string // 男 or 女
	Nation     string // 汉族, 苗族 …
	Phone      string // sealed
	PhoneIndex string // blind index
	Work       string // work unit and post
	Order      int    // rank in lists; lower is first
	Spelling   string // pinyin and initials, to search by; made from Name
	Strokes    string // sorts names of one rank by 姓氏笔画; made from Name
	Created    time.Time
	Version    int64
}

// Call is how a deputy is addressed: the surname and 代表 for a person known by
// name, as staff and voters say it.
func (d *Deputy) Call() string { return d.Name + "代表" }

// Listed writes a deputy as lists of names do: 张　三（女，苗族）. A name of two
// characters is spread over three; a man and 汉族 are not said.
func (d *Deputy) Listed() string {
	name := d.Name
	if r := []rune(name); len(r) == 2 {
		name = string(r[0]) + "　" + string(r[1])
	}
	var more []string
	if d.Sex == "女" {
		more = append(more, "女")
	}
	if d.Nation != "" && d.Nation != "汉族" {
		more = append(more, d.Nation)
	}
	if len(more) > 0 {
		name += "（" + strings.Join(more, "，") + "）"
	}
	return name
}

// NamedIn lists the deputies whose full name stands in a text, so that an
// opinion about a deputy never reaches that deputy. Spaces inside a name (张　三)
// and inside the text do not hide it. A name of one character is too common to
// find and is left to staff.
func NamedIn(text string, deputies []Deputy) []string {
	plain := squeeze(text)
	var ids []string
	for _, d := range deputies {
		if n := squeeze(d.Name); len([]rune(n)) > 1 && strings.Contains(plain, n) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// PlainName is a name as two writings of it compare: 张　三 is 张三.
func PlainName(name string) string { return squeeze(name) }

// squeeze drops what can stand between the characters of a name without
// changing it: spaces of every width, zero-width characters, and marks of
// direction.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ', r == 0x3000, r == 0xA0, r == 0xFEFF, r == 0xB7:
			return -1
		case r >= 0x2000 && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

// Invitation binds a WeChat account to a deputy or a member of staff: by a code
// to type, or by scanning a QR whose scene carries it. Single use, it expires,
// and staff can take it back.
type Invitation struct {
	ID       string
	OfficeID string
	DeputyID string // one of the two
	StaffID  string
	CodeHash string // SHA-256 of the code: a dump of the table invites nobody
	Expires  time.Time
	Used     time.Time
	UsedBy   string // person id
	Revoked  time.Time
	By       string // staff id
	Created  time.Time
}

// Usable says why an invitation cannot be used at now, or nil.
func (i *Invitation) Usable(now time.Time) error {
	switch {
	case !i.Revoked.IsZero():
		return Invalid("code", ProblemInvitationRevoked)
	case !i.Used.IsZero():
		return Invalid("code", ProblemInvitationUsed)
	case !now.Before(i.Expires):
		return Invalid("code", ProblemInvitationExpired)
	}
	return nil
}
