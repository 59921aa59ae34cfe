package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestFormatting(t *testing.T) {
	total, unformatted, err := formatting(fstest.MapFS{
		"good.go":       file("package a\n"),
		"a/bad.go":      file("package  a\n"),
		"a/note.txt":    file("package  a\n"),
		".git/bad.go":   file("package  a\n"),
		"testdata/x.go": file("package  a\n"),
	})
	if err != nil || total != 2 || !slices.Equal(unformatted, []string{"a/bad.go"}) {
		t.Errorf("%d files, unformatted %q, error %v", total, unformatted, err)
	}
	if _, _, err := formatting(fstest.MapFS{"a.go": file("packag a")}); err == nil {
		t.Error("no error for a file that does not parse")
	}
}

func TestMisplaced(t *testing.T) {
	got := misplaced([]string{".ci", ".gitignore", "bot", "go.mod", "README.zh.md", "main.go", "docs"})
	want := []string{"main.go does not belong at the top level", "docs does not belong at the top level"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestReachable(t *testing.T) {
	db := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/here/index/db.json" {
			http.NotFound(w, r)
		}
	}))
	defer db.Close()
	for address, want := range map[string]bool{
		db.URL + "/here": true, db.URL + "/here/": true, db.URL + "/elsewhere": false, "file:///a/copy": true,
	} {
		if err := reachable(t.Context(), address); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	db.Close()
	if reachable(t.Context(), db.URL+"/here") == nil {
		t.Error("no error for a server that is gone")
	}
}

func TestTools(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "NotoSansCJK.ttc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	missing := missingTools([]tool{
		{pkg: "go", programs: []string{"go"}},
		{pkg: "half", programs: []string{"go", "no-such-program"}},
		{pkg: "fonts", files: dir + "/Noto*"},
		{pkg: "other-fonts", files: dir + "/Times*"},
	})
	got := strings.Join(installCommand(missing), " ")
	if want := "apt-get install -y -q --no-install-recommends half other-fonts"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	t.Setenv("PATH", dir)
	if err := mayInstall(installCommand(missing)); err == nil || !strings.Contains(err.Error(), got) {
		t.Errorf("where there is no apt-get: %v", err)
	}
}

func TestFuzzTargets(t *testing.T) {
	got, err := fuzzTargets(fstest.MapFS{
		"bot/a_test.go":          file("package bot\nfunc FuzzA(f *testing.F) {}\nfunc TestA(t *testing.T) {}\nfunc FuzzB(f *testing.F) {}"),
		"bot/a.go":               file("package bot\nfunc FuzzInCode(f *testing.F) {}"),
		"bot/b_test.go":          file("package bot\ntype t int\nfunc (t) FuzzMethod(x int) {}\nfunc FuzzHelper() {}"),
		"bot/testdata/c_test.go": file("package bot\nfunc FuzzC(f *testing.F) {}"),
	})
	if want := []fuzzTarget{{"bot", "FuzzA"}, {"bot", "FuzzB"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, error %v", got, err)
	}
}

func TestGroupByPackage(t *testing.T) {
	packages, wrong := groupByPackage(map[string][]byte{
		"htmx.org@2.0.11/dist/htmx.min.js": nil,
		"htmx.org@2.0.11/LICENSE":          nil,
		"@tabler/core@1.6.1/dist/a.css":    nil,
		"licenses/tabler-core.txt":         nil,
		"loose.js":                         nil,
		"unversioned/a.js":                 nil,
		"@scope/unversioned/a.js":          nil,
	})
	slices.Sort(wrong)
	wantWrong := []string{
		"@scope/unversioned/a.js is in no NAME@VERSION directory",
		"loose.js is in no NAME@VERSION directory",
		"unversioned/a.js is in no NAME@VERSION directory",
	}
	if !slices.Equal(wrong, wantWrong) {
		t.Errorf("wrong: %q", wrong)
	}
	got := slices.Sorted(maps.Keys(packages))
	if !slices.Equal(got, []string{"@tabler/core@1.6.1", "htmx.org@2.0.11"}) {
		t.Errorf("packages: %q", got)
	}
	if _, ok := packages["@tabler/core@1.6.1"]["dist/a.css"]; !ok {
		t.Errorf("files: %v", packages)
	}
}

func TestComparePackage(t *testing.T) {
	published := map[string][]byte{"dist/a.js": []byte("a"), "LICENSE": []byte("MIT")}
	for _, c := range []struct {
		name         string
		files, other map[string][]byte
		want         string
	}{
		{"as published", published, nil, ""},
		{"changed", map[string][]byte{"dist/a.js": []byte("b"), "LICENSE": []byte("MIT")}, nil, "n@1: dist/a.js was changed"},
		{"of another's", map[string][]byte{"dist/b.js": nil, "LICENSE": []byte("MIT")}, nil, "n@1 has no file dist/b.js"},
		{"without licence", map[string][]byte{"dist/a.js": []byte("a")}, nil, "n@1: its licence is missing (in its directory, or as licenses/n.txt)"},
		{"licence beside it", map[string][]byte{"dist/a.js": []byte("a")}, map[string][]byte{"licenses/n.txt": []byte("MIT")}, ""},
	} {
		if got := strings.Join(comparePackage("n@1", c.files, published, c.other), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := licenceFile("@tabler/core@1.6.1"); got != "licenses/tabler-core.txt" {
		t.Errorf("licence of a scoped package: %s", got)
	}
}

func TestUnpack(t *testing.T) {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	err := errors.Join(
		archive.WriteHeader(&tar.Header{Name: "package/dist/", Typeflag: tar.TypeDir}),
		archive.WriteHeader(&tar.Header{Name: "package/dist/a.js", Typeflag: tar.TypeReg, Size: 3}),
	)
	_, writeErr := archive.Write([]byte("abc"))
	if err := errors.Join(err, writeErr, archive.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	whole := packed.Bytes()
	files, err := unpack(bytes.NewReader(whole))
	if err != nil || len(files) != 1 || string(files["dist/a.js"]) != "abc" {
		t.Errorf("%q, error %v", files, err)
	}
	if _, err := unpack(bytes.NewReader(whole[:len(whole)/2])); err == nil {
		t.Error("no error for half an archive")
	}
}
