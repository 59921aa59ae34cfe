package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestSettingsAreInheritedAndRemembered: an office's own value holds for those
// under it until it is taken away, and who changed what stays written down, for
// that office's people only.
func TestSettingsAreInheritedAndRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		system := o.member("system", o.root.ID, store.RoleSystem)
		set := func(office, value string) error {
			return o.do(system, func(t *act.Tx) error { return t.Set(office, store.SetJoinMinutes, value) })
		}
		holds := func(office, want string) {
			t.Helper()
			view, err := o.View(t.Context())
			o.must(err)
			if got := view.Settings.Text(office, store.SetJoinMinutes); got != want {
				t.Errorf("%s holds, want %s", got, want)
			}
		}
		o.must(set(o.root.ID, "20"))
		holds(o.town.ID, "20")
		o.must(set(o.town.ID, "30"))
		holds(o.town.ID, "30")
		if err := set(o.town.ID, "0"); err == nil {
			t.Error("a value out of range was taken")
		}
		for range 2 { // the second time there is nothing to take away
			o.must(o.do(system, func(t *act.Tx) error { return t.Unset(o.town.ID, store.SetJoinMinutes) }))
		}
		holds(o.town.ID, "20")

		list, err := o.SettingChanges(t.Context(), o.clerk, o.town.ID)
		o.must(err)
		if len(list) != 2 || !list[0].Unset || list[0].Was != "30" || list[1].Was != "20" || list[1].Value != "30" || list[1].Who != "system" {
			t.Errorf("changes of the town: %+v", list)
		}
		if _, err := o.SettingChanges(t.Context(), o.other, o.town.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town's clerk: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Unset(o.town.ID, store.SetJoinMinutes) }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a clerk took a setting away: %v", err)
		}
	})
}
