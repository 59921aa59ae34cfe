package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// verb is what a person wants.
type verb string

const (
	doNothing     verb = "nothing" // wants no words
	doFollow      verb = "follow"
	doUnfollow    verb = "unfollow"
	doScan        verb = "scan"
	doNearby      verb = "nearby"    // the platform reports where the person is
	doReported    verb = "reported"  // the platform reports on a template message
	doMassDone    verb = "mass done" // and on a mass message
	doSpeakHow    verb = "how"       // 我要反映
	doProgress    verb = "progress"
	doNumber      verb = "number"
	doMine        verb = "mine"
	doDeputies    verb = "deputies"
	doReceptions  verb = "receptions"
	doHelp        verb = "help"
	doHotline     verb = "hotline"
	doAreas       verb = "areas"
	doPickArea    verb = "pick area"
	doAskCode     verb = "ask code"
	doCode        verb = "code"
	doTasks       verb = "tasks"
	doMeetings    verb = "meetings" // a deputy's meetings and activities
	doStartAnswer verb = "start answer"
	doAnswer      verb = "answer" // number and text
	doChoose      verb = "choose" // which of the things a deputy was offered
	doThanks      verb = "thanks"
	doRate        verb = "rate"   // a bare 满意 or 不满意
	doPeople      verb = "people" // asks for somebody to talk to
	doMute        verb = "mute"   // nothing is said: emoji, punctuation
	doContent     verb = "content"
	doPlace       verb = "place"
	doUnknown     verb = "unknown" // a kind nobody can read
)

// intent is what a message means.
type intent struct {
	verb   verb
	number string // YJ-2026-000123; of a bare number without a year: 000123
	text   string // doAnswer: what follows the number
	scene  string
	code   string
	sure   bool   // doCode: it was said to be one
	choice int    // doChoose, doPickArea
	id     string // doStartAnswer: assignment
}

// situation is what the meaning of a message depends on besides itself.
type situation struct {
	expect store.Expect
	deputy bool
	open   bool     // there is an item that what is sent may join
	thanks []string // words of thanks and greeting (setting)
}

// read decides what a message means. It is pure.
func read(s situation, m *store.Message) intent {
	switch m.Kind {
	case store.KindEvent:
		return readEvent(s, m)
	case store.KindText:
		return readText(s, m.Text)
	case store.KindLocation:
		return intent{verb: doPlace}
	case store.KindImage, store.KindVoice, store.KindVideo, store.KindShortVideo, store.KindLink, store.KindFile:
		return intent{verb: doContent}
	}
	return intent{verb: doUnknown}
}

func readEvent(s situation, m *store.Message) intent {
	switch m.Event {
	case store.EventSubscribe:
		return readScene(doFollow, m.EventKey)
	case store.EventScan:
		return readScene(doScan, m.EventKey)
	case store.EventUnsubscribe:
		return intent{verb: doUnfollow}
	case store.EventLocation:
		return intent{verb: doNearby}
	case store.EventTemplateDone:
		return intent{verb: doReported}
	case store.EventMassDone:
		return intent{verb: doMassDone}
	case store.EventClick:
		return readKey(s, m.EventKey)
	}
	return intent{verb: doNothing}
}

// readScene reads a QR's scene: an invitation's, else perhaps a station's.
func readScene(v verb, scene string) intent {
	scene = strings.TrimPrefix(scene, "qrscene_")
	in := intent{verb: v, scene: scene}
	if code, ok := strings.CutPrefix(scene, act.InvitationScene); ok {
		in.code = code
	}
	return in
}

// The keys of the menus' buttons.
const (
	KeySay        = "say"
	KeyAreas      = "areas"
	KeyProgress   = "progress"
	KeyDeputies   = "deputies"
	KeyReceptions = "receptions"
	KeyHelp       = "help"
	KeyCode       = "code"
	KeyTasks      = "tasks"
	KeyPhoto      = "photo"
	KeyPlace      = "place"
	// KeyAnswer is a prefix: the assignment's id follows.
	KeyAnswer = "answer:"
)

func readKey(s situation, key string) intent {
	if id, ok := strings.CutPrefix(key, KeyAnswer); ok {
		return intent{verb: doStartAnswer, id: id}
	}
	v, ok := map[string]verb{KeySay: doSpeakHow, KeyAreas: doAreas, KeyProgress: doProgress, KeyDeputies: doDeputies, KeyReceptions: doReceptions,
		KeyHelp: doHelp, KeyCode: doAskCode, KeyTasks: doTasks, KeyPhoto: doNothing, KeyPlace: doNothing}[key]
	if !ok {
		v = doHelp // a button of an older menu: phones keep it for minutes
	}
	return intent{verb: v}
}

// readText reads typed words. What only looks like a command, and could as well be
// a complaint, is content: a command can be repeated, a complaint may not be.
func readText(s situation, text string) intent {
	plain := letters(text)
	if v, ok := commands[plain]; ok {
		return intent{verb: v}
	}
	for _, f := range []func(situation, string) (intent, bool){readAnswerButton, readCode, readChoice, readNumbers, readQuestion} {
		if in, ok := f(s, text); ok {
			return in
		}
	}
	switch {
	case consistsOf(text, s.thanks):
		return intent{verb: doThanks}
	case wordless(text) && !s.open:
		return intent{verb: doMute}
	}
	return intent{verb: doContent}
}

// readAnswerButton reads the tap on a notice's 语音答复, which comes back as its text.
func readAnswerButton(_ situation, text string) (intent, bool) {
	rest, ok := strings.CutPrefix(normal(text), normal(buttonVoiceAnswer))
	number, before, after := findNumber(rest)
	if !ok || number == "" || before != "" || after != "" {
		return intent{}, false
	}
	return intent{verb: doStartAnswer, number: number}, true
}

// commandsOf spreads lists of words into a table.
func commandsOf(lists map[verb]string) map[string]verb {
	table := map[string]verb{}
	for v, list := range lists {
		for _, word := range strings.Fields(list) {
			table[word] = v
		}
	}
	return table
}

// codeLetters is what an invitation's code is made of; a code that was said to be
// one may be mistyped.
const (
	codeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeTypable = codeLetters + "01ILOU"
	codeLength  = 8
)

// readCode reads an invitation's code: said to be one, asked for, or standing
// alone.
func readCode(s situation, text string) (intent, bool) {
	code := strings.ReplaceAll(normal(text), "-", "")
	said := false
	if rest, ok := strings.CutPrefix(code, "邀请码"); ok {
		code, said = strings.TrimLeft(rest, ":："), true
	}
	sure := said || s.expect == store.ExpectCode
	madeOf, onlyDigits := codeLetters, strings.Trim(code, "0123456789") == ""
	if sure {
		madeOf = codeTypable
	}
	if len(code) == codeLength && strings.Trim(code, madeOf) == "" && (sure || !onlyDigits) {
		return intent{verb: doCode, code: code, sure: sure}, true
	}
	return intent{verb: doAskCode}, said && utf8.RuneCountInString(code) <= chatty
}

// readChoice reads a number as the choice that was offered.
func readChoice(s situation, text string) (intent, bool) {
	v := map[store.Expect]verb{store.ExpectWhich: doChoose, store.ExpectArea: doPickArea}[s.expect]
	n, err := strconv.Atoi(letters(text))
	if v == "" || err != nil || n < 1 || n > 99 {
		return intent{}, false
	}
	return intent{verb: v, choice: n}, true
}

// readNumbers reads an opinion's number: alone or in a short question it asks for
// progress; before a deputy's words it names what they answer.
func readNumbers(s situation, text string) (intent, bool) {
	if n := letters(text); hotlines[n] {
		return intent{verb: doHotline, number: n}, true
	}
	if year, n, ok := bareNumber(text); ok {
		if year != "" {
			n = "YJ-" + year + "-" + n
		}
		return intent{verb: doNumber, number: n}, true
	}
	number, before, after := findNumber(text)
	around := utf8.RuneCountInString(before) + utf8.RuneCountInString(after)
	switch {
	case number == "":
		return intent{}, false
	case s.deputy && before == "" && !wordless(after) && commands[letters(after)] == "":
		return intent{verb: doAnswer, number: number, text: afterNumber(text, after)}, true
	case around <= chatty:
		return intent{verb: doNumber, number: number}, true
	}
	return intent{}, false
}

// readQuestion reads a question for progress in people's own words. What a deputy
// says when asked for something is never one.
func readQuestion(s situation, text string) (intent, bool) {
	if s.expect == store.ExpectAnswer || s.expect == store.ExpectWhich {
		return intent{}, false
	}
	asks := consistsOf(text, askWords) && mentions(text, askingWords) && !denies(letters(text))
	marks := normal(text)
	return intent{verb: doProgress}, asks || marks != "" && strings.Trim(marks, "?") == ""
}

// denies tells a statement that something is not (没有结果) from a question whether
// it is (有没有结果, 有结果没有): the former is a complaint and must be kept.
func denies(s string) bool {
	s = strings.ReplaceAll(s, "有没有", "")
	return strings.Contains(strings.TrimSuffix(strings.TrimSuffix(s, "有"), "没"), "没")
}

// afterNumber gives the end of a text as it was typed, given its normalised form.
func afterNumber(text, after string) string {
	left := len(normal(text)) - len(after)
	for i, r := range text {
		if left <= 0 {
			return strings.TrimLeft(strings.TrimSpace(text[i:]), ":：,，。 ")
		}
		left -= len(normal(string(r)))
	}
	return ""
}
