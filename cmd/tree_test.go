package cmd

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// module is this module's path, as its own packages are imported.
const module = "liaison"

// source is one Go file of the tree.
type source struct {
	path string // slash-separated, from the top of the tree
	dir  string // the package, in the same form
	test bool
	text string
	fset *token.FileSet
	file *ast.File
}

// rule finds what is wrong with one file.
type rule func(*source) []string

// at is a finding at a place in the file.
func (s *source) at(pos token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.fset.Position(pos).Line, fmt.Sprintf(format, args...))
}

// imports are the paths a file imports, with their places.
func (s *source) imports() map[string]token.Pos {
	found := map[string]token.Pos{}
	for _, spec := range s.file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			found[p] = spec.Pos()
		}
	}
	return found
}

// load parses every Go file of a tree, but those that the go command would not
// look at either.
func load(tree fs.FS) ([]*source, error) {
	var sources []*source
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && ignored(entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		s, err := parse(tree, name)
		sources = append(sources, s)
		return err
	})
	return sources, err
}

func ignored(dir string) bool {
	return dir == "testdata" || dir[0] == '.' || dir[0] == '_'
}

func parse(tree fs.FS, name string) (*source, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return &source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), string(text), fset, file}, nil
}

// check applies rules to every file.
func check(sources []*source, rules ...rule) []string {
	var findings []string
	for _, s := range sources {
		for _, r := range rules {
			findings = append(findings, r(s)...)
		}
	}
	return findings
}

// repository loads this repository.
func repository(t *testing.T) []*source {
	t.Helper()
	sources, err := load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 10 {
		t.Fatalf("only %d Go files found: the test looks in the wrong place", len(sources))
	}
	return sources
}

// checkRepository applies rules to this repository.
func checkRepository(t *testing.T, rules ...rule) {
	t.Helper()
	for _, finding := range check(repository(t), rules...) {
		t.Error(finding)
	}
}

// example is a small tree on which a rule is tried: it must find something
// that contains want, or nothing where want is empty.
type example struct {
	name, path, text, want string
}

// try proves that rules find what they are for, and leave the rest alone.
func try(t *testing.T, examples []example, rules ...rule) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			sources, err := load(fstest.MapFS{e.path: {Data: []byte(e.text)}})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(check(sources, rules...), "\n")
			if (e.want == "") != (got == "") || !strings.Contains(got, e.want) {
				t.Errorf("found %q, want %q", got, e.want)
			}
		})
	}
}

func TestLoadSkipsWhatGoSkips(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("package p")}
	sources, err := load(fstest.MapFS{
		"a/a.go": file, "a/testdata/b.go": file, ".git/c.go": file, "_old/d.go": file, "a/e.txt": file,
	})
	if err != nil || len(sources) != 1 || sources[0].path != "a/a.go" || sources[0].dir != "a" {
		t.Errorf("%d files, error %v", len(sources), err)
	}
	if _, err := load(fstest.MapFS{"a.go": {Data: []byte("packag p")}}); err == nil {
		t.Error("no error for a file that does not parse")
	}
}
