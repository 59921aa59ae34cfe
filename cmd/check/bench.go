package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"liaison/store/act"
	"liaison/store/db/dbtest"
)

func init() { subcommands["bench"] = bench }

// benchRun is one run of the benchmarks. Figures are noisy, so every speed is a
// ratio of medians of rounds that took turns within this run.
type benchRun struct {
	dir    string
	acc    *account
	maria  *dbtest.MariaDB
	binary string // liaison
	self   string // this program, for the floor
	rounds int
	length time.Duration
	conns  int
	rows   [][4]string // what, figure, against, goal
}

// bench prints one table of what Liaison does and what it is measured against.
func bench(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	b := &benchRun{}
	fs.IntVar(&b.rounds, "rounds", 3, "rounds of each measurement; the median counts")
	fs.DurationVar(&b.length, "length", 4*time.Second, "length of one measurement")
	fs.IntVar(&b.conns, "conns", 64, "connections of the load generator")
	only := fs.String("only", "", "webhook, keep or memory")
	if len(args) > 0 && args[0] == "inbox" {
		return benchInbox(ctx, args[1:])
	}
	if len(args) > 0 && args[0] == "broadcast" {
		return benchBroadcast(ctx, args[1:])
	}
	if len(args) > 0 && args[0] == "remind" {
		return benchRemind(ctx, args[1:])
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	defer b.maria.Stop()
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"webhook", b.webhook}, {"keep", b.keep}, {"memory", b.memory}} {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.print()
}

// prepare builds the programs, starts MariaDB as durable as it must be, and
// installs the comparison.
func (b *benchRun) prepare(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "liaison-bench-"); err != nil {
		return err
	}
	if b.acc, err = newAccount(); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	b.binary = filepath.Join(b.dir, "liaison")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/liaison").CombinedOutput(); err != nil {
		return fmt.Errorf("building liaison: %w: %s", err, out)
	}
	if err := installCoWechat(ctx, b.dir); err != nil {
		return err
	}
	b.maria, err = dbtest.StartMariaDB(dbtest.Options{Preallocated: true,
		Args: []string{"--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=512M"}})
	return err
}

// database makes an empty, migrated database on MariaDB.
func (b *benchRun) database(name string) (string, error) {
	if err := b.maria.CreateDatabase(name); err != nil {
		return "", err
	}
	spec := "mysql:" + b.maria.DSN(name)
	return spec, dbtest.Migrate(spec)
}

// contestant is a server in the first row of the table.
type contestant struct {
	name  string
	start func(ctx context.Context) (*server, error)
	want  func(reply, openid string) error
	rates []float64
	p99s  []time.Duration
}

// wantNumber checks that a reply gives an opinion's number.
func wantNumber(reply, _ string) error {
	if !strings.Contains(reply, act.Number(time.Now().In(chinaTime).Year(), 0)[:8]) {
		return fmt.Errorf("a reply without a number, of %d bytes", len(reply))
	}
	return nil
}

func wantEcho(reply, _ string) error {
	if !strings.Contains(reply, "路灯") {
		return fmt.Errorf("a reply that is no echo, of %d bytes", len(reply))
	}
	return nil
}

func (b *benchRun) contestants(ctx context.Context) ([]*contestant, error) {
	maria, err := b.database("bench")
	if err != nil {
		return nil, err
	}
	lite := "sqlite:" + filepath.Join(b.dir, "bench.db")
	if err := dbtest.Migrate(lite); err != nil {
		return nil, err
	}
	return []*contestant{
		{name: "floor: net/http, AES, stores nothing", want: wantEcho, start: func(ctx context.Context) (*server, error) {
			return b.start(ctx, b.self, "bench-floor")
		}},
		{name: "co-wechat on koa, AES, stores nothing", want: wantEcho, start: func(ctx context.Context) (*server, error) {
			return b.start(ctx, "node", filepath.Join(b.dir, "server.js"))
		}},
		{name: "Liaison on MariaDB", want: wantNumber, start: func(ctx context.Context) (*server, error) { return b.serve(ctx, maria) }},
		{name: "Liaison on SQLite", want: wantNumber, start: func(ctx context.Context) (*server, error) { return b.serve(ctx, lite) }},
	}, nil
}

// start runs a comparison that takes its address as the last argument.
func (b *benchRun) start(ctx context.Context, name string, args ...string) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	return startServer(ctx, b.dir, addr, b.acc.env(), name, append(args, addr)...)
}

// serve runs `liaison serve` on a database and waits until it is ready.
func (b *benchRun) serve(ctx context.Context, database string) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	env, err := b.acc.liaisonEnv(b.dir, addr, database)
	if err != nil {
		return nil, err
	}
	s, err := startServer(ctx, b.dir, addr, env, b.binary, "serve")
	if err != nil {
		return nil, err
	}
	return s, s.ready(ctx)
}

// webhook measures the first two rows: each server in turn, every round.
func (b *benchRun) webhook(ctx context.Context) error {
	all, err := b.contestants(ctx)
	if err != nil {
		return err
	}
	for round := range b.rounds {
		for _, c := range all {
			if err := b.measure(ctx, c); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			fmt.Printf("round %d  %-40s %8.0f/s  p99 %v\n", round+1, c.name, c.rates[round], c.p99s[round].Round(100*time.Microsecond))
		}
	}
	fl, co := all[0], all[1]
	for i, c := range all[2:] {
		goal := []string{"≥ 0.35 × (a), ≥ 1.0 × (b); p99 ≤ (a)'s + 15 ms", "≥ 0.40 × (a)"}[i]
		b.rows = append(b.rows, [4]string{c.name + ", " + fmt.Sprint(b.conns) + " connections",
			fmt.Sprintf("%.0f/s, p99 %v", median(c.rates), median(c.p99s).Round(100*time.Microsecond)),
			fmt.Sprintf("%.2f × (a) floor %.0f/s, p99 %v; %.2f × (b) co-wechat %.0f/s", median(c.rates)/median(fl.rates), median(fl.rates),
				median(fl.p99s).Round(100*time.Microsecond), median(c.rates)/median(co.rates), median(co.rates)), goal})
	}
	return nil
}

// measure starts a contestant, warms it up, and measures one round.
func (b *benchRun) measure(ctx context.Context, c *contestant) error {
	s, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	l := &load{acc: b.acc, addr: s.addr, conns: b.conns, want: c.want}
	if _, err := l.run(ctx, b.length/4); err != nil {
		return err
	}
	m, err := l.run(ctx, b.length)
	if err != nil {
		return err
	}
	c.rates, c.p99s = append(c.rates, m.rate), append(c.p99s, m.p99)
	return nil
}

// keep measures step 2 alone against raw inserts on the same server.
func (b *benchRun) keep(ctx context.Context) error {
	spec, err := b.database("keeping")
	if err != nil {
		return err
	}
	var kept, raw []float64
	for range b.rounds {
		k, err := keepRate(ctx, spec, b.length)
		if err != nil {
			return err
		}
		r, err := rawRate(ctx, spec, b.length)
		if err != nil {
			return err
		}
		kept, raw = append(kept, k), append(raw, r)
	}
	b.rows = append(b.rows, [4]string{"keeping a message", fmt.Sprintf("%.0f/s", median(kept)),
		fmt.Sprintf("%.2f × %.0f/s one-row prepared inserts, %d clients", median(kept)/median(raw), median(raw), keepClients), "≥ 0.9"})
	return nil
}

// memory measures serve at rest, under load, and how soon it is ready on a
// database that is there.
func (b *benchRun) memory(ctx context.Context) error {
	spec, err := b.database("memory")
	if err != nil {
		return err
	}
	var ready []time.Duration
	var rest, busy int64
	for range b.rounds {
		began := time.Now()
		s, err := b.serve(ctx, spec)
		if err != nil {
			return err
		}
		ready = append(ready, time.Since(began))
		if rest, busy, err = b.weigh(ctx, s, rest, busy); err != nil {
			return err
		}
	}
	b.rows = append(b.rows, [4]string{"serve at rest / under load", fmt.Sprintf("%d MB / %d MB", rest>>20, busy>>20), "–", "≤ 64 MB / ≤ 200 MB"},
		[4]string{"ready after start", median(ready).Round(time.Millisecond).String(), "–", "≤ 1 s"})
	return nil
}

func (b *benchRun) weigh(ctx context.Context, s *server, rest, busy int64) (int64, int64, error) {
	defer s.stop()
	r, err := s.resident()
	if err != nil {
		return 0, 0, err
	}
	l := &load{acc: b.acc, addr: s.addr, conns: b.conns, want: wantNumber}
	if _, err := l.run(ctx, b.length); err != nil {
		return 0, 0, err
	}
	u, err := s.resident()
	return max(rest, r), max(busy, u), err
}

func (b *benchRun) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nwhat\tfigure\tmeasured against\tgoal")
	for _, r := range b.rows {
		fmt.Fprintln(w, strings.Join(r[:], "\t"))
	}
	return w.Flush()
}

func median[T float64 | time.Duration](v []T) T {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

var chinaTime = time.FixedZone("CST", 8*60*60)
