package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// thirdParty are the directories that hold unmodified files of npm packages, in
// NAME@VERSION/ under the paths they have in the package: what the program
// serves, and what only tests use.
var thirdParty = []string{"handlers/page/third_party", "handlers/page/browser/third_party"}

// licences is in such a directory, beside the packages: the texts of those that
// are published without one.
const licences = "licenses"

// maxPackage bounds the unpacked size of an npm package.
const maxPackage = 256 << 20

// checkThirdParty compares each file with the package it says it is from.
func checkThirdParty(ctx context.Context, c *checker) (string, error) {
	ours := map[string][]byte{}
	for _, dir := range thirdParty {
		files, err := readTree(os.DirFS(filepath.Join(c.root, dir)))
		if err != nil {
			return "", fmt.Errorf("read %s: %w", dir, err)
		}
		maps.Copy(ours, files)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return "", c.leaveOut("npm is missing (Debian: apt-get install npm), so nothing was compared with its package")
	}
	packages, wrong := groupByPackage(ours)
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		published, err := c.npmPack(ctx, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(c.out, "%s: %d files of %d\n", name, len(packages[name]), len(published))
		wrong = append(wrong, comparePackage(name, packages[name], published, ours)...)
	}
	return fmt.Sprintf("%d files of %d packages", len(ours), len(packages)), findings(c.out, wrong, "files are not as their package has them")
}

// groupByPackage sorts files by NAME@VERSION or @SCOPE/NAME@VERSION, each under
// its path in the package. Files that are in neither are reported.
func groupByPackage(files map[string][]byte) (packages map[string]map[string][]byte, wrong []string) {
	packages = map[string]map[string][]byte{}
	for file, text := range files {
		name, rest, ok := cutPackage(file)
		if !ok {
			if path.Dir(file) != licences {
				wrong = append(wrong, file+" is in no NAME@VERSION directory")
			}
			continue
		}
		if packages[name] == nil {
			packages[name] = map[string][]byte{}
		}
		packages[name][rest] = text
	}
	return packages, wrong
}

func cutPackage(file string) (name, rest string, ok bool) {
	scope := ""
	if strings.HasPrefix(file, "@") {
		scope, file, _ = strings.Cut(file, "/")
		scope += "/"
	}
	name, rest, ok = strings.Cut(file, "/")
	return scope + name, rest, ok && strings.Contains(name, "@")
}

// comparePackage finds files that differ from the published ones, and packages
// whose licence is not here.
func comparePackage(name string, files, published, all map[string][]byte) []string {
	var wrong []string
	licensed := false
	for _, file := range slices.Sorted(maps.Keys(files)) {
		text, ok := published[file]
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%s has no file %s", name, file))
		case !bytes.Equal(text, files[file]):
			wrong = append(wrong, fmt.Sprintf("%s: %s was changed", name, file))
		}
		licensed = licensed || isLicence(file)
	}
	if !licensed && len(all[licenceFile(name)]) == 0 {
		wrong = append(wrong, fmt.Sprintf("%s: its licence is missing (in its directory, or as %s)", name, licenceFile(name)))
	}
	return wrong
}

func isLicence(file string) bool {
	upper := strings.ToUpper(file)
	return strings.HasPrefix(upper, "LICENSE") || strings.HasPrefix(upper, "LICENCE")
}

// licenceFile is where the licence of a package stands that is published
// without one: licenses/tabler-core.txt for @tabler/core@1.6.1.
func licenceFile(name string) string {
	bare := name[:strings.LastIndex(name, "@")]
	return licences + "/" + strings.ReplaceAll(strings.TrimPrefix(bare, "@"), "/", "-") + ".txt"
}

// npmPack downloads a package as it was published, and unpacks it.
func (c *checker) npmPack(ctx context.Context, name string) (map[string][]byte, error) {
	dir, err := os.MkdirTemp(c.temp, "npm-")
	if err != nil {
		return nil, err
	}
	cmd := c.command(ctx, "npm", "pack", name, "--silent", "--pack-destination", dir)
	cmd.Dir, cmd.Stdout = dir, io.Discard
	if err := runNamed(cmd); err != nil {
		return nil, err
	}
	packed, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return nil, fmt.Errorf("npm pack %s left %d files: %w", name, len(packed), errors.Join(err))
	}
	f, err := os.Open(packed[0])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	files, err := unpack(f)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return files, nil
}

// unpack reads the files of a gzipped tar, without the directory that all of
// them are in.
func unpack(r io.Reader) (map[string][]byte, error) {
	plain, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	archive := tar.NewReader(io.LimitReader(plain, maxPackage))
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		_, name, _ := strings.Cut(path.Clean(header.Name), "/")
		if files[name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
}
