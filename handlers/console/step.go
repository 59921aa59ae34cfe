package console

import (
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// stepView is a line of the timeline.
type stepView struct {
	At       time.Time
	Title    string
	Who      string // of the desk, where the title does not say
	Text     string
	Media    []store.Media
	Audience string // who else reads it
	Last     bool
}

// said is what the author sent, in its order.
func said(d *act.Dossier) []stepView {
	var list []stepView
	for _, s := range d.Steps {
		if s.Kind == store.EntrySaid {
			list = append(list, stepView{At: s.At, Text: s.Text, Media: s.Media})
		}
	}
	return list
}

// timeline is everything that happened, the newest first. What the author sent
// stands in full above it, and here only as having come.
func timeline(d *act.Dossier) []stepView {
	var list []stepView
	for _, s := range slices.Backward(d.Steps) {
		v := stepView{At: s.At, Title: stepTitle(&s), Text: s.Text, Media: s.Media, Audience: audienceWords[s.Audience]}
		if s.ActorKind == store.ActorStaff && s.Kind != store.EntryForwarded {
			v.Who = s.Who
		}
		if s.Kind == store.EntrySaid {
			v.Text, v.Media, v.Audience = "", nil, ""
		}
		list = append(list, v)
	}
	if len(list) > 0 {
		list[0].Last = true
	}
	return list
}

// stepTitle names a step.
func stepTitle(s *act.Step) string {
	who := s.Who + "代表"
	switch s.Kind {
	case store.EntryTriaged:
		return "审核为“" + triageWord(store.Triage(s.Ref)) + "”"
	case store.EntryNote:
		if s.Audience == store.ForDeputy {
			return "告知代表"
		}
		return "内部备注"
	case store.EntryForwarded:
		return "转请" + who + "阅处"
	case store.EntryRead:
		return who + "已打开查看"
	case store.EntryPassedOn:
		return who + "退回，并说明理由"
	case store.EntryAsked:
		return who + "询问工作人员"
	case store.EntryVisit:
		return who + "走访"
	case store.EntryAnswer:
		return who + "答复"
	case store.EntryRated:
		return "反映人评价（" + scoresWords(s.Ref) + "）"
	}
	return stepWords[s.Kind]
}

// scoresWords reads the two scores that a rating's entry refers to.
func scoresWords(ref string) string {
	reply, result, _ := strings.Cut(ref, ",")
	return "答复：" + scoreWord(store.Score(reply)) + "；结果：" + scoreWord(store.Score(result))
}
