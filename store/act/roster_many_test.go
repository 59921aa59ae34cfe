package act_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// people is a roster of n, in one of ten districts each.
func people(n int) []store.RosterLine {
	lines := make([]store.RosterLine, n)
	for i := range lines {
		lines[i] = store.RosterLine{Row: i + 2, Name: fmt.Sprintf("代表%05d", i), Sex: "女", Nation: "苗族", Phone: fmt.Sprintf("139%08d", i),
			Term: "镇第五届", District: fmt.Sprintf("第%d选区", i%10+1), Title: "甲镇人大代表", Work: "某某中学教师"}
	}
	return lines
}

// BenchmarkImportRoster imports 20,000 people into an empty roster, the same again,
// and the same with every rank changed.
func BenchmarkImportRoster(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			for b.Loop() {
				o := open(b, dbtest.New(b, engine))
				lines := people(20_000)
				for _, what := range []string{"new", "same", "changed"} {
					if what == "changed" {
						lines[0], lines[1] = lines[19_999], lines[0]
						lines = append(lines[:1:1], lines[1:19_999]...)
						for i := range lines {
							lines[i].Work = fmt.Sprint("职务", i)
						}
					}
					stop := peakHeap()
					began := time.Now()
					var done act.RosterImport
					o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
						done, err = t.ImportRoster(o.town.ID, lines, act.ImportHow{AddDistricts: true})
						return err
					}))
					b.Logf("%s %s: %.2f s, %d MiB, %+v", engine, what, time.Since(began).Seconds(), stop()>>20, done)
				}
			}
		})
	}
}

// peakHeap watches how much memory is in use until it is asked.
func peakHeap() func() uint64 {
	var peak atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	look := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak.Store(max(peak.Load(), m.HeapAlloc))
	}
	go func() {
		defer close(stopped)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				look()
			case <-done:
				return
			}
		}
	}()
	return func() uint64 { close(done); <-stopped; look(); return peak.Load() }
}
