package cmd

import (
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A file or function longer than this is split. Most are far shorter: these
// are the ends of patience, not the aim.
const (
	maxFileLines     = 600
	maxFunctionLines = 70
)

// vague names say nothing about what a package is for.
var vague = []string{"mocks", "utils", "util", "common", "models", "helpers", "types", "misc", "base"}

// leftOver is what a comment says when work was put off.
var leftOver = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

// clockReaders are files below cmd that may read the clock themselves, each
// with its reason. Everything else is given its clock: naming time.Now as the
// default of such a field is not reading it. A stopwatch is no clock, either;
// it is a variable called began, and time.Since(began).
var clockReaders = map[string]string{
	"handlers/page/session.go":       "scs compares a session's deadline with the real clock",
	"handlers/page/session_store.go": "scs gives that deadline by the real clock, too",
}

func TestStyle(t *testing.T) {
	checkRepository(t, documented, plainName, nothingPutOff, noSleep, givenClock, ownContext, short)
}

// documented finds exported names without a comment. One comment serves a
// group of constants or variables.
func documented(s *source) []string {
	if s.test || ast.IsGenerated(s.file) {
		return nil
	}
	var findings []string
	for _, decl := range s.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
				findings = append(findings, s.at(d.Pos(), "%s has no doc comment", d.Name.Name))
			}
		case *ast.GenDecl:
			findings = append(findings, undocumentedSpecs(s, d)...)
		}
	}
	return findings
}

// exportedReceiver tells whether others can reach a function: it is no method,
// or one of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	return ast.IsExported(typeName(d.Recv.List[0].Type))
}

// typeName is T of T, *T, T[P] and T[P, Q].
func typeName(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func undocumentedSpecs(s *source, d *ast.GenDecl) []string {
	var findings []string
	for _, spec := range d.Specs {
		switch sp := spec.(type) {
		case *ast.TypeSpec:
			alone := !d.Lparen.IsValid()
			if sp.Name.IsExported() && sp.Doc == nil && !(alone && d.Doc != nil) {
				findings = append(findings, s.at(sp.Pos(), "%s has no doc comment", sp.Name.Name))
			}
		case *ast.ValueSpec:
			if name := exportedName(sp); name != "" && d.Doc == nil && sp.Doc == nil && sp.Comment == nil {
				findings = append(findings, s.at(sp.Pos(), "%s has no doc comment", name))
			}
		}
	}
	return findings
}

func exportedName(spec *ast.ValueSpec) string {
	for _, id := range spec.Names {
		if id.IsExported() {
			return id.Name
		}
	}
	return ""
}

// packageComments finds packages that do not say what they are for, and those
// that say it twice. A package of tests alone needs no comment.
func packageComments(sources []*source) []string {
	comments, first := map[string]int{}, map[string]*source{}
	for _, s := range sources {
		if s.test || ast.IsGenerated(s.file) {
			continue
		}
		if first[s.dir] == nil {
			first[s.dir] = s
		}
		if s.file.Doc != nil {
			comments[s.dir]++
		}
	}
	var findings []string
	for dir, s := range first {
		if comments[dir] != 1 {
			findings = append(findings, s.at(s.file.Package, "package %s has %d package comments, not one", dir, comments[dir]))
		}
	}
	return findings
}

func TestPackageComments(t *testing.T) {
	for _, finding := range packageComments(repository(t)) {
		t.Error(finding)
	}
	with := &fstest.MapFile{Data: []byte("// Package a is.\npackage a")}
	without := &fstest.MapFile{Data: []byte("package a")}
	for _, c := range []struct {
		tree fstest.MapFS
		want int
	}{
		{fstest.MapFS{"a/a.go": with, "a/b.go": without}, 0},
		{fstest.MapFS{"a/a.go": without, "a/b.go": without}, 1},
		{fstest.MapFS{"a/a.go": with, "a/b.go": with}, 1},
		{fstest.MapFS{"a/a_test.go": without}, 0},
	} {
		sources, err := load(c.tree)
		if err != nil {
			t.Fatal(err)
		}
		if got := packageComments(sources); len(got) != c.want {
			t.Errorf("%v: %v", slices.Collect(maps.Keys(c.tree)), got)
		}
	}
}

// plainName finds packages whose name says nothing.
func plainName(s *source) []string {
	name := strings.TrimSuffix(s.file.Name.Name, "_test")
	if !slices.Contains(vague, name) {
		return nil
	}
	return []string{s.at(s.file.Package, "a package named %s says nothing about what it is for", name)}
}

// nothingPutOff finds comments that put work off.
func nothingPutOff(s *source) []string {
	var findings []string
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if found := leftOver.FindString(c.Text); found != "" {
				findings = append(findings, s.at(c.Pos(), "%s: do it, or say in an issue what is left", found))
			}
		}
	}
	return findings
}

// noSleep finds tests that sleep, which makes them slow on good days and wrong
// on bad ones. Inside synctest.Test sleeping is how the false clock is moved.
func noSleep(s *source) []string {
	if !s.test {
		return nil
	}
	var findings []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		switch {
		case !ok:
			return true
		case isCall(call, "synctest", "Test"):
			return false
		case isCall(call, "time", "Sleep"):
			findings = append(findings, s.at(call.Pos(), "a test must not sleep: step a clock, or wait for a condition"))
		}
		return true
	})
	return findings
}

// givenClock finds code that reads the clock instead of being given one.
func givenClock(s *source) []string {
	if s.test || within(s.dir, []string{"cmd/...", "store/db/dbtest"}) || clockReaders[s.path] != "" {
		return nil
	}
	var findings []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok && startsStopwatch(assign) {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if ok && readsClock(call) && !(isCall(call, "time", "Since") && isNamed(call.Args[0], stopwatch)) {
			findings = append(findings, s.at(call.Pos(), "the clock is a dependency: take a now func() time.Time"))
		}
		return true
	})
	return findings
}

// ownContext finds gin's context given to something as a context.Context. gin
// uses it again for the next request while database/sql still watches it.
func ownContext(s *source) []string {
	if !within(s.dir, []string{"handlers/..."}) {
		return nil
	}
	var findings []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || !isNamed(call.Args[0], "c") {
			return true
		}
		if method, ok := call.Fun.(*ast.SelectorExpr); ok {
			if of, ok := method.X.(*ast.SelectorExpr); ok && strings.EqualFold(of.Sel.Name, "acts") {
				findings = append(findings, s.at(call.Pos(), "give it c.Request.Context(): gin uses c again"))
			}
		}
		return true
	})
	return findings
}

// stopwatch is the name of a variable that only measures.
const stopwatch = "began"

func startsStopwatch(assign *ast.AssignStmt) bool {
	if len(assign.Lhs) != 1 || !isNamed(assign.Lhs[0], stopwatch) {
		return false
	}
	call, ok := assign.Rhs[0].(*ast.CallExpr)
	return ok && isCall(call, "time", "Now")
}

func readsClock(call *ast.CallExpr) bool {
	return isCall(call, "time", "Now") || isCall(call, "time", "Since") || isCall(call, "time", "Until")
}

func isNamed(expr ast.Expr, name string) bool {
	id, ok := expr.(*ast.Ident)
	return ok && id.Name == name
}

// isCall tells whether a call is of pkg.name.
func isCall(call *ast.CallExpr, pkg, name string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	return isNamed(sel.X, pkg)
}

// short finds files and functions that are too long to be read at once.
func short(s *source) []string {
	if ast.IsGenerated(s.file) {
		return nil
	}
	var findings []string
	if n := strings.Count(s.text, "\n"); n > maxFileLines {
		findings = append(findings, s.at(s.file.Package, "%d lines; split files above %d by subject", n, maxFileLines))
	}
	for _, decl := range s.file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := lines(s.fset, f); n > maxFunctionLines {
			findings = append(findings, s.at(f.Pos(), "%s has %d lines; split functions above %d", f.Name.Name, n, maxFunctionLines))
		}
	}
	return findings
}

func lines(fset *token.FileSet, n ast.Node) int {
	return fset.Position(n.End()).Line - fset.Position(n.Pos()).Line + 1
}

func TestOwnContextRule(t *testing.T) {
	try(t, []example{
		{"gin context", "handlers/console/a.go", "package console\nfunc f() { h.acts.View(c) }", "gin uses c again"},
		{"request context", "handlers/console/a.go", "package console\nfunc f() { h.acts.View(c.Request.Context()) }", ""},
		{"elsewhere", "bot/a.go", "package bot\nfunc f() { b.acts.View(c) }", ""},
	}, ownContext)
}

func TestDocumentedRule(t *testing.T) {
	try(t, []example{
		{"function", "a/a.go", "package a\nfunc F() {}", "F has no doc comment"},
		{"function with", "a/a.go", "package a\n// F is.\nfunc F() {}", ""},
		{"unexported", "a/a.go", "package a\nfunc f() {}\ntype t struct{}\nvar v int", ""},
		{"method", "a/a.go", "package a\n// T is.\ntype T int\nfunc (t *T) M() {}", "M has no doc comment"},
		{"method of a generic type", "a/a.go", "package a\n// T is.\ntype T[p any] struct{}\nfunc (t *T[p]) M() {}", "M has no doc comment"},
		{"method of a hidden type", "a/a.go", "package a\ntype t int\nfunc (t) String() string { return \"\" }", ""},
		{"type", "a/a.go", "package a\ntype T int", "T has no doc comment"},
		{"type in a group", "a/a.go", "package a\n// Types.\ntype (\n\tT int\n)", "T has no doc comment"},
		{"constants in a group", "a/a.go", "package a\n// Kinds.\nconst (\n\tA = 1\n\tB = 2\n)", ""},
		{"constant without", "a/a.go", "package a\nconst (\n\tA = 1\n)", "A has no doc comment"},
		{"constant with a remark", "a/a.go", "package a\nconst (\n\tA = 1 // one\n)", ""},
		{"test", "a/a_test.go", "package a\nfunc F() {}", ""},
		{"generated", "a/a.go", "// Code generated by sqlc. DO NOT EDIT.\n\npackage a\nfunc F() {}", ""},
	}, documented)
}

func TestStyleRules(t *testing.T) {
	long := "package a\n\nfunc f() {\n" + strings.Repeat("\t_ = 0\n", maxFunctionLines-1) + "}\n"
	just := "package a\n\nfunc f() {\n" + strings.Repeat("\t_ = 0\n", maxFunctionLines-2) + "}\n"
	try(t, []example{
		{"vague name", "a/a.go", "package utils", "named utils"},
		{"vague name of a test", "a/a_test.go", "package helpers_test", "named helpers"},
		{"put off", "a/a.go", "package a\n\n// TODO: later", "TODO"},
		{"put off in a function", "a/a_test.go", "package a\nfunc f() {\n\t/* a FIXME here */\n}", "FIXME"},
		{"only a word in a string", "a/a.go", "package a\nconst c = \"TODO\"", ""},
		{"sleep", "a/a_test.go", "package a\nfunc f() { go func() { time.Sleep(1) }() }", "must not sleep"},
		{"sleep in a bubble", "a/a_test.go", "package a\nfunc f() { synctest.Test(t, func(t *testing.T) { time.Sleep(1) }) }", ""},
		{"clock", "bot/a.go", "package bot\nvar v = time.Now().UTC()", "clock is a dependency"},
		{"clock by another name", "bot/a.go", "package bot\nvar v = time.Since(t)", "clock is a dependency"},
		{"clock kept under a stopwatch's name", "bot/a.go", "package bot\nvar began = time.Now().UTC()", "clock is a dependency"},
		{"stopwatch", "bot/a.go", "package bot\nfunc f() { began := time.Now(); _ = time.Since(began) }", ""},
		{"clock as a default", "bot/a.go", "package bot\nvar now = time.Now", ""},
		{"clock in a program", "cmd/liaison/a.go", "package main\nvar v = time.Now()", ""},
		{"clock in a test", "bot/a_test.go", "package bot\nvar v = time.Now()", ""},
		{"long function", "a/a.go", long, "f has 71 lines"},
		{"function of a screen", "a/a.go", just, ""},
		{"long file", "a/a.go", "package a\n" + strings.Repeat("\n", maxFileLines), "601 lines"},
		{"long generated file", "a/a.go", "// Code generated by sqlc. DO NOT EDIT.\n\npackage a\n" + strings.Repeat("\n", maxFileLines), ""},
	}, documented, plainName, nothingPutOff, noSleep, givenClock, ownContext, short)
}
