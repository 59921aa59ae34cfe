package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestDeployFilesKnowTheProgram: the unit and the compose file name no variable,
// command or file that the program or the repository does not have.
func TestDeployFilesKnowTheProgram(t *testing.T) {
	known := variables("")
	for _, name := range variables("file") {
		known = append(known, name+"_FILE")
	}
	files, err := filepath.Glob("deploy/*")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`LIAISON_[A-Z_]+`).FindAllString(string(text), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s: the program has no %s", path, name)
			}
		}
		for _, m := range regexp.MustCompile(`(?m)(?:bin/liaison|--rm liaison) (\w+(?: add| import| setup)?)`).FindAllStringSubmatch(string(text), -1) {
			if !slices.ContainsFunc(commands(), func(c command) bool { return c.name == m[1] }) {
				t.Errorf("%s: the program has no command %q", path, m[1])
			}
		}
	}
}

// TestComposeFile: it is YAML of the form compose reads, every secret and volume
// a service uses is declared, and the Dockerfile is where it says.
func TestComposeFile(t *testing.T) {
	text, err := os.ReadFile("deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Build   struct{ Context, Dockerfile string }
			Image   string
			Secrets []string
			Volumes []string
		}
		Secrets map[string]any
		Volumes map[string]any
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Services) != 3 {
		t.Fatalf("services: %v", file.Services)
	}
	for name, s := range file.Services {
		for _, secret := range s.Secrets {
			if file.Secrets[secret] == nil {
				t.Errorf("%s uses a secret %s that is not declared", name, secret)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, ok := file.Volumes[from]; !ok && !strings.HasPrefix(from, ".") {
				t.Errorf("%s uses a volume %s that is not declared", name, from)
			}
		}
	}
	build := file.Services["liaison"].Build
	if _, err := os.Stat(filepath.Join("deploy", build.Context, build.Dockerfile)); err != nil {
		t.Errorf("the Dockerfile: %v", err)
	}
}
