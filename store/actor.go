package store

import "slices"

// ActorKind says what sort of actor did something.
type ActorKind string

// The kinds of actor.
const (
	ActorPerson ActorKind = "person" // somebody in WeChat: voter, or deputy
	ActorStaff  ActorKind = "staff"
	ActorJob    ActorKind = "job" // the program itself, for a duty
)

// Actor is who does something: the subject of every rule and of every audit row.
type Actor struct {
	Kind     ActorKind
	ID       string // person or staff id, or the duty's name
	Name     string // staff: for the timeline
	PersonID string
	DeputyID string // set for a person bound as a deputy
	OfficeID string
	Grants   []Grant
	AtRoot   bool   // one of the grants is at the root of the tree; In sets it
	From     string // the address it came from, or "wechat"
}

// PersonActor is a person in WeChat as an actor.
func PersonActor(p *Person, from string) Actor {
	return Actor{Kind: ActorPerson, ID: p.ID, PersonID: p.ID, DeputyID: p.DeputyID, OfficeID: p.OfficeID, From: from}
}

// StaffActor is a member of staff as an actor.
func StaffActor(s *Staff, from string) Actor {
	return Actor{Kind: ActorStaff, ID: s.ID, Name: s.Name, OfficeID: s.OfficeID, Grants: s.Grants(), From: from}
}

// In gives the actor as one of a tree of offices, so that MayAnywhere knows what
// belongs to the root alone.
func (a Actor) In(offices Offices) Actor {
	root := offices.Root().ID
	a.AtRoot = slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.OfficeID == "" || g.OfficeID == root })
	return a
}

// JobActor is a duty of the program as an actor.
func JobActor(duty string) Actor { return Actor{Kind: ActorJob, ID: duty, From: "job"} }

// Has reports whether the actor holds a role anywhere.
func (a Actor) Has(r Role) bool {
	for _, g := range a.Grants {
		if g.Role == r {
			return true
		}
	}
	switch r {
	case RoleVoter:
		return a.Kind == ActorPerson
	case RoleDeputy:
		return a.DeputyID != ""
	case RoleJob:
		return a.Kind == ActorJob
	}
	return false
}
