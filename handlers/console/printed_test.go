package console

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

var keys = regexp.MustCompile(`invite-key">([A-Z0-9 ]+)<`)

// TestPrintInvitations: all who are not bound get one that works, once; an earlier
// one does not any more.
func TestPrintInvitations(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	d.bind("dep-zhang", d.zhang.ID)
	var old string
	d.as("clerk", func(t *act.Tx) (err error) { _, old, err = t.Invite(d.li.ID); return err })
	got := b.post(invitePath, "office", d.town.ID)
	codes := keys.FindAllStringSubmatch(got.Body, -1)
	if got.Code != http.StatusOK || len(codes) != 2 || strings.Count(got.Body, "data:image/png") != 2 || strings.Contains(got.Body, "张三") {
		t.Fatalf("%d, %d codes: %s", got.Code, len(codes), text(got.Body))
	}
	accept := func(openid, code string) error {
		d.hear(openid, "您好", nil, false)
		p, err := d.PersonByOpenid(t.Context(), openid)
		must(t, err)
		return d.Do(t.Context(), store.PersonActor(p, "test"), "", func(t *act.Tx) error {
			p, err := t.LockSelf()
			must(d.t, err)
			_, err = t.Accept(p, code)
			return err
		})
	}
	if err := accept("dep-old", old); !store.IsProblem(err, store.ProblemInvitationRevoked) {
		t.Errorf("the earlier one: %v", err)
	}
	if err := errors.Join(accept("dep-li", codes[0][1]), accept("dep-wang", codes[1][1])); err != nil {
		t.Errorf("a printed one: %v", err)
	}
	if got := b.post(invitePath, "office", d.town.ID); got.Location != invitePath {
		t.Errorf("everybody is bound: %d %s", got.Code, text(got.Body))
	}
}

func TestPrintSomeInvitations(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	if page := b.get(invitePath); strings.Count(page.Body, `name="deputy"`) != 3 {
		t.Errorf("%s", text(page.Body))
	}
	if got := b.post(invitePath, "deputy", d.li.ID); len(keys.FindAllString(got.Body, -1)) != 1 || !strings.Contains(got.Body, "李四") {
		t.Errorf("%d %s", got.Code, text(got.Body))
	}
	if got := b.post(invitePath); got.Code != http.StatusUnprocessableEntity || !strings.Contains(text(got.Body), "请") {
		t.Errorf("nobody chosen: %d", got.Code)
	}
	if got := d.signIn("clerk-far").post(invitePath, "deputy", d.li.ID); got.Code != http.StatusNotFound {
		t.Errorf("the next town invites ours: %d", got.Code)
	}
	d.qr = errors.New("not now")
	got := b.post(invitePath, "deputy", d.li.ID, "deputy", d.wang.ID)
	if len(keys.FindAllString(got.Body, -1)) != 2 || !strings.Contains(got.Body, "暂时没有从微信取到") {
		t.Errorf("without WeChat: %s", text(got.Body))
	}
}

func TestPrintAllStations(t *testing.T) {
	d := open(t)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		_, err := t.AddStation(store.Station{OfficeID: d.town.ID, Name: "村口联络站"})
		must(d.t, err)
		_, err = t.AddStation(store.Station{OfficeID: d.far.ID, Name: "别镇联络站"})
		return err
	}))
	got := d.signIn("clerk").get("/console/stations/sheets")
	if strings.Count(got.Body, "data:image/png") != 2 || !strings.Contains(got.Body, "村口联络站") || strings.Contains(got.Body, "别镇") {
		t.Errorf("%d %s", got.Code, text(got.Body))
	}
}
