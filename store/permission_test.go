package store

import (
	"slices"
	"testing"
)

// tree is a county with two towns, one of which has a station office under it.
var tree = Offices{{ID: "county"}, {ID: "east", ParentID: "county"}, {ID: "west", ParentID: "county"}, {ID: "zone", ParentID: "east"}}

func desk(role Role, office string) Actor {
	return Actor{Kind: ActorStaff, ID: "s", Grants: []Grant{{OfficeID: office, Role: role}}}
}

func TestScopeIsTheOfficeAndThoseUnderIt(t *testing.T) {
	for _, c := range []struct {
		grant, target string
		may           bool
	}{
		{"county", "zone", true}, {"east", "zone", true}, {"east", "east", true}, {"county", "", true},
		{"east", "west", false}, {"zone", "east", false}, {"east", "county", false}, {"east", "", false}, {"east", "nowhere", false},
	} {
		if got := May(desk(RoleClerk, c.grant), ActTriage, Target{OfficeID: c.target}, tree); got != c.may {
			t.Errorf("a clerk of %s triages in %q: %t", c.grant, c.target, got)
		}
	}
}

func TestSealedAnswersToThePetitionOfficerAlone(t *testing.T) {
	target := Target{OfficeID: "east", PersonID: "p", DeputyID: "d", Sealed: true}
	for _, a := range Acts() {
		for _, role := range StaffRoles {
			got := May(desk(role, "county"), a, target, tree)
			if scope := permissions[a][role]; got && (role != RolePetition || scope != ScopeSealed) && scope != ScopeAll {
				t.Errorf("a %s may %s a sealed item", role, a)
			}
		}
		deputy := Actor{Kind: ActorPerson, ID: "x", PersonID: "x", DeputyID: "d"}
		if May(deputy, a, target, tree) {
			t.Errorf("the deputy may %s a sealed item", a)
		}
	}
	if !May(desk(RolePetition, "county"), ActReadSealed, target, tree) {
		t.Error("the petition officer cannot read it")
	}
	if May(desk(RolePetition, "west"), ActReadSealed, target, tree) {
		t.Error("another town's petition officer reads it")
	}
}

func TestAdministratorsReadNoOpinions(t *testing.T) {
	for _, role := range []Role{RoleSystem, RoleSecurity, RoleAuditor} {
		for _, a := range []Act{ActInbox, ActRead, ActTriage, ActRelease, ActNote, ActReadSealed, ActRoster} {
			if May(desk(role, "county"), a, Target{OfficeID: "county"}, tree) {
				t.Errorf("a %s may %s", role, a)
			}
		}
	}
}

func TestOwnMeansOwn(t *testing.T) {
	voter := Actor{Kind: ActorPerson, ID: "p", PersonID: "p"}
	if !May(voter, ActRate, Target{PersonID: "p"}, tree) || May(voter, ActRate, Target{PersonID: "q"}, tree) {
		t.Error("a voter rates the own opinion and no other")
	}
	if May(voter, ActRate, Target{}, tree) || May(Actor{Kind: ActorPerson}, ActRate, Target{}, tree) {
		t.Error("an opinion that was detached is nobody's own")
	}
	if May(voter, ActAnswer, Target{PersonID: "p"}, tree) {
		t.Error("a voter answers as a deputy")
	}
	clerk := desk(RoleClerk, "east")
	if !May(clerk, ActAccount, Target{StaffID: "s"}, tree) || May(clerk, ActAccount, Target{StaffID: "other"}, tree) {
		t.Error("an account is its owner's")
	}
}

func TestEveryActIsSomebodys(t *testing.T) {
	for _, a := range Acts() {
		if len(RolesFor(a)) == 0 {
			t.Errorf("%s is nobody's", a)
		}
		for _, r := range RolesFor(a) {
			known := slices.Contains(StaffRoles, r) || r == RoleVoter || r == RoleDeputy || r == RoleJob
			if !known {
				t.Errorf("%s is given to %q", a, r)
			}
		}
	}
	if May(desk(RoleClerk, "county"), "no.such.act", Target{OfficeID: "county"}, tree) {
		t.Error("an act that is in no row was allowed")
	}
}

func TestATreeWithALoopEnds(t *testing.T) {
	loop := Offices{{ID: "a", ParentID: "b"}, {ID: "b", ParentID: "a"}}
	if n := len(loop.Under("a")); n < 2 {
		t.Errorf("under a: %d", n)
	}
	if n := len(loop.Above("a")); n < 2 {
		t.Errorf("above a: %d", n)
	}
}
