package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
)

// topLevel are the names that may stand at the top of the tree, beside those
// that begin with a dot.
var topLevel = []string{
	"cmd", "bot", "handlers", "store", "jobs",
	"go.mod", "go.sum", "README.md", "README.zh.md", "LICENSE", "CHANGELOG.md",
}

func checkLayout(ctx context.Context, c *checker) (string, error) {
	names, err := c.topNames(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d names at the top", len(names)),
		findings(c.out, misplaced(names), "names do not belong at the top level")
}

// topNames are the names at the top of the tree, but for what git ignores,
// where there is git.
func (c *checker) topNames(ctx context.Context) ([]string, error) {
	if _, err := os.Stat(c.root + "/.git"); err != nil {
		entries, err := os.ReadDir(c.root)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names, err
	}
	files, err := c.output(ctx, "git", "-c", "core.quotePath=false", "ls-files", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	var names []string
	for file := range strings.Lines(files) {
		name, _, _ := strings.Cut(strings.TrimSuffix(file, "\n"), "/")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func misplaced(names []string) []string {
	var found []string
	for _, name := range names {
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) {
			found = append(found, name+" does not belong at the top level")
		}
	}
	return found
}
