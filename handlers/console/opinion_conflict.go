package console

import (
	"slices"
	"strings"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// conflictWords says who was faster, and what was done since the reader saw the
// step last. What cannot be told is put generally.
func conflictWords(d *act.Dossier, me, last string) string {
	var done []string
	who := ""
	for _, s := range slices.Backward(d.Steps) {
		if s.ID <= last || last == "" {
			break
		}
		if s.ActorKind == store.ActorStaff && s.ActorID == me {
			continue
		}
		if who == "" {
			who = doer(d, &s)
		}
		if doer(d, &s) == who {
			done = append(done, stepTitle(&s))
		}
	}
	if who == "" {
		return wordsConflict
	}
	slices.Reverse(done)
	return "刚刚已由" + who + "处理：" + strings.Join(done, "、") + "。请看最新情况，您的这次操作没有执行。"
}

// doer is who did a step, as it is said to the desk. The step's own name does not
// serve: that of a step about a deputy is the deputy's.
func doer(d *act.Dossier, s *act.Step) string {
	switch {
	case s.ActorKind == store.ActorStaff:
		return d.Names[s.ActorID]
	case s.ActorKind == store.ActorPerson && s.Who != "":
		return s.Who + "代表"
	case s.ActorKind == store.ActorPerson:
		return "反映人"
	}
	return "系统"
}

// typedTexts is what the reader wrote, for a page whose forms may have changed: so
// that nothing has to be written twice.
func typedTexts(form *page.Form) []string {
	var list []string
	names := []string{"text", "reason", "note"}
	if kind := form.String("triage"); kind != "" {
		names = append(names, "reply_"+kind)
	}
	for _, name := range names {
		if s := strings.TrimSpace(form.String(name)); s != "" {
			list = append(list, s)
		}
	}
	return list
}
