// Command check is the project's one test command: it installs what tests
// need, runs every check in order, and ends with a table of what ran, with
// what result, and how long it took. The exit code is 0 only if nothing failed.
//
//	go run ./cmd/check              every check
//	go run ./cmd/check --only test  some of them
//	go run ./cmd/check bench        a run that is not part of the daily check
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// subcommands are runs that are not part of the daily check, by name. They get
// the arguments after their name and end when the context does.
var subcommands = map[string]func(ctx context.Context, args []string) error{}

// errFailed ends a run whose table has said what went wrong.
var errFailed = errors.New("checks failed")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errFailed):
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		sub, ok := subcommands[args[0]]
		if !ok {
			return fmt.Errorf("no subcommand %s", args[0])
		}
		return sub(ctx, args[1:])
	}
	all := allStages()
	opts, err := parseOptions(args, all, inCI(), os.Stderr)
	if err != nil {
		return err
	}
	c, err := newChecker(opts, os.Stdout)
	if err != nil {
		return err
	}
	defer c.close()
	return c.report(c.runStages(ctx, all))
}

// options are what the command line asks for.
type options struct {
	chosen   []string // names of the stages to run
	fuzzTime time.Duration
	verbose  bool
	ci       bool
}

// parseOptions refuses --skip in CI: a check must not be left out there by a
// flag that somebody forgot.
func parseOptions(args []string, all []stage, ci bool, errOut io.Writer) (options, error) {
	opts := options{ci: ci}
	names := stageNames(all)
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	fs.SetOutput(errOut)
	only := fs.String("only", "", "run only these stages (comma-separated): "+strings.Join(names, ", "))
	skip := fs.String("skip", "", "run all but these stages (comma-separated); refused in CI")
	fs.DurationVar(&opts.fuzzTime, "fuzz", 5*time.Second, "how long to fuzz each target")
	fs.BoolVar(&opts.verbose, "v", false, "show the output of tests that pass, too")
	if err := fs.Parse(args); err != nil {
		return opts, err
	}
	if fs.NArg() > 0 {
		return opts, fmt.Errorf("unexpected argument %s", fs.Arg(0))
	}
	if *skip != "" && ci {
		return opts, errors.New("--skip is refused in CI: no check may be left out there")
	}
	var err error
	opts.chosen, err = choose(names, *only, *skip)
	return opts, err
}

// choose applies --only and --skip to the names of all stages.
func choose(names []string, only, skip string) ([]string, error) {
	wanted, unwanted := split(only), split(skip)
	for _, name := range slices.Concat(wanted, unwanted) {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("no stage %s; there are: %s", name, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.Contains(unwanted, name) || len(wanted) > 0 && !slices.Contains(wanted, name)
	}), nil
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// inCI tells whether this is a run nobody watches, where leaving something out
// is an error.
func inCI() bool {
	v := os.Getenv("CI")
	return v != "" && v != "0" && v != "false"
}
