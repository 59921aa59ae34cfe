package store

import (
	"strings"
	"time"
	"unicode/utf8"
)

// GroupMin is how few deputies may form a group (地方组织法 Art. 43: three or
// more; the groups of a standing committee's deputies likewise by 代表法 Art. 25).
const GroupMin = 3

// GroupKind says what a deputies' group (代表小组) is formed by.
type GroupKind string

// The kinds of group.
const (
	GroupArea  GroupKind = "area"  // 按地域: deputies of one place
	GroupField GroupKind = "field" // 按领域: education, farming …
)

// GroupKinds lists the kinds, in the order a form offers them.
var GroupKinds = []GroupKind{GroupArea, GroupField}

// Group is a deputies' group. A deputy may be in several: one of the place and one
// of a field, and a county's deputy may join a town's (代表法 Art. 26–28).
type Group struct {
	ID       string
	Created  time.Time
	OfficeID string
	Name     string
	Kind     GroupKind
	About    string // which place or field
	LeaderID string // a member; empty while none is chosen
	Order    int
	Closed   time.Time // dissolved; its past stays readable
	Version  int64
}

// GroupMember is a deputy's place in a group.
type GroupMember struct {
	ID, GroupID, DeputyID string
}

// Check refuses what cannot be a group and trims what is written.
func (g *Group) Check() error {
	g.Name, g.About = strings.TrimSpace(g.Name), strings.TrimSpace(g.About)
	if err := lineWithin("name", g.Name, 40, true); err != nil {
		return err
	}
	if g.Kind != GroupArea && g.Kind != GroupField {
		return Invalid("kind", ProblemMalformed)
	}
	return lineWithin("about", g.About, 60, false)
}

// lineWithin refuses a text that is too long, or missing where one is needed.
func lineWithin(field, text string, most int, needed bool) error {
	switch n := utf8.RuneCountInString(text); {
	case n == 0 && needed:
		return Invalid(field, ProblemEmpty)
	case n > most:
		return Invalid(field, ProblemTooLong)
	}
	return nil
}

// LinkKind says which standing tie a Link is.
type LinkKind string

// The kinds of link.
const (
	LinkPatch       LinkKind = "patch"       // 领导分片联系: a leader and the deputies of a place or group
	LinkCounterpart LinkKind = "counterpart" // 对口联系: a committee and a department or unit
)

// LinkKinds lists the kinds, in the order a page shows them.
var LinkKinds = []LinkKind{LinkPatch, LinkCounterpart}

// LinkTarget says what sort of thing a link leads to.
type LinkTarget string

// The targets of links.
const (
	TargetDistrict LinkTarget = "district"
	TargetGroup    LinkTarget = "group"
	TargetDeputy   LinkTarget = "deputy"
	TargetUnit     LinkTarget = "unit" // a department or unit, by name
)

// Link is a standing tie of a leader or committee: to deputies, or to a department.
type Link struct {
	ID         string
	Created    time.Time
	OfficeID   string
	Kind       LinkKind
	Who        string // the leader's name, or the committee
	Post       string // the leader's post
	Target     LinkTarget
	TargetID   string // of a district, group or deputy
	TargetName string // of a unit
	Note       string
	Ended      time.Time
	Version    int64
}

// Check refuses what cannot be a link and trims what is written.
func (l *Link) Check() error {
	l.Who, l.Post = strings.TrimSpace(l.Who), strings.TrimSpace(l.Post)
	l.TargetName, l.Note = strings.TrimSpace(l.TargetName), strings.TrimSpace(l.Note)
	switch {
	case l.Kind == LinkCounterpart && l.Target == TargetUnit:
		if err := lineWithin("unit", l.TargetName, 60, true); err != nil {
			return err
		}
	case l.Kind == LinkPatch && l.TargetID != "" && (l.Target == TargetDistrict || l.Target == TargetGroup || l.Target == TargetDeputy):
		l.TargetName = ""
	default:
		return Invalid("target", ProblemEmpty)
	}
	if err := lineWithin("who", l.Who, 40, true); err != nil {
		return err
	}
	if err := lineWithin("post", l.Post, 60, false); err != nil {
		return err
	}
	return lineWithin("note", l.Note, 200, false)
}

// DeputyVisit is a visit that leaders or staff paid to a deputy (走访代表).
type DeputyVisit struct {
	ID       string
	Created  time.Time
	OfficeID string
	DeputyID string
	StaffID  string // who wrote it down
	Day      string // 2006-01-02
	Visitors string
	Place    string
	Said     string // what the deputy said
	FollowUp string // what is to come of it; empty when nothing is
	Followed time.Time
	Version  int64
}

// Check refuses what cannot be a visit and trims what is written. today is the
// day in China: a visit is written down afterwards.
func (v *DeputyVisit) Check(today string) error {
	v.Visitors, v.Place, v.FollowUp = strings.TrimSpace(v.Visitors), strings.TrimSpace(v.Place), strings.TrimSpace(v.FollowUp)
	if _, err := time.Parse(time.DateOnly, v.Day); err != nil || v.Day > today {
		return Invalid("day", ProblemMalformed)
	}
	for _, f := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"visitors", v.Visitors, 100, true}, {"place", v.Place, 100, false}, {"said", strings.TrimSpace(v.Said), 5000, true}, {"follow_up", v.FollowUp, 2000, false}} {
		if err := lineWithin(f.field, f.text, f.most, f.needed); err != nil {
			return err
		}
	}
	return nil
}
