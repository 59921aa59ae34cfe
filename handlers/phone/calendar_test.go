package phone

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// unfolded reads a calendar as RFC 5545 has it, by itself: lines of at most 75 octets
// that end in CRLF, continued after a space, of whole letters and no control marks.
func unfolded(t *testing.T, text string) (lines []string) {
	t.Helper()
	rest, ended := strings.CutSuffix(text, "\r\n")
	if !ended {
		t.Error("the last line has no end")
	}
	for raw := range strings.SplitSeq(rest, "\r\n") {
		if len(raw) > 75 || !utf8.ValidString(raw) {
			t.Errorf("a line of %d octets, whole letters %t: %q", len(raw), utf8.ValidString(raw), raw)
		}
		if i := strings.IndexFunc(raw, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }); i >= 0 {
			t.Errorf("a control mark in %q", raw)
		}
		if more, folded := strings.CutPrefix(raw, " "); folded && len(lines) > 0 {
			lines[len(lines)-1] += more
		} else {
			lines = append(lines, raw)
		}
	}
	return lines
}

// events gives the properties of each event, without their parameters; the texts as
// they were before they were escaped.
func events(t *testing.T, text string) (list []map[string]string) {
	t.Helper()
	var open []string
	for _, line := range unfolded(t, text) {
		name, value, found := strings.Cut(line, ":")
		if !found {
			t.Errorf("a line without a value: %q", line)
		}
		name, _, _ = strings.Cut(name, ";")
		switch name {
		case "BEGIN":
			if open = append(open, value); value == "VEVENT" {
				list = append(list, map[string]string{})
			}
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s closes %v", value, open)
			}
			open = open[:len(open)-1]
		default:
			if len(open) == 2 {
				if _, twice := list[len(list)-1][name]; twice {
					t.Errorf("%s stands twice", name)
				}
				list[len(list)-1][name] = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(value)
			}
		}
	}
	if len(open) != 0 {
		t.Errorf("%v stays open", open)
	}
	return list
}

// partIn is a part in an announced meeting of a title at a place.
func partIn(title, place string) act.PartRow {
	starts := monday.Add(48 * time.Hour)
	return act.PartRow{Participant: store.Participant{ID: store.NewID(monday), Revision: 1},
		Meeting: store.Meeting{Title: title, Place: place, Starts: starts, Ends: starts.Add(time.Hour), State: store.MeetingAnnounced, Revision: 1, Announced: monday}}
}

// TestHostileTextsInACalendar: what is typed as a title or a place stays a title or a
// place, and reads as it was typed; marks that no line may hold are left out.
func TestHostileTextsInACalendar(t *testing.T) {
	long := strings.Repeat("第十七届人民代表大会", 40)
	for typed, want := range map[string]string{
		"主席团会议":                            "主席团会议",
		"=1+1；a;b,c:d\\n\\e\"f\"":          "=1+1；a;b,c:d\\n\\e\"f\"",
		"会\r\nEND:VEVENT\r\nBEGIN:VEVENT":  "会\nEND:VEVENT\nBEGIN:VEVENT",
		"会\rATTACH:http://x\nURL:http://y": "会\nATTACH:http://x\nURL:http://y",
		"\x00会\x07议\x1b[31m\x7f\u0085室":    "会议[31m室",
		"a\u2028b\u202ec\ufeff":            "a\u2028b\u202ec\ufeff",
		"😀" + strings.Repeat("👨‍👩‍👧", 30):  "😀" + strings.Repeat("👨‍👩‍👧", 30),
		"坏\xff字":                         "坏\ufffd字",
		long:                             long,
		strings.Repeat("x", 500) + "<b>": strings.Repeat("x", 500) + "<b>",
	} {
		text := serialized(calendarOf(typed, "https://example.org", []act.PartRow{partIn(typed, typed)}))
		got := events(t, text)
		if len(got) != 1 {
			t.Errorf("%q makes %d events:\n%s", typed, len(got), text)
			continue
		}
		if got[0]["SUMMARY"] != want || got[0]["LOCATION"] != want {
			t.Errorf("%q reads %q and %q", typed, got[0]["SUMMARY"], got[0]["LOCATION"])
		}
		if got[0]["ATTACH"] != "" || !strings.HasPrefix(got[0]["URL"], "https://example.org/h5/") {
			t.Errorf("%q brings in %v", typed, got[0])
		}
	}
}
