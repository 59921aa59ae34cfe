package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// inboxRun compares the desk's lists in a small and in a large database, request by
// request in turn.
type inboxRun struct {
	few, many int
	requests  int
	roster    int // people of the roster that is imported
	table     *benchRun
}

// benchInbox is `bench inbox`: lists and search of many opinions against few, and
// the import of a roster, on both engines.
func benchInbox(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("bench inbox", flag.ContinueOnError)
	r := &inboxRun{table: &benchRun{}}
	fs.IntVar(&r.few, "few", 10_000, "opinions of the small database")
	fs.IntVar(&r.many, "many", 1_000_000, "opinions of the large database")
	fs.IntVar(&r.requests, "requests", 200, "requests of each kind to each database")
	fs.IntVar(&r.roster, "roster", 20_000, "people of the roster; 0 leaves it out")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "liaison-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	maria, err := dbtest.StartMariaDB(dbtest.Options{Args: []string{"--innodb-buffer-pool-size=1G"}})
	if err != nil {
		return err
	}
	defer maria.Stop()
	r.table.dir, r.table.maria = dir, maria
	for _, engine := range dbtest.Engines {
		if err := r.engine(ctx, engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return r.table.print()
}

// spec makes an empty, migrated database.
func (r *inboxRun) spec(engine db.Engine, name string) (string, error) {
	if engine == db.MySQL {
		return r.table.database(name)
	}
	spec := "sqlite:" + filepath.Join(r.table.dir, name+".db")
	return spec, dbtest.Migrate(spec)
}

func (r *inboxRun) engine(ctx context.Context, engine db.Engine) error {
	if r.roster > 0 {
		if err := r.importRoster(ctx, engine); err != nil {
			return fmt.Errorf("importing a roster: %w", err)
		}
	}
	var desks [2]*desk
	for i, n := range []int{r.few, r.many} {
		spec, err := r.spec(engine, fmt.Sprintf("desk%d", i))
		if err != nil {
			return err
		}
		began := time.Now()
		if desks[i], err = openDesk(ctx, spec, n); err != nil {
			return fmt.Errorf("a desk of %d opinions: %w", n, err)
		}
		defer desks[i].close()
		fmt.Printf("%s: %d opinions and %d pairs of the search index made in %v\n", engine, n, desks[i].pairs, time.Since(began).Round(time.Second/10))
	}
	return r.compare(ctx, engine, desks)
}

// compare asks both desks for each kind of page, in turn.
func (r *inboxRun) compare(ctx context.Context, engine db.Engine, desks [2]*desk) error {
	var worst float64
	var worstKind string
	for _, k := range pageKinds {
		var took [2][]time.Duration
		for i := range r.requests + warmUp {
			for j, d := range desks {
				began := time.Now()
				err := k.ask(ctx, d)
				if i >= warmUp {
					took[j] = append(took[j], time.Since(began))
				}
				if err != nil {
					return fmt.Errorf("%s with %d opinions: %w", k.name, d.size, err)
				}
			}
		}
		few, many := p95(took[0]), p95(took[1])
		ratio := float64(many) / float64(few)
		if ratio > worst {
			worst, worstKind = ratio, k.name
		}
		r.table.rows = append(r.table.rows, [4]string{string(engine) + ": " + k.name, micro(many),
			fmt.Sprintf("%.2f × %s with %d opinions", ratio, micro(few), r.few), inboxGoal})
		fmt.Printf("%s: %-40s p95 %10s with %d, %10s with %d: %.2f\n", engine, k.name, micro(few), r.few, micro(many), r.many, ratio)
	}
	r.table.rows = append(r.table.rows, [4]string{string(engine) + ": the worst of these", worstKind, fmt.Sprintf("%.2f ×", worst), inboxGoal})
	return nil
}

const (
	inboxGoal = "p95 ≤ 2 × (must ≤ 3 ×)"
	warmUp    = 10
)

func p95(v []time.Duration) time.Duration {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)*95/100]
}

func micro(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }

// pageKind is a page of the desk, as the console asks for it.
type pageKind struct {
	name string
	ask  func(ctx context.Context, d *desk) error
}

var pageKinds = []pageKind{
	{"first page of what to do", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Sets: store.ViewOpen, Order: store.OrderUrgent}, pageRows)
	}},
	{"first page of what waits, by deadline", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Sets: store.ViewWaiting, Order: store.OrderDue}, pageRows)
	}},
	{"a category of one clerk, in all", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Category: categories[rand.IntN(len(categories))], Assignee: d.clerk()}, pageRows)
	}},
	{"a page in the middle of all", func(ctx context.Context, d *desk) error {
		at := d.begins.Add(d.now.Sub(d.begins) / 100 * time.Duration(25+rand.IntN(50)))
		return d.page(ctx, act.InboxFilter{At: store.Cursor{ID: store.IDFloor(at)}}, pageRows)
	}},
	{"counts of all lists", func(ctx context.Context, d *desk) error {
		n, err := d.acts.Counts(ctx, d.actor)
		if err == nil && (n.New == 0 || n.Late == 0 || n.Mine == 0) {
			return fmt.Errorf("nothing waits: %+v", n)
		}
		return err
	}},
	{"two characters with few hits", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Query: rareWord}, rareHits)
	}},
	{"two characters with very many hits", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Query: commonWord}, pageRows)
	}},
	{"a sentence with many hits", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Query: "路灯坏了"}, pageRows)
	}},
	{"a number", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Query: d.numbers[rand.IntN(len(d.numbers))]}, 1)
	}},
	{"a deputy's initials", func(ctx context.Context, d *desk) error {
		return d.page(ctx, act.InboxFilter{Query: d.initials[rand.IntN(len(d.initials))]}, pageRows)
	}},
}

// pageRows is what a page of the console shows.
const pageRows = 50

// page asks for a page and wants it to have that many rows.
func (d *desk) page(ctx context.Context, f act.InboxFilter, want int) error {
	f.Limit = pageRows
	p, err := d.acts.InboxPage(ctx, d.actor, f)
	if err == nil && len(p.Rows) != want {
		return fmt.Errorf("%d rows, want %d", len(p.Rows), want)
	}
	return err
}

func (d *desk) clerk() string { return d.staff[rand.IntN(len(d.staff))] }
