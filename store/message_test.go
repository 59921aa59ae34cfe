package store

import "testing"

func TestKeyTellsDeliveriesApart(t *testing.T) {
	base := Message{From: "o1", CreateTime: 100, Kind: KindText, MsgID: 7, Text: "甲"}
	same := base
	same.Text = "乙" // the platform repeats ids, not always bytes
	if base.Key() != same.Key() {
		t.Error("a repeat has another key")
	}
	for name, change := range map[string]func(*Message){
		"another person with the same id":   func(m *Message) { m.From = "o2" },
		"another id":                        func(m *Message) { m.MsgID = 8 },
		"another second with the same id":   func(m *Message) { m.CreateTime = 101 },
		"an event of the same second":       func(m *Message) { m.Kind, m.Event = KindEvent, EventClick },
		"a sender that ends as a time does": func(m *Message) { m.From, m.CreateTime = "o110", 0 },
	} {
		other := base
		change(&other)
		if other.Key() == base.Key() {
			t.Errorf("%s has the same key", name)
		}
	}
	click := Message{From: "o1", CreateTime: 100, Kind: KindEvent, Event: EventClick, EventKey: "a"}
	twice := click
	twice.EventKey = "b"
	if click.Key() == twice.Key() {
		t.Error("two taps of one second have one key")
	}
}
