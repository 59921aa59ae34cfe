package console

import (
	"liaison/store"
	"liaison/store/act"
)

// fullOpinion is the page of a matter with everything on it, all of it nasty.
func fullOpinion(o store.Opinion, file []store.Media, sealed bool) *opinionPage {
	when := o.Created
	step := stepView{At: when, Title: nasty, Who: nasty, Text: nasty, Media: file, Audience: "仅工作人员可见", Last: true,
		Voice: 1, Number: nasty, Link: "x", Notices: []noticeView{{store.Notice{State: store.NoticeSent}, true}, {store.Notice{}, false}}}
	all := can{true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true}
	doss := &act.Dossier{Opinion: o, Area: nasty, Deputy: &store.Deputy{Name: nasty}, AuthorName: nasty, AuthorPhone: nasty, Reachable: true, Blocked: true,
		Exclusions: []act.Excluded{{Exclusion: store.Exclusion{Why: store.WhyInterested}, Name: nasty}},
		Voices:     []store.Opinion{{Number: nasty, Summary: nasty}}, Head: &store.Opinion{Number: nasty}, Names: map[string]string{"s": nasty},
		Seen:    []store.Seen{{Kind: store.ReaderStaff, ReaderID: "s", First: when, Last: when}, {Kind: store.ReaderAuthor}},
		Notices: []store.Notice{{Kind: store.NoticeAssigned, State: store.NoticeSent, Channel: store.ChannelChat, Sent: when}}}
	return &opinionPage{Dossier: doss, Sealed: sealed, Said: []stepView{step}, Timeline: []stepView{step}, Can: all,
		Kinds: []kindView{{Kind: store.TriageOurs, Word: nasty, Reply: nasty, Now: true}, {Kind: store.TriageAccusation}},
		Groups: []groupView{{"本选区", []act.Candidate{{Deputy: store.Deputy{ID: "x", Name: nasty}, Titles: []string{nasty}, Bound: true},
			{Why: store.WhyAuthor}}}},
		Drafts: []act.DraftDossier{{DraftRow: nastyDraft(), Awaited: []string{nasty}}}, Step: "签发",
		Pending: &answerView{Answer: store.Answer{Text: nasty}, Who: nasty, Media: file}, Due: "已超期", Late: true, Problem: nasty, Failed: "return",
		Lost: []string{nasty}, CloseReasons: []string{nasty}, Alike: []act.Alike{{Opinion: o, Area: nasty, Score: .5}},
		Offices: []store.Office{{ID: "f", Name: nasty}}, CameFrom: "f", Last: nasty,
		Keep:   keeping{Assignee: nasty, Colleagues: []store.Staff{{Name: nasty}}, Categories: []string{nasty}, Asleep: true, First: when, Last: when},
		Canned: []store.Canned{{ID: "c", Use: store.CannedAuthor, Title: nasty, Text: nasty}}}
}
