package act_test

import (
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestCalendarLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		old, _ := o.called(d, o.zhang)
		o.moved(d, old.ID, func(m *store.Meeting) { m.Starts = o.now.Add(-100 * 24 * time.Hour) })
		m, _ := o.called(d, o.zhang)
		o.called(d, o.li)
		o.hear("v", "你好")
		if err := o.do(o.person("v"), func(t *act.Tx) error { _, err := t.NewFeed(); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a voter's: %v", err)
		}
		link := func() (token string) {
			o.must(o.do(zhang, func(t *act.Tx) (err error) { token, err = t.NewFeed(); return err }))
			return token
		}
		first := link()
		office, rows, err := o.FeedRows(t.Context(), first)
		o.must(err)
		if office != "甲镇人大" || len(rows) != 1 || rows[0].Meeting.ID != m.ID {
			t.Errorf("%s: %+v", office, rows)
		}
		gone := func(what, token string) {
			t.Helper()
			if _, _, err := o.FeedRows(t.Context(), token); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		second := link()
		gone("the link that was renewed", first)
		gone("none", "")
		if since, err := o.HasFeed(t.Context(), zhang); err != nil || !since.Equal(o.now) {
			t.Errorf("since %s %v", since, err)
		}
		o.must(o.do(zhang, func(t *act.Tx) error { return t.RevokeFeed() }))
		gone("one taken back", second)
		if since, err := o.HasFeed(t.Context(), zhang); err != nil || !since.IsZero() {
			t.Errorf("since %s %v", since, err)
		}
		third := link()
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.Unbind(o.zhang.ID); return err }))
		gone("of a WeChat that was unbound", third)
		o.bind("dep-new", o.zhang.ID)
		gone("of the WeChat before", third)
	})
}

func TestACalendarLinkGoesWithThePerson(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	o := open(t, base)
	zhang := o.bind("dep", o.zhang.ID)
	o.must(o.do(zhang, func(t *act.Tx) error { _, err := t.NewFeed(); return err }))
	o.must(o.do(zhang, func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		return t.Unfollow(p)
	}))
	if list, err := db.FeedsOf(t.Context(), base.Read(), o.zhang.ID); err != nil || len(list) != 0 {
		t.Errorf("left behind: %+v %v", list, err)
	}
}
