package main

import (
	"net/url"
	"path"
	"strings"

	"liaison/store"
)

// everyPage looks at the pages that the journey did not lead through.
func (j *journey) everyPage() {
	j.tour(j.desk, "console-clerk", "nav.side-nav a")
	j.tour(j.leader, "console-leader", "nav.side-nav a")
	j.desk.visit(j.console("/opinions?tab=all"))
	j.desk.follow("//a[normalize-space()='" + j.number + "']")
	j.desk.look("console-opinion-closed")
	for _, login := range []string{"petition", "sysadmin", "auditor"} {
		b := j.staffed(login)
		j.tour(b, "console-"+login, "nav.side-nav a")
		b.leave()
	}
	b := j.fromMenu(j.voter, "我的意见", "我的意见", "/h5/opinions")
	j.tour(b, "phone-voter", "nav.tabs a")
	b.visit(j.main.Config.PublicURL + "/h5/privacy")
	b.look("phone-privacy")
	b.visit(j.main.Config.PublicURL + "/h5/opinions/no-such-opinion")
	b.said.take() // Chromium says that the answer was 404, which is meant
	b.look("phone-missing")
	j.voter.shut(b)
	b = j.fromMenu(j.deputy, "待办意见", "我的待办", "/h5/tasks")
	j.tour(b, "phone-deputy", "nav.tabs a")
	j.deputy.shut(b)
}

// fromMenu opens the page behind a button of the account's menu.
func (j *journey) fromMenu(p *emulated, top, sub, path string) *tab {
	j.t.Helper()
	p.menu()
	p.button(top)
	return p.open("//div[contains(@class, 'pop')]/button[.='"+sub+"']", path)
}

// tour follows each link of a navigation.
func (j *journey) tour(b *tab, name, links string) {
	j.t.Helper()
	var found []string
	b.ask("there is a navigation", "[...document.querySelectorAll("+quoted(links)+")].map(a => a.href)", &found)
	for _, address := range found {
		u, err := url.Parse(address)
		if err != nil {
			j.t.Fatal(err)
		}
		b.visit(address)
		b.look(name + "-" + path.Base(strings.TrimSuffix(u.Path, "/")))
	}
}

// kept compares what the database has at the end.
func (j *journey) kept() {
	d := j.dossier()
	var verdicts, answers []string
	for _, r := range d.Ratings {
		verdicts = append(verdicts, string(r.Reply)+" "+string(r.Result)+" "+r.Comment)
	}
	for _, a := range d.Answers {
		answers = append(answers, string(a.State)+" "+a.Text)
	}
	for _, c := range []struct {
		what      string
		got, want []string
	}{
		{"verdicts", verdicts, []string{"bad bad " + complaint, "good good "}},
		{"answers", answers, []string{"released " + firstAnswer, "released " + secondAnswer}},
	} {
		if strings.Join(c.got, "|") != strings.Join(c.want, "|") {
			j.t.Errorf("the %s are %q, want %q", c.what, c.got, c.want)
		}
	}
	var open []string
	until(j.t, "every notice went out", func() bool {
		open = nil
		for _, n := range j.dossier().Notices {
			gone := n.State == store.NoticeSent || n.State == store.NoticeDelivered
			if n.StaffID == "" && !gone { // nobody of the staff has bound a phone
				open = append(open, string(n.Kind)+" "+string(n.State))
			}
		}
		return len(open) == 0
	}, func() string { return strings.Join(open, ", ") })
	j.told()
}

// told compares what the phones heard of the opinion, in order.
func (j *journey) told() {
	for _, c := range []struct {
		phone *emulated
		want  []string
	}{
		{j.voter, []string{"已收到您反映的情况", "已补充到", "已转请张三代表办理", "张三代表已答复", "重新办理", "张三代表已答复", "已办结"}},
		{j.deputy, []string{"已绑定您的代表身份", "请阅处", "请您重新办理"}},
	} {
		var all []string
		for _, i := range c.phone.inbox() {
			all = append(all, said(i))
		}
		rest, ok := strings.Join(all, "\n"), true
		for _, w := range c.want {
			if _, rest, ok = strings.Cut(rest, w); !ok {
				j.t.Errorf("%s did not hear %s in its place: %q", c.phone.name, w, all)
				break
			}
		}
	}
	for _, i := range j.another.inbox() {
		if strings.Contains(said(i), "斑马线") {
			j.t.Errorf("another voter reads %q", said(i))
		}
	}
}
