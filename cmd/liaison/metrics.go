package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"liaison/handlers/webhook"
	"liaison/jobs"
)

// figures is what /metrics shows. No label holds anything of a person, an office
// or a message: what is counted has a few fixed names.
type figures struct {
	registry  *prometheus.Registry
	refused   *prometheus.CounterVec
	delivered *prometheus.CounterVec
	took      prometheus.Histogram
	serve     http.Handler
}

// waits are in seconds; the platform gives up after 5.
var waits = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 4}

func newFigures() *figures {
	f := &figures{
		registry: prometheus.NewRegistry(),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "liaison_deliveries_refused_total",
			Help: "Deliveries not taken for the platform's, by reason."}, []string{"reason"}),
		delivered: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "liaison_deliveries_total",
			Help: "Deliveries of the platform, by what became of them."}, []string{"outcome"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "liaison_delivery_seconds",
			Help: "How long the platform waited for an answer.", Buckets: waits}),
	}
	f.registry.MustRegister(f.refused, f.delivered, f.took, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, o := range []webhook.Outcome{webhook.Replied, webhook.Silent, webhook.Raw, webhook.Failed} {
		f.delivered.WithLabelValues(string(o)) // shown as 0 before the first
	}
	f.serve = promhttp.HandlerFor(f.registry, promhttp.HandlerOpts{})
	return f
}

// Refused counts a delivery that was not taken for the platform's.
func (f *figures) Refused(reason string) {
	f.refused.WithLabelValues(strings.TrimPrefix(reason, "wechat callback refused: ")).Inc()
}

// Delivered counts one that was.
func (f *figures) Delivered(outcome webhook.Outcome, took time.Duration) {
	f.delivered.WithLabelValues(string(outcome)).Inc()
	f.took.Observe(took.Seconds())
}

// ServeHTTP writes everything.
func (f *figures) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.serve.ServeHTTP(w, r) }

// watch shows what the duties count.
func (f *figures) watch(count func() jobs.Counters) {
	for _, c := range []struct {
		name, help string
		labels     prometheus.Labels
		value      func(jobs.Counters) int64
	}{
		{"liaison_notices_total", "Notices by what became of them.", outcome("sent"), func(c jobs.Counters) int64 { return c.Sent }},
		{"liaison_notices_total", "Notices by what became of them.", outcome("put_off"), func(c jobs.Counters) int64 { return c.PutOff }},
		{"liaison_notices_total", "Notices by what became of them.", outcome("unknown"), func(c jobs.Counters) int64 { return c.Unknown }},
		{"liaison_notices_total", "Notices by what became of them.", outcome("unreached"), func(c jobs.Counters) int64 { return c.Unreached }},
		{"liaison_notices_total", "Notices by what became of them.", outcome("dropped"), func(c jobs.Counters) int64 { return c.Dropped }},
		{"liaison_texts_total", "Text messages by what became of them.", outcome("sent"), func(c jobs.Counters) int64 { return c.Texts }},
		{"liaison_texts_total", "Text messages by what became of them.", outcome("put_off"), func(c jobs.Counters) int64 { return c.TextWaits }},
		{"liaison_texts_total", "Text messages by what became of them.", outcome("unknown"), func(c jobs.Counters) int64 { return c.TextDoubt }},
		{"liaison_texts_total", "Text messages by what became of them.", outcome("unreached"), func(c jobs.Counters) int64 { return c.TextFails }},
		{"liaison_media_total", "Media by what became of them.", outcome("fetched"), func(c jobs.Counters) int64 { return c.Fetched }},
		{"liaison_media_total", "Media by what became of them.", outcome("refused"), func(c jobs.Counters) int64 { return c.Refused }},
		{"liaison_media_total", "Media by what became of them.", outcome("lost"), func(c jobs.Counters) int64 { return c.Lost }},
		{"liaison_late_messages_total", "Messages answered late.", nil, func(c jobs.Counters) int64 { return c.Late }},
		{"liaison_reminders_total", "Reminders handled.", nil, func(c jobs.Counters) int64 { return c.Reminded }},
		{"liaison_quota_exhausted_total", "Times a quota of the platform or of text messages was found used up.", nil, func(c jobs.Counters) int64 { return c.Quota }},
		{"liaison_runs_total", "Runs of duties that this replica finished.", nil, func(c jobs.Counters) int64 { return c.Runs }},
		{"liaison_run_failures_total", "Runs of duties that failed.", nil, func(c jobs.Counters) int64 { return c.Failures }},
	} {
		f.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: c.name, Help: c.help, ConstLabels: c.labels},
			func() float64 { return float64(c.value(count())) }))
	}
}

func outcome(name string) prometheus.Labels { return prometheus.Labels{"outcome": name} }
