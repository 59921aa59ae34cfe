package console

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// sealChain does what the sealer does every second.
func (d *desk) sealChain() {
	d.t.Helper()
	_, err := d.HoldSealing(d.t.Context(), "test")
	must(d.t, err)
	for n := 1; n > 0; {
		n, _, err = d.SealAudit(d.t.Context(), 100)
		must(d.t, err)
	}
}

func TestAuditorSearches(t *testing.T) {
	d := open(t)
	o := d.given("路灯坏了")
	sealedNow(d)
	d.sealChain()
	b := d.signIn("auditor")
	for _, c := range []struct {
		query      map[string]string
		has, lacks string
	}{
		{nil, "转请代表", ""},
		{map[string]string{"who": "周敏"}, "转请代表", "群众反映意见"},
		{map[string]string{"who": "没有这个人"}, "没有找到相符的记录", "转请代表"},
		{map[string]string{"kind": "person"}, "群众反映意见", "周敏"},
		{map[string]string{"act": string(store.ActForward)}, "转请代表", "来自群众"},
		{map[string]string{"object": o.Number}, "意见 " + o.Number, "修改名册"},
		{map[string]string{"object": "clerk"}, "登录与本人账号", "转请代表"},
		{map[string]string{"from": "10.8."}, "没有找到相符的记录", ""},
		{map[string]string{"since": d.clock().AddDate(0, 0, 2).Format(time.DateOnly)}, "没有找到相符的记录", ""},
		{map[string]string{"until": d.clock().AddDate(0, 0, 2).Format(time.DateOnly)}, "转请代表", ""},
		{map[string]string{"since": "nonsense", "office": d.far.ID}, "没有找到相符的记录", "周敏"},
	} {
		v := url.Values{}
		for k, x := range c.query {
			v.Set(k, x)
		}
		if c.query["object"] == "clerk" {
			d.signIn("clerk")
		}
		got := b.get("/console/audit?" + v.Encode())
		table := got.Body[strings.Index(got.Body, "</form>\n<div class=\"card\">"):]
		if !strings.Contains(table, c.has) || c.lacks != "" && strings.Contains(table, c.lacks) {
			t.Errorf("%v: wants %q and not %q:\n%s", c.query, c.has, c.lacks, text(table))
		}
	}
}

// A sealed matter's number is in no line of the audit and finds none.
func TestAuditKeepsSealedNumbers(t *testing.T) {
	d := open(t)
	o := sealedNow(d)
	b := d.signIn("auditor")
	if got := b.get("/console/audit"); strings.Contains(got.Body, o.Number) || strings.Contains(got.Body, o.ID) || !strings.Contains(got.Body, "检举控告件") {
		t.Error("the list names a sealed matter, or hides that there is one")
	}
	if got := b.get("/console/audit?object=" + o.Number); !strings.Contains(got.Body, "没有找到相符的记录") {
		t.Error("a sealed matter is found by its number")
	}
	for _, row := range b.get("/console/audit?export=xlsx").workbook(t) {
		if strings.Contains(strings.Join(row, " "), o.Number) {
			t.Errorf("the file has %q", row)
		}
	}
}

func TestAuditPagesAndLeavesAsAFile(t *testing.T) {
	d := open(t)
	for i := range rowsShown {
		d.hear(fmt.Sprint("v", i), "路灯", nil, false)
	}
	b := d.signIn("auditor")
	first := b.get("/console/audit?kind=person")
	older := strings.Contains(first.Body, "更早的记录")
	d.hear("last", "路灯", nil, false)
	if again := b.get("/console/audit?kind=person"); older || !strings.Contains(again.Body, "更早的记录") {
		t.Errorf("with %d rows older ones: %t", rowsShown, older)
	}
	rows := b.get("/console/audit?kind=person&before=x&export=xlsx").workbook(t)
	if len(rows) != 2+rowsShown+1 {
		t.Errorf("%d lines in the file", len(rows))
	}
	if got := b.get("/console/audit?act=" + string(store.ActExport)); !strings.Contains(got.Body, "list=audit；51行") {
		t.Error("that it left is not in the audit")
	}
}

func TestAuditorFindsATamperedRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		d := openOn(t, base)
		d.given("路灯坏了")
		d.sealChain()
		b := d.signIn("auditor")
		b.get("/console/audit")
		b.post("/console/audit/check")
		if got := b.get("/console/audit"); !strings.Contains(got.Body, "完整，没有被改动、删除或插入") {
			t.Errorf("%s", text(got.Body))
		}
		must(t, base.Tx(t.Context(), func(q db.Q) error {
			_, err := q.ExecContext(t.Context(), "UPDATE audit SET actor_id = 'x' WHERE seq = 3")
			return err
		}))
		b.post("/console/audit/check")
		if got := b.get("/console/audit"); !strings.Contains(text(got.Body), "第  3  号记录被改动") {
			t.Errorf("%s", text(got.Body))
		}
		if got := b.get("/console/audit?act=" + string(store.ActAudit)); !strings.Contains(got.Body, "校验记录链") {
			t.Error("the check itself is not in the audit")
		}
	})
}

// A chain too long to wait for is checked by a duty; the page shows how far it is.
func TestAuditPageShowsACheckThatGoesOn(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	d.sealChain()
	b := d.signIn("auditor")
	if got := b.get("/console/audit"); !strings.Contains(got.Body, "还没有校验过") {
		t.Error("a chain nobody checked is shown otherwise")
	}
	must(t, base.Tx(t.Context(), func(q db.Q) error {
		return db.PutAuditCheck(t.Context(), q, store.AuditCheck{Began: d.clock(), Done: 30, Total: 90})
	}))
	if got := b.get("/console/audit"); !strings.Contains(got.Body, `<progress max="90" value="30">`) {
		t.Errorf("%s", text(got.Body))
	}
}

func TestEveryActHasAWord(t *testing.T) {
	for _, a := range store.Acts() {
		if auditWords[a] == "" {
			t.Errorf("audit_words.go has no word for %s", a)
		}
	}
}

func TestLookAtTheAudit(t *testing.T) {
	d := open(t)
	d.furnish()
	d.sealChain()
	s := d.sit()
	s.enter("auditor")
	s.look(t, "audit", "/console/audit")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Submit(`form[action="/console/audit/check"]`), chromedp.WaitReady("#rows"))
	s.here(t, "audit-checked")
}
