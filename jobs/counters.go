package jobs

import "sync/atomic"

// Counters counts what the duties did since the program started.
type Counters struct {
	Sent      int64 // notices the platform took
	PutOff    int64 // notices put off: after a failure, for a quota, out of quiet hours
	Unknown   int64 // notices that may have gone out
	Unreached int64 // notices left to the telephone
	Dropped   int64 // notices whose recipient is gone
	Quota     int64 // times a daily quota was found used up
	Texts     int64 // text messages the gateway took
	TextFails int64 // text messages it refused
	TextDoubt int64 // text messages that may have gone out
	TextWaits int64 // text messages put off: after a failure, for a quota
	Late      int64 // messages worked on late
	Fetched   int64 // media fetched
	Refused   int64 // media refused for what they are
	Lost      int64 // media the platform no longer had
	Reminded  int64 // reminders handled
	Runs      int64 // runs by the clock that this replica finished
	Failures  int64 // runs and looks that failed, panics included
	Panics    int64
}

// counts is Counters while it counts.
type counts struct {
	sent, putOff, unknown, unreached, dropped, quota, texts, textFails, textDoubt, textWaits, late, fetched,
	refused, lost, reminded, runs, failures, panics atomic.Int64
}

func (c *counts) read() Counters {
	return Counters{Sent: c.sent.Load(), PutOff: c.putOff.Load(), Unknown: c.unknown.Load(),
		Unreached: c.unreached.Load(), Dropped: c.dropped.Load(), Quota: c.quota.Load(), Texts: c.texts.Load(), TextFails: c.textFails.Load(), TextDoubt: c.textDoubt.Load(), TextWaits: c.textWaits.Load(), Late: c.late.Load(),
		Fetched: c.fetched.Load(), Refused: c.refused.Load(), Lost: c.lost.Load(), Reminded: c.reminded.Load(),
		Runs: c.runs.Load(), Failures: c.failures.Load(), Panics: c.panics.Load()}
}
