package sim

import (
	"slices"
	"time"
)

// Who a bubble on the phone is from.
const (
	FromUser    = "user"
	FromAccount = "account"
	FromSystem  = "system" // the grey line of WeChat itself
)

// How a bubble came.
const (
	ViaReply     = "reply"     // passive reply to a delivery
	ViaCustom    = "custom"    // customer-service message
	ViaTemplate  = "template"  // template message
	ViaSubscribe = "subscribe" // subscription notice
	ViaMass      = "mass"      // mass send or its preview
)

// States of what a user sent.
const (
	Sending     = "sending"
	Answered    = "answered"    // with words, or with success
	Failed      = "failed"      // all attempts failed, or the answer was invalid
	Undelivered = "undelivered" // no callback is set, or the user is on the blacklist
)

// Item is one bubble on a phone.
type Item struct {
	ID    int64     `json:"id"` // per person, from 1
	Time  time.Time `json:"time"`
	From  string    `json:"from"`
	Via   string    `json:"via,omitempty"`
	Kind  string    `json:"kind"` // text, image, …, template, event
	MsgID int64     `json:"msg_id,string,omitempty"`

	Text        string    `json:"text,omitempty"`
	MediaID     string    `json:"media_id,omitempty"`
	ThumbID     string    `json:"thumb_media_id,omitempty"`
	Title       string    `json:"title,omitempty"`
	Description string    `json:"description,omitempty"`
	URL         string    `json:"url,omitempty"`
	PicURL      string    `json:"pic_url,omitempty"`
	Articles    []Article `json:"articles,omitempty"`
	Menu        *MsgMenu  `json:"menu,omitempty"`
	TemplateID  string    `json:"template_id,omitempty"`
	Fields      []Field   `json:"fields,omitempty"`
	Place       *Place    `json:"place,omitempty"`

	State    string    `json:"state,omitempty"` // of what the user sent
	Attempts []Attempt `json:"attempts,omitempty"`
}

// Article is one entry of a news message.
type Article struct {
	Title       string `json:"title" xml:"Title"`
	Description string `json:"description" xml:"Description"`
	URL         string `json:"url" xml:"Url"`
	PicURL      string `json:"picurl" xml:"PicUrl"`
}

// MsgMenu is a customer message whose lines can be tapped.
type MsgMenu struct {
	Head string     `json:"head_content"`
	List []MenuLine `json:"list"`
	Tail string     `json:"tail_content"`
}

// MenuLine is one line of a MsgMenu.
type MenuLine struct {
	ID      string `json:"id"`
	Content string `json:"content"`
}

// Field is one filled line of a template message.
type Field struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Place is a location message. X is the latitude, Y the longitude, as in
// Location_X and Location_Y.
type Place struct {
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Scale int     `json:"scale"`
	Label string  `json:"label"`
}

// Attempt is one try to deliver something to the callback.
type Attempt struct {
	Time   time.Time     `json:"time"`
	Took   time.Duration `json:"took"`             // nanoseconds
	Status int           `json:"status,omitempty"` // HTTP
	Error  string        `json:"error,omitempty"`  // empty when answered
}

// copyItems returns the items for others to read while this side goes on.
func copyItems(items []*Item) []Item {
	out := make([]Item, len(items))
	for i, item := range items {
		out[i] = *item
		out[i].Attempts = slices.Clone(item.Attempts)
	}
	return out
}
