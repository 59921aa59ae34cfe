package phone

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// fullDossier has something in every field that a page may show.
func fullDossier() *act.Dossier {
	file := []store.Media{
		{ID: "f1", Kind: store.KindImage, State: store.MediaFetched}, {ID: "f2", Kind: store.KindVoice, State: store.MediaFetched, Speech: nasty},
		{ID: "f3", Kind: store.KindVoice, State: store.MediaFetched, Playable: "x"}, {ID: "f4", Kind: store.KindVideo, State: store.MediaFetched},
		{ID: "f5", Kind: store.KindImage, State: store.MediaWanted}, {ID: "f6", Kind: store.KindVoice, State: store.MediaLost},
		{ID: "f7", Kind: store.KindVideo, State: store.MediaRefused}}
	d := &act.Dossier{Area: nasty, AuthorName: nasty, AuthorPhone: nasty, Deputy: &store.Deputy{ID: "d", Name: nasty}}
	d.Opinion = store.Opinion{ID: "o", Number: "YJ-2026-000001", State: store.OpinionAnswered, DeputyID: "d", AssignID: "a",
		Contact: true, Round: 1, Created: monday, Due: monday}
	for kind := range deputySteps {
		d.Steps = append(d.Steps, act.Step{Entry: store.Entry{ID: string(kind), At: monday, Kind: kind, Text: nasty, Ref: "good,bad"}, Who: nasty, Media: file})
	}
	d.Steps = append(d.Steps, act.Step{Entry: store.Entry{ID: "e", At: monday, Kind: store.EntryAnswer, Text: nasty}, Who: nasty, Media: file})
	d.Answers = []store.Answer{{ID: "x", EntryID: "e", Text: nasty, State: store.AnswerReleased, Round: 1, Released: monday}}
	d.Ratings = []store.Rating{{AnswerID: "w", Reply: store.ScoreBad, Result: store.ScoreFair, Comment: nasty}}
	d.Exclusions = []act.Excluded{{Name: nasty}, {Name: "李四"}}
	return d
}

// pagesData is each page with nothing in it, and with everything.
func pagesData() map[string][2]any {
	d := fullDossier()
	self := &act.Self{Name: nasty, Phone: nasty}
	open := &store.Assignment{ID: "a", State: store.AssignmentOpen, Note: nasty}
	deputies := []act.DeputyCard{{Deputy: store.Deputy{ID: "d", Name: nasty}, Titles: []string{nasty},
		Station: store.Station{ID: "s", Name: nasty, Address: nasty, Hours: nasty, Phone: nasty}}}
	form := answerForm{Text: nasty, Wrong: nasty, Photos: []string{nasty}, Kept: 3}
	empty := &act.Dossier{}
	voter := act.ContactForm{Name: nasty, Phone: nasty, Place: nasty, Note: nasty, Consent: nasty}
	draft := act.DraftRow{Draft: store.Draft{ID: "d", Kind: store.DraftAnswer, State: store.DraftToSign, Steps: 2, Ref: "x", To: nasty, Title: nasty}, Number: nasty, Summary: nasty, Drafter: nasty}
	log := []act.DraftStepView{{DraftStep: store.DraftStep{Verb: store.StepReturn, Words: nasty, At: monday}, Who: nasty}}
	return map[string][2]any{
		"activities": {activitiesPage{}, activitiesPage{Groups: []act.LedGroup{{Group: store.Group{ID: "g", Name: nasty}, Report: &act.GroupReportState{Due: monday, Half: store.Half{Year: 2026, N: 2}},
			Activities: []act.ActivityRow{{Meeting: store.Meeting{ID: "m", Title: nasty, Starts: monday}, Record: &store.ActivityRecord{}}, {}}}, {}}}},
		"activity": {activityPage{}, activityPage{Group: store.Group{Name: nasty}, Title: nasty, Place: nasty, Wrong: nasty, Bad: []string{nasty}, Kept: 2, Record: store.ActivityRecord{Findings: nasty},
			People: []act.ActivityPerson{{Deputy: store.Deputy{ID: "d", Name: nasty}, Came: true, Self: true}, {Leave: true}}, Photos: []store.ActivityPhoto{{ID: "p"}}}},
		"report": {reportPage{}, reportPage{&act.GroupReportState{Group: store.Group{Name: nasty}, Due: monday, Half: store.Half{Year: 2026, N: 1}, Report: &store.GroupReport{Updated: monday}}, nasty, 1, nasty}},
		"plan": {&act.PlanDossier{}, &act.PlanDossier{PlanRow: act.PlanRow{Plan: store.Plan{Title: nasty, Preface: nasty, AdoptedBy: nasty, Adopted: "2026-01-08", Released: monday}},
			Lines: []act.PlanLine{{PlanItem: store.PlanItem{Day: "2026-03-01", Text: nasty, Who: nasty}, Group: nasty}, {}}}},
		"broadcast": {&act.ReceivedBroadcast{}, &act.ReceivedBroadcast{Title: nasty, Text: nasty, Office: nasty, Link: "https://example.org", At: monday}},
		"desk":      {deskPage{}, deskPage{[]deskRow{{draft, "待签发", nasty}, {}}, []act.LeaveView{onLeave(), {}}}},
		"draft":     {signPage(&act.DraftDossier{}, "", ""), signPage(&act.DraftDossier{DraftRow: draft, Words: nasty, Deputy: nasty, Matter: d, Log: log}, nasty, nasty)},
		"notice":    {notice{}, sayAgain},
		"opinions":  {opinionsPage{}, opinionsPage{Rows: []opinionRow{{store.Opinion{ID: "o", Summary: nasty}, "已收到", "due"}, {}}, Full: true}},
		"opinion":   {authorPage(empty, &act.Self{}, 0), authorPage(d, self, 2)},
		"keep":      {keepView{}, keepView{Opinion: d.Opinion, Deputy: "d", Query: nasty, Choices: deputies, Full: true}},
		"me":        {mePage{Self: &act.Self{}}, mePage{Self: self, Areas: []areaGroup{{nasty, []store.District{{ID: "x", Name: nasty}}}}, Large: true}},
		"held":      {heldPage{Held: &act.Held{}}, heldFull(self, d)},
		"sign":      {signInPage{}, signInPage{Signed: &act.Signed{Meeting: store.Meeting{ID: "m", Title: nasty, Place: nasty}, Pass: nasty}, Wrong: nasty, Locate: nasty}},
		"records":   {recordsPage{}, recordsPage{[]recordRow{{store.Record{Title: nasty, Kind: store.RecordOther, Day: "2026-11-23"}, nasty, "due"}}}},
		"privacy":   {privacyPage{}, privacyPage{nasty}},
		"deputies":  {deputiesPage{}, deputiesPage{Area: nasty, Cards: deputies, Stations: stationsOf(deputies), Office: &store.Office{Name: nasty, Hours: nasty, Phone: nasty}}},
		"tasks":     {tasksPage{}, tasksPage{Done: true, Full: true, Rows: []taskRow{{TaskRow: act.TaskRow{Opinion: d.Opinion}, When: nasty}}}},
		"contacts":  {contactsPage{}, contactsPage{Rows: []act.ContactCard{{ID: "c", ContactForm: voter, Met: 2, Last: "2026-11-22"}, {}}, Min: 3, Max: 5, Form: voter, Wrong: nasty}},
		"contact": {contactPage{}, contactPage{ContactCard: &act.ContactCard{ID: "c", ContactForm: voter, District: nasty}, Form: voter, Wrong: nasty, Kinds: store.ContactKinds,
			Log: store.ContactLog{Text: nasty}, LogWrong: nasty, Talks: []act.Talk{{Day: "2026-11-22", Kind: store.ContactCall, Text: nasty}, {Opinion: &d.Opinion}}}},
		"task": {deputyPage(empty, &store.Assignment{}, answerForm{}, monday), deputyPage(d, open, form, monday)},
	}
}

// TestTemplates executes each page with its real struct, empty and full; what
// people wrote never becomes markup.
func TestTemplates(t *testing.T) {
	pages, err := page.New(page.Config{PublicURL: "http://localhost"})
	must(t, err)
	sessions, err := page.NewSessions(page.PhoneSessions((*act.Acts)(nil).Sessions(), false, nil))
	must(t, err)
	h, err := newHandler(Config{Pages: pages, Sessions: sessions, Acts: &act.Acts{}, OAuth: &office{}, Base: "http://localhost"})
	must(t, err)
	data := pagesData()
	maps.Copy(data, receptionPages())
	maps.Copy(data, meetingPages())
	for _, name := range h.set.Names() {
		both, ok := data[name]
		if !ok {
			t.Errorf("no data for the page %s", name)
		}
		for i, d := range both {
			var b bytes.Buffer
			err := h.set.Execute(&b, name, "layout", &page.View{Data: d})
			if err != nil {
				t.Errorf("%s %d: %v", name, i, err)
			}
			for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", "ZgotmplZ", "&lt;no value"} {
				if strings.Contains(b.String(), bad) {
					t.Errorf("%s %d holds %q", name, i, bad)
				}
			}
			if bytes.Contains(b.Bytes(), []byte(" style=")) || bytes.Contains(b.Bytes(), []byte(" onclick=")) {
				t.Errorf("%s has a style or script in it", name)
			}
		}
	}
}

// TestWhoPassedItOnKnowsNoMore: the page of a task passed on is given nothing of
// what happened after.
func TestWhoPassedItOnKnowsNoMore(t *testing.T) {
	p := deputyPage(fullDossier(), &store.Assignment{State: store.AssignmentPassed}, answerForm{}, monday)
	if p.Said != nil || p.Steps != nil || p.Answers != nil {
		t.Errorf("it is given %+v", p)
	}
}

// TestEveryStateHasWords: a state added to store must be said somehow.
func TestEveryStateHasWords(t *testing.T) {
	words := map[string]bool{}
	for _, s := range []store.OpinionState{store.OpinionNew, store.OpinionAssigned, store.OpinionAnswered, store.OpinionDecide,
		store.OpinionClosed, store.OpinionDeclined, store.OpinionSealed} {
		d := &act.Dossier{Opinion: store.Opinion{State: s}}
		word, colour := stateWord(&d.Opinion)
		if word == "" || colour == "" || whatNow(d) == "" || words[word] {
			t.Errorf("%s is said %q (%q): %q", s, word, colour, whatNow(d))
		}
		words[word] = true
	}
	for _, k := range store.DraftKinds {
		if draftKinds[k] == "" {
			t.Errorf("no word for %s", k)
		}
	}
	for _, s := range store.Scores {
		if scoreWords[s] == "" {
			t.Errorf("no word for %s", s)
		}
	}
	for _, refusal := range refusals {
		if !strings.HasSuffix(refusal, "。") {
			t.Errorf("%q is no sentence", refusal)
		}
	}
}

// heldFull is the page of what is kept about a deputy, with hostile words in it.
func heldFull(self *act.Self, d *act.Dossier) heldPage {
	part := act.PartRow{Participant: store.Participant{ID: "p", Signed: monday}, Meeting: store.Meeting{Title: nasty, Starts: monday}}
	kept := &act.HeldDeputy{Deputy: store.Deputy{Name: nasty, Phone: nasty, Work: nasty}, Mandates: []store.Mandate{{Title: nasty}},
		Parts: []act.PartRow{part}, Leaves: []act.LeaveView{onLeave()}, Calls: map[string][]store.Call{"p": {{}}}, Feeds: []store.Feed{{Created: monday}}}
	return heldPage{Held: &act.Held{Self: *self, Bound: true, Deputy: kept}, Rows: heldRows([]act.Dossier{*d}), Times: heldTimes(fullBookings()),
		Parts: heldParts(kept), Leaves: heldLeaves(kept)}
}
