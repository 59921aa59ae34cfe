package console

import (
	"net/http"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestFromInboxToRelease is the clerk's part of the main journey, by forms alone.
func TestFromInboxToRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		d := openOn(t, base)
		deputy := d.bind("dep", d.zhang.ID)
		o := d.hear("voter", "村口路灯坏了三天", nil, false)
		b := d.signIn("clerk")
		if got := b.get("/console/opinions"); !strings.Contains(got.Body, o.Number) || !strings.Contains(got.Body, "村口路灯坏了三天") {
			t.Error("the inbox does not list it")
		}
		path := "/console/opinions/" + o.ID
		send := func(form string, pairs ...string) {
			t.Helper()
			now := d.fresh(o.ID).Opinion
			if got := b.post(path+"/"+form, append(pairs, "seen", version(&now))...); got.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", form, got.Code, problemOf(got.Body))
			}
		}
		send("triage", "triage", "ours", "reply_ours", "已受理", "reply_spam", "不该用到")
		send("forward", "deputy", d.zhang.ID, "note", "请尽快了解")
		task := d.fresh(o.ID).Opinion.AssignID
		must(t, d.Do(t.Context(), deputy, "", func(tx *act.Tx) error { _, err := tx.Answer(task, "已联系供电所"); return err }))
		send("return", "answer", d.fresh(o.ID).Waiting().ID, "reason", "请写明时间")
		must(t, d.Do(t.Context(), deputy, "", func(tx *act.Tx) error { _, err := tx.Answer(task, "明天修好"); return err }))
		send("release", "answer", d.fresh(o.ID).Waiting().ID)
		send("tell", "text", "请看答复")
		doss := d.fresh(o.ID)
		if doss.Opinion.State != store.OpinionAnswered {
			t.Errorf("it ended as %s", doss.Opinion.State)
		}
		shown := text(b.get(path).Body)
		for _, want := range []string{"审核为“受理”", "已受理", "转请张三代表阅处", "请尽快了解", "张三代表答复", "请写明时间", "答复已发给反映人", "请看答复", "周敏"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the timeline does not say %s", want)
			}
		}
		if strings.Contains(shown, "不该用到") {
			t.Error("the reply of another kind went out")
		}
	})
}

func TestSomebodyWasFaster(t *testing.T) {
	d := open(t)
	o := d.hear("voter", "路灯坏了", nil, false)
	b := d.signIn("clerk")
	old, last := version(&o), d.fresh(o.ID).Steps
	d.as("petition", func(tx *act.Tx) error { return tx.Triage(o.ID, store.TriageOurs, "已受理", 0) })
	got := b.post("/console/opinions/"+o.ID+"/triage", "triage", "spam", "seen", old, "last", last[len(last)-1].ID, "reply_spam", "写了很久的话")
	if got.Code != http.StatusConflict || !strings.Contains(got.Body, "刚刚已由韦国强处理：审核为“受理”") {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	if !strings.Contains(got.Body, "审核为“受理”") || !strings.Contains(got.Body, "转请代表") {
		t.Error("the page is not the fresh one")
	}
	if !strings.Contains(got.Body, "readonly aria-label=\"您刚才写的内容\">写了很久的话</textarea>") {
		t.Error("what the second one wrote is lost")
	}
	if now := d.fresh(o.ID).Opinion; now.State != store.OpinionNew {
		t.Errorf("it was done all the same: %s", now.State)
	}
	if got := b.post("/console/opinions/"+o.ID+"/triage", "triage", "accusation", "seen", old); got.Code != http.StatusConflict {
		t.Errorf("asking before sealing: %d", got.Code)
	}
}

// TestAFormCountsOnce sends one form three times.
func TestAFormCountsOnce(t *testing.T) {
	d := open(t)
	o := d.hear("voter", "路灯坏了", nil, false)
	b := d.signIn("clerk")
	id := formID()
	for range 3 {
		if got := b.post("/console/opinions/"+o.ID+"/note", "text", "只记一次", "form_id", id); got.Code != http.StatusSeeOther {
			t.Errorf("%d %s", got.Code, problemOf(got.Body))
		}
	}
	if n := strings.Count(b.get("/console/opinions/"+o.ID).Body, "只记一次"); n != 1 {
		t.Errorf("the note stands there %d times", n)
	}
	who, _ := newDeputy(d)
	id = formID()
	if got := b.post("/console/deputies/"+who+"/invite", "form_id", id); !strings.Contains(got.Body, "sheet-code") {
		t.Errorf("the code is not shown: %d", got.Code)
	}
	if got := b.post("/console/deputies/"+who+"/invite", "form_id", id); !strings.Contains(text(b.after(got).Body), wordsOnce) {
		t.Errorf("the form again: %d", got.Code)
	}
}

func TestARefusedFormKeepsItsWords(t *testing.T) {
	d := open(t)
	o := d.hear("voter", "路灯坏了", nil, false)
	d.as("clerk", func(tx *act.Tx) error { return tx.Triage(o.ID, store.TriageOurs, "", 0) })
	now := d.fresh(o.ID).Opinion
	b := d.signIn("clerk")
	got := b.post("/console/opinions/"+o.ID+"/forward", "seen", version(&now), "note", "写了很久的话")
	if got.Code != http.StatusUnprocessableEntity || problemOf(got.Body) != "请先选一位代表。" || !strings.Contains(got.Body, "写了很久的话</textarea>") {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	for form, pairs := range map[string][]string{
		"close": {"seen", version(&now), "reason", " "}, "note": {"text", strings.Repeat("长", act.TextMax+1)},
		"release": {"answer", "x"}, "triage": {"seen", version(&now)}, "recall": {"seen", version(&now)},
	} {
		if got := b.post("/console/opinions/"+o.ID+"/"+form, pairs...); got.Code != http.StatusUnprocessableEntity || problemOf(got.Body) == "" {
			t.Errorf("%s: %d %s", form, got.Code, problemOf(got.Body))
		}
	}
}

func TestWhoMustNotGetItIsGreyed(t *testing.T) {
	d := open(t)
	o := d.hear("voter", "张 三占了路", nil, false)
	d.as("clerk", func(tx *act.Tx) error {
		must(t, tx.Interest(o.ID, d.wang.ID, true))
		return tx.Triage(o.ID, store.TriageOurs, "", 0)
	})
	b := d.signIn("clerk")
	body := b.get("/console/opinions/" + o.ID).Body
	for id, want := range map[string]bool{d.zhang.ID: true, d.wang.ID: true, d.li.ID: false} {
		if got := strings.Contains(body, `value="`+id+`" disabled`); got != want {
			t.Errorf("%s greyed: %v, want %v", id, got, want)
		}
	}
	now := d.fresh(o.ID).Opinion
	if got := b.post("/console/opinions/"+o.ID+"/forward", "seen", version(&now), "deputy", d.zhang.ID); !strings.Contains(problemOf(got.Body), "回避") {
		t.Errorf("forwarded all the same: %d %s", got.Code, problemOf(got.Body))
	}
}

// TestSealedWalk seals a matter that went all the way, and then looks for its words
// on every page as everybody but the petition officer.
func TestSealedWalk(t *testing.T) {
	const secret = "收受贿赂八十万元"
	d := open(t)
	deputy := d.bind("dep", d.zhang.ID)
	o := d.answered(deputy, "有人"+secret, "我知道"+secret)
	d.as("clerk", func(tx *act.Tx) error {
		must(t, tx.Note(o.ID, "内部说"+secret))
		return tx.Tell(o.ID, "您说的"+secret)
	})
	d.unreach()
	file := d.hear("w", "照片", &store.Media{Kind: store.KindImage, WxID: "m"}, false)
	d.fetch(file.ID)
	fileID := d.fresh(file.ID).Steps[0].Media[0].ID
	b := d.signIn("clerk")
	for _, id := range []string{o.ID, file.ID} {
		now := d.fresh(id).Opinion
		asked := b.post("/console/opinions/"+id+"/triage", "triage", "accusation", "reply_accusation", "已收到", "seen", version(&now))
		if asked.Code != http.StatusOK || !strings.Contains(asked.Body, "从您的列表里消失") || d.fresh(id).Opinion.State == store.OpinionSealed {
			t.Fatalf("sealing does not ask first: %d", asked.Code)
		}
		done := b.post("/console/opinions/"+id+"/triage", "triage", "accusation", "sure", "1", "reply_accusation", "已收到", "seen", version(&now))
		if done.Code != http.StatusSeeOther || done.Location != "/console/opinions" {
			t.Fatalf("sealing leads to %d %s", done.Code, done.Location)
		}
	}
	paths := []string{"/console/opinions/" + o.ID, "/console/sealed/" + o.ID, "/console/files/" + fileID, "/console/files/" + fileID + "?thumb=1",
		"/console/opinions?q=贿赂&tab=all", "/console/opinions?q=" + o.Number, "/console/opinions?tab=sealed", "/console/opinions?tab=all&at=n0.0.zzzzzzzzzz"}
	for _, v := range views {
		for _, x := range v.tabs {
			paths = append(paths, "/console/opinions?tab="+x.Key, "/console/opinions?export=xlsx&tab="+x.Key)
		}
	}
	for _, r := range Routes() {
		if r.Method == get && !strings.Contains(r.Path, ":id") {
			paths = append(paths, r.Path)
		}
	}
	for _, role := range []string{"clerk", "leader", "system", "security", "auditor", "clerk-far", "petition-far"} {
		b := d.signIn(role)
		for _, path := range paths {
			got := b.get(path)
			if strings.Contains(got.Body, secret) || strings.Contains(got.Body, o.ID) && !strings.Contains(path, o.ID) ||
				strings.Contains(got.Body, o.Number) && !strings.Contains(path, o.Number) {
				t.Errorf("%s as %s shows it", path, role)
			}
			if strings.Contains(path, "/files/") && got.Code == http.StatusOK {
				t.Errorf("%s as %s: the picture is shown", path, role)
			}
		}
	}
	officer := d.signIn("petition")
	if got := officer.get("/console/sealed"); !strings.Contains(got.Body, secret) {
		t.Error("the petition officer does not see it")
	}
	if got := officer.get("/console/opinions/" + o.ID); got.Location != "/console/sealed/"+o.ID {
		t.Errorf("the old address leads to %q", got.Location)
	}
	body := officer.get("/console/sealed/" + o.ID).Body
	if !strings.Contains(body, secret) || strings.Contains(body, "/forward") || strings.Contains(body, "/close") {
		t.Error("the sealed matter's page has too little or too much")
	}
	if got := officer.get("/console/opinions?tab=all&q=贿赂"); strings.Contains(got.Body, secret) {
		t.Error("the ordinary search finds it for the petition officer")
	}
	if strings.Contains(d.log.String(), secret) {
		t.Error("the log has it")
	}
}

func TestFilesComeInParts(t *testing.T) {
	d := open(t)
	id, _ := scenes["GET /console/files/:id"](d)
	b := d.signIn("clerk")
	whole := b.get("/console/files/" + id)
	part := b.get("/console/files/"+id, "Range", "bytes=0-9")
	if whole.Code != http.StatusOK || part.Code != http.StatusPartialContent || part.Body != whole.Body[:10] {
		t.Errorf("%d, part %d of %d bytes", whole.Code, part.Code, len(part.Body))
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"} {
		if got := whole.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestOlderOnesFollow(t *testing.T) {
	d := open(t)
	for range rowsShown + 3 {
		heard(d)
	}
	b := d.signIn("clerk")
	first := b.get("/console/opinions?tab=all").Body
	_, rest, found := strings.Cut(first, `class="btn" href="`)
	next, _, _ := strings.Cut(rest, `"`)
	if !found || strings.Count(first, "data-row") != rowsShown {
		t.Fatalf("%d rows, more: %v", strings.Count(first, "data-row"), found)
	}
	if n := strings.Count(b.get(strings.ReplaceAll(next, "&amp;", "&")).Body, "data-row"); n != 3 {
		t.Errorf("%d older ones, want 3", n)
	}
}
