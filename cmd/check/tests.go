package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// testStage is the stage whose tests the last line counts.
const testStage = "test"

// plainSQLite leaves the race detector out of SQLite itself, which is C turned
// into Go and guarded by its own locks: watched, with the checks of pointers that
// come with it, it makes each statement several times slower. Everything that calls
// it is watched, its driver too: a package that uses sync.Map must be, because the
// linker takes one copy of the generic code behind it for the whole program, and an
// unwatched copy hides what it orders.
const plainSQLite = "-gcflags=modernc.org/sqlite/lib=-race=false -d=checkptr=0"

// checkTests runs all tests with the race detector, at most two packages at a
// time: they start servers and browsers, and deadlines are theirs to keep.
func checkTests(ctx context.Context, c *checker) (string, error) {
	cmd := c.command(ctx, "go", "test", "-race", plainSQLite, "-count=1", "-json", "-p=2", "-timeout=30m", "./...")
	events, w := io.Pipe()
	cmd.Stdout = w
	run := newTestRun(c.out, c.opts.verbose)
	followed := make(chan error, 1)
	go func() { followed <- run.follow(events) }()
	runErr := runNamed(cmd)
	_ = w.Close() // a pipe's end cannot fail
	followErr := <-followed
	c.tests = run.total()
	return c.tests.String(), errors.Join(verdict(c.out, c.tests), runErr, followErr)
}

// verdict lists what failed and what was skipped without leave.
func verdict(out io.Writer, t tally) error {
	for _, f := range t.failures {
		fmt.Fprintln(out, "failed:", f)
	}
	switch {
	case t.failed > 0:
		return errors.New(t.String())
	case t.passed == 0:
		return errors.New("no test ran")
	}
	return findings(out, unwarranted(t.skips, mayBeSkipped), "tests were skipped that should have run")
}
