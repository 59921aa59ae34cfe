package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestRepeatedDeliveryHasOneEffectAndOneAnswer(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		m := o.message("v1", store.Message{Text: "路灯坏了"})
		first, err := o.bot.Answer(t.Context(), m)
		o.must(err)
		o.say("v1", "还有井盖")
		o.step(time.Hour)
		again, err := o.bot.Answer(t.Context(), m)
		o.must(err)
		if again != first || !strings.Contains(first.Text, "YJ-2026-000001") {
			t.Errorf("%q, then %q", first, again)
		}
		if list := o.items("v1"); len(list) != 1 || len(o.said(&list[0])) != 2 {
			t.Errorf("%+v", list)
		}
	})
}

// Two replicas, each message delivered three times at once.
func TestRacingDeliveriesHaveOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := empty(t, d)
		o.furnish()
		other := o.newActs()
		bots := []*Bot{o.bot, o.newBot(other), o.bot}
		const people, each = 20, 5
		replies := make([][3]string, people*each)
		var wg sync.WaitGroup
		for i := range replies {
			m := o.message(fmt.Sprintf("v%d", i%people), store.Message{Text: fmt.Sprintf("第 %d 件事", i)})
			for j, b := range bots {
				wg.Go(func() {
					r, err := b.Answer(context.Background(), m)
					if err != nil {
						t.Error(err)
					}
					replies[i][j] = r.Text
				})
			}
		}
		wg.Wait()
		for i, r := range replies {
			if r[0] == "" || r[0] != r[1] || r[1] != r[2] {
				t.Errorf("message %d: %q", i, r)
			}
		}
		steps, numbers := 0, map[string]bool{}
		for i := range people {
			list := o.items(fmt.Sprintf("v%d", i))
			if len(list) != 1 {
				t.Fatalf("person %d has %d items", i, len(list))
			}
			numbers[list[0].Number] = true
			steps += len(o.said(&list[0]))
		}
		if steps != people*each || len(numbers) != people {
			t.Errorf("%d steps, %d numbers", steps, len(numbers))
		}
	})
}

// poison makes the bot panic on some messages.
func (o *office) poison(word string) {
	healthy := o.bot.decide
	o.bot.decide = func(t *act.Tx, p *store.Person, k *store.Kept) (string, error) {
		if strings.Contains(k.Text, word) {
			var none *store.Opinion
			return none.Number, nil
		}
		return healthy(t, p, k)
	}
}

func TestPoisonIsParkedAndOthersFlow(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.poison("毒")
		var wg sync.WaitGroup
		for i := range 40 {
			text := "路灯坏了"
			if i%4 == 0 {
				text = "毒"
			}
			m := o.message(fmt.Sprintf("v%d", i), store.Message{Text: text})
			wg.Go(func() {
				r, err := o.bot.Answer(context.Background(), m)
				if err != nil || (r.Text == "") != (text == "毒") {
					t.Errorf("%s: %q, %v", text, r.Text, err)
				}
			})
		}
		wg.Wait()
		system := store.Actor{Kind: store.ActorStaff, Grants: []store.Grant{{Role: store.RoleSystem}}}
		for range 4 {
			if list, err := o.acts.Parked(t.Context(), system, 100); err != nil || len(list) != 0 {
				t.Fatalf("parked too early: %d, %v", len(list), err)
			}
			o.step(10 * time.Minute)
			o.pending()
		}
		list, err := o.acts.Parked(t.Context(), system, 100)
		o.must(err)
		if len(list) != 10 {
			t.Fatalf("%d parked", len(list))
		}
		for _, k := range list {
			if !strings.HasPrefix(k.Failure, "panic at lane_test.go:") || k.Text != "" || k.Tries != 5 {
				t.Errorf("%+v", k)
			}
		}
	})
}

func TestWhoeverGivesUpIsAnsweredLate(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		started, finish := make(chan bool), make(chan bool)
		healthy := o.bot.decide
		o.bot.decide = func(x *act.Tx, p *store.Person, k *store.Kept) (string, error) {
			if k.Text == "慢" {
				started <- true
				<-finish
			}
			return healthy(x, p, k)
		}
		first := o.message("v1", store.Message{Text: "慢"})
		queued, err := o.acts.Keep(t.Context(), o.message("v1", store.Message{Text: "排队"}))
		o.must(err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan Reply)
		go func() {
			r, err := o.bot.Answer(ctx, first)
			if err != nil {
				t.Error(err)
			}
			done <- r
		}()
		<-started
		cancel()
		if r := <-done; r.Text != "" {
			t.Errorf("answered %q", r.Text)
		}
		// Nobody waits for this one when its turn comes: it is left to the duty.
		j := newJob(queued)
		j.wait(ctx)
		if err := o.bot.lanes.Put(act.Hash("v1"), j); err != nil {
			t.Error(err)
		}
		close(finish)
		o.bot.Close()
		o.want(o.notices(store.NoticeLate), "编号 YJ-2026-000001")
		if n := len(o.said(&o.items("v1")[0])); n != 1 {
			t.Errorf("%d steps", n)
		}
		o.bot = o.newBot(o.acts)
		o.step(time.Minute)
		if n := o.pending(); n != 1 {
			t.Errorf("%d pending done", n)
		}
		o.want(o.notices(store.NoticeLate), "已补充到 YJ-2026-000001")
	})
}

func TestFullQueueLeavesTheMessageToTheDuty(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bot.lanes.Close() // as full as can be
		o.want(o.say("v1", "路灯坏了"), "")
		o.step(time.Minute)
		if n := o.pending(); n != 1 {
			t.Errorf("%d done", n)
		}
		o.want(o.notices(store.NoticeLate), "编号 YJ-2026-000001")
	})
}

func TestNothingIsSaidOfWhatWasNotKept(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.must(o.db.Close())
		r, err := o.bot.Answer(t.Context(), o.message("v1", store.Message{Text: "路灯坏了"}))
		if err == nil || r.Text != "" {
			t.Errorf("%q, %v", r.Text, err)
		}
	})
}

// An outage is nobody's fault: no message is counted as failed for it.
func TestOutageCountsNoTries(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		healthy := o.bot.decide
		o.bot.decide = func(*act.Tx, *store.Person, *store.Kept) (string, error) { return "", context.DeadlineExceeded }
		for range 10 {
			o.want(o.say("v1", "路灯坏了"), "")
		}
		o.bot.decide = healthy
		o.step(time.Minute)
		if n := o.pending(); n != 10 {
			t.Errorf("%d done", n)
		}
		if list := o.items("v1"); len(list) != 1 || len(o.said(&list[0])) != 10 {
			t.Errorf("%d items", len(list))
		}
	})
}

func TestErrorsOfOneMessageLeaveNoTrace(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		healthy, fails := o.bot.decide, true
		o.bot.decide = func(x *act.Tx, p *store.Person, k *store.Kept) (string, error) {
			words, err := healthy(x, p, k)
			if fails && err == nil {
				err = errors.New("after the acts")
			}
			return words, err
		}
		o.want(o.say("v1", "路灯坏了"), "")
		if list := o.items("v1"); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		fails = false
		o.step(time.Minute)
		o.pending()
		if list := o.items("v1"); len(list) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestUnfollowAndFollowInOneBatch(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		var batch []*store.Kept
		for _, m := range []store.Message{{Text: "路灯坏了"}, {Kind: store.KindEvent, Event: store.EventUnsubscribe},
			{Kind: store.KindEvent, Event: store.EventSubscribe}, {Text: "井盖没了"}} {
			o.step(time.Second)
			x := o.message("v1", m)
			x.CreateTime = o.now().Unix()
			k, err := o.acts.Keep(t.Context(), x)
			o.must(err)
			batch = append(batch, k)
		}
		o.bot.work(batch)
		if list := o.items("v1"); len(list) != 1 || list[0].Summary != "井盖没了" {
			t.Errorf("%+v", list)
		}
		all, err := o.acts.Inbox(t.Context(), o.clerk, act.InboxFilter{Limit: 10})
		o.must(err)
		if len(all) != 2 || all[1].Summary != "路灯坏了" || all[1].PersonID != "" {
			t.Errorf("%+v", all)
		}
	})
}

func TestOneMessageTwiceInOneBatch(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		m := o.message("v1", store.Message{Text: "路灯坏了"})
		var jobs []*job
		for range 3 {
			k, err := o.acts.Keep(t.Context(), m)
			o.must(err)
			jobs = append(jobs, newJob(k))
		}
		o.bot.run(jobs)
		for _, j := range jobs {
			o.want(j.wait(t.Context()), "编号 YJ-2026-000001")
		}
		if list := o.items("v1"); len(list) != 1 || len(o.said(&list[0])) != 1 {
			t.Errorf("%d items", len(list))
		}
	})
}
