package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// stage is one check.
type stage struct {
	name  string
	limit time.Duration // it has failed when it takes longer
	// run does the check. The note goes into the table. An error of type
	// leftOut means that it could not be done and that this is no failure.
	run func(ctx context.Context, c *checker) (note string, err error)
}

// allStages are the checks in the order they run: what is quick and finds much
// comes first. The limits are several times what a two-core machine takes.
func allStages() []stage {
	return []stage{
		{"tools", 10 * time.Minute, checkTools},
		{"layout", time.Minute, checkLayout},
		{"gofmt", time.Minute, checkFormat},
		{"vet", 6 * time.Minute, checkVet},
		{"staticcheck", 8 * time.Minute, checkStatic},
		{"govulncheck", 5 * time.Minute, checkVulnerabilities},
		{"third_party", 3 * time.Minute, checkThirdParty},
		{testStage, 50 * time.Minute, checkTests},
		{"fuzz", 12 * time.Minute, checkFuzz},
	}
}

func stageNames(all []stage) []string {
	var names []string
	for _, s := range all {
		names = append(names, s.name)
	}
	return names
}

// leftOut is the reason why a check could not be done where that is no
// failure. It is always said aloud.
type leftOut string

func (l leftOut) Error() string { return string(l) }

// leaveOut leaves a check out on somebody's own machine and fails it in CI.
func (c *checker) leaveOut(reason string) error {
	if c.opts.ci {
		return errors.New(reason)
	}
	return leftOut(reason)
}

// result is one row of the closing table.
type result struct {
	stage string
	asked bool
	note  string
	err   error
	took  time.Duration
}

func (r result) failed() bool {
	var l leftOut
	return r.err != nil && !errors.As(r.err, &l)
}

func (r result) verdict() string {
	switch {
	case !r.asked:
		return "not asked for"
	case r.failed():
		return "FAILED"
	case r.err != nil:
		return "left out"
	}
	return "passed"
}

// checker is one run of the command.
type checker struct {
	opts  options
	out   io.Writer
	root  string // top of the source tree
	temp  string // where tools build; removed at the end
	data  string // TMPDIR of everything started; removed at the end
	tests tally  // what the test stage counted
}

func newChecker(opts options, out io.Writer) (*checker, error) {
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "liaison-check-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary directory: %w", err)
	}
	// MariaDB runs as another user where the check runs as root, and must be
	// able to pass through.
	if err := os.Chmod(temp, 0o711); err != nil {
		return nil, err
	}
	data := memoryDir(temp)
	return &checker{opts: opts, out: out, root: root, temp: temp, data: data}, nil
}

// close removes what the run left behind. It may come before the last child's
// file does: what is in a temporary directory may stay there.
func (c *checker) close() {
	_ = os.RemoveAll(c.data)
	_ = os.RemoveAll(c.temp)
}

// findRoot is the directory of go.mod, above the working directory.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod here or above: run it inside the source tree")
		}
		dir = parent
	}
}

// runStages runs what was asked for, each stage whatever the others said.
func (c *checker) runStages(ctx context.Context, all []stage) []result {
	var results []result
	for _, s := range all {
		r := result{stage: s.name, asked: slices.Contains(c.opts.chosen, s.name)}
		if r.asked {
			fmt.Fprintf(c.out, "\n=== %s\n", s.name)
			r = c.runStage(ctx, s)
			fmt.Fprintf(c.out, "=== %s: %s\n", s.name, describe(r))
		}
		results = append(results, r)
	}
	return results
}

func (c *checker) runStage(ctx context.Context, s stage) result {
	if ctx.Err() != nil {
		return result{stage: s.name, asked: true, err: errors.New("interrupted before it began")}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.limit, fmt.Errorf("not done within %v", s.limit))
	defer cancel()
	began := time.Now()
	note, err := s.run(ctx, c)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w (%v)", err, context.Cause(ctx))
	}
	return result{stage: s.name, asked: true, note: note, err: err, took: time.Since(began)}
}

func describe(r result) string {
	text := r.verdict()
	for _, more := range []string{r.note, errorText(r.err)} {
		if more != "" {
			text += ": " + more
		}
	}
	return text
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// report prints the closing table and the count of tests, in a form that
// programs read. A failed stage counts as one failed, so that the line never
// looks better than the exit code.
func (c *checker) report(results []result) error {
	fmt.Fprintln(c.out)
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CHECK\tRESULT\tTOOK\tNOTE")
	for _, r := range results {
		note := r.note
		if r.err != nil {
			note = firstLine(r.err.Error())
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.stage, r.verdict(), r.took.Round(100*time.Millisecond), note)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	failed := failures(results, c.tests)
	fmt.Fprintf(c.out, "\n%v\n", tally{passed: c.tests.passed, failed: failed, skipped: c.tests.skipped})
	if failed > 0 {
		return errFailed
	}
	return nil
}

// failures counts tests that failed, and stages that did for another reason.
func failures(results []result, tests tally) int {
	n := tests.failed
	for _, r := range results {
		if r.failed() && (r.stage != testStage || tests.failed == 0) {
			n++
		}
	}
	return n
}
