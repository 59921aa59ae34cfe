package store

import (
	"testing"
	"time"
)

func text(at time.Time) *Message { return &Message{Kind: KindText, CreateTime: at.Unix()} }

func event(name string, at time.Time) *Message {
	return &Message{Kind: KindEvent, Event: name, CreateTime: at.Unix()}
}

func TestWindow(t *testing.T) {
	p := &Person{Openid: "o"}
	if p.WindowOpen(noon) {
		t.Fatal("open before anything was sent")
	}
	p.OpenWindow(event(EventClick, noon), noon)
	if !p.WindowOpen(noon.Add(59*time.Second)) || p.WindowOpen(noon.Add(time.Minute)) || p.Quota != 3 {
		t.Errorf("a tap opens it for a minute and 3, got until %v and %d", p.Window, p.Quota)
	}
	p.OpenWindow(text(noon), noon)
	if !p.WindowOpen(noon.Add(48*time.Hour-time.Second)) || p.WindowOpen(noon.Add(48*time.Hour)) || p.Quota != 5 {
		t.Errorf("a message opens it for 48 h and 5, got until %v and %d", p.Window, p.Quota)
	}
	p.OpenWindow(event(EventClick, noon.Add(time.Hour)), noon.Add(time.Hour))
	if p.Quota != 5 || !p.WindowOpen(noon.Add(47*time.Hour)) {
		t.Error("a tap shortened the window of a message")
	}
	p.OpenWindow(event(EventView, noon), noon)
	p.Quota = 0
	if p.WindowOpen(noon) {
		t.Error("open with the quota used up")
	}
	p.OpenWindow(text(noon.Add(time.Hour)), noon) // a clock that runs ahead
	if p.Window.After(noon.Add(48 * time.Hour)) {
		t.Error("the platform's clock opened it longer than 48 h from now")
	}
	p.Gone = noon
	if p.WindowOpen(noon) {
		t.Error("open to somebody who unfollowed")
	}
}

func TestThrottleRefills(t *testing.T) {
	p, now := &Person{}, noon
	for range 3 {
		if !p.Throttle(now, 6, 3) {
			t.Fatal("refused within the burst")
		}
	}
	if p.Throttle(now, 6, 3) {
		t.Fatal("the fourth at once was let through")
	}
	if now = now.Add(10 * time.Second); !p.Throttle(now, 6, 3) || p.Throttle(now, 6, 3) {
		t.Error("six a minute is one in ten seconds")
	}
	if p.Throttle(now.Add(-time.Hour), 6, 3) {
		t.Error("a clock that jumps back gave a token")
	}
}
