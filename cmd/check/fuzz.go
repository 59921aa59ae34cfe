package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// fuzzTarget is one fuzz test.
type fuzzTarget struct {
	dir, name string
}

// checkFuzz fuzzes each target for a while. What it finds is written to the
// package's testdata/fuzz, to be kept as a test.
func checkFuzz(ctx context.Context, c *checker) (string, error) {
	targets, err := fuzzTargets(os.DirFS(c.root))
	if err != nil {
		return "", err
	}
	if len(targets) == 0 {
		return "", errors.New("there is nothing to fuzz")
	}
	var failed []string
	for _, t := range targets {
		fmt.Fprintf(c.out, "--- %s %s\n", t.dir, t.name)
		if err := c.fuzz(ctx, t); err != nil {
			failed = append(failed, fmt.Sprintf("%s %s: %v", t.dir, t.name, err))
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
	return fmt.Sprintf("%d targets, %v each", len(targets), c.opts.fuzzTime), findings(c.out, failed, "targets failed")
}

func (c *checker) fuzz(ctx context.Context, t fuzzTarget) error {
	var printed strings.Builder
	cmd := c.command(ctx, "go", "test", "-run=^$", "-fuzz=^"+t.name+"$",
		"-fuzztime="+c.opts.fuzzTime.String(), "-parallel=2", "./"+t.dir)
	cmd.Stdout = io.MultiWriter(c.out, &printed)
	if err := runNamed(cmd); err != nil {
		return err
	}
	if strings.Contains(printed.String(), "no fuzz tests to fuzz") {
		return errors.New("go test does not know it")
	}
	return nil
}

// fuzzTargets finds fuzz tests in the source. go test -list would find the same,
// but must first build every test there is.
func fuzzTargets(tree fs.FS) ([]fuzzTarget, error) {
	var targets []fuzzTarget
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		names, err := fuzzNames(tree, name)
		for _, n := range names {
			targets = append(targets, fuzzTarget{path.Dir(name), n})
		}
		return err
	})
	return targets, err
}

// fuzzNames are the functions of a file named Fuzz… that take one argument and
// have no receiver.
func fuzzNames(tree fs.FS, name string) ([]string, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") && f.Type.Params.NumFields() == 1 {
			names = append(names, f.Name.Name)
		}
	}
	return names, nil
}
