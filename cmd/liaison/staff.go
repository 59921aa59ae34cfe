package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os/user"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

const staffAbout = `Gives somebody access to the console and prints a password for the first sign-in,
once; the console then asks for a new one and for a second factor (an
authenticator on the phone).

The first time, name the office too: it becomes the root of the tree, such as
  liaison staff add --login wang --name 王敏 --roles clerk,system,security,auditor \
      --office-name 某县人大常委会代表工作委员会 --office-short 某县人大 --office-kind county

Roles: clerk 经办, leader 领导, petition 信访专办, system 系统管理员,
security 安全管理员, auditor 安全审计员. The last three belong to different people
where there are enough of them.`

// officeKinds are the kinds of office, as --office-kind takes them.
var officeKinds = []store.OfficeKind{store.OfficeCity, store.OfficeCounty, store.OfficeStreet, store.OfficeTownship, store.OfficeZone}

// newcomer is what staff add was told.
type newcomer struct {
	staff      store.Staff
	office     string // name of an existing one
	newOffice  store.Office
	roles      string
	officeKind string
}

func (t *terminal) staffAdd(ctx context.Context, f *flag.FlagSet, args []string) error {
	var n newcomer
	f.StringVar(&n.staff.Login, "login", "", "name to sign in with: small letters, digits, . - _")
	f.StringVar(&n.staff.Name, "name", "", "the person's name")
	f.StringVar(&n.roles, "roles", "clerk", "roles, separated by commas")
	f.StringVar(&n.office, "office", "", "name of the office, where there are several (default: the root)")
	f.StringVar(&n.newOffice.Name, "office-name", "", "make this office first: its full name")
	f.StringVar(&n.newOffice.Short, "office-short", "", "what the chat calls the new office (default: its name)")
	f.StringVar(&n.officeKind, "office-kind", "county", "the new office's kind: city, county, street, township or zone")
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	if err := n.complete(); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData)
	if err != nil {
		return err
	}
	o, err := t.office(ctx, cfg)
	if err != nil {
		return err
	}
	defer o.close()
	password, err := n.add(ctx, o.acts)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s may sign in at /console/ now.\n\n  login     %s\n  password  %s\n\nThe password is shown once and must be changed at the first sign-in.\n",
		n.staff.Name, n.staff.Login, password)
	return nil
}

// complete turns words into roles and kinds, and names the flag that is wrong.
func (n *newcomer) complete() error {
	n.newOffice.Kind = store.OfficeKind(n.officeKind)
	if !slices.Contains(officeKinds, n.newOffice.Kind) {
		return fmt.Errorf("--office-kind is one of %v", officeKinds)
	}
	for r := range strings.SplitSeq(n.roles, ",") {
		n.staff.Roles = append(n.staff.Roles, store.Role(strings.TrimSpace(r)))
	}
	n.staff.Login = strings.ToLower(strings.TrimSpace(n.staff.Login))
	if err := n.staff.Validate(); err != nil {
		return staffWords(err)
	}
	return nil
}

// staffWords names the flag that a refusal is about.
func staffWords(err error) error {
	e, ok := errors.AsType[*store.InvalidError](err)
	if !ok {
		return err
	}
	mends := map[string]string{
		"login":  "--login has 2 to 40 small letters, digits, . - or _",
		"name":   "--name is missing",
		"roles":  fmt.Sprintf("--roles are of %v", store.StaffRoles),
		"office": "--office: there is no such office; leave it out for the root",
	}
	if e.Problem == store.ProblemTaken {
		return errors.New("--login: somebody has this login already; choose another")
	}
	return errors.New(cmp.Or(mends[e.Field], err.Error()))
}

// add makes the office, when one is to be made, and the person, in one act.
func (n *newcomer) add(ctx context.Context, acts *act.Acts) (password string, err error) {
	password = onceOnly()
	hash, err := acts.HashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = acts.Do(ctx, fromHere(), "", func(t *act.Tx) error {
		office, err := n.place(t)
		if err != nil {
			return err
		}
		n.staff.OfficeID = office
		_, err = t.AddStaff(n.staff, hash)
		return err
	})
	return password, staffWords(err)
}

// place finds the office the person works in, or makes it.
func (n *newcomer) place(t *act.Tx) (string, error) {
	offices := t.View().Offices
	switch {
	case n.newOffice.Name != "":
		if i := slices.IndexFunc(offices, func(o store.Office) bool { return o.Name == n.newOffice.Name }); i >= 0 {
			return offices[i].ID, nil // the command was repeated
		}
		n.newOffice.ParentID = offices.Root().ID
		o, err := t.AddOffice(n.newOffice)
		if err != nil {
			return "", err
		}
		return o.ID, nil
	case len(offices) == 0:
		return "", errors.New("there is no office yet: add --office-name NAME --office-kind KIND")
	case n.office == "":
		return offices.Root().ID, nil
	}
	i := slices.IndexFunc(offices, func(o store.Office) bool { return o.Name == n.office || o.Short == n.office })
	if i < 0 {
		return "", store.Invalid("office", store.ProblemMalformed)
	}
	return offices[i].ID, nil
}

// onceOnly makes a password that is typed once: 80 bits in groups of four.
func onceOnly() string {
	s := store.NewSecret()[:16]
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-")
}

// fromHere is the operator, with the account of the machine as the place it came
// from.
func fromHere() store.Actor {
	a := operator
	if u, err := user.Current(); err == nil {
		a.From = "command line, " + u.Username
	}
	return a
}
