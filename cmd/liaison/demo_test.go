package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"liaison/bot/wechat/sim"
	"liaison/store/act"
)

// begin starts a demo in a directory, on free ports.
func begin(t *testing.T, dir string) *demonstration {
	t.Helper()
	d := &demonstration{addr: "127.0.0.1:0", simAddr: "127.0.0.1:0", dir: dir, now: time.Now}
	if err := d.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, d) })
	return d
}

func end(t *testing.T, d *demonstration) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// says lets an emulated user say something and gives the reply.
func says(t *testing.T, d *demonstration, openid, text string) string {
	t.Helper()
	out, err := d.sim.Say(t.Context(), openid, text)
	if err != nil || out.State != sim.Answered || out.Reply == nil {
		t.Fatalf("%+v, error %v", out, err)
	}
	return out.Reply.Text
}

// TestDemo starts as a newcomer would, in an empty directory, uses it, and starts
// it again.
func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "liaison-demo")
	d := begin(t, dir)
	for _, address := range []string{d.phonesURL() + "/", d.main.Config.PublicURL + "/console/", d.main.Config.PublicURL + "/readyz"} {
		if status, _ := fetch(t, address); status != http.StatusOK {
			t.Errorf("%s: %d", address, status)
		}
	}
	number := numberInReply.FindString(says(t, d, phoneChen, "学校门口没有斑马线。"))
	if number == "" {
		t.Fatal("no number")
	}
	if !delivered(t, d, phoneZhang, "张三代表，您好") {
		t.Error("the deputy was not told of the item")
	}
	tagged := slices.ContainsFunc(d.sim.Users(), func(u sim.User) bool { return u.OpenID == phoneZhang && len(u.Tags) > 0 })
	if !tagged {
		t.Error("the deputy has no tag, and so no deputies' menu")
	}
	password := d.settings.Password
	end(t, d)

	d = begin(t, dir)
	if d.settings.Password != password {
		t.Error("the second start made another password")
	}
	if reply := says(t, d, phoneChen, number); !strings.Contains(reply, number) || !strings.Contains(reply, "学校门口") {
		t.Errorf("after a new start the item is gone: %q", reply)
	}
	if n := len(d.sim.Users()); n != len(demoPhones) {
		t.Errorf("%d phones", n)
	}
}

// delivered waits for a notice on a phone.
func delivered(t *testing.T, d *demonstration, openid, text string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	s := &script{demonstration: d, ctx: ctx}
	s.until(openid, text)
	items, err := d.sim.Inbox(openid)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(items, func(i sim.Item) bool { return strings.Contains(i.Text, text) })
}

// TestDemoSignIns: what the demo prints lets everybody in, by the real sign-in,
// and the codes are on their page.
func TestDemoSignIns(t *testing.T) {
	d := begin(t, filepath.Join(t.TempDir(), "demo"))
	_, page := fetch(t, d.phonesURL()+"/demo/codes")
	var printed strings.Builder
	d.print(&printed)
	for _, p := range demoStaff {
		code, err := totp.GenerateCode(string(d.settings.Factors[p.login]), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		entry, err := d.main.Acts.SignIn(t.Context(), act.Attempt{Login: p.login, Password: d.settings.Password, Code: code, From: "test"})
		if err != nil || entry.Staff.Changed.IsZero() {
			t.Errorf("%s cannot sign in: %v", p.login, err)
		}
		if !strings.Contains(page, "<td>"+p.login+"</td>") || !strings.Contains(printed.String(), p.login) {
			t.Errorf("%s is not shown", p.login)
		}
	}
	if !strings.Contains(printed.String(), d.settings.Password) || !strings.Contains(printed.String(), d.phonesURL()+"/demo/codes") {
		t.Error("the password or the page of codes is not printed")
	}
}

// TestSetupTwice: run again, wechat setup finds everything and changes nothing.
func TestSetupTwice(t *testing.T) {
	d := begin(t, filepath.Join(t.TempDir(), "demo"))
	d.sim.ClearLog()
	var out strings.Builder
	s := &setup{acts: d.main.Acts, client: d.main.Client, base: d.main.Config.PublicURL, data: t.TempDir(), out: &out}
	if err := s.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Tag 人大代表 is there", "Everybody's menu is there", "The deputies' menu is there"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %q", want, out.String())
		}
	}
	for _, c := range d.sim.Log() {
		if strings.Contains(c.Path, "create") || strings.Contains(c.Path, "addconditional") || strings.Contains(c.Path, "del") {
			t.Errorf("the second run called %s", c.Path)
		}
	}
	view, err := d.main.Acts.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wishes {
		for _, k := range w.kinds {
			if view.Remembered("template."+string(k)) == "" {
				t.Errorf("no template for %s", k)
			}
		}
	}
	// The program moved to another address: the menus follow.
	s.base = "https://rd.example.gov.cn"
	if err := s.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if menu, err := d.sim.Menu(phoneZhang); err != nil || len(menu) == 0 {
		t.Errorf("the deputy has no menu: %v", err)
	}
}

func TestDemoPortTaken(t *testing.T) {
	first := &demonstration{addr: "127.0.0.1:0", simAddr: "127.0.0.1:0", now: time.Now}
	if err := first.listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, first) })
	taken := first.phones.Addr().String()
	d := &demonstration{addr: "127.0.0.1:0", simAddr: taken, dir: filepath.Join(t.TempDir(), "demo"), now: time.Now}
	err := d.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "--sim "+taken) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}
