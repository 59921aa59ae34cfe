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
	Notices  []noticeView
	ID       string
	Voice    int    // whose words: from 1 those of the authors of merged opinions
	Number   string // of the merged opinion
	Link     string // the other matter, for merging and splitting
	Last     bool
}

// noticeView is what went out with a step.
type noticeView struct {
	store.Notice
	Read bool
}

// said is what the author sent, in its order.
func said(d *act.Dossier) []stepView {
	var list []stepView
	for _, s := range d.Steps {
		if s.Kind == store.EntrySaid {
			list = append(list, stepView{At: s.At, Text: s.Text, Media: s.Media, ID: s.ID, Voice: s.Voice, Number: s.Number})
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
		if v.Number, v.Voice = s.Number, s.Voice; linked(s.Kind) {
			v.Link = s.Ref
		}
		for _, n := range d.Told(&s) {
			v.Notices = append(v.Notices, noticeView{n, d.Read(&n)})
		}
		list = append(list, v)
	}
	if len(list) > 0 {
		list[0].Last = true
	}
	return list
}

// linked are the kinds of step that are about another matter.
func linked(k store.EntryKind) bool {
	return k == store.EntryMerged || k == store.EntryParted || k == store.EntrySplit
}

// keptTitle names a step about how the desk keeps a matter; "" for any other.
func keptTitle(s *act.Step) string {
	switch s.Kind {
	case store.EntryGiven:
		return orElse(s.About, "交给"+s.About+"经办", "不再指定经办人")
	case store.EntrySnoozed:
		return orElse(s.Ref, "暂缓到"+s.Ref, "恢复办理")
	case store.EntryPending:
		return orElse(s.Ref, "等待他人", "不再等待")
	case store.EntrySorted:
		return orElse(s.Ref, "类别定为“"+s.Ref+"”", "取消类别")
	case store.EntryUrgent:
		return orElse(s.Ref, "标为紧急", "取消紧急标记")
	case store.EntryTransfer:
		return "转给" + s.About
	case store.EntryHanded:
		return "由" + s.About + "转来，理由"
	case store.EntryClosed:
		return orElse(s.Ref, "办结（"+s.Ref+"）", "办结")
	case store.EntryMerged:
		return orElse(s.Text, "并入了另一件", "并入另一件办理")
	case store.EntrySplit:
		return "分开办理"
	}
	return ""
}

func orElse(cond, yes, no string) string {
	if cond == "" {
		return no
	}
	return yes
}

// stepTitle names a step.
func stepTitle(s *act.Step) string {
	if title := keptTitle(s); title != "" {
		return title
	}
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
