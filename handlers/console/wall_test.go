package console

import (
	"net/http"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

// wallLink makes a link to 甲镇's screen.
func (d *desk) wallLink() (id, token string) {
	d.t.Helper()
	d.as("clerk", func(t *act.Tx) error {
		w, made, err := t.AddWall(d.town.ID, "一楼大厅")
		id, token = w.ID, made
		return err
	})
	return id, token
}

// TestAScreenShowsNumbersWithoutAPerson, to whoever has the link, until it is taken
// back.
func TestAScreenShowsNumbersWithoutAPerson(t *testing.T) {
	d := open(t)
	deputy := d.bind("dep", d.zhang.ID)
	o := d.answered(deputy, "公交车末班太早", "已与公交公司沟通")
	d.as("clerk", func(t *act.Tx) error { return t.Release(d.fresh(o.ID).Waiting().ID, 0) })
	sealedNow(d)
	_, err := d.RefreshStatistics(t.Context())
	must(t, err)
	staff := d.signIn("clerk")
	made := staff.post(wallPath, "office", d.town.ID, "name", "一楼大厅")
	_, token, found := strings.Cut(made.Body, screenPath)
	if token, _, _ = strings.Cut(token, "<"); !found || len(token) != 26 {
		t.Fatalf("%d %s", made.Code, text(made.Body))
	}
	if strings.Contains(staff.get(wallPath).Body, token) {
		t.Error("the link is shown a second time")
	}
	got := d.nobody().get(screenPath + token)
	said := strings.Join(strings.Fields(text(got.Body)), " ")
	for _, want := range []string{"甲镇人大 群众意见办理情况", "今年收到 2 件", "今年已答复 1 件", "甲镇的一件意见已由代表答复", "甲镇的一件意见已转请代表办理"} {
		if !strings.Contains(strings.ReplaceAll(said, "　", " "), want) {
			t.Errorf("the screen does not say %q:\n%s", want, said)
		}
	}
	for _, never := range []string{"张三", "公交车", "公交公司", "YJ-", "第一选区", "检举", o.ID, d.zhang.ID} {
		if strings.Contains(got.Body, never) {
			t.Errorf("the screen tells %q", never)
		}
	}
	if !strings.Contains(got.Body, `http-equiv="refresh"`) {
		t.Error("the screen does not renew itself")
	}
	walls, err := d.Walls(t.Context(), d.people["clerk"].Actor)
	must(t, err)
	if got := staff.post(wallPath + "/" + walls[0].ID + "/revoke"); got.Location != wallPath {
		t.Fatalf("%d %s", got.Code, text(got.Body))
	}
	for _, path := range []string{screenPath + token, screenPath + "guess", screenPath + store.NewSecret()} {
		if got := d.nobody().get(path); got.Code != http.StatusNotFound || strings.Contains(got.Body, "今年收到") {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
}
