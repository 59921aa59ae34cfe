package bot

import (
	"testing"
	"time"

	"liaison/store"
)

// Leaving that is worked on late, after the person follows again, takes nothing
// away; leaving afterwards does.
func TestLeavingThatComesLate(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.say("v1", "路灯坏了")
		late := o.message("v1", store.Message{Kind: store.KindEvent, Event: store.EventUnsubscribe})
		o.step(time.Minute)
		o.event("v1", store.EventSubscribe, "")
		_, err := o.bot.Answer(t.Context(), late)
		o.must(err)
		if n := len(o.items("v1")); n != 1 {
			t.Errorf("%d items after leaving that was over", n)
		}
		o.event("v1", store.EventUnsubscribe, "")
		if n := len(o.items("v1")); n != 0 {
			t.Errorf("%d items lead to who has left", n)
		}
	})
}
