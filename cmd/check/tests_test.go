package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryPackageIsTestedWhole: whatever is watched or not, no package is left out,
// and no name of a package is an old one.
func TestEveryPackageIsTestedWhole(t *testing.T) {
	c := &checker{root: "../.."}
	list, err := c.output(t.Context(), "go", "list", "./...")
	if err != nil {
		t.Fatal(err)
	}
	var whole []string
	for _, p := range passes(strings.Fields(list)) {
		if p.only == "" {
			whole = append(whole, p.packages...)
		}
	}
	want := strings.Fields(list)
	slices.Sort(whole)
	slices.Sort(want)
	if !slices.Equal(whole, want) {
		t.Errorf("%v, want %v", whole, want)
	}
}

// TestTheLongestBegins: go test starts packages in the order it is given them.
func TestTheLongestBegins(t *testing.T) {
	got := passes([]string{"liaison/bot", "liaison/handlers/phone", longest, "liaison/store/db"})[0].packages
	if want := []string{longest, "liaison/bot", "liaison/store/db"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := os.Stat("../../" + strings.TrimPrefix(longest, "liaison/")); err != nil {
		t.Errorf("the package has another name: %v", err)
	}
}

// TestTestsOfRacingExist: a test that was renamed would no longer be watched.
func TestTestsOfRacingExist(t *testing.T) {
	var code strings.Builder
	for _, p := range pagePackages {
		files, err := filepath.Glob("../../" + strings.TrimPrefix(p, "liaison/") + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	for name := range strings.SplitSeq(strings.Trim(racing, "^$()"), "|") {
		if !strings.Contains(code.String(), "\nfunc "+name+"(t *testing.T)") {
			t.Errorf("there is no test %s", name)
		}
	}
}
