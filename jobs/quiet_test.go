package jobs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat/sim"
	"liaison/store"
)

// noticeKinds reads every kind there is from package store, so that a new one is
// tested without being named here.
func noticeKinds(t *testing.T) (kinds []store.NoticeKind) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../store/notice.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Type != nil {
			if id, ok := v.Type.(*ast.Ident); ok && id.Name == "NoticeKind" {
				kinds = append(kinds, store.NoticeKind(strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`)))
			}
		}
		return true
	})
	if len(kinds) < 30 {
		t.Fatalf("only %d kinds found", len(kinds))
	}
	return slices.DeleteFunc(kinds, func(k store.NoticeKind) bool { return k == store.NoticeUnbound }) // a menu goes, nobody is told
}

// A notice of every kind that somebody put into the outbox for the middle of the
// night leaves in the morning, unless it is urgent.
func TestNoKindOfNoticeLeavesAtNight(t *testing.T) {
	kinds := noticeKinds(t)
	each(t, func(b *bench) {
		b.tag()
		s, _ := b.sender()
		night := time.Date(2026, 11, 30, 22, 15, 0, 0, store.ChinaTime)
		b.set(night.UTC())
		people, rows := map[store.NoticeKind]*store.Person{}, map[store.NoticeKind]string{}
		var urgent []string
		for _, k := range kinds {
			people[k] = b.person(true)
			rows[k] = b.notice(store.Notice{Kind: k, PersonID: people[k].ID})
			urgent = append(urgent, b.notice(store.Notice{Kind: k, PersonID: b.person(true).ID, Urgent: true}))
		}
		reached := func(p *store.Person) bool { return b.got(p.Openid, sim.ViaCustom)+b.got(p.Openid, sim.ViaTemplate) > 0 }
		look := func() {
			for b.once(s) > 0 {
			}
		}
		for _, at := range []time.Time{night, night.Add(2 * time.Hour), time.Date(2026, 12, 1, 7, 59, 59, 0, store.ChinaTime)} {
			b.set(at.UTC())
			look()
		}
		for i, k := range kinds {
			if reached(people[k]) || b.read(urgent[i]).State == store.NoticeWaiting {
				b.t.Errorf("%s at night: reached %v; the urgent one is %s", k, reached(people[k]), b.read(urgent[i]).State)
			}
		}
		b.set(time.Date(2026, 12, 1, 8, 0, 0, 0, store.ChinaTime).UTC())
		look()
		left := 0
		for _, k := range kinds {
			state := b.read(rows[k]).State
			if state == store.NoticeWaiting || state == store.NoticeSent && !reached(people[k]) {
				b.t.Errorf("%s is %s in the morning", k, state)
			}
			if reached(people[k]) {
				left++ // a notice about something that is not there is dropped, at whatever hour
			}
		}
		if left < 25 {
			b.t.Errorf("only %d of %d kinds left in the morning", left, len(kinds))
		}
	})
}
