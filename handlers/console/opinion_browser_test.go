package console

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
)

// TestDeskPagesInBrowser looks at a matter of two voices with all its forms, at one
// with something similar, and at the canned replies, and chooses one of these.
func TestDeskPagesInBrowser(t *testing.T) {
	d := open(t)
	a := d.hear("va", "城关小学门口的路灯坏了三天，晚上孩子放学看不清路", nil, false)
	d.hear("va", "另外，3路公交末班太早", nil, false)
	b := d.hear("vb", "城关小学门口路灯坏了，晚上孩子看不清路", nil, false)
	c := d.hear("vc", "小学门口的路灯坏了好几天，晚上看不清", nil, false)
	d.as("clerk", func(tx *act.Tx) error {
		must(t, tx.Merge(b.ID, a.ID, 0))
		must(t, tx.Urge(a.ID, true, 0))
		must(t, tx.Assign(a.ID, d.people["clerk"].ID, 0))
		must(t, tx.Sort(a.ID, "道路交通", 0))
		must(t, tx.Wait(a.ID, true, "等供电所回话", 0))
		_, err := tx.AddCanned(store.Canned{OfficeID: d.town.ID, Use: store.CannedAuthor, Title: "已转请代表", Text: "{称呼}，您好：{编号}已转请{代表}办理。"})
		return err
	})
	d.as("petition", func(tx *act.Tx) error { return tx.Tell(a.ID, "您好，工作人员已经联系供电所。") })
	s := d.sit()
	s.enter("clerk")
	s.look(t, "matter-voices", "/console/opinions/"+a.ID, unfold)
	s.look(t, "matter-merged", "/console/opinions/"+b.ID, unfold)
	s.look(t, "matter-alike", "/console/opinions/"+c.ID)
	s.look(t, "canned", "/console/canned", unfold)
	var words string
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/opinions/"+c.ID), chromedp.WaitReady("main"), unfold,
		chromedp.Evaluate(`(() => { const s = document.querySelector('select[data-canned="tell-text"]'); s.selectedIndex = 1;
			s.dispatchEvent(new Event("change", {bubbles: true})); return document.getElementById("tell-text").value })()`, &words))
	if want := "群众朋友，您好：" + c.Number + "已转请人大代表办理。"; words != want {
		t.Errorf("chosen: %q, want %q", words, want)
	}
}

// TestCannedWithoutScript chooses a canned reply by the form's own button.
func TestCannedWithoutScript(t *testing.T) {
	d := open(t)
	o := heard(d)
	var made *store.Canned
	d.as("clerk", func(tx *act.Tx) (err error) {
		made, err = tx.AddCanned(store.Canned{OfficeID: d.town.ID, Use: store.CannedAuthor, Title: "收到", Text: "{编号}已收到。"})
		return err
	})
	body := d.signIn("clerk").get("/console/opinions/" + o.ID + "?form=tell&canned=" + made.ID).Body
	if got := text(body); !strings.Contains(body, o.Number+"已收到。</textarea>") {
		t.Errorf("the words are not in the form: %.300s", got)
	}
}

// TestSealedVoiceWalk seals a matter that was merged into another one, and looks for
// its words where the two were shown together.
func TestSealedVoiceWalk(t *testing.T) {
	const secret = "收受贿赂八十万元"
	d := open(t)
	a, b := heard(d), d.hear("vb", "路灯坏了，有人"+secret, nil, false)
	d.as("clerk", func(tx *act.Tx) error { return tx.Merge(b.ID, a.ID, 0) })
	clerk := d.signIn("clerk")
	page := "/console/opinions/" + a.ID
	if !strings.Contains(clerk.get(page).Body, secret) {
		t.Fatal("the walk looks where the words never were")
	}
	d.as("clerk", func(tx *act.Tx) error { return tx.Triage(b.ID, store.TriageAccusation, "", 0) })
	for _, path := range []string{page, "/console/opinions", "/console/opinions?tab=all", "/console/", "/console/opinions?q=" + secret[:6]} {
		if strings.Contains(strings.ReplaceAll(clerk.get(path).Body, `value="`, ""), secret) {
			t.Errorf("%s says it", path)
		}
	}
	if got := clerk.get("/console/opinions/" + b.ID); got.Code != 404 {
		t.Errorf("the sealed one: %d", got.Code)
	}
}
