package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"liaison/store"
)

// Every kind of notice has a word for the list to telephone: whoever calls must know
// what about.
func TestEveryNoticeHasAWord(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "../../store/notice.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Type == nil {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); !ok || id.Name != "NoticeKind" {
			return true
		}
		kind := store.NoticeKind(strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))
		if kinds++; noticeWord(kind) == "" {
			t.Errorf("%s has no word", kind)
		}
		return true
	})
	if kinds < 50 {
		t.Errorf("only %d kinds found", kinds)
	}
}
