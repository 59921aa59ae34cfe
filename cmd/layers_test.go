// Package cmd holds the programs, each in its own directory, and here the
// tests of how the whole tree is built: which package may import which, and
// the rules of style that no other tool checks. They parse the source and so
// need neither a build nor the go command.
package cmd

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// layer is what a package may import of this module: in its own code, and in
// its tests beside that.
type layer struct {
	code, tests []string
}

// Packages that many layers may use, and test doubles that many tests may.
var (
	below   = []string{"store", "store/media", "store/sheet", "store/act"}
	doubles = []string{"store/db", "store/db/dbtest", "bot/wechat", "bot/wechat/sim"}
	looks   = []string{"handlers/page/browser"}
)

// layers is the architecture: imports go down this table, never up. A package
// that is not in it does not exist yet: whoever adds one says here where it
// stands. bot does not know the platform, and bot/wechat/sim does not know
// bot/wechat, nor the reverse outside tests, so that each checks the other.
var layers = map[string]layer{
	"cmd":                   {},
	"cmd/liaison":           {code: join(below, []string{"store/db", "bot", "bot/wechat", "bot/wechat/sim", "jobs", "handlers"}, pages), tests: join(doubles, looks)},
	"cmd/wechatsim":         {code: []string{"store", "bot/wechat/sim"}},
	"cmd/check":             {code: join(below, doubles, []string{"bot", "jobs"})},
	"handlers":              {code: join(below, []string{"bot", "bot/wechat"}, pages), tests: doubles},
	"handlers/webhook":      {code: join(below, []string{"bot", "bot/wechat", "handlers/page"}), tests: doubles},
	"handlers/console":      {code: join(below, []string{"bot", "bot/wechat", "handlers/page"}), tests: join(doubles, looks)},
	"handlers/phone":        {code: join(below, []string{"bot", "bot/wechat", "handlers/page"}), tests: join(doubles, looks)},
	"handlers/page":         {code: []string{"store"}, tests: looks},
	"handlers/page/browser": {code: []string{"store/db/dbtest"}},
	"jobs":                  {code: join(below, []string{"bot", "bot/wechat"}), tests: doubles},
	"bot":                   {code: below, tests: doubles},
	"bot/wechat":            {code: []string{"store"}, tests: []string{"bot/wechat/sim"}},
	"bot/wechat/sim":        {code: []string{"store"}},
	"store/act":             {code: []string{"store", "store/db", "store/sheet", "store/media"}, tests: []string{"store/db/dbtest"}},
	"store/db":              {code: []string{"store"}, tests: []string{"store/db/dbtest"}},
	"store/db/dbtest":       {code: []string{"store", "store/db"}},
	"store/media":           {code: []string{"store"}},
	"store/sheet":           {code: []string{"store"}},
	"store":                 {},
}

// pages are the packages under handlers.
var pages = []string{"handlers/webhook", "handlers/console", "handlers/phone", "handlers/page"}

func join(lists ...[]string) []string { return slices.Concat(lists...) }

// fence keeps a technology inside the packages that stand for it.
type fence struct {
	tech  []string // import paths, each with everything under it
	code  []string // packages that may use it; "x/..." is x and all under it
	tests []string // packages whose tests may, too
}

var fences = []fence{
	{
		tech:  []string{"database/sql"},
		code:  []string{"store/db", "store/db/dbtest"},
		tests: []string{"cmd/..."}, // which compare ledger and rows
	},
	{
		tech: []string{"github.com/go-sql-driver/mysql", "modernc.org/sqlite", "github.com/pressly/goose"},
		code: []string{"store/db", "store/db/dbtest"},
	},
	{
		// The root package turns on logging of message bodies.
		tech: []string{"github.com/silenceper/wechat"},
		code: []string{"bot/wechat", "bot/wechat/sim"},
	},
	{tech: []string{"github.com/gin-gonic/gin"}, code: []string{"handlers/...", "cmd/liaison"}},
	{tech: []string{"github.com/xuri/excelize"}, code: []string{"store/sheet"}, tests: []string{"handlers/...", "cmd/..."}},
	{tech: []string{"github.com/robfig/cron"}, code: []string{"jobs"}},
	{tech: []string{"testing"}, code: []string{"store/db/dbtest", "handlers/page/browser"}, tests: []string{"..."}},
	{tech: []string{"github.com/chromedp"}, code: []string{"handlers/page/browser"}, tests: []string{"..."}},
	{tech: []string{"go.uber.org/goleak", "pgregory.net/rapid"}, tests: []string{"..."}},
}

// forbidden is what nobody imports.
var forbidden = map[string]string{
	"github.com/silenceper/wechat/v2": "the root package logs message bodies; use its subpackages",
}

// inputOutput is what the leaf package store must not import. The three under
// net only parse.
var (
	inputOutput = []string{"os", "net", "database", "syscall", "log", "plugin", "io/ioutil"}
	onlyParse   = []string{"net/url", "net/netip", "net/mail"}
)

func TestLayers(t *testing.T) {
	checkRepository(t, listedPackage, downward, fenced, leaf)
}

// listedPackage finds packages that have no place in the architecture.
func listedPackage(s *source) []string {
	if _, ok := layers[s.dir]; ok {
		return nil
	}
	return []string{s.at(s.file.Package, "package %s is not in the table of layers (cmd/layers_test.go)", s.dir)}
}

// downward finds imports within the module that the table does not allow.
func downward(s *source) []string {
	may := layers[s.dir].code
	if s.test {
		may = join(may, layers[s.dir].tests, []string{s.dir})
	}
	var findings []string
	for p, pos := range s.imports() {
		if target, ours := strings.CutPrefix(p, module+"/"); ours && !slices.Contains(may, target) {
			findings = append(findings, s.at(pos, "%s must not import %s", s.dir, target))
		}
	}
	return findings
}

// fenced finds technologies outside the packages that stand for them.
func fenced(s *source) []string {
	var findings []string
	for p, pos := range s.imports() {
		if why, ok := forbidden[p]; ok {
			findings = append(findings, s.at(pos, "nobody imports %s: %s", p, why))
		}
		for _, f := range fences {
			allowed := within(s.dir, f.code) || s.test && within(s.dir, f.tests)
			if under(p, f.tech) && !allowed {
				findings = append(findings, s.at(pos, "%s belongs to %v, not to %s", p, f.code, s.dir))
			}
		}
	}
	return findings
}

// leaf finds anything in store but the standard library without its input and
// output. Its tests may use test libraries.
func leaf(s *source) []string {
	if s.dir != "store" {
		return nil
	}
	var findings []string
	for p, pos := range s.imports() {
		host, _, _ := strings.Cut(p, "/")
		switch {
		case strings.Contains(host, ".") && !s.test:
			findings = append(findings, s.at(pos, "store imports the standard library only, not %s", p))
		case under(p, inputOutput) && !slices.Contains(onlyParse, p) && !s.test:
			findings = append(findings, s.at(pos, "store does no input or output: %s", p))
		}
	}
	return findings
}

// under tells whether an import path is one of roots or below one. A major
// version (goose/v3) is below its module.
func under(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return p == root || strings.HasPrefix(p, root+"/")
	})
}

// within tells whether a package is in a list of packages and "x/..." trees.
func within(dir string, list []string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool {
		root, tree := strings.CutSuffix(pattern, "...")
		return dir == pattern || tree && strings.HasPrefix(dir+"/", root)
	})
}

// TestLayersHaveNoCircle proves the table itself: a package must not reach
// itself by allowed imports, or "downward" would have no meaning.
func TestLayersHaveNoCircle(t *testing.T) {
	for start := range maps.Keys(layers) {
		if slices.Contains(reach(layers, start), start) {
			t.Errorf("%s may import itself through others", start)
		}
	}
	circle := map[string]layer{"a": {code: []string{"b"}}, "b": {code: []string{"a"}}}
	if !slices.Contains(reach(circle, "a"), "a") {
		t.Error("a circle is not seen")
	}
}

// reach is every package that start may import, directly or through others.
func reach(table map[string]layer, start string) []string {
	var found []string
	for next := slices.Clone(table[start].code); len(next) > 0; next = next[1:] {
		if !slices.Contains(found, next[0]) {
			found = append(found, next[0])
			next = append(next, table[next[0]].code...)
		}
	}
	return found
}

func TestLayerRules(t *testing.T) {
	try(t, []example{
		{"downward", "bot/a.go", `package bot; import "liaison/store/act"`, ""},
		{"upward", "store/act/a.go", `package act; import "liaison/bot"`, "store/act must not import bot"},
		{"sideways", "jobs/a.go", `package jobs; import "liaison/handlers"`, "jobs must not import handlers"},
		{"past store/act", "bot/a.go", `package bot; import "liaison/store/db"`, "bot must not import store/db"},
		{"tests may", "bot/a_test.go", `package bot; import "liaison/store/db"`, ""},
		{"own package from its test", "bot/a_test.go", `package bot_test; import "liaison/bot"`, ""},
		{"test upward", "store/act/a_test.go", `package act; import "liaison/bot"`, "must not import bot"},
		{"emulator without client", "bot/wechat/sim/a_test.go", `package sim; import "liaison/bot/wechat"`, "must not import"},
		{"unlisted", "store/extra/a.go", `package extra`, "package store/extra is not in the table"},
		{"unlisted at the top", "main.go", `package main`, "is not in the table"},
		{"driver leaked", "store/act/a.go", `package act; import _ "github.com/go-sql-driver/mysql"`, "belongs to [store/db"},
		{"driver in place", "store/db/a.go", `package db; import _ "github.com/go-sql-driver/mysql"`, ""},
		{"sql leaked", "jobs/a.go", `package jobs; import "database/sql/driver"`, "database/sql/driver belongs to"},
		{"sql in a test of a program", "cmd/liaison/a_test.go", `package main; import "database/sql"`, ""},
		{"SDK leaked", "handlers/webhook/a.go", `package webhook; import "github.com/silenceper/wechat/v2/util"`, "belongs to [bot/wechat"},
		{"SDK in place", "bot/wechat/a.go", `package wechat; import "github.com/silenceper/wechat/v2/util"`, ""},
		{"SDK's root", "bot/wechat/a.go", `package wechat; import "github.com/silenceper/wechat/v2"`, "nobody imports"},
		{"gin leaked", "bot/a.go", `package bot; import "github.com/gin-gonic/gin"`, "belongs to [handlers/..."},
		{"gin in a page", "handlers/phone/a.go", `package phone; import "github.com/gin-gonic/gin"`, ""},
		{"gin at the top of handlers", "handlers/a.go", `package handlers; import "github.com/gin-gonic/gin/binding"`, ""},
		{"testing in the program", "bot/a.go", `package bot; import "testing"`, "testing belongs to"},
		{"leaf with a library", "store/a.go", `package store; import "golang.org/x/text/width"`, "standard library only"},
		{"leaf with files", "store/a.go", `package store; import "os/exec"`, "no input or output"},
		{"leaf with a network", "store/a.go", `package store; import "net/http"`, "no input or output"},
		{"leaf that parses", "store/a.go", `package store; import "net/url"`, ""},
		{"leaf's test", "store/a_test.go", `package store; import "pgregory.net/rapid"`, ""},
	}, listedPackage, downward, fenced, leaf)
}
