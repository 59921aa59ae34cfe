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
		calm, urgent := map[store.NoticeKind]*store.Person{}, map[store.NoticeKind]*store.Person{}
		for _, k := range kinds {
			calm[k], urgent[k] = b.person(true), b.person(true)
			b.notice(store.Notice{Kind: k, PersonID: calm[k].ID})
			b.notice(store.Notice{Kind: k, PersonID: urgent[k].ID, Urgent: true})
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
		for _, k := range kinds {
			if reached(calm[k]) || !reached(urgent[k]) {
				b.t.Errorf("%s at night: reached %v, the urgent one %v", k, reached(calm[k]), reached(urgent[k]))
			}
		}
		b.set(time.Date(2026, 12, 1, 8, 0, 0, 0, store.ChinaTime).UTC())
		look()
		for _, k := range kinds {
			if !reached(calm[k]) {
				b.t.Errorf("%s has not left in the morning", k)
			}
		}
	})
}
