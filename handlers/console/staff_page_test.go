package console

import (
	"time"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// staffPagesEmpty and staffPagesFull are the pages of accounts for
// TestEveryPageEmptyAndFull.
var staffPagesEmpty = map[string]any{"staff": &staffPage{List: page.List{Size: 1}}, "member": &memberPage{StaffRow: &act.StaffRow{}},
	"password": passwordPage{}, "me": mePage{Staff: &store.Staff{}}}

func staffPagesFull(when time.Time) map[string]any {
	who := store.Staff{Name: nasty, Login: nasty, OfficeID: "x", Roles: store.StaffRoles,
		Elsewhere: []store.Grant{{OfficeID: "y", Role: store.RoleClerk}}}
	offices := []store.Office{{ID: "x", Name: nasty}, {ID: "y", Name: nasty}}
	signedIn := []sessionView{{store.Session{Device: nasty, Address: nasty, Began: when, Seen: when}, false}, {store.Session{Device: nasty}, true}}
	return map[string]any{
		"member": &memberPage{StaffRow: &act.StaffRow{Staff: who, Managed: true}, Office: nasty, State: staffLocked, Combined: true,
			Officer: true, Sessions: signedIn, Offices: offices, Roles: store.StaffRoles, Problem: nasty},
		"staff": &staffPage{Rows: []staffRow{{act.StaffRow{Staff: who, Managed: true}, nasty, []grantView{{nasty, nasty}}, staffFirst, false},
			{Self: true}}, Query: nasty, Lacking: "经办", Filtered: true, List: page.List{Size: 1}, Roles: store.StaffRoles, Offices: offices, Problem: nasty},
		"password": passwordPage{nasty, nasty, nasty, 3, nasty},
		"me": mePage{Staff: &who, Bound: true, Problem: nasty, Grants: []grantView{{nasty, nasty}, {nasty, nasty}}, Sessions: signedIn,
			Rules: store.PasswordRules{Kinds: 3, Days: 90}},
	}
}
