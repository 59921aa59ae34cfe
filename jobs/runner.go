package jobs

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"liaison/store"
	"liaison/store/act"
)

// Runner runs all duties of one replica.
type Runner struct {
	cfg   Config
	jobs  []*job
	count counts
	beat  time.Duration // between two signs of life of a run
	grace time.Duration // for a run that was told to stop
	wakes []chan struct{}
	stop  func()
	wg    sync.WaitGroup
}

// New prepares the duties; it starts nothing.
func New(cfg Config) (*Runner, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &Runner{cfg: cfg, beat: heartbeat, grace: graceTime}
	if r.jobs, err = r.duties(); err != nil {
		return nil, err
	}
	return r, nil
}

// senderLanes is how many batches of the outbox are under way at once: a call
// that hangs keeps its own batch waiting, and not the others.
const senderLanes = 3

// duties lists what there is to do, in the order an operator reads it.
func (r *Runner) duties() ([]*job, error) {
	c := r.cfg
	shut := newGate()
	sender := newSender(c, shut, &r.count)
	jobs := []*job{
		{name: "send", title: "发送通知", words: "随时", duty: sender, every: time.Second, lanes: senderLanes},
		{name: "sms", title: "发送短信", words: "随时", duty: newTexter(c, shut, &r.count), every: textEvery, lanes: 1, deaf: true},
		{name: "late", title: "补答未及时回复的消息", words: "随时", duty: &Late{bot: c.Bot, count: &r.count}, every: time.Second, lanes: 1},
		{name: "seal", title: "封存审计记录", words: "随时", duty: &Sealer{acts: c.Acts, holder: c.Holder}, every: time.Second, lanes: 1},
		{name: "media", title: "取回图片、语音和视频", words: "随时", every: time.Second, lanes: 1,
			duty: &Fetcher{acts: c.Acts, client: c.Client, gate: shut, log: c.Log, count: &r.count}},
		{name: "roster", title: "导入代表名册", words: "随时", duty: &Rosters{acts: c.Acts}, every: time.Second, lanes: 1},
		{name: "broadcast", title: "准备群发通知", words: "随时", duty: &Broadcasts{acts: c.Acts}, every: time.Second, lanes: 1},
		{name: "index", title: "编排查找用的索引", words: "随时", duty: &Indexer{acts: c.Acts}, every: 2 * time.Second, lanes: 1},
	}
	for _, timed := range []struct {
		spec string
		job  *job
	}{
		{"* * * * *", &job{name: "remind", title: "提醒代表答复", words: "工作日每分钟（免打扰时段除外）",
			duty: &Reminder{acts: c.Acts, count: &r.count}}},
		{"*/2 * * * *", &job{name: "statistics", title: "更新统计数字", words: "每2分钟", duty: &Counter{acts: c.Acts}}},
		{"10 3 * * *", &job{name: "sweep", title: "清理过期数据", words: "每天 03:10", limit: time.Hour, duty: &Sweeper{acts: c.Acts}}},
		{"30 2 * * *", &job{name: "backup", title: "备份", words: "每天 02:30", limit: 3 * time.Hour, duty: &Backup{acts: c.Acts, dir: c.Backups}}},
		{"50 2 * * *", &job{name: "retain", title: "删除到期的数据", words: "每天 02:50", limit: time.Hour, duty: &Retainer{acts: c.Acts}}},
		{"40 4 * * *", &job{name: act.AuditDuty, title: "校验审计记录", words: "每天 04:40", limit: 3 * time.Hour, duty: &Checker{acts: c.Acts, log: c.Log}}},
		{"30 8 * * *", &job{name: "digest", title: "提醒综合群众意见", words: "每天 08:30", duty: &Digest{acts: c.Acts}}},
		{"40 8 * * *", &job{name: "watch", title: "提醒法定会期", words: "每天 08:40", duty: &Watch{acts: c.Acts}}},
		{"40 8 * * *", &job{name: "reports", title: "提醒专项工作报告的期限", words: "每天 08:40", duty: &Reports{acts: c.Acts}}},
		{"40 8 * * *", &job{name: "activities", title: "提醒小组活动、汇报与计划", words: "每天 08:40", duty: &Activities{acts: c.Acts}}},
		{"5 9-19 * * *", &job{name: "reception", title: "提醒预约了接待日的群众", words: "每天 9:05 至 19:05，每小时", duty: &Receptions{acts: c.Acts}}},
		{"0 9 * * *", &job{name: "calendar", title: "检查节假日安排", words: "每天 09:00", duty: &Calendar{acts: c.Acts, log: c.Log}}},
	} {
		at, err := clockwork(timed.spec)
		if err != nil {
			return nil, err
		}
		timed.job.at = at
		jobs = append(jobs, timed.job)
	}
	return jobs, nil
}

// Duties lists every duty with its next run.
func (r *Runner) Duties() []Info {
	now := r.cfg.Now()
	list := make([]Info, len(r.jobs))
	for i, j := range r.jobs {
		list[i] = j.info(now)
	}
	return list
}

// Counters gives what was counted so far.
func (r *Runner) Counters() Counters { return r.count.read() }

// Start starts all duties. It is called once; Stop ends them.
func (r *Runner) Start(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	clock := cron.New(cron.WithLocation(store.ChinaTime), cron.WithLogger(cron.DiscardLogger))
	for _, j := range r.jobs {
		if j.at != nil {
			clock.Schedule(j.at, cron.FuncJob(func() { r.byClock(ctx, j, r.tickNow(j)) }))
			continue
		}
		for range j.lanes {
			wake := make(chan struct{}, 1)
			if !j.deaf {
				r.wakes = append(r.wakes, wake)
			}
			r.wg.Go(func() { r.look(ctx, j, wake) })
		}
	}
	clock.Start()
	r.wg.Go(func() { r.takeOver(ctx) })
	r.wg.Go(func() {
		<-ctx.Done()
		<-clock.Stop().Done()
	})
}

// Stop ends all duties and waits until calls to the platform that are under way
// have ended and are written down: up to the client's timeout.
func (r *Runner) Stop() {
	if r.stop != nil {
		r.stop()
	}
	r.wg.Wait()
}

// Wake makes the duties that look for work look now, because there is some.
func (r *Runner) Wake() {
	for _, w := range r.wakes {
		nudge(w)
	}
}

func nudge(w chan struct{}) {
	select {
	case w <- struct{}{}:
	default: // it is awake already
	}
}

// tickNow is the tick that fires now. Timers fire a little late, clocks of
// replicas differ a little, and a machine that slept fires when it wakes: all mean
// the last tick of the schedule.
func (r *Runner) tickNow(j *job) time.Time {
	return lastTick(j.at, r.cfg.Now().Add(30*time.Second))
}

// patienceMax is the longest pause between two looks of a duty that keeps
// failing.
const patienceMax = 30 * time.Second

// look runs a duty again and again: at once while it finds work, else after a
// pause, and a longer one after each failure. The first pause is random, so that
// replicas started together do not look together.
func (r *Runner) look(ctx context.Context, j *job, wake chan struct{}) {
	pause, fails := rand.N(j.every), 0
	for sleep(ctx, pause, wake) {
		began := r.cfg.Now().UTC()
		done, err := safely(ctx, j.duty, began)
		if ctx.Err() != nil {
			return
		}
		if err != nil || fails > 0 {
			r.note(ctx, j, began, done, err)
		}
		switch {
		case err != nil:
			fails++
			pause = min(j.every<<min(fails, 10), patienceMax)
			r.failed(j, err)
		case done > 0:
			pause, fails = 0, 0
		default:
			pause, fails = j.every, 0
		}
	}
}

// note writes down that a duty that is always looking failed, once a minute, or
// that it is well again: it leaves no other rows.
func (r *Runner) note(ctx context.Context, j *job, began time.Time, done int, failure error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	now := r.cfg.Now().UTC()
	run := store.Run{Duty: j.name, Tick: now, Holder: r.cfg.Holder, LeaseEnds: now, Started: began, Finished: now, Outcome: outcomeOf(failure), Done: done}
	if failure != nil {
		run.Tick = now.Truncate(time.Minute)
	}
	if err := r.cfg.Acts.NoteRun(ctx, run); err != nil {
		r.cfg.Log.Warn("noting how a duty goes", "duty", j.name, "error", err)
	}
}

// sleep waits, less when woken; false means that the program ends.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-wake:
		return true
	case <-ctx.Done():
		return false
	}
}
