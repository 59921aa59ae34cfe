package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// importRoster measures taking a roster into an empty office.
func (r *inboxRun) importRoster(ctx context.Context, engine db.Engine) error {
	spec, err := r.spec(engine, "roster")
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, spec, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	keys, err := store.ParseKeyring(store.GenerateKey("bench"))
	if err != nil {
		return err
	}
	acts := act.New(act.Config{DB: d, Keys: keys, Now: time.Now})
	defer acts.Close()
	job, office := store.JobActor("bench"), ""
	if err := acts.Do(ctx, job, "", func(t *act.Tx) error {
		o, err := t.AddOffice(store.Office{Kind: store.OfficeTownship, Name: "甲镇人大主席团"})
		if err == nil {
			office = o.ID
		}
		return err
	}); err != nil {
		return err
	}
	lines := rosterOf(r.roster)
	runtime.GC()
	stop := peakHeap()
	began := time.Now()
	var done act.RosterImport
	err = acts.Do(ctx, job, "", func(t *act.Tx) (err error) {
		done, err = t.ImportRoster(office, lines, act.ImportHow{AddDistricts: true})
		return err
	})
	took, heap := time.Since(began), stop()
	if err == nil && done.Added != r.roster {
		err = fmt.Errorf("%d of %d people were added", done.Added, r.roster)
	}
	r.table.rows = append(r.table.rows, [4]string{fmt.Sprintf("%s: importing a roster of %d", engine, r.roster),
		fmt.Sprintf("%.1f s, peak heap %d MB", took.Seconds(), heap>>20), "–", "–"})
	return err
}

// rosterOf is a roster of n people in ten districts.
func rosterOf(n int) []store.RosterLine {
	lines := make([]store.RosterLine, n)
	for i := range lines {
		lines[i] = store.RosterLine{Row: i + 2, Name: fmt.Sprintf("代表%05d", i), Sex: "女", Nation: "苗族", Phone: fmt.Sprintf("139%08d", i),
			Term: "镇第五届", District: fmt.Sprintf("第%d选区", i%10+1), Title: "甲镇人大代表", Work: "某某中学教师"}
	}
	return lines
}

// peakHeap watches how much memory is in use until it is asked.
func peakHeap() func() uint64 {
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-tick.C:
			case <-done:
				peak <- most
				return
			}
		}
	}()
	return func() uint64 { close(done); return <-peak }
}
