package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestAWallScreen: its link opens it until it is taken back, and what is sealed, or
// of another office, is not on it.
func TestAWallScreen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var ids []string
		for _, who := range []string{"v1", "v2"} {
			o.hear(who, "路灯坏了")
			o.place(who)
			it := o.first(o.clerk)
			ids = append(ids, it.ID)
			o.must(o.do(o.clerk, func(t *act.Tx) error {
				o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
				return t.Forward(it.ID, o.zhang.ID, "", 0)
			}))
		}
		_, err := o.RefreshStatistics(t.Context())
		o.must(err)
		var wall *store.Wall
		var token string
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) { wall, token, err = t.AddWall(o.town.ID, "大厅"); return err }))
		if wall.TokenHash == token || len(token) < 26 {
			t.Error("the token lies open in the database")
		}
		screen := func(steps, count int) {
			t.Helper()
			s, err := o.Screen(t.Context(), token)
			o.must(err)
			if len(s.Steps) != steps || s.Today.Count != count || s.Month.Count != count || s.Year.Total.Count != count || s.Year.Deputies != nil {
				t.Errorf("%d steps, %+v", len(s.Steps), s.Year)
			}
		}
		screen(2, 2)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Recall(ids[0], "", 0))
			return t.Triage(ids[0], store.TriageAccusation, "", 0)
		}))
		_, err = o.RefreshStatistics(t.Context())
		o.must(err)
		screen(1, 1)
		for who, err := range map[string]error{
			"another town makes a link":      o.do(o.other, func(t *act.Tx) error { _, _, err := t.AddWall(o.town.ID, "大厅"); return err }),
			"another town takes one back":    o.do(o.other, func(t *act.Tx) error { return t.RevokeWall(wall.ID) }),
			"the petition officer makes one": o.do(o.officer, func(t *act.Tx) error { _, _, err := t.AddWall(o.town.ID, "大厅"); return err }),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RevokeWall(wall.ID) }))
		if _, err := o.Screen(t.Context(), token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("taken back, and still: %v", err)
		}
	})
}
