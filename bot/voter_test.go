package bot

import (
	"testing"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestNumberOnAnEmptyDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := empty(t, d)
		if got := o.say("v1", "路灯坏了"); got != "已收到您反映的情况，编号 YJ-2026-000001\n"+wordNext {
			t.Errorf("got %q", got)
		}
		o.want(o.say("v1", "就在学校门口"), "已补充到 YJ-2026-000001")
		if n := len(o.items("v1")); n != 1 {
			t.Errorf("%d items", n)
		}
	})
}
