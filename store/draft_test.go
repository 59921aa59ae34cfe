package store

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var allSteps = []StepVerb{StepEdit, StepSubmit, StepPass, StepSign, StepReturn, StepWithdraw}

func TestDraftCourses(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	type take struct {
		v   StepVerb
		who string
	}
	for name, c := range map[string]struct {
		steps int
		self  bool
		takes []take
		end   DraftState
		err   string // of the last take
	}{
		"one step":                     {1, false, []take{{StepSubmit, "a"}}, DraftReleased, ""},
		"two steps":                    {2, false, []take{{StepSubmit, "a"}, {StepSign, "b"}}, DraftReleased, ""},
		"two steps, not at once":       {2, true, []take{{StepSign, "a"}}, DraftWriting, "refused: state: state"},
		"two steps, the own":           {2, false, []take{{StepSubmit, "a"}, {StepSign, "a"}}, DraftToSign, "refused: who: own_draft"},
		"two steps, the own, allowed":  {2, true, []take{{StepSubmit, "a"}, {StepSign, "a"}}, DraftReleased, ""},
		"three steps":                  {3, false, []take{{StepSubmit, "a"}, {StepPass, "b"}, {StepSign, "c"}}, DraftReleased, ""},
		"three steps, none left out":   {3, true, []take{{StepSubmit, "a"}, {StepSign, "c"}}, DraftInReview, "refused: state: state"},
		"the reviewer signs":           {3, false, []take{{StepSubmit, "a"}, {StepPass, "b"}, {StepSign, "b"}}, DraftToSign, "refused: who: own_draft"},
		"the drafter reviews":          {3, false, []take{{StepSubmit, "a"}, {StepPass, "a"}}, DraftInReview, "refused: who: own_draft"},
		"returned and laid down again": {3, false, []take{{StepSubmit, "a"}, {StepPass, "b"}, {StepReturn, "c"}, {StepEdit, "a"}, {StepSubmit, "a"}, {StepPass, "c"}, {StepSign, "b"}}, DraftReleased, ""},
		"another submits it":           {2, true, []take{{StepSubmit, "b"}}, DraftWriting, "refused: who: not_drafter"},
		"withdrawn while it waits":     {3, false, []take{{StepSubmit, "a"}, {StepWithdraw, "a"}}, DraftWithdrawn, ""},
		"another withdraws it":         {3, true, []take{{StepSubmit, "a"}, {StepWithdraw, "b"}}, DraftInReview, "refused: who: not_drafter"},
		"signed twice":                 {2, false, []take{{StepSubmit, "a"}, {StepSign, "b"}, {StepSign, "c"}}, DraftReleased, "refused: state: state"},
		"withdrawn after it went out":  {1, false, []take{{StepSubmit, "a"}, {StepWithdraw, "a"}}, DraftReleased, "refused: state: state"},
	} {
		d := Draft{Kind: DraftDigest, By: "a", Steps: c.steps, State: DraftWriting}
		var err error
		for _, s := range c.takes {
			err = d.Take(s.v, s.who, c.self, now)
		}
		said := ""
		if err != nil {
			said = err.Error()
		}
		if d.State != c.end || said != c.err {
			t.Errorf("%s: ends %s (%q), want %s (%q)", name, d.State, said, c.end, c.err)
		}
	}
}

// TestADeputysWordsAreNotEdited: staff send them back.
func TestADeputysWordsAreNotEdited(t *testing.T) {
	d := Draft{Kind: DraftAnswer, Steps: 3, State: DraftInReview}
	if err := d.Allows(StepEdit, "b", true); !IsProblem(err, ProblemState) {
		t.Errorf("edited: %v", err)
	}
	if err := d.Take(StepReturn, "b", false, time.Time{}); err != nil || !d.Done() {
		t.Errorf("given back: %v, done %v", err, d.Done())
	}
	for _, v := range allSteps {
		if _, err := d.Next(v); err == nil {
			t.Errorf("an answer that was given back can still %s", v)
		}
	}
}

func TestWhoSignsByTheTable(t *testing.T) {
	for _, c := range []struct {
		kind  DraftKind
		steps int
		act   Act
	}{{DraftAnswer, 1, ActRelease}, {DraftReply, 1, ActTell}, {DraftDigest, 1, ActDraft}, {DraftAnswer, 2, ActSign}, {DraftDigest, 3, ActSign}} {
		d := Draft{Kind: c.kind, Steps: c.steps, State: DraftToSign}
		if got := d.ActFor(StepSign); got != c.act {
			t.Errorf("%s in %d steps is signed by %s, want %s", c.kind, c.steps, got, c.act)
		}
	}
}

// TestNoDraftGoesOutPastTheRules walks drafts at random: whatever is tried, one
// that went out in more than one step passed other hands than its drafter's, and
// the most steps three different ones.
func TestNoDraftGoesOutPastTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := Draft{Kind: rapid.SampledFrom(DraftKinds[1:]).Draw(r, "kind"), By: "a", Steps: rapid.IntRange(1, 3).Draw(r, "steps"), State: DraftWriting}
		for range 12 {
			was := d
			v, who := rapid.SampledFrom(allSteps).Draw(r, "verb"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "who")
			err := d.Take(v, who, false, time.Time{}.AddDate(2026, 0, 0))
			if err != nil && d != was {
				r.Fatalf("%s was refused and changed the draft", v)
			}
			if was.Done() && err == nil {
				r.Fatalf("%s after the end", v)
			}
			if IsProblem(err, ProblemNotDrafter) && who == "a" {
				r.Fatalf("its drafter may not %s", v)
			}
		}
		if d.State != DraftReleased {
			return
		}
		if d.Steps > 1 && d.SignedBy == d.By || d.Steps == 3 && (d.ReviewedBy == "" || d.ReviewedBy == d.By || d.ReviewedBy == d.SignedBy) {
			r.Fatalf("went out in %d steps: by %s, reviewed by %s, signed by %s", d.Steps, d.By, d.ReviewedBy, d.SignedBy)
		}
	})
}

func TestHalves(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Date(2026, 6, 30, 15, 59, 0, 0, time.UTC):  "2026-1",
		time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC):   "2026-2", // midnight in China
		time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC):  "2026-1",
		time.Date(2026, 12, 31, 15, 59, 0, 0, time.UTC): "2026-2",
	} {
		h := HalfOf(at)
		if h.String() != want {
			t.Errorf("%s falls into %s, want %s", at, h, want)
		}
		from, to := h.Span()
		if at.Before(from) || !at.Before(to) || h.Before().Label() == h.Label() {
			t.Errorf("%s is outside %s–%s", at, from, to)
		}
		if again, err := ParseHalf(h.String()); err != nil || again != h {
			t.Errorf("%s reads as %s (%v)", h, again, err)
		}
	}
	for _, bad := range []string{"", "2026", "2026-0", "2026-3", "1999-1", "2026-1 ", "2026-1;", "-1"} {
		if h, err := ParseHalf(bad); err == nil {
			t.Errorf("%q reads as %s", bad, h)
		}
	}
	if got := (Half{2026, 1}).Before(); got != (Half{2025, 2}) {
		t.Errorf("before 2026-1: %s", got)
	}
}

func TestUnnamed(t *testing.T) {
	text := Unnamed("我叫李桂芳，住建设路。李桂芳的电话13800138000，微信wxid_abc123，身份证52263119800101123X，邮箱li@qq.com。路灯坏了3天，12345没人管", "李桂芳", "王")
	for _, gone := range []string{"李桂芳", "13800138000", "wxid", "52263119", "li@qq"} {
		if strings.Contains(text, gone) {
			t.Errorf("%q is still in %q", gone, text)
		}
	}
	for _, stays := range []string{"建设路", "路灯坏了3天", "12345没人管"} {
		if !strings.Contains(text, stays) {
			t.Errorf("%q is gone from %q", stays, text)
		}
	}
}

func TestUnitsAndDates(t *testing.T) {
	s := NewSettings(nil, []SettingRow{{Name: string(SetDigestUnits), Value: "供水=水务公司\n=空\n没有单位=\n 道路 = 交通局 "},
		{Name: string(SetDigestDue), Value: "06-20，12-20"}})
	if u := s.Units(""); len(u) != 2 || u["供水"] != "水务公司" || u["道路"] != "交通局" {
		t.Errorf("%v", u)
	}
	if d := s.Dates("", SetDigestDue); len(d) != 2 || d[0] != "06-20" {
		t.Errorf("%v", d)
	}
	def, _ := SettingDefOf(SetDigestDue)
	for _, bad := range []string{"6-30", "13-01", "06-31", "06/30", "x"} {
		if def.Check(bad) == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
