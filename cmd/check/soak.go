package main

import (
	"context"
	"flag"
	"os"
	"os/exec"
)

func init() { subcommands["soak"] = soak }

// soak runs the whole-program tests at their full length: twenty kills of the
// program, five of MariaDB, a database that is gone for a minute in each of the
// ways it can be. The daily check runs the same tests, shorter.
func soak(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("soak", flag.ContinueOnError)
	only := fs.String("run", "", "run only the tests whose names match")
	if err := fs.Parse(args); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-timeout=1h", "-run="+*only, "./cmd/liaison")
	cmd.Env = append(os.Environ(), "LIAISON_CHECK=1", "LIAISON_SOAK=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return runNamed(cmd)
}
