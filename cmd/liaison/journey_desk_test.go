package main

import (
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/pquerna/otp/totp"
)

// sit opens the console in a browser of its own, with nobody signed in.
func (j *journey) sit() *tab {
	j.t.Helper()
	b := newTab(apart(j.t, j.browser), j.t, deskScreen, emulation.SetUserAgentOverride(deskAgent))
	b.visit(j.console("/"))
	return b
}

func (j *journey) console(path string) string { return j.main.Config.PublicURL + "/console" + path }

// signIn fills in the sign-in page that is open.
func (j *journey) signIn(b *tab, login, password, code string) {
	j.t.Helper()
	b.write("#login", login)
	b.write("#password", password)
	if code != "" {
		b.write("#code", code)
	}
	b.follow("main form button[type=submit]")
}

// code is what the authenticator of a secret shows now.
func (j *journey) code(secret string) string {
	j.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), j.now())
	if err != nil {
		j.t.Fatal(err)
	}
	return code
}

// staffed lets in one of those whom the sample office has.
func (j *journey) staffed(login string) *tab {
	j.t.Helper()
	b := j.sit()
	j.signIn(b, login, j.settings.Password, j.code(string(j.settings.Factors[login])))
	b.sees(".side-user")
	b.look("console-today-" + login)
	return b
}

// appoint has the security administrator open an account, and gives the one-time
// password.
func (j *journey) appoint(login, name, role string) string {
	j.t.Helper()
	b := j.staffed("secadmin")
	b.visit(j.console("/staff"))
	b.look("console-staff")
	b.press("details.fold-card summary")
	b.write("#name", name)
	b.write("#login", login)
	b.press("//label[contains(., '" + role + "')]//input")
	b.look("console-staff-new")
	b.follow("form[action='/console/staff'] button[type=submit]")
	password := b.text("code.secret")
	b.look("console-staff-password")
	b.leave()
	return password
}

// enrol signs somebody in for the first time: a password of one's own, then the
// second factor.
func (j *journey) enrol(login, once string) *tab {
	j.t.Helper()
	b := j.sit()
	b.look("console-signin")
	j.signIn(b, login, once, "")
	b.look("console-setup-password")
	password := "一句自己记得住的话 " + login
	b.write("#password", password)
	b.write("#again", password)
	b.follow("form[action='/console/setup/password'] button")
	b.look("console-setup-factor")
	b.write("#code", j.code(b.text("code.secret")))
	b.follow("form[action='/console/setup/factor'] button")
	b.look("console-setup-codes")
	b.follow("//a[contains(., '已经记好')]")
	b.sees(".side-user")
	b.look("console-today-empty")
	return b
}
