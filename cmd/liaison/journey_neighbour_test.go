package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestOneTownSeesNothingOfTheNext: the administrators, the auditor and the clerk of
// 甲镇 each open every page they have, ask for what 乙镇 has, and type its addresses;
// nothing of it comes, on both databases.
func TestOneTownSeesNothingOfTheNext(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			n := &neighbours{journey: newJourney(t, chromium(t), e), secrets: map[string]string{}}
			n.settle()
			for _, role := range []store.Role{store.RoleSecurity, store.RoleSystem, store.RoleAuditor, store.RoleClerk} {
				b := n.enters("jia-" + string(role))
				n.walks(b, string(role))
				b.leave()
			}
			own := n.enters("yi-security")
			own.visit(n.console("/staff"))
			own.sees("//main//*[contains(., '" + mark + "')]")
			own.leave()
		})
	}
}

// mark is in everything that 乙镇 has.
const mark = "望江"

// neighbours are two towns with people of their own.
type neighbours struct {
	*journey
	secrets   map[string]string // by login
	addresses []string          // of 乙镇's things
}

func (n *neighbours) settle() {
	n.t.Helper()
	towns := map[string]store.Office{}
	view, err := n.main.Acts.View(n.t.Context())
	n.must(err)
	for _, o := range view.Offices {
		towns[o.Short] = o
	}
	hash, err := n.main.Acts.HashPassword(n.t.Context(), n.settings.Password)
	n.must(err)
	for _, role := range []store.Role{store.RoleSecurity, store.RoleSystem, store.RoleAuditor, store.RoleClerk} {
		n.member("jia-"+string(role), "甲镇"+string(role), towns["甲镇人大"].ID, hash, role)
		id := n.member("yi-"+string(role), mark+string(role), towns["乙镇人大"].ID, hash, role)
		n.addresses = append(n.addresses, "/staff/"+id)
	}
	far := towns["乙镇人大"].ID
	n.must(n.main.Acts.Do(n.t.Context(), operator, "", func(t *act.Tx) error {
		made, err := t.AddDeputy(store.Deputy{OfficeID: far, Name: "尉迟" + mark}, store.Mandate{Level: store.LevelTownship})
		n.must(err)
		station, err := t.AddStation(store.Station{OfficeID: far, Name: mark + "联络站"})
		n.must(err)
		n.addresses = append(n.addresses, "/deputies/"+made.ID, "/stations/"+station.ID, "/offices/"+far, "/settings/"+far+"/changes")
		return t.Set(far, store.SetGreeting, mark+"欢迎您")
	}))
	n.addresses = append(n.addresses, "/opinions/"+n.spoken().ID, "/settings?office="+far, "/staff?q="+url.QueryEscape(mark),
		"/opinions?tab=all&office="+far, "/audit?who=yi-clerk", "/deputies?office="+far, "/statistics?office="+far)
}

// member is somebody of a town who has signed in before; it gives the id.
func (n *neighbours) member(login, name, office, hash string, role store.Role) (id string) {
	n.t.Helper()
	ctx, acts := n.t.Context(), n.main.Acts
	var who store.Actor
	n.must(acts.Do(ctx, operator, "", func(t *act.Tx) error {
		s, err := t.AddStaff(store.Staff{OfficeID: office, Login: login, Name: name, Roles: []store.Role{role}}, hash)
		if err == nil {
			id, who = s.ID, store.StaffActor(s, "test")
		}
		return err
	}))
	secret, _, err := act.NewFactor("test", login)
	n.must(err)
	// The code of half a minute ago: the one of now is for signing in.
	code, err := totp.GenerateCode(secret, time.Now().Add(-30*time.Second))
	n.must(err)
	n.must(acts.Do(ctx, who, "", func(t *act.Tx) error { return t.Enrol(secret, code) }))
	n.must(acts.Do(ctx, who, "", func(t *act.Tx) error { return t.ChangePassword(hash) }))
	n.secrets[login] = secret
	return id
}

// spoken is a matter of 乙镇's.
func (n *neighbours) spoken() store.Opinion {
	n.t.Helper()
	s := &script{demonstration: n.demonstration, ctx: n.t.Context(), office: n.office()}
	scene := demoStations[2].scene
	_, err := n.main.Client.PermanentQR(s.ctx, scene)
	n.must(err)
	_, err = n.sim.AddUser("yi-voter", mark+"群众")
	n.must(err)
	s.did(n.sim.Scan(s.ctx, "yi-voter", sim.Scan{Scene: scene}))
	n.number = s.item("yi-voter", mark+"路的井盖丢了，晚上有人摔伤。")
	n.must(s.err)
	return n.dossier().Opinion
}

func (n *neighbours) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *neighbours) enters(login string) *tab {
	n.t.Helper()
	b := n.sit()
	n.signIn(b, login, n.settings.Password, n.code(n.secrets[login]))
	b.sees(".side-user")
	return b
}

// walks opens each page of the navigation, and what 乙镇 has by its address.
func (n *neighbours) walks(b *tab, role string) {
	n.t.Helper()
	var pages []string
	b.ask("there is a navigation", "[...document.querySelectorAll('nav.side-nav a')].map(a => a.href)", &pages)
	for _, address := range pages {
		b.visit(address)
		n.nothing(b, role, address, "")
		b.look("neighbour-" + role)
	}
	for _, path := range n.addresses {
		b.visit(n.console(path))
		asked, _ := url.QueryUnescape(path)
		n.nothing(b, role, path, asked)
		b.said.take() // Chromium says that the answer was 404, which is meant
	}
	if len(pages) < 3 {
		n.t.Errorf("%s has only %d pages", role, len(pages))
	}
}

// nothing of 乙镇's is in the page that is open, not even where nobody looks, but
// for what was asked for.
func (n *neighbours) nothing(b *tab, role, path, asked string) {
	n.t.Helper()
	var page string
	b.ask("there is a page", "document.documentElement.outerHTML", &page)
	if strings.Contains(asked, "q="+mark) {
		page = strings.ReplaceAll(page, `value="`+mark+`"`, "")
	}
	if at := strings.Index(page, mark); at >= 0 {
		n.t.Errorf("%s of 甲镇 reads on %s: %s", role, path, fmt.Sprintf("%.200q", page[max(0, at-60):]))
	}
}
