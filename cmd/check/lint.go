package main

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"time"
)

// Tools that are run from source, each at the version that was tried with this
// project's version of Go.
const (
	staticcheck = "honnef.co/go/tools/cmd/staticcheck@v0.7.0"
	govulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"
)

func checkFormat(_ context.Context, c *checker) (string, error) {
	total, unformatted, err := formatting(os.DirFS(c.root))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files", total), findings(c.out, unformatted, "files are not in gofmt's form")
}

// formatting finds Go files that gofmt would change.
func formatting(tree fs.FS) (total int, unformatted []string, err error) {
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		total++
		same, err := isFormatted(tree, name)
		if err == nil && !same {
			unformatted = append(unformatted, name)
		}
		return err
	})
	return total, unformatted, err
}

func isFormatted(tree fs.FS, name string) (bool, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return false, err
	}
	formatted, err := format.Source(text)
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, err)
	}
	return bytes.Equal(text, formatted), nil
}

func checkVet(ctx context.Context, c *checker) (string, error) {
	return "", c.do(ctx, "go", "vet", "./...")
}

func checkStatic(ctx context.Context, c *checker) (string, error) {
	return staticcheck[strings.LastIndex(staticcheck, "@")+1:], c.do(ctx, "go", "run", staticcheck, "./...")
}

// checkVulnerabilities needs a database that some networks do not reach. That
// is no fault of the code, so it is said and not a failure.
func checkVulnerabilities(ctx context.Context, c *checker) (string, error) {
	database := os.Getenv("GOVULNDB")
	if database == "" {
		database = "https://vuln.go.dev"
	}
	if err := reachable(ctx, database); err != nil {
		return "", leftOut("database not reachable: " + err.Error())
	}
	return "", c.do(ctx, "go", "run", govulncheck, "./...")
}

// reachable asks a vulnerability database for its smallest file. One on disk
// is left to govulncheck.
func reachable(ctx context.Context, database string) error {
	if !strings.HasPrefix(database, "http") {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(database, "/")+"/index/db.json", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return nil
}
