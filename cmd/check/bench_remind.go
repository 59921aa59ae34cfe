package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"liaison/jobs"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// remindRun compares the reminder duty in a small and in a large database, with as
// many items due in both, in turn.
type remindRun struct {
	few, many, due, rounds int
	table                  *benchRun
}

// benchRemind is `bench remind`.
func benchRemind(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("bench remind", flag.ContinueOnError)
	r := &remindRun{table: &benchRun{}}
	fs.IntVar(&r.few, "few", 10_000, "open items of the small database")
	fs.IntVar(&r.many, "many", 1_000_000, "open items of the large database")
	fs.IntVar(&r.due, "due", 1000, "items due in each round")
	fs.IntVar(&r.rounds, "rounds", 5, "rounds, at most 7; the median counts")
	engine := fs.String("engine", "", "one engine instead of both")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if r.rounds < 1 || r.rounds > 7 || r.few < r.due*(r.rounds+1) || r.many < r.few {
		return fmt.Errorf("at most 7 rounds, and at least %d open items", r.due*(r.rounds+1))
	}
	dir, err := os.MkdirTemp("", "liaison-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r.table.dir = dir
	if r.table.maria, err = dbtest.StartMariaDB(dbtest.Options{Args: []string{"--innodb-buffer-pool-size=2G"}}); err != nil {
		return err
	}
	defer r.table.maria.Stop()
	for _, e := range dbtest.Engines {
		if *engine != "" && *engine != string(e) {
			continue
		}
		if err := r.engine(ctx, e); err != nil {
			return fmt.Errorf("%s: %w", e, err)
		}
	}
	return r.table.print()
}

func (r *remindRun) engine(ctx context.Context, engine db.Engine) error {
	var sides [2]*waiting
	for i, n := range []int{r.few, r.many} {
		spec := "sqlite:" + filepath.Join(r.table.dir, fmt.Sprintf("remind%d.db", i))
		var err error
		if engine == db.MySQL {
			spec, err = r.table.database(fmt.Sprintf("remind%d", i))
		} else {
			err = dbtest.Migrate(spec)
		}
		if err != nil {
			return err
		}
		began := time.Now()
		if sides[i], err = openWaiting(ctx, spec, n, r.due, r.rounds+1); err != nil {
			return fmt.Errorf("%d open items: %w", n, err)
		}
		defer sides[i].close()
		fmt.Printf("%s: %d open items made in %v\n", engine, n, time.Since(began).Round(time.Second/10))
	}
	var took [2][]time.Duration
	for round := range r.rounds + 1 { // the first warms up
		for turn := range sides {
			side := (round + turn) % 2
			d, err := sides[side].remind(ctx, round, r.due)
			if err != nil {
				return fmt.Errorf("round %d with %d open: %w", round, sides[side].size, err)
			}
			if round > 0 {
				took[side] = append(took[side], d)
			}
		}
		if round > 0 {
			fmt.Printf("%s: round %d: %v with %d open, %v with %d\n", engine, round, took[0][round-1].Round(time.Millisecond), r.few, took[1][round-1].Round(time.Millisecond), r.many)
		}
	}
	few, many := median(took[0]), median(took[1])
	r.table.rows = append(r.table.rows, [4]string{fmt.Sprintf("%s: %d reminders due, %d open", engine, r.due, r.many), many.Round(time.Millisecond).String(),
		fmt.Sprintf("%.2f × %v with %d open", float64(many)/float64(few), few.Round(time.Millisecond), r.few), "≤ 1.5 × (must ≤ 2 ×)"})
	return nil
}

// waiting is a database of open items that wait for their deputies' answers.
type waiting struct {
	*desk
	clock time.Time
}

// remindFrom is half past eight of a working day in China; the items of a round
// fall due an hour after those of the round before.
var remindFrom = time.Date(2026, 11, 23, 0, 30, 0, 0, time.UTC)

func openWaiting(ctx context.Context, spec string, size, due, rounds int) (*waiting, error) {
	w := &waiting{desk: &desk{size: size, now: remindFrom, perYear: map[int]int64{}, rng: rand.New(rand.NewPCG(1, uint64(size)))}, clock: remindFrom}
	w.begins = w.now.AddDate(0, 0, -10)
	var err error
	if w.db, err = db.Open(ctx, spec, db.Options{}); err != nil {
		return nil, err
	}
	keys, err := store.ParseKeyring(store.GenerateKey("bench"))
	if err != nil {
		return nil, err
	}
	w.acts = act.New(act.Config{DB: w.db, Keys: keys, Now: func() time.Time { return w.clock }})
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	return w, w.fill(ctx, spec, due, rounds)
}

// fill writes the items: those that fall due are spread among the others. Every
// tenth of them was reminded before, so that staff are told: as many in both
// databases, or the larger would have more to do.
func (w *waiting) fill(ctx context.Context, spec string, due, rounds int) error {
	load, err := dbtest.OpenLoad(ctx, spec, "opinion", "assignment")
	if err != nil {
		return err
	}
	dueAt := map[int]int{} // which of those that fall due an item is
	for n := range due * rounds {
		dueAt[n*(w.size/(due*rounds))] = n
	}
	for i := 0; i < w.size; {
		b := &db.Batch{}
		for ; i < w.size && len(b.Opinions) < deskTogether; i++ {
			o, a := w.item(i)
			if n, ok := dueAt[i]; ok {
				a.RemindAt = remindFrom.Add(time.Duration(n%rounds) * time.Hour)
				if n/rounds%10 == 0 {
					a.Reminded = 2
				}
			}
			b.Opinions, b.Assignments = append(b.Opinions, o), append(b.Assignments, a)
		}
		if err := w.write(ctx, b); err != nil {
			return err
		}
	}
	if err := load.Close(ctx); err != nil {
		return err
	}
	return w.warm(ctx)
}

// warm reads each row once, so that both databases lie in memory as they do where
// the program has run for a day: what is compared is the work, and not the disk.
func (w *waiting) warm(ctx context.Context) error {
	for _, table := range []string{"opinion", "assignment"} {
		var n int
		// No index holds the version, so that the rows themselves are read.
		if err := w.db.Read().QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table+" WHERE version < 0").Scan(&n); err != nil {
			return fmt.Errorf("reading through %s: %w", table, err)
		}
	}
	return nil
}

// item is the i-th open opinion with its assignment, whose reminder is due in the
// weeks to come.
func (w *waiting) item(i int) (*store.Opinion, *store.Assignment) {
	at := w.begins.Add(w.now.Sub(w.begins) / time.Duration(w.size) * time.Duration(i))
	w.perYear[at.Year()]++
	deputy, office := w.deputies[w.rng.IntN(len(w.deputies))].ID, w.offices[w.rng.IntN(len(w.offices))]
	a := &store.Assignment{ID: store.IDFloor(at.Add(time.Millisecond)), Created: at, OpinionID: store.IDFloor(at), DeputyID: deputy, OfficeID: office, By: w.staff[0],
		State: store.AssignmentOpen, Since: at, RemindAt: w.now.Add(time.Duration(24+w.rng.IntN(600)) * time.Hour), Version: 1}
	return &store.Opinion{ID: a.OpinionID, Created: at, Updated: at, Number: act.Number(at.Year(), w.perYear[at.Year()]), OfficeID: office, State: store.OpinionAssigned,
		Triage: store.TriageOurs, Summary: "路灯不亮", DeputyID: deputy, AssignID: a.ID, Due: w.now.AddDate(0, 0, 10), Version: 1}, a
}

// remind runs the duty when a round's items are due.
func (w *waiting) remind(ctx context.Context, round, due int) (time.Duration, error) {
	w.clock = remindFrom.Add(time.Duration(round)*time.Hour + time.Minute)
	duty := jobs.NewReminder(w.acts)
	began := time.Now()
	n, err := duty.RunOnce(ctx, w.clock)
	took := time.Since(began)
	if err == nil && n != due {
		err = fmt.Errorf("%d were handled, want %d", n, due)
	}
	return took, err
}
