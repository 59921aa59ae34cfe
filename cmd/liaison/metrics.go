package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"

	"liaison/handlers/webhook"
	"liaison/jobs"
)

// figures is what /metrics shows, in the text format of Prometheus. No label
// holds anything of a person, an office or a message: what is counted has a few
// fixed names.
type figures struct {
	now     func() time.Time
	started time.Time
	jobs    func() jobs.Counters

	mu        sync.Mutex
	refused   map[string]int64
	delivered map[webhook.Outcome]int64
	took      histogram
}

func newFigures(now func() time.Time) *figures {
	return &figures{now: now, started: now(), refused: map[string]int64{}, delivered: map[webhook.Outcome]int64{}, took: newHistogram()}
}

// Refused counts a delivery that was not taken for the platform's.
func (f *figures) Refused(reason string) {
	f.mu.Lock()
	f.refused[reason]++
	f.mu.Unlock()
}

// Delivered counts one that was.
func (f *figures) Delivered(outcome webhook.Outcome, took time.Duration) {
	f.mu.Lock()
	f.delivered[outcome]++
	f.took.observe(took)
	f.mu.Unlock()
}

// bounds are in seconds; the platform gives up after 5.
var bounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 4}

type histogram struct {
	buckets []int64
	count   int64
	sum     float64
}

func newHistogram() histogram { return histogram{buckets: make([]int64, len(bounds))} }

func (h *histogram) observe(d time.Duration) {
	s := d.Seconds()
	h.count++
	h.sum += s
	if i, _ := slices.BinarySearch(bounds, s); i < len(bounds) {
		h.buckets[i]++
	}
}

// ServeHTTP writes everything.
func (f *figures) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	f.write(w)
}

func (f *figures) write(w io.Writer) {
	f.writeWebhook(w)
	if f.jobs != nil {
		f.writeJobs(w, f.jobs())
	}
	head(w, "liaison_up_seconds", "gauge", "Time since the program started.")
	fmt.Fprintf(w, "liaison_up_seconds %g\n", f.now().Sub(f.started).Seconds())
	writeRuntime(w)
}

func (f *figures) writeWebhook(w io.Writer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	head(w, "liaison_deliveries_refused_total", "counter", "Deliveries not taken for the platform's, by reason.")
	for _, reason := range slices.Sorted(maps.Keys(f.refused)) {
		fmt.Fprintf(w, "liaison_deliveries_refused_total{reason=%q} %d\n", strings.TrimPrefix(reason, "wechat callback refused: "), f.refused[reason])
	}
	head(w, "liaison_deliveries_total", "counter", "Deliveries of the platform, by what became of them.")
	for _, outcome := range []webhook.Outcome{webhook.Replied, webhook.Silent, webhook.Raw, webhook.Failed} {
		fmt.Fprintf(w, "liaison_deliveries_total{outcome=%q} %d\n", outcome, f.delivered[outcome])
	}
	head(w, "liaison_delivery_seconds", "histogram", "How long the platform waited for an answer.")
	var sum int64
	for i, b := range bounds {
		sum += f.took.buckets[i]
		fmt.Fprintf(w, "liaison_delivery_seconds_bucket{le=\"%g\"} %d\n", b, sum)
	}
	fmt.Fprintf(w, "liaison_delivery_seconds_bucket{le=\"+Inf\"} %d\nliaison_delivery_seconds_sum %g\nliaison_delivery_seconds_count %d\n",
		f.took.count, f.took.sum, f.took.count)
}

func (f *figures) writeJobs(w io.Writer, c jobs.Counters) {
	head(w, "liaison_notices_total", "counter", "Notices by what became of them.")
	for _, n := range []struct {
		outcome string
		count   int64
	}{{"sent", c.Sent}, {"put_off", c.PutOff}, {"unknown", c.Unknown}, {"unreached", c.Unreached}, {"dropped", c.Dropped}} {
		fmt.Fprintf(w, "liaison_notices_total{outcome=%q} %d\n", n.outcome, n.count)
	}
	head(w, "liaison_media_total", "counter", "Media by what became of them.")
	fmt.Fprintf(w, "liaison_media_total{outcome=\"fetched\"} %d\nliaison_media_total{outcome=\"refused\"} %d\nliaison_media_total{outcome=\"lost\"} %d\n",
		c.Fetched, c.Refused, c.Lost)
	for _, one := range []struct {
		name, help string
		count      int64
	}{
		{"liaison_late_messages_total", "Messages answered late.", c.Late},
		{"liaison_reminders_total", "Reminders handled.", c.Reminded},
		{"liaison_quota_exhausted_total", "Times a daily quota of the platform was used up.", c.Quota},
		{"liaison_runs_total", "Runs of duties that this replica finished.", c.Runs},
		{"liaison_run_failures_total", "Runs of duties that failed.", c.Failures},
	} {
		head(w, one.name, "counter", one.help)
		fmt.Fprintf(w, "%s %d\n", one.name, one.count)
	}
}

// runtimeFigures are the ones that tell a leak or a lack of memory.
var runtimeFigures = []struct{ name, source, help string }{
	{"go_goroutines", "/sched/goroutines:goroutines", "Goroutines."},
	{"go_memory_bytes", "/memory/classes/total:bytes", "Memory mapped by the Go runtime."},
	{"go_heap_objects_bytes", "/memory/classes/heap/objects:bytes", "Memory of live objects."},
	{"go_gc_cycles", "/gc/cycles/total:gc-cycles", "Garbage collections since the start."},
}

func writeRuntime(w io.Writer) {
	samples := make([]metrics.Sample, len(runtimeFigures))
	for i, r := range runtimeFigures {
		samples[i].Name = r.source
	}
	metrics.Read(samples)
	for i, r := range runtimeFigures {
		if samples[i].Value.Kind() != metrics.KindUint64 {
			continue // this version of Go does not have it
		}
		head(w, r.name, "gauge", r.help)
		fmt.Fprintf(w, "%s %d\n", r.name, samples[i].Value.Uint64())
	}
}

func head(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, cmp.Or(help, name), name, kind)
}
