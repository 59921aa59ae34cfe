package wechat

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"

	"liaison/store"
)

// envelope returns the ciphertext of an encrypted body.
func envelope(body []byte) (string, error) {
	sc := scanner{s: string(body)}
	sealed := ""
	err := sc.document(func(name string) error {
		if name != "Encrypt" {
			return sc.skip(name, 1)
		}
		if sealed != "" {
			return errXML
		}
		var err error
		sealed, err = sc.leaf(name)
		return err
	})
	if err == nil && sealed == "" {
		err = errXML
	}
	return sealed, err
}

// parseMessage reads an authentic message. Fields that Liaison does not use
// are passed over, so that a kind the platform adds later still comes through;
// a known field that is given twice or makes no sense is an error, because a
// guess about what a person said is worse than a person looking at it.
//
// Broken UTF-8 is replaced by U+FFFD and control characters are dropped: people
// send both, and a message must not be lost for them. Raw keeps all of it.
func parseMessage(raw []byte) (*store.Message, error) {
	r := reader{sc: scanner{s: strings.ToValidUTF8(string(raw), "\uFFFD")}}
	err := r.sc.document(r.field)
	if err == nil {
		err = r.finish()
	}
	if err != nil {
		return nil, &UnparsableError{Raw: bytes.Clone(raw), Reason: err.Error()}
	}
	r.m.Raw = raw
	return &r.m, nil
}

// reader collects one message.
type reader struct {
	sc   scanner
	m    store.Message
	seen uint64 // bit per known field

	messageID, jobID     string // MsgId and MsgID: see finish
	description, content string
	errorStatus          string
	scanned              string
}

// field reads one child of <xml>.
func (r *reader) field(name string) error {
	bit, known := fieldBits[name]
	if !known {
		return r.sc.skip(name, 1)
	}
	if r.seen&bit != 0 {
		return errors.New("field given twice")
	}
	r.seen |= bit
	if nested := r.nested(name); nested != nil {
		return r.sc.children(name, nested)
	}
	value, err := r.sc.leaf(name)
	if err != nil {
		return err
	}
	return r.set(name, value)
}

// fieldNames are the children of <xml> that mean something to Liaison.
var fieldNames = []string{
	"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "MsgID", "Content", "bizmsgmenuid",
	"PicUrl", "MediaId", "Format", "Recognition", "Location_X", "Location_Y", "Label", "Title", "Description",
	"Url", "Event", "EventKey", "Ticket", "Latitude", "Longitude", "Status", "ScanCodeInfo", "SendLocationInfo",
	"SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent", "TotalCount", "SentCount", "ErrorCount",
}

var fieldBits = func() map[string]uint64 {
	bits := make(map[string]uint64, len(fieldNames))
	for i, name := range fieldNames {
		bits[name] = 1 << i
	}
	return bits
}()

// nested says how to read the children of a field that has some.
func (r *reader) nested(name string) func(string) error {
	switch name {
	case "ScanCodeInfo":
		return r.scanInfo
	case "SendLocationInfo":
		return r.locationInfo
	case "SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent":
		return r.consentList
	}
	return nil
}

func (r *reader) set(name, value string) (err error) {
	m := &r.m
	switch name {
	case "ToUserName":
		m.To = value
	case "FromUserName":
		m.From = value
	case "CreateTime":
		m.CreateTime, err = parseInt(value)
	case "MsgType":
		m.Kind = store.Kind(strings.ToLower(value))
	case "MsgId":
		r.messageID = value
	case "MsgID":
		r.jobID = value
	case "Content":
		r.content = value
	case "Description":
		r.description = value
	case "bizmsgmenuid":
		m.MenuID = value // the SDK fails here on what is not a number
	case "Event":
		m.Event = canonicalEvent(value)
	case "EventKey":
		m.EventKey = strings.TrimPrefix(value, "qrscene_")
	case "Status":
		m.Status = value
	case "TotalCount", "SentCount", "ErrorCount":
		return r.setCount(name, value)
	default:
		return r.setMedia(name, value)
	}
	return err
}

// setCount reads how many people a mass message was for, and reached.
func (r *reader) setCount(name, value string) error {
	n, err := parseInt(value)
	switch name {
	case "TotalCount":
		r.m.Mass.Total = int(n)
	case "SentCount":
		r.m.Mass.Sent = int(n)
	case "ErrorCount":
		r.m.Mass.Failed = int(n)
	}
	return err
}

func (r *reader) setMedia(name, value string) (err error) {
	m := &r.m
	switch name {
	case "PicUrl":
		m.PicURL = value
	case "MediaId":
		m.MediaID = value
	case "Format":
		m.Format = value
	case "Recognition":
		m.Speech = value
	case "Title":
		m.Title = value
	case "Url":
		m.URL = value
	case "Ticket":
		m.Ticket = value
	case "Label":
		m.Label = value
	case "Location_X", "Latitude":
		m.Latitude, err = parseDegrees(value, 90)
	case "Location_Y", "Longitude":
		m.Longitude, err = parseDegrees(value, 180)
	}
	return err
}

func (r *reader) scanInfo(name string) (err error) {
	if name != "ScanResult" {
		return r.sc.skip(name, 2)
	}
	r.scanned, err = r.sc.leaf(name)
	return err
}

func (r *reader) locationInfo(name string) error {
	switch name {
	case "Location_X", "Location_Y", "Label":
	default:
		return r.sc.skip(name, 2)
	}
	value, err := r.sc.leaf(name)
	if err != nil {
		return err
	}
	return r.setMedia(name, value)
}

// consentList reads every List of a subscription-notice event; the SDK keeps
// only the last.
func (r *reader) consentList(name string) error {
	if name != "List" {
		return r.sc.skip(name, 2)
	}
	var c store.Consent
	err := r.sc.children(name, func(name string) error { return r.consent(&c, name) })
	if err == nil && c.TemplateID != "" {
		r.m.Consents = append(r.m.Consents, c)
	}
	return err
}

func (r *reader) consent(c *store.Consent, name string) error {
	switch name {
	case "TemplateId", "SubscribeStatusString", "MsgID", "ErrorStatus":
	default:
		return r.sc.skip(name, 3)
	}
	value, err := r.sc.leaf(name)
	switch name {
	case "TemplateId":
		c.TemplateID = value
	case "SubscribeStatusString":
		c.Accepted = value == "accept"
	case "MsgID":
		r.jobID = value
	case "ErrorStatus":
		r.errorStatus = value
	}
	return err
}

// finish settles what depends on several fields and checks what every message
// must have.
func (r *reader) finish() error {
	m := &r.m
	if m.From == "" || m.Kind == "" || m.CreateTime <= 0 {
		return errors.New("sender, time or kind is missing")
	}
	if m.Kind == store.KindEvent {
		return r.finishEvent()
	}
	// Some kinds have been seen with the id spelt as in events.
	id, err := parseInt(either(r.messageID, r.jobID))
	m.MsgID = id
	m.Text = either(r.content, r.description)
	return err
}

func (r *reader) finishEvent() error {
	m := &r.m
	if m.Event == "" {
		return errors.New("event has no name")
	}
	m.Text = r.scanned
	if m.Event == store.EventSubscribeSent {
		m.Status = r.errorStatus
		m.Consents = nil // its List says what was sent, not what was agreed to
	}
	id, err := parseInt(either(r.jobID, r.messageID))
	m.JobID = id
	return err
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// parseInt takes an empty value for 0, as a field that is not there.
func parseInt(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errors.New("a whole number is expected")
	}
	return n, nil
}

func parseDegrees(s string, most float64) (float64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > most {
		return 0, errors.New("a place on earth is expected")
	}
	return f, nil
}

// events are those that store names. The platform's documents disagree with
// themselves about the case of some.
var events = []string{
	store.EventSubscribe, store.EventUnsubscribe, store.EventScan, store.EventLocation, store.EventClick,
	store.EventView, store.EventScanPush, store.EventScanWait, store.EventPickLocation, store.EventTemplateDone,
	store.EventMassDone, store.EventPopup, store.EventPopupChange, store.EventSubscribeSent,
}

func canonicalEvent(s string) string {
	for _, name := range events {
		if strings.EqualFold(s, name) {
			return name
		}
	}
	return s
}
