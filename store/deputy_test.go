package store

import (
	"fmt"
	"testing"
	"time"
)

func TestNamedIn(t *testing.T) {
	list := []Deputy{{ID: "z", Name: "张三"}, {ID: "l", Name: "李　四"}, {ID: "o", Name: "欧阳小明"}, {ID: "x", Name: "王"}}
	for text, want := range map[string]string{
		"路灯坏了": "[]", "张三占了地": "[z]", "张 三占了地": "[z]", "张\u200b三": "[z]", "找李四代表": "[l]", "张三和李四": "[z l]",
		"欧阳\n小明": "[o]", "王某": "[]", "张\u202e三": "[z]",
	} {
		if got := fmt.Sprint(NamedIn(text, list)); got != want {
			t.Errorf("%q names %s, want %s", text, got, want)
		}
	}
}

func TestInvitationUsable(t *testing.T) {
	fresh := Invitation{Expires: noon.Add(time.Hour)}
	used, revoked := fresh, fresh
	used.Used, revoked.Revoked = noon, noon
	for _, c := range []struct {
		inv  Invitation
		at   time.Time
		want Problem
	}{
		{fresh, noon, ""}, {fresh, noon.Add(time.Hour), ProblemInvitationExpired},
		{used, noon, ProblemInvitationUsed}, {revoked, noon, ProblemInvitationRevoked},
	} {
		if err := c.inv.Usable(c.at); c.want == "" && err != nil || c.want != "" && !IsProblem(err, c.want) {
			t.Errorf("%+v: %v, want %q", c.inv, err, c.want)
		}
	}
}

// A name that is not two characters is printed as it is.
func TestListedName(t *testing.T) {
	for want, d := range map[string]Deputy{
		"张　三（女，苗族）": {Name: "张三", Sex: "女", Nation: "苗族"}, "李　四": {Name: "李四", Sex: "男", Nation: "汉族"},
		"欧阳建国（侗族）": {Name: "欧阳建国", Nation: "侗族"},
	} {
		if got := d.Listed(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
