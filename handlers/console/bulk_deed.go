package console

import (
	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// deed is what can be done to many matters at once. Each of them is an act of its
// own, the same as on the matter's page.
type deed struct {
	Key, Label, Hint string
	act              store.Act
	// read reads the deed's fields, for all matters alike, and gives what to do to
	// each.
	read func(f *page.Form) (one, error)
}

// one does a deed to one matter, as its reader saw it.
type one func(t *act.Tx, o *store.Opinion, seen int64) error

var deeds = []deed{
	{"assign", "交给同事经办", "指定由谁经办，只有工作人员能看到", store.ActTakeOver, readAssign},
	{"sort", "定类别", "用于查找和统计", store.ActTriage, readSort},
	{"snooze", "暂缓", "到那天早上自动回到列表", store.ActSnooze, readSnooze},
	{"not_ours", "审核为“不属于人大职责”", "按核定的回复告知反映人", store.ActTriage, readTriage(store.TriageNotOurs)},
	{"spam", "审核为“无效信息”", "广告、骚扰、无意义内容，不回复", store.ActTriage, readTriage(store.TriageSpam)},
	{"forward", "转请同一位代表", "审核为“受理”、还没有转请的才能转", store.ActForward, readForward},
	{"close", "办结", "说明会发给每一位反映人；要签发的，签发后再办结", store.ActClose, readClose},
}

// deedOf finds the deed a form asks for.
func deedOf(key string) (deed, error) {
	for _, d := range deeds {
		if d.Key == key {
			return d, nil
		}
	}
	return deed{}, store.Invalid("do", store.ProblemEmpty)
}

func readAssign(f *page.Form) (one, error) {
	who := f.String("assignee")
	return func(t *act.Tx, o *store.Opinion, seen int64) error { return t.Assign(o.ID, who, seen) }, nil
}

func readSort(f *page.Form) (one, error) {
	word := f.String("category")
	if word == "" {
		return nil, store.Invalid("category", store.ProblemMalformed)
	}
	return func(t *act.Tx, o *store.Opinion, seen int64) error { return t.Sort(o.ID, word, seen) }, nil
}

func readSnooze(f *page.Form) (one, error) {
	day, err := f.Time("until")
	return func(t *act.Tx, o *store.Opinion, seen int64) error { return t.Snooze(o.ID, day, "", seen) }, err
}

// readTriage answers each author with the words approved in the matter's office.
func readTriage(kind store.Triage) func(*page.Form) (one, error) {
	return func(*page.Form) (one, error) {
		return func(t *act.Tx, o *store.Opinion, seen int64) error {
			return t.Triage(o.ID, kind, t.View().ApprovedReply(o.OfficeID, kind), seen)
		}, nil
	}
}

func readForward(f *page.Form) (one, error) {
	deputy := f.String("deputy")
	if deputy == "" {
		return nil, store.Invalid("deputy", store.ProblemEmpty)
	}
	note, err := f.Text("note", act.TextMax)
	return func(t *act.Tx, o *store.Opinion, seen int64) error { return t.Forward(o.ID, deputy, note, seen) }, err
}

func readClose(f *page.Form) (one, error) {
	reason, err := f.Required("reason", act.TextMax)
	how := f.String("how")
	return func(t *act.Tx, o *store.Opinion, seen int64) error { return t.CloseAs(o.ID, how, reason, seen) }, err
}
