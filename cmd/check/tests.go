package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
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

// pagePackages walk thousands of addresses one after the other, in the program and
// in browsers. Watched, each page takes five times as long, and one thread has
// nobody to race: there the detector watches the tests of racing alone.
var pagePackages = []string{"liaison/cmd/liaison", "liaison/handlers/console", "liaison/handlers/phone"}

// racing are those tests: the program under load, and two who press at once.
const racing = "^(TestJourney|TestJourneyHears|TestTwoPressAtOnce|TestManyTabsAtOnce|TestNothingOfOnePersonReachesTheNext)$"

// longest takes half the time of its pass: it begins first, and the others run
// beside it. Last, it would run alone, with a core idle.
const longest = "liaison/store/act"

// testPass is one call of go test.
type testPass struct {
	watched  bool   // by the race detector
	only     string // the tests; "" is all
	packages []string
}

// passes are the calls that run every test of the packages once, and the tests of
// racing again, watched.
func passes(packages []string) []testPass {
	others := slices.DeleteFunc(slices.Clone(packages), func(p string) bool { return slices.Contains(pagePackages, p) })
	slices.SortStableFunc(others, func(a, b string) int { return isLongest(b) - isLongest(a) })
	return []testPass{{true, "", others}, {false, "", pagePackages}, {true, racing, pagePackages}}
}

func isLongest(p string) int {
	if p == longest {
		return 1
	}
	return 0
}

// checkTests runs all tests, at most two packages at a time: they start servers and
// browsers, and deadlines are theirs to keep.
func checkTests(ctx context.Context, c *checker) (string, error) {
	list, err := c.output(ctx, "go", "list", "./...")
	if err != nil {
		return "", err
	}
	var failed []error
	for _, p := range passes(strings.Fields(list)) {
		failed = append(failed, c.pass(ctx, p))
	}
	return c.tests.String(), errors.Join(append([]error{verdict(c.out, c.tests)}, failed...)...)
}

// pass runs one call and adds what it found to the checker's count.
func (c *checker) pass(ctx context.Context, p testPass) error {
	args := []string{"test", "-count=1", "-json", "-p=2", "-timeout=30m"}
	if p.watched {
		args = append(args, "-race", plainSQLite)
	}
	if p.only != "" {
		args = append(args, "-run="+p.only)
	}
	cmd := c.command(ctx, "go", append(args, p.packages...)...)
	events, w := io.Pipe()
	cmd.Stdout = w
	run := newTestRun(c.out, c.opts.verbose)
	followed := make(chan error, 1)
	go func() { followed <- run.follow(events) }()
	runErr := runNamed(cmd)
	_ = w.Close() // a pipe's end cannot fail
	followErr := <-followed
	c.tests.add(run.total())
	return errors.Join(runErr, followErr)
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
