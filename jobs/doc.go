// Package jobs does what nobody asked for just now: it sends the outbox, answers
// late, fetches media, reminds, sweeps.
//
// Each duty is a struct with RunOnce(ctx, now), which reads what is due from the
// database. So a duty that did not run for an hour catches up by running once,
// and a test calls RunOnce with the time it wants.
//
// # Two ways to run
//
// A duty that claims its own rows (sender, late answers, media) loops: every
// replica looks once a second, by an indexed query, and at once when it is woken
// or found something the last time. A row in table run for each of those looks
// would be the largest table of all, and would say nothing that the claimed rows
// do not.
//
// The others run by the clock in Asia/Shanghai. One (duty, tick) is one row, and
// who inserts it does the work, so that any number of replicas does it once. The
// holder renews its lease while it works; a run whose lease ended is taken over
// by whoever looks next, and a row that nobody ever held is how a run is asked
// for ("run now", or again after a failure).
package jobs
