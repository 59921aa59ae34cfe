package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"time"
	"unicode/utf8"
)

// What bounds a broadcast.
const (
	BroadcastMost     = 20_000 // recipients
	BroadcastTextMax  = 2_000  // characters
	broadcastTitleMax = 60
	broadcastLinkMax  = 500
)

// BroadcastPlaceholders are what a broadcast's words may say of each recipient, in
// the order they are explained.
var BroadcastPlaceholders = []string{"称呼", "姓名", "机构", "日期"}

// BroadcastState is where a broadcast stands.
type BroadcastState string

// The states of a broadcast.
const (
	BroadcastDraft     BroadcastState = "draft"    // its words are on their way to being signed
	BroadcastQueueing  BroadcastState = "queueing" // released: its notices are put into the outbox
	BroadcastSending   BroadcastState = "sending"  // all of them are there
	BroadcastPaused    BroadcastState = "paused"
	BroadcastCancelled BroadcastState = "cancelled" // what had not gone does not go any more
)

// BroadcastVerb is what can be done with a broadcast that is released.
type BroadcastVerb string

// The verbs of a broadcast.
const (
	BroadcastPause  BroadcastVerb = "pause"
	BroadcastResume BroadcastVerb = "resume"
	BroadcastCancel BroadcastVerb = "cancel"
)

// broadcastMoves is what can be done when. A broadcast that goes on after a pause
// looks first whether all its notices are in the outbox.
var broadcastMoves = map[BroadcastState]map[BroadcastVerb]BroadcastState{
	BroadcastQueueing: {BroadcastPause: BroadcastPaused, BroadcastCancel: BroadcastCancelled},
	BroadcastSending:  {BroadcastPause: BroadcastPaused, BroadcastCancel: BroadcastCancelled},
	BroadcastPaused:   {BroadcastResume: BroadcastQueueing, BroadcastCancel: BroadcastCancelled},
}

// Broadcast is the same words to many deputies, each addressed by name, or a public
// notice to everybody who follows the account (Way). Until it is
// released the words stand in its draft.
type Broadcast struct {
	ID         string
	Created    time.Time
	OfficeID   string
	By         string // staff id
	DraftID    string
	Title      string
	Text       string
	Link       string // a page to open, https; empty for none
	Recipients Recipients
	Way        BroadcastWay
	Result     MassResult // of a mass message, as the platform reports it
	// Alike is equal for broadcasts of one office with the same words to the same
	// people. Follows names the one before it (UNIQUE), so that of two that are
	// released in one moment only one is the next.
	Alike   string
	Follows string
	Again   string // id of the earlier one that somebody wants to repeat
	State   BroadcastState
	Chosen  int    // recipients when it was released
	Queued  int    // notices in the outbox
	Reached string // deputy id up to which they are
	Release time.Time
	Updated time.Time
	Version int64
}

// Check refuses what cannot be a broadcast. Its words are checked with its draft.
func (b *Broadcast) Check() error {
	b.Recipients.Tidy()
	if b.Mass() {
		b.Recipients = Recipients{}
	} else if b.Recipients.Empty() {
		return Invalid("recipients", ProblemEmpty)
	}
	if b.Link == "" {
		return nil
	}
	u, err := url.Parse(b.Link)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(b.Link) > broadcastLinkMax {
		return Invalid("link", ProblemMalformed)
	}
	return nil
}

// checkBroadcast checks the words of a broadcast's draft.
func (d *Draft) checkBroadcast() error {
	switch {
	case utf8.RuneCountInString(d.Title) > broadcastTitleMax:
		return Invalid("broadcast.title", ProblemTooLong)
	case utf8.RuneCountInString(d.Text) > BroadcastTextMax:
		return Invalid("broadcast.text", ProblemTooLong)
	case checkPlaceholders(d.Title, nil) != nil:
		return Invalid("broadcast.title", ProblemPlaceholder)
	case checkPlaceholders(d.Text, BroadcastPlaceholders) != nil:
		return Invalid("broadcast.text", ProblemPlaceholder)
	}
	return nil
}

// CheckCount refuses nobody, and more than one broadcast may reach.
func (b *Broadcast) CheckCount(n int) error {
	switch {
	case n == 0:
		return Invalid("recipients", ProblemNobody)
	case n > BroadcastMost:
		return Invalid("recipients", ProblemTooMany)
	}
	return nil
}

// Likeness is what Alike is for the words as they stand.
func (b *Broadcast) Likeness() string {
	parts := []any{b.OfficeID, b.Title, b.Text, b.Link, b.Recipients}
	if b.Way != WayEach {
		parts = append(parts, b.Way)
	}
	text, _ := json.Marshal(parts) // strings: never fails
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Move takes a verb, if it is possible now.
func (b *Broadcast) Move(v BroadcastVerb, now time.Time) error {
	to, ok := broadcastMoves[b.State][v]
	if !ok {
		return Invalid("broadcast", ProblemState)
	}
	b.State, b.Updated = to, now
	return nil
}

// Can reports whether a verb is possible now.
func (b *Broadcast) Can(v BroadcastVerb) bool { _, ok := broadcastMoves[b.State][v]; return ok }

// Released reports whether a leader has let it go out.
func (b *Broadcast) Released() bool { return b.State != BroadcastDraft }

// WordsFor puts what is known of a recipient into a broadcast's text.
func (b *Broadcast) WordsFor(d *Deputy, office string, now time.Time) string {
	values := map[string]string{"称呼": "代表", "姓名": "", "机构": office, "日期": now.In(ChinaTime).Format("1月2日")}
	if d != nil {
		values["称呼"], values["姓名"] = d.Call(), d.Name
	}
	return Fill(b.Text, values)
}
