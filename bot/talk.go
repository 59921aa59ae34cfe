package bot

import (
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// talk is the work on one message of one person. Its methods do the acts and give
// the words; an error fails the message, a refusal is words.
type talk struct {
	base string
	t    *act.Tx
	p    *store.Person
	k    *store.Kept
	in   intent
	open *store.Opinion // the item that what is sent joins, or nil
}

// patience is how long the chat waits for the answer to a question of its own.
const patience = 10 * time.Minute

// converse decides a message. It is the bot's act.Decide.
func (b *Bot) converse(t *act.Tx, p *store.Person, k *store.Kept) (string, error) {
	c := &talk{base: b.base, t: t, p: p, k: k}
	var err error
	if c.open, err = t.OpenItem(p); err != nil {
		return "", err
	}
	c.in = read(c.situation(), &k.Message)
	switch c.in.verb {
	case doNothing:
		return "", nil
	case doUnfollow:
		return "", c.unfollow()
	case doMassDone:
		result := k.Mass
		result.Status = k.Status
		return "", t.MassReported(k.JobID, result)
	case doReported:
		return "", t.Reported(k.JobID, k.Status)
	}
	if !p.Blocked.IsZero() {
		return "", nil // kept; blacklisted by staff
	}
	if words, ok := c.throttled(); ok && !c.asks() {
		return words, nil
	}
	return c.do()
}

// do carries out what every verb means.
func (c *talk) do() (string, error) {
	switch c.in.verb {
	case doFollow:
		return c.follow()
	case doScan:
		return c.scan()
	case doNearby:
		return "", c.nearby()
	case doSpeakHow:
		return c.speakHow()
	case doProgress:
		return c.progress()
	case doNumber:
		return c.lookUp()
	case doMine:
		return wordMine(c.base), nil
	case doDeputies:
		return c.deputies()
	case doReceptions:
		return c.receptions()
	case doHelp:
		return wordHelp(c.base, c.p.DeputyID != ""), nil
	case doHotline:
		return fmt.Sprintf(wordNotPhone, c.in.number) + "\n" + wordSpeakHow, nil
	case doAreas:
		return c.areas()
	case doPickArea:
		return c.pickArea()
	}
	return c.doMore()
}

func (c *talk) doMore() (string, error) {
	switch c.in.verb {
	case doAskCode:
		return c.askCode()
	case doCode:
		return c.accept()
	case doTasks:
		return c.tasks()
	case doMeetings:
		return c.meetings()
	case doStartAnswer:
		return c.startAnswer()
	case doAnswer:
		return c.answerByNumber()
	case doChoose:
		return c.choose()
	case doThanks:
		return c.thanks()
	case doRate:
		return c.rate()
	case doPeople:
		return c.people()
	case doMute:
		return wordMute, nil
	case doContent:
		return c.content()
	case doPlace:
		return c.place()
	}
	return wordUnknownKind, nil
}

func (c *talk) situation() situation {
	return situation{expect: c.expected(), deputy: c.p.DeputyID != "", open: c.open != nil,
		thanks: c.t.View().Settings.Words(c.p.OfficeID, store.SetThanksWords)}
}

// expected is what the chat waits for; after its time it is as if nothing had been
// asked. What a deputy has not decided stays undecided until it is filed.
func (c *talk) expected() store.Expect {
	if c.p.Expect == store.ExpectWhich || c.t.Now().Before(c.p.ExpectUntil) {
		return c.p.Expect
	}
	return store.ExpectNothing
}

// expect notes what the next message will be taken for. A deputy's undecided words
// are not dropped for another question.
func (c *talk) expect(what store.Expect, id string) {
	if c.p.Expect == store.ExpectWhich && what != store.ExpectWhich {
		return
	}
	c.p.Expect, c.p.ExpectID, c.p.ExpectUntil = what, id, c.t.Now().Add(patience)
}

// settled ends what was expected.
func (c *talk) settled() {
	c.p.Expect, c.p.ExpectID, c.p.ExpectUntil = store.ExpectNothing, "", time.Time{}
}

func (c *talk) setting(name store.Setting) string {
	return c.t.View().Settings.Text(c.p.OfficeID, name)
}

// asks reports a question for progress, which is answered however much was sent
// before: whoever sent twenty photos wants to know what became of them.
func (c *talk) asks() bool {
	switch c.in.verb {
	case doProgress, doNumber, doMine, doPickArea: // a number after the hint about areas is a number
		return true
	}
	return false
}

// throttled reports whether the person sends too much, and what to say the first
// time. What is throttled is kept all the same.
func (c *talk) throttled() (words string, yes bool) {
	if c.k.Kind == store.KindEvent {
		return "", false
	}
	s := c.t.View().Settings
	rate := float64(s.Int(c.p.OfficeID, store.SetThrottleRate))
	if c.p.Throttle(c.t.Now(), rate, float64(s.Int(c.p.OfficeID, store.SetThrottleBurst))) {
		return "", false
	}
	if c.p.Tokens < 0 {
		return "", true // told already
	}
	c.p.Tokens = 1 - rate // one more token in a minute, as the words say
	if c.p.Tokens >= 0 {
		c.p.Tokens = -1
	}
	return wordThrottled, true
}
