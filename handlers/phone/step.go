package phone

import (
	"slices"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// stage is one of the few plain steps every opinion takes.
type stage struct {
	Word string
	At   time.Time // zero: not yet
	Here bool      // this is where it stands
}

// stages puts a dossier into plain steps: 已收到, 已转请, 已答复, 已办结. What was
// declined, or is for the petition officer alone, has two.
func stages(d *act.Dossier) []stage {
	o := &d.Opinion
	list := []stage{{Word: "已收到您反映的情况", At: o.Created}}
	switch o.State {
	case store.OpinionDeclined:
		word := "已告知"
		if lastStep(d, store.EntryTold) != nil {
			word = "已告诉您向哪里反映"
		}
		list = append(list, stage{Word: word, At: o.Closed})
	case store.OpinionSealed:
		list = append(list, stage{Word: "由专人办理", At: o.Updated})
	default:
		list = append(list, handled(d)...)
	}
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].At.IsZero() {
			list[i].Here = true
			break
		}
	}
	return list
}

// handled are the steps through a deputy's hands. What the office closed itself
// skips those that never were.
func handled(d *act.Dossier) []stage {
	o := &d.Opinion
	given, answered := stage{Word: "转请人大代表办理"}, stage{Word: "代表答复"}
	if f := lastStep(d, store.EntryForwarded); f != nil && o.State != store.OpinionNew {
		given = stage{Word: "已转请" + f.Who + "代表办理", At: f.At}
	}
	if o.Round > 0 && o.State != store.OpinionNew {
		if again := lastStep(d, store.EntryAgain); again != nil {
			given = stage{Word: "已请代表重新办理", At: again.At}
		}
	}
	if a := lastReleased(d); a != nil && !waitsForAnswer(o.State) {
		answered = stage{Word: "代表已答复", At: a.Released}
	}
	closed := stage{Word: "办结"}
	if o.State == store.OpinionClosed {
		closed = stage{Word: "已办结", At: o.Closed}
	}
	list := []stage{given, answered, closed}
	if o.State == store.OpinionClosed {
		list = slices.DeleteFunc(list, func(s stage) bool { return s.At.IsZero() })
	}
	return list
}

func waitsForAnswer(s store.OpinionState) bool {
	return s == store.OpinionNew || s == store.OpinionAssigned || s == store.OpinionChecked
}

func lastStep(d *act.Dossier, kind store.EntryKind) *act.Step {
	for i := len(d.Steps) - 1; i >= 0; i-- {
		if d.Steps[i].Kind == kind {
			return &d.Steps[i]
		}
	}
	return nil
}

func lastReleased(d *act.Dossier) *store.Answer {
	for i := len(d.Answers) - 1; i >= 0; i-- {
		if d.Answers[i].State == store.AnswerReleased {
			return &d.Answers[i]
		}
	}
	return nil
}

// answerView is an answer as a page shows it.
type answerView struct {
	store.Answer
	Who   string
	Media []store.Media
}

// answersOf lists the answers, the newest first, with their files.
func answersOf(d *act.Dossier) []answerView {
	var list []answerView
	for _, a := range slices.Backward(d.Answers) {
		v := answerView{Answer: a}
		for _, s := range d.Steps {
			if s.ID == a.EntryID {
				v.Who, v.Media = s.Who, s.Media
			}
		}
		list = append(list, v)
	}
	return list
}

// stepView is a line of the timeline.
type stepView struct {
	At    time.Time
	Title string
	Text  string
	Media []store.Media
	Last  bool
}

// group is what the author sent in one go: what follows within minutes belongs
// together, and is shown so.
type group struct {
	At    time.Time
	Texts []string
	Media []store.Media
	Voice int // from 1: another author of the same matter
}

// pause is how long an author is silent before what comes is a new group.
const pause = 10 * time.Minute

// said is what the author sent, in its order.
func said(d *act.Dossier) []group {
	var list []group
	var last time.Time
	for _, s := range d.Steps {
		if s.Kind != store.EntrySaid {
			continue
		}
		if n := len(list); n == 0 || s.At.Sub(last) > pause || list[n-1].Voice != s.Voice {
			list = append(list, group{At: s.At, Voice: s.Voice})
		}
		last = s.At
		g := &list[len(list)-1]
		if s.Text != "" {
			g.Texts = append(g.Texts, s.Text)
		}
		g.Media = append(g.Media, s.Media...)
	}
	return list
}

// steps is the timeline, the newest first. deputy says for whom it is worded.
// What the author sent and the answers stand on the page in full already: here
// is only when they came, and once for what came together.
func steps(d *act.Dossier, deputy bool) []stepView {
	var list []stepView
	var before *act.Step
	for i := range d.Steps {
		s := &d.Steps[i]
		v := stepView{At: s.At, Title: stepTitle(s, deputy), Text: s.Text, Media: s.Media}
		switch s.Kind {
		case store.EntrySaid:
			if before != nil && before.Kind == store.EntrySaid && before.Voice == s.Voice && s.At.Sub(before.At) <= pause {
				before = s
				continue
			}
			v.Text, v.Media = "", nil
			switch {
			case s.Voice > 0:
				v.Title = "另一位群众反映"
			case before != nil:
				v.Title += "（补充）"
			}
		case store.EntryAnswer:
			v.Text, v.Media = "", nil
		case store.EntryRated:
			v.Title += "（" + scoresOf(s.Ref) + "）"
		}
		if v.Title != "" {
			list, before = append(list, v), s
		}
	}
	slices.Reverse(list)
	if len(list) > 0 {
		list[0].Last = true
	}
	return list
}

// stepTitle names a step; "" leaves it out.
func stepTitle(s *act.Step, deputy bool) string {
	if deputy {
		if title, ok := deputySteps[s.Kind]; ok {
			return title
		}
	}
	switch s.Kind {
	case store.EntryTransfer:
		return "已转由" + s.About + "办理"
	case store.EntryForwarded:
		return "已转请" + s.Who + "代表办理"
	case store.EntryAnswer:
		return s.Who + "代表答复"
	}
	return authorSteps[s.Kind]
}

var authorSteps = map[store.EntryKind]string{
	store.EntrySaid:   "您反映",
	store.EntryTold:   "工作人员答复",
	store.EntryRated:  "您的评价",
	store.EntryAgain:  "请代表重新办理",
	store.EntryClosed: "已办结",
	store.EntryMerged: "与其他群众反映的同一件事合并办理",
	store.EntryParted: "改为单独办理",
	store.EntrySplit:  "其中另一件事已分开办理，新的编号：",
}

var deputySteps = map[store.EntryKind]string{
	store.EntrySaid:     "群众反映",
	store.EntryTold:     "工作人员告知反映人",
	store.EntryRated:    "反映人评价",
	store.EntryAgain:    "请代表重新办理",
	store.EntryNote:     "工作人员说明",
	store.EntryAsked:    "代表询问工作人员",
	store.EntryVisit:    "走访记录",
	store.EntryReleased: "答复已发给反映人",
	store.EntryReturned: "答复退回修改",
	store.EntryReminded: "提醒阅处",
}
