package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample is a package with one test of every fate. It is run by the real go
// command, so that the parser is held to what that prints.
const sample = `package sample

import (
	"os"
	"testing"
)

func TestPasses(t *testing.T) { t.Log("quiet words") }
func TestSkips(t *testing.T)  { t.Skip("no such machine") }
func TestFails(t *testing.T)  { t.Error("loud words") }

func TestHolds(t *testing.T) {
	t.Run("passes", func(t *testing.T) {})
	t.Run("skips", func(t *testing.T) { t.Skip("inner reason") })
	t.Run("fails", func(t *testing.T) { t.Error("inner words") })
}

func TestHoldsGood(t *testing.T) {
	t.Run("passes", func(t *testing.T) {})
}

func TestFailsItself(t *testing.T) {
	t.Run("passes", func(t *testing.T) {})
	t.Error("outer words")
}

func TestEndsAll(t *testing.T) {
	if os.Getenv("SAMPLE_ENDS") != "" {
		t.Log("last words")
		os.Exit(3)
	}
}
`

// goTest runs the tests of a small module as the test stage does.
func goTest(t *testing.T, files map[string]string) (tally, string) {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module sample\n\ngo 1.24\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	c := &checker{root: dir, temp: t.TempDir(), out: &out}
	events, err := c.output(t.Context(), "go", "test", "-count=1", "-json", "-p=2", "./...")
	if err == nil {
		t.Fatal("go test passes a sample that must fail")
	}
	run := newTestRun(&out, false)
	if err := run.follow(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	return run.total(), out.String()
}

func TestCountsWhatGoTestPrints(t *testing.T) {
	got, out := goTest(t, map[string]string{
		"a_test.go":        sample,
		"broken/b.go":      "package broken\n\nvar x int = \"text\"\n",
		"broken/b_test.go": "package broken\n",
		"none/c.go":        "package none\n",
	})
	wantFailures := []string{
		"sample TestFails", "sample TestHolds/fails", "sample TestFailsItself", "sample/broken did not build",
	}
	wantSkips := []skip{
		{"sample", "TestSkips", "a_test.go:9: no such machine"},
		{"sample", "TestHolds/skips", "a_test.go:14: inner reason"},
	}
	// TestPasses, TestEndsAll and the three subtests named passes.
	if got.passed != 5 || got.failed != len(wantFailures) || got.skipped != len(wantSkips) {
		t.Errorf("%v", got)
	}
	if !slices.Equal(got.failures, wantFailures) {
		t.Errorf("failures %q", got.failures)
	}
	if !slices.Equal(got.skips, wantSkips) {
		t.Errorf("skips %q", got.skips)
	}
	for _, words := range []string{"loud words", "inner words", "outer words", "cannot use \"text\"", "fail sample: 5 passed, 3 failed, 2 skipped"} {
		if !strings.Contains(out, words) {
			t.Errorf("the output does not have %q:\n%s", words, out)
		}
	}
	if strings.Contains(out, "quiet words") {
		t.Errorf("a passed test is not quiet:\n%s", out)
	}
}

func TestCountsARunThatEndsEarly(t *testing.T) {
	t.Setenv("SAMPLE_ENDS", "1")
	got, out := goTest(t, map[string]string{"a_test.go": sample})
	if !slices.Contains(got.failures, "sample TestFails") || !strings.Contains(out, "last words") {
		t.Errorf("%v %q\n%s", got, got.failures, out)
	}
	got, _ = goTest(t, map[string]string{
		"a_test.go": "package sample\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(*testing.M) { os.Exit(1) }\n",
	})
	if got.failed != 1 || got.failures[0] != "sample failed outside its tests" {
		t.Errorf("%v %q", got, got.failures)
	}
}

func TestAlternatingPackages(t *testing.T) {
	var out bytes.Buffer
	run := newTestRun(&out, false)
	lines := []string{"not an event"}
	for _, action := range []string{"run", "pass"} {
		for _, pkg := range []string{"a", "b"} {
			lines = append(lines, fmt.Sprintf(`{"Action":%q,"Package":%q,"Test":"T"}`, action, pkg))
		}
	}
	lines = append(lines, `{"Action":"pass","Package":"a","Elapsed":1.25}`, `{"Action":"pass","Package":"b"}`)
	if err := run.follow(strings.NewReader(strings.Join(lines, "\n"))); err != nil {
		t.Fatal(err)
	}
	want := "not an event\npass a: 1 passed, 0 failed, 0 skipped (1.2 s)\npass b: 1 passed, 0 failed, 0 skipped (0.0 s)\n"
	if got := run.total(); got.passed != 2 || out.String() != want {
		t.Errorf("%v\n%s", got, out.String())
	}
}

func TestVerdict(t *testing.T) {
	var out bytes.Buffer
	unasked := tally{passed: 1, skipped: 1, skips: []skip{{"p", "T", "too slow"}}}
	for _, c := range []struct {
		name string
		t    tally
		want string
	}{
		{"all well", tally{passed: 1}, ""},
		{"a failure", tally{passed: 1, failed: 1, failures: []string{"p T"}}, "1 passed, 1 failed, 0 skipped"},
		{"nothing ran", tally{}, "no test ran"},
		{"a skip without leave", unasked, "1 tests were skipped that should have run"},
	} {
		if got := errorText(verdict(&out, c.t)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if !strings.Contains(out.String(), "too slow") {
		t.Errorf("the reason is not shown:\n%s", out.String())
	}
	if found := unwarranted(unasked.skips, []allowance{{"p", "T", "because"}}); len(found) != 0 {
		t.Errorf("a skip with leave: %q", found)
	}
	if found := unwarranted(unasked.skips, []allowance{{"q", "T", "because"}}); len(found) != 1 {
		t.Errorf("a skip of another package's test: %q", found)
	}
}
