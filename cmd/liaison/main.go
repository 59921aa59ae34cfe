// Command liaison is the server behind a People's Congress office's WeChat
// account, with everything to set it up and look after it. `liaison help` lists
// its commands; DESIGN and README tell the rest.
//
// The program only wires: each command reads its flags and the part of the
// configuration it needs, opens what that takes, and closes it in reverse order.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := &terminal{environ: os.Environ(), out: os.Stdout, err: os.Stderr, now: time.Now}
	os.Exit(t.run(ctx, os.Args[1:]))
}

// terminal is what a command has of the outside world.
type terminal struct {
	environ  []string
	out, err io.Writer
	now      func() time.Time
}

// command is one of the program's commands.
type command struct {
	name    string
	args    string // what follows the flags, for the usage
	summary string
	about   string // more, for --help
	run     func(*terminal, context.Context, *flag.FlagSet, []string) error
}

// commands lists every command in the order a newcomer meets them.
func commands() []command {
	return []command{
		{"demo", "", "the whole thing on this machine: emulated WeChat, sample office, nothing to set up", demoAbout, (*terminal).demo},
		{"serve", "", "serve the account, the phone pages and the console", serveAbout, (*terminal).serve},
		{"migrate", "", "bring the database up to this program", migrateAbout, (*terminal).migrate},
		{"staff add", "", "give somebody access to the console; the first time also make the office", staffAbout, (*terminal).staffAdd},
		{"roster import", "FILE.xlsx", "read deputies from an Excel file", rosterAbout, (*terminal).rosterImport},
		{"wechat setup", "", "put menus, tag and templates into the account", setupAbout, (*terminal).wechatSetup},
		{"backup", "[FILE]", "write the whole office into one file, while the server works", backupAbout, (*terminal).backup},
		{"restore", "FILE", "read a backup into an empty database, of either engine", restoreAbout, (*terminal).restore},
		{"keys new", "ID", "make a key for personal data", keysNewAbout, (*terminal).keysNew},
		{"keys rotate", "", "seal personal data anew with the first key; may be interrupted", keysRotateAbout, (*terminal).keysRotate},
		{"doctor", "", "check configuration, database and WeChat, and say what to mend", doctorAbout, (*terminal).doctor},
	}
}

// errUsage means that the usage was shown and says enough.
var errUsage = errors.New("see --help")

// run does what the arguments say and gives the exit code: 0 done, 1 failed, 2
// not understood.
func (t *terminal) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		t.usage(t.err)
		return 2
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		t.usage(t.out)
		return 0
	}
	c, rest, ok := commandOf(args)
	if !ok {
		fmt.Fprintf(t.err, "liaison: there is no command %q; `liaison help` lists them\n", strings.Join(args[:min(2, len(args))], " "))
		return 2
	}
	err := c.run(t, ctx, t.flags(c), rest)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(t.err, "liaison: %s\n", strings.TrimSuffix(line, "\n"))
	}
	return 1
}

// commandOf takes the command's name, of one or two words, off the arguments.
func commandOf(args []string) (command, []string, bool) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

func (t *terminal) usage(w io.Writer) {
	fmt.Fprint(w, "Liaison, the server behind a People's Congress office's WeChat account (人大代表联络平台)\n\nUsage: liaison COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-14s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nStart with: liaison demo\n`liaison COMMAND --help` tells more; the configuration is in the environment, as the README lists it.\n")
}

// flags gives a command its flag set, with the usage that --help shows.
func (t *terminal) flags(c command) *flag.FlagSet {
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(t.err)
	f.Usage = func() {
		w := f.Output()
		fmt.Fprintf(w, "Usage: liaison %s", c.name)
		anyFlag := false
		f.VisitAll(func(*flag.Flag) { anyFlag = true })
		if anyFlag {
			fmt.Fprint(w, " [flags]")
		}
		if c.args != "" {
			fmt.Fprint(w, " "+c.args)
		}
		fmt.Fprintf(w, "\n\n%s\n", strings.TrimSpace(c.about))
		if anyFlag {
			fmt.Fprint(w, "\nFlags:\n")
			f.PrintDefaults()
		}
	}
	return f
}

// parse reads a command's flags and refuses more or fewer arguments than want.
func (t *terminal) parse(f *flag.FlagSet, args []string, want int) error {
	return t.parseArgs(f, args, want, want)
}

// parseUpTo is parse for a command whose arguments may be left out.
func (t *terminal) parseUpTo(f *flag.FlagSet, args []string, most int) error {
	return t.parseArgs(f, args, 0, most)
}

func (t *terminal) parseArgs(f *flag.FlagSet, args []string, least, most int) error {
	for _, a := range args {
		if a == "-h" || a == "-help" || a == "--help" {
			f.SetOutput(t.out) // asked for, so it is no error message
		}
	}
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if f.NArg() < least || f.NArg() > most {
		f.Usage()
		return errUsage
	}
	return nil
}

// config reads and checks the configuration a command needs.
func (t *terminal) config(n needs) (Config, error) {
	cfg, err := readConfig(t.environ)
	if err != nil {
		return cfg, err
	}
	return cfg, cfg.check(n)
}

// logger writes the log for operators: text for a person, one line each.
func (t *terminal) logger(cfg Config) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: cfg.LogLevel}))
}

const migrateAbout = `Brings the database that LIAISON_DB names up to what this program knows. Each
migration leaves the previous release working, so run it before the new program
is started. Running it again changes nothing. serve does it by itself on SQLite.`

func (t *terminal) migrate(ctx context.Context, f *flag.FlagSet, args []string) error {
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	cfg, err := t.config(needDB)
	if err != nil {
		return err
	}
	d, err := openDB(ctx, cfg, false)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "The database is up to date.")
	return nil
}
