package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestParseOptions(t *testing.T) {
	all := []stage{{name: "one"}, {name: "two"}, {name: "three"}}
	for _, c := range []struct {
		args string
		ci   bool
		want string // names, or the error's beginning
	}{
		{"", false, "one two three"},
		{"", true, "one two three"},
		{"--only three,one", false, "one three"},
		{"--skip two", false, "one three"},
		{"--only one,two --skip two", false, "one"},
		{"--skip two", true, "--skip is refused in CI"},
		{"--only four", false, "no stage four"},
		{"--skip four", false, "no stage four"},
		{"--only one two", false, "unexpected argument two"},
	} {
		opts, err := parseOptions(strings.Fields(c.args), all, c.ci, io.Discard)
		got := strings.Join(opts.chosen, " ")
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, CI %t: %s, want %s", c.args, c.ci, got, c.want)
		}
	}
}

func TestUnknownSubcommand(t *testing.T) {
	if err := run(t.Context(), []string{"no-such-run"}); err == nil || !strings.Contains(err.Error(), "no-such-run") {
		t.Errorf("error %v", err)
	}
}

func TestRunStagesAndReport(t *testing.T) {
	var out bytes.Buffer
	c := &checker{out: &out, opts: options{chosen: []string{"good", "bad", "out", testStage}}}
	all := []stage{
		{"good", time.Minute, func(context.Context, *checker) (string, error) { return "a note", nil }},
		{"bad", time.Minute, func(context.Context, *checker) (string, error) { return "", errors.New("it broke\nin two lines") }},
		{"out", time.Minute, func(_ context.Context, c *checker) (string, error) { return "", c.leaveOut("no tool") }},
		{testStage, time.Minute, func(_ context.Context, c *checker) (string, error) {
			c.tests = tally{passed: 7, failed: 2, skipped: 1}
			return "", errors.New("2 failed")
		}},
		{"other", time.Minute, func(context.Context, *checker) (string, error) {
			t.Error("a stage ran that was not asked for")
			return "", nil
		}},
	}
	if err := c.report(c.runStages(t.Context(), all)); !errors.Is(err, errFailed) {
		t.Errorf("error %v", err)
	}
	var table []string
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		table = append(table, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"CHECK RESULT TOOK NOTE", "good passed 0s a note", "bad FAILED 0s it broke", "out left out 0s no tool",
		"test FAILED 0s 2 failed", "other not asked for 0s", "", "7 passed, 3 failed, 1 skipped",
	}
	if got := table[len(table)-len(want):]; !slices.Equal(got, want) {
		t.Errorf("it ends:\n%s", strings.Join(got, "\n"))
	}
}

func TestFailures(t *testing.T) {
	broke := errors.New("it broke")
	for _, c := range []struct {
		name    string
		results []result
		tests   tally
		want    int
	}{
		{"all well", []result{{stage: "vet", asked: true}}, tally{}, 0},
		{"left out", []result{{stage: "vet", asked: true, err: leftOut("no network")}}, tally{}, 0},
		{"a stage", []result{{stage: "vet", asked: true, err: broke}}, tally{}, 1},
		{"tests, counted once", []result{{stage: testStage, asked: true, err: broke}}, tally{failed: 3}, 3},
		{"the test stage without a test", []result{{stage: testStage, asked: true, err: broke}}, tally{}, 1},
	} {
		if got := failures(c.results, c.tests); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestLeavingOutIsAFailureInCI(t *testing.T) {
	c := &checker{opts: options{ci: true}}
	if r := (result{asked: true, err: c.leaveOut("no npm")}); !r.failed() {
		t.Error("it is no failure in CI")
	}
}

// TestStageLimitKillsChildren runs a shell that starts a child of its own.
func TestStageLimitKillsChildren(t *testing.T) {
	var out bytes.Buffer
	c := &checker{out: &out, root: t.TempDir(), temp: t.TempDir()}
	slow := stage{"slow", 300 * time.Millisecond, func(ctx context.Context, c *checker) (string, error) {
		return c.output(ctx, "sh", "-c", "sleep 600 & echo $!; wait")
	}}
	r := c.runStage(t.Context(), slow)
	if r.err == nil || !strings.Contains(r.err.Error(), "not done within 300ms") {
		t.Errorf("error %v", r.err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(r.note))
	if err != nil {
		t.Fatalf("the child's id: %v", err)
	}
	waitUntilGone(t, child)
}

// waitUntilGone waits for a process to have ended, be it that nobody has asked
// how.
func waitUntilGone(t *testing.T, pid int) {
	t.Helper()
	limit, again := time.After(10*time.Second), time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		select {
		case <-limit:
			t.Fatal("a child outlived its stage")
		case <-again.C:
		}
	}
}

func TestInterruptedStageIsAFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := stage{"never", time.Minute, func(context.Context, *checker) (string, error) { return "", nil }}
	if r := (&checker{}).runStage(ctx, never); !r.failed() {
		t.Error("a stage that did not run is no failure")
	}
}
