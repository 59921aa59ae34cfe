package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tool is something tests need that is not written in Go.
type tool struct {
	pkg      string   // Debian's package
	programs []string // all of them must be there
	files    string   // or a pattern of which one file must be
	why      string
}

var tools = []tool{
	{pkg: "mariadb-server", programs: []string{"mariadbd", "mariadb-install-db"}, why: "the tests of the database"},
	{pkg: "chromium", programs: []string{"chromium"}, why: "the browser journeys"},
	{pkg: "fonts-noto-cjk", files: "/usr/share/fonts/*/noto/NotoSansCJK*", why: "Chinese text in the browser"},
	{pkg: "ffmpeg", programs: []string{"ffmpeg"}, why: "voice messages"},
	{pkg: "gcc", programs: []string{"gcc"}, why: "the race detector"},
	{pkg: "libc6-dev", files: "/usr/include/stdlib.h", why: "the race detector"},
}

// checkTools installs what is missing, and says so.
func checkTools(ctx context.Context, c *checker) (string, error) {
	missing := missingTools(tools)
	if len(missing) == 0 {
		return "nothing is missing", nil
	}
	for _, t := range missing {
		fmt.Fprintf(c.out, "%s is missing, for %s\n", t.pkg, t.why)
	}
	install := installCommand(missing)
	if err := mayInstall(install); err != nil {
		return "", err
	}
	fmt.Fprintln(c.out, "installing:", strings.Join(install, " "))
	if err := c.apt(ctx, "apt-get", "update", "-q"); err != nil {
		fmt.Fprintln(c.out, "going on with the package lists as they are:", err)
	}
	if err := c.apt(ctx, install...); err != nil {
		return "", err
	}
	if rest := missingTools(missing); len(rest) > 0 {
		return "", fmt.Errorf("%s is still missing after its installation", rest[0].pkg)
	}
	return fmt.Sprintf("installed %d Debian packages", len(missing)), nil
}

func (c *checker) apt(ctx context.Context, args ...string) error {
	cmd := c.command(ctx, args[0], args[1:]...)
	cmd.Env = append(cmd.Env, "DEBIAN_FRONTEND=noninteractive")
	return runNamed(cmd)
}

// mayInstall is nil where packages can be installed; else the error has the
// command for somebody who can.
func mayInstall(install []string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("this is no Debian: install by other means what `%s` would", strings.Join(install, " "))
	}
	if os.Getuid() != 0 {
		return errors.New("tools are missing; run: sudo " + strings.Join(install, " "))
	}
	return nil
}

func installCommand(missing []tool) []string {
	install := []string{"apt-get", "install", "-y", "-q", "--no-install-recommends"}
	for _, t := range missing {
		install = append(install, t.pkg)
	}
	return install
}

func missingTools(all []tool) []tool {
	var missing []tool
	for _, t := range all {
		if !t.present() {
			missing = append(missing, t)
		}
	}
	return missing
}

func (t tool) present() bool {
	if t.files != "" {
		found, err := filepath.Glob(t.files)
		return err == nil && len(found) > 0
	}
	for _, p := range t.programs {
		if !onPath(p) {
			return false
		}
	}
	return true
}

// onPath also looks where Debian keeps servers, which is not on the PATH of an
// ordinary user.
func onPath(program string) bool {
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}
