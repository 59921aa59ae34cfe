package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is a line of go test -json; see go doc test2json.
type event struct {
	Action      string
	Package     string
	Test        string
	Elapsed     float64 // seconds
	Output      string
	ImportPath  string // of build-output and build-fail
	FailedBuild string // set where a package failed since it did not build
}

// skip is a test that did not run.
type skip struct {
	pkg, test, reason string
}

// tally counts tests. Tests that only hold subtests are not counted, unless
// they fail for a reason of their own.
type tally struct {
	passed, failed, skipped int
	skips                   []skip
	failures                []string
}

func (t *tally) add(u tally) {
	t.passed += u.passed
	t.failed += u.failed
	t.skipped += u.skipped
	t.skips = append(t.skips, u.skips...)
	t.failures = append(t.failures, u.failures...)
}

func (t tally) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", t.passed, t.failed, t.skipped)
}

// testRun follows one run of go test -json, in which the events of several
// packages alternate.
type testRun struct {
	out      io.Writer
	verbose  bool
	packages map[string]*packageRun
}

// packageRun is what is known of a package that is being tested.
type packageRun struct {
	tally
	parents map[string]bool     // tests that have subtests; true once one failed
	output  map[string][]string // by test; "" is the package's own
	order   []string            // tests in the order they began
}

func newTestRun(out io.Writer, verbose bool) *testRun {
	return &testRun{out: out, verbose: verbose, packages: map[string]*packageRun{}}
}

// total counts all packages, also those that were cut off.
func (r *testRun) total() tally {
	var sum tally
	for _, name := range slices.Sorted(maps.Keys(r.packages)) {
		sum.add(r.packages[name].tally)
	}
	return sum
}

// follow reads events to the end. A line that is none is shown as it is: the
// go command prints some errors plainly.
func (r *testRun) follow(lines io.Reader) error {
	in := bufio.NewReader(lines)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			r.line(line)
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return fmt.Errorf("read the events of go test: %w", err)
		}
	}
}

func (r *testRun) line(line string) {
	var e event
	if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		fmt.Fprint(r.out, line)
		return
	}
	r.handle(e)
}

func (r *testRun) handle(e event) {
	if e.Action == "build-output" {
		fmt.Fprint(r.out, e.Output)
	}
	if e.Package == "" {
		return
	}
	p := r.packages[e.Package]
	if p == nil {
		p = &packageRun{parents: map[string]bool{}, output: map[string][]string{}}
		r.packages[e.Package] = p
	}
	switch e.Action {
	case "run":
		p.began(e.Test)
	case "output":
		p.output[e.Test] = append(p.output[e.Test], e.Output)
		if r.verbose {
			fmt.Fprint(r.out, e.Output)
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageDone(e, p)
			return
		}
		p.testDone(e)
		if parentOf(e.Test) == "" {
			r.topTestDone(e, p)
		}
	}
}

func (p *packageRun) began(test string) {
	p.order = append(p.order, test)
	if parent := parentOf(test); parent != "" && !p.parents[parent] {
		p.parents[parent] = false
	}
}

// parentOf is the test that a subtest is part of, "" for none.
func parentOf(test string) string {
	return test[:max(0, strings.LastIndex(test, "/"))]
}

func (p *packageRun) testDone(e event) {
	childFailed, isParent := p.parents[e.Test]
	switch {
	case e.Action == "fail" && !childFailed:
		p.fail(e.Package, e.Test)
	case e.Action == "skip":
		p.skipped++
		p.skips = append(p.skips, skip{e.Package, e.Test, p.reason(e.Test)})
	case e.Action == "pass" && !isParent:
		p.passed++
	}
	if parent := parentOf(e.Test); parent != "" && e.Action == "fail" {
		p.parents[parent] = true
	}
}

func (t *tally) fail(pkg, what string) {
	t.failed++
	t.failures = append(t.failures, pkg+" "+what)
}

// reason is what a skipped test said.
func (p *packageRun) reason(test string) string {
	var said []string
	for _, line := range p.output[test] {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

// topTestDone shows what a failed test and its subtests said, and forgets it
// either way.
func (r *testRun) topTestDone(e event, p *packageRun) {
	for _, test := range p.order {
		if test != e.Test && !strings.HasPrefix(test, e.Test+"/") {
			continue
		}
		if e.Action == "fail" {
			r.show(p, test)
		}
		delete(p.output, test)
	}
}

// show prints what a test said, unless it was printed as it came.
func (r *testRun) show(p *packageRun, test string) {
	if !r.verbose {
		fmt.Fprint(r.out, strings.Join(p.output[test], ""))
	}
}

// packageDone counts a package that failed although none of its tests did: it
// did not build, or ended outside its tests. Tests that were cut off have said
// something that was not shown yet.
func (r *testRun) packageDone(e event, p *packageRun) {
	if e.Action == "skip" {
		return // no tests in it
	}
	if e.Action == "fail" {
		for _, test := range append(p.order, "") {
			r.show(p, test)
		}
		if p.failed == 0 {
			p.fail(e.Package, packageFailure(e))
		}
	}
	p.order, p.output = nil, nil
	fmt.Fprintf(r.out, "%-4s %s: %v (%.1f s)\n", e.Action, e.Package, p.tally, e.Elapsed)
}

func packageFailure(e event) string {
	if e.FailedBuild != "" {
		return "did not build"
	}
	return "failed outside its tests"
}
