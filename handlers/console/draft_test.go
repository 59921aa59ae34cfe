package console

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/sheet"
)

func nastyDraft() act.DraftRow {
	return act.DraftRow{Draft: store.Draft{ID: "d", Kind: store.DraftDigest, State: store.DraftInReview, Steps: 3, To: nasty, Title: nasty},
		Number: nasty, Summary: nasty, Drafter: nasty}
}

func draftPagesEmpty() map[string]any {
	return map[string]any{"drafts": draftsPage{DraftLists: &act.DraftLists{}}, "draft": &draftPage{DraftDossier: &act.DraftDossier{}},
		"digests": digestsPage{Digest: &act.Digest{Half: store.Half{Year: 2026, N: 1}}}, "paper": paperPage{Doc: &sheet.Document{}}}
}

// draftPagesFull is each page of drafts with something hostile in every place.
func draftPagesFull(doss *act.Dossier, step stepView) map[string]any {
	row, half := nastyDraft(), store.Half{Year: 2026, N: 1}
	log := []act.DraftStepView{{DraftStep: store.DraftStep{Verb: store.StepEdit, Words: nasty, Title: nasty, Text: nasty}, Who: nasty}}
	return map[string]any{
		"drafts": draftsPage{&act.DraftLists{Waiting: []act.DraftRow{row}, Mine: []act.DraftRow{row}, Done: []act.DraftRow{{}}}, true},
		"draft": &draftPage{DraftDossier: &act.DraftDossier{DraftRow: row, Words: nasty, Deputy: nasty, Matter: doss, Awaited: []string{nasty, nasty}, Log: log},
			Stages: []stageView{{Word: "拟稿", Who: nasty, At: step.At, Here: true}}, Said: []stepView{step}, Timeline: []stepView{step}, Problem: nasty, Failed: "return"},
		"digests": digestsPage{Digest: &act.Digest{Half: half, Office: store.Office{Name: nasty}, Total: 3, Drafts: []act.DraftRow{row}}, CanMake: true,
			Rows:    []digestRow{{store.DigestUnit{Unit: nasty, Categories: []store.DigestCategory{{Name: nasty, Count: 2, Done: 1}}}, nil}, {store.DigestUnit{}, &row}},
			Offices: []store.Office{{Name: nasty}}, Halves: []store.Half{half}},
		"paper": paperPage{"d", true, &sheet.Document{Number: nasty, Title: nasty, To: nasty, Signer: nasty,
			Paragraphs: []sheet.Paragraph{{Text: nasty}, {Text: nasty, Level: 1}, {Text: nasty, Level: 2}},
			Tables:     []sheet.DocumentTable{{Columns: []string{nasty}, Rows: [][]string{{nasty}}}}}, nasty},
	}
}

// tight is what a page says, without any spaces.
func tight(body string) string { return strings.Join(strings.Fields(text(body)), "") }

// steps sets how many steps a kind takes.
func (d *desk) steps(name store.Setting, n string) {
	d.t.Helper()
	must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(d.root.ID, name, n) }))
}

// TestAReplyIsSigned goes from the clerk's words through a leader's return to the
// leader's signature, on the pages.
func TestAReplyIsSigned(t *testing.T) {
	d := open(t)
	d.steps(store.SetStepsReply, "2")
	o := d.hear("voter", "路灯坏了", nil, false)
	clerk, leader := d.signIn("clerk"), d.signIn("leader")
	path := "/console/opinions/" + o.ID
	clerk.post(path+"/tell", "text", "您好，已看到。")
	if got := tight(clerk.get(path).Body); !strings.Contains(got, "回复已送审，签发后发给反映人。") || !strings.Contains(got, "等待何志远") {
		t.Errorf("the matter's page does not say where the reply stands: %s", got)
	}
	list, err := d.DraftsWaiting(t.Context(), d.people["leader"].Actor)
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d drafts wait for the leader", len(list))
	}
	page := draftsPath + "/" + list[0].ID
	if got := clerk.get(draftsPath).Body; !strings.Contains(got, "等别人办理") || !strings.Contains(got, page) {
		t.Error("the clerk's list does not have it")
	}
	if got := leader.post(page+"/return", "seen", itoa(list[0].Version), "reason", ""); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("returned without a reason: %d", got.Code)
	}
	if got := leader.post(page+"/return", "seen", itoa(list[0].Version), "reason", "请写清楚下一步"); got.Code != http.StatusSeeOther {
		t.Errorf("returned: %d %s", got.Code, problemOf(got.Body))
	}
	if got := text(clerk.get(page).Body); !strings.Contains(got, "请写清楚下一步") || !strings.Contains(got, "保存并送审") {
		t.Errorf("given back, the clerk reads %s", got)
	}
	got := leader.post(page+"/sign", "seen", itoa(list[0].Version))
	if got.Code != http.StatusConflict || !strings.Contains(got.Body, "刚刚已由何志远退回修改") {
		t.Errorf("signed over an old page: %d %s", got.Code, problemOf(got.Body))
	}
	now, err := d.DraftDossier(t.Context(), d.people["clerk"].Actor, list[0].ID)
	must(t, err)
	clerk.post(page+"/edit", "seen", itoa(now.Version), "text", "您好，已看到，正在转请代表。", "then", "submit")
	now, err = d.DraftDossier(t.Context(), d.people["leader"].Actor, list[0].ID)
	must(t, err)
	if got := leader.post(page+"/sign", "seen", itoa(now.Version)); got.Code != http.StatusSeeOther {
		t.Fatalf("signed: %d %s", got.Code, problemOf(got.Body))
	}
	steps := d.fresh(o.ID).Steps
	if last := steps[len(steps)-1]; last.Kind != store.EntryTold || last.Text != "您好，已看到，正在转请代表。" {
		t.Errorf("the author was told %+v", last)
	}
	if got := text(leader.get(page).Body); !strings.Contains(got, "修改前的文字") || !strings.Contains(got, "您好，已看到。") {
		t.Error("what was changed is not shown")
	}
}

// TestAnAnswerInThreeStepsOnItsPage: the matter's own form takes the step that is
// the reader's, and is not shown to whom it is not.
func TestAnAnswerInThreeStepsOnItsPage(t *testing.T) {
	d := open(t)
	d.steps(store.SetStepsAnswer, "3")
	o := d.answered(d.bind("dep", d.zhang.ID), "公交车末班太早", "已与公交公司沟通")
	clerk, leader := d.signIn("clerk"), d.signIn("leader")
	path := "/console/opinions/" + o.ID
	if got := text(clerk.get(path).Body); !strings.Contains(got, "审核通过") || strings.Contains(got, "代表答复待签发") {
		t.Error("the clerk is not offered the review")
	}
	doss := d.fresh(o.ID)
	clerk.post(path+"/release", "seen", version(&doss.Opinion), "answer", doss.Waiting().ID)
	page := clerk.get(path).Body
	if strings.Contains(page, path+"/release") || !strings.Contains(tight(page), "代表答复待签发，等待何志远") || !strings.Contains(text(page), "已审核通过，等待领导签发。") {
		t.Errorf("after the review the clerk reads %s", text(page))
	}
	doss = d.fresh(o.ID)
	if got := leader.get(path).Body; !strings.Contains(got, path+"/release") {
		t.Error("the leader is not offered to sign")
	}
	leader.post(path+"/release", "seen", version(&doss.Opinion), "answer", doss.Waiting().ID)
	if now := d.fresh(o.ID).Opinion.State; now != store.OpinionAnswered {
		t.Errorf("signed, and it is %s", now)
	}
}

// sorted is a matter of the congress's own, of a category.
func (d *desk) sorted(base *db.DB, openid, words, category string) store.Opinion {
	d.t.Helper()
	o := d.hear(openid, words, nil, false)
	d.as("clerk", func(t *act.Tx) error { return t.Triage(o.ID, store.TriageOurs, "", 0) })
	must(d.t, base.Tx(d.t.Context(), func(q db.Q) error {
		_, err := q.ExecContext(d.t.Context(), "UPDATE opinion SET category = ? WHERE id = ?", category, o.ID)
		return err
	}))
	return o
}

// TestADigestBecomesALetter from the records to the Word file.
func TestADigestBecomesALetter(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	for i, words := range []string{"我叫李桂芳，建设路拆迁补偿没到位，电话13800138000", "老街拆迁安置房拖了两年", "南门拆迁过渡费停发"} {
		d.sorted(base, "v"+itoa(int64(i)), words, "房屋拆迁")
	}
	d.sorted(base, "v8", "想问问这个怎么办", "")
	sealed := d.sorted(base, "v9", "举报拆迁办某人受贿", "房屋拆迁")
	d.as("clerk", func(t *act.Tx) error { return t.Triage(sealed.ID, store.TriageAccusation, "", 0) })
	clerk, leader := d.signIn("clerk"), d.signIn("leader")
	half := store.HalfOf(d.clock())
	page := clerk.get(digestsPath + "?half=" + half.String()).Body
	if got := text(page); !strings.Contains(got, "受理群众意见4件") || !strings.Contains(got, "住房和城乡建设局") || strings.Contains(got, "受贿") {
		t.Fatalf("the half-year reads %s", got)
	}
	made := clerk.post(digestsPath, "office", d.town.ID, "half", half.String(), "unit", "住房和城乡建设局")
	if made.Code != http.StatusSeeOther || !strings.HasPrefix(made.Location, draftsPath+"/") {
		t.Fatalf("made: %d %s %s", made.Code, made.Location, problemOf(made.Body))
	}
	body := clerk.get(made.Location).Body
	for _, want := range []string{"受理群众意见4件，其中与贵单位职责有关的3件，占75.0%", "（一）房屋拆迁（3件）", "老街拆迁安置房拖了两年。"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, no := range []string{"李桂芳", "13800138000", "受贿"} {
		if strings.Contains(body, no) {
			t.Errorf("%q stands in the letter", no)
		}
	}
	again := clerk.post(digestsPath, "office", d.town.ID, "half", half.String(), "unit", "住房和城乡建设局")
	if got := text(clerk.after(again).Body); !strings.Contains(got, "已经生成过") {
		t.Errorf("made twice: %s", got)
	}
	id := strings.TrimPrefix(made.Location, draftsPath+"/")
	now, err := d.DraftDossier(t.Context(), d.people["clerk"].Actor, id)
	must(t, err)
	clerk.post(made.Location+"/edit", "seen", itoa(now.Version), "to", now.To, "title", now.Title, "text", now.Text+"\n改过的结尾。", "then", "submit")
	now, err = d.DraftDossier(t.Context(), d.people["leader"].Actor, id)
	must(t, err)
	if got := leader.post(made.Location+"/sign", "seen", itoa(now.Version)); got.Code != http.StatusSeeOther {
		t.Fatalf("signed: %d %s", got.Code, problemOf(got.Body))
	}
	word := leader.get(made.Location + "/word")
	if !strings.Contains(word.Header.Get("Content-Disposition"), ".docx") {
		t.Errorf("the file: %v", word.Header)
	}
	if doc := partOf(t, word.Body, "word/document.xml"); !strings.Contains(doc, "改过的结尾。") || !strings.Contains(doc, "甲镇人大主席团") ||
		!strings.Contains(doc, sheet.DocumentDate(d.clock())) {
		t.Error("the Word file does not hold the letter")
	}
	if paper := text(leader.get(made.Location + "/paper").Body); !strings.Contains(paper, "改过的结尾。") || strings.Contains(paper, "还没有签发") {
		t.Errorf("the paper reads %s", paper)
	}
}

func partOf(t *testing.T, file, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	must(t, err)
	f, err := z.Open(name)
	must(t, err)
	var b bytes.Buffer
	_, err = io.Copy(&b, f)
	must(t, err)
	return b.String()
}
