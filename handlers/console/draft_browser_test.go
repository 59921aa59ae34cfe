package console

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestDraftPagesInBrowser looks at what waits for signature, at a letter in the
// making, and at the letter as paper.
func TestDraftPagesInBrowser(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	s := d.sit()
	s.enter("clerk")
	s.look(t, "drafts-empty", draftsPath)
	s.look(t, "digests-empty", digestsPath)
	d.steps(store.SetStepsReply, "3")
	d.steps(store.SetStepsAnswer, "2")
	deputy := d.bind("dep", d.zhang.ID)
	d.answered(deputy, "公交车末班太早，下夜班的人坐不上车", "已与县公交公司沟通，12月1日起3路末班车延长到21:30。")
	for i, words := range []string{"老街拆迁安置房拖了两年，过渡费从今年三月起也停发了", "南门片区征收补偿标准不公开", "安置小区没有电梯"} {
		d.sorted(base, "v"+itoa(int64(i)), words, "房屋拆迁")
	}
	d.sorted(base, "v5", "小区下水道堵了半个月", "物业服务")
	o := d.sorted(base, "v6", "想问问这个怎么办", "")
	d.as("clerk", func(t *act.Tx) error { return t.Tell(o.ID, "您好，情况已经看到，正在了解。") })
	var id string
	d.as("clerk", func(t *act.Tx) error {
		made, err := t.MakeDigest(d.town.ID, store.HalfOf(d.clock()), "住房和城乡建设局")
		id = made.ID
		return err
	})
	page := draftsPath + "/" + id
	s.look(t, "drafts", draftsPath)
	s.look(t, "digests", digestsPath)
	s.look(t, "draft-writing", page)
	s.look(t, "paper", page+"/paper")
	d.as("clerk", func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSubmit, "", 0); return err })
	d.as("leader", func(t *act.Tx) error {
		_, err := t.StepDraft(id, store.StepReturn, "第二部分请合并同类意见，写明涉及的小区。", 0)
		return err
	})
	s.look(t, "draft-returned", page)
	d.as("clerk", func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSubmit, "", 0); return err })
	s.look(t, "opinion-standing", "/console/opinions/"+o.ID)
	s.enterAgain("leader")
	s.look(t, "drafts-leader", draftsPath)
	s.look(t, "draft-leader", page, unfold)
	waiting, err := d.DraftsWaiting(t.Context(), d.people["leader"].Actor)
	must(t, err)
	for _, w := range waiting {
		if w.Kind == store.DraftAnswer {
			s.look(t, "draft-answer", draftsPath+"/"+w.ID, unfold)
		}
	}
	d.as("leader", func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err })
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+page+"/paper"), chromedp.WaitReady(".paper"))
	s.print(t, "opinion-letter") // named so that it may take several sheets
	if said := d.log.String(); strings.Contains(said, "ERROR") {
		t.Error(said)
	}
}
