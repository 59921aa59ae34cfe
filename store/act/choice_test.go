package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestWhomAnItemMayBeKeptFrom: the nearest deputies without a name, anybody's
// with one, first whoever has it; nothing for who did not write it.
func TestWhomAnItemMayBeKeptFrom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.place("voter")
		it := o.first(o.clerk)
		voter := o.person("voter")
		names := func(name string) (list []string) {
			cards, err := o.KeepFromChoices(t.Context(), voter, it.ID, name, 10)
			o.must(err)
			for _, c := range cards {
				if c.Deputy.Phone != "" || c.Deputy.PhoneIndex != "" {
					t.Error("a voter is given a deputy's number")
				}
				list = append(list, c.Deputy.Name)
			}
			return list
		}
		want := func(name string, wanted ...string) {
			t.Helper()
			if got := names(name); len(got) != len(wanted) || len(got) > 0 && got[0] != wanted[0] {
				t.Errorf("%q: %v, want %v", name, got, wanted)
			}
		}
		want("", "张三")
		want(" 李　四", "李四")
		want("王五")
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
			return t.Forward(it.ID, o.li.ID, "", 0)
		}))
		want("", "李四", "张三")
		o.must(o.do(voter, func(t *act.Tx) error { return t.KeepFrom(it.ID, o.li.ID) }))
		want("", "张三")
		o.hear("other", "另一件事")
		if _, err := o.KeepFromChoices(t.Context(), o.person("other"), it.ID, "", 10); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody else got %v", err)
		}
	})
}
