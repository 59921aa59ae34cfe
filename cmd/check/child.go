package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// command prepares a program that runs at the top of the tree, shows what it
// prints, and dies with all its children when the context ends.
func (c *checker) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = c.root
	cmd.Stdout, cmd.Stderr = c.out, c.out
	cmd.Env = append(os.Environ(), "LIAISON_CHECK=1", "TMPDIR="+c.data, "GOTMPDIR="+c.temp)
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// do runs a program and names it in the error.
func (c *checker) do(ctx context.Context, name string, args ...string) error {
	return runNamed(c.command(ctx, name, args...))
}

// output runs a program and returns what it prints to standard output.
func (c *checker) output(ctx context.Context, name string, args ...string) (string, error) {
	var text strings.Builder
	cmd := c.command(ctx, name, args...)
	cmd.Stdout = &text
	err := runNamed(cmd)
	return text.String(), err
}

func runNamed(cmd *exec.Cmd) error {
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(shorten(cmd.Args), " "), err)
	}
	return nil
}

// shorten keeps a command recognisable in a table's row.
func shorten(args []string) []string {
	if len(args) > 4 {
		return append(args[:4:4], "…")
	}
	return args
}

// findings prints what a check found and makes it an error.
func findings(out io.Writer, found []string, summary string) error {
	if len(found) == 0 {
		return nil
	}
	for _, f := range found {
		fmt.Fprintln(out, f)
	}
	return fmt.Errorf("%d %s", len(found), summary)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
