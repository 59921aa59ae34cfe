package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/metrics"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store/db/dbtest"
)

func init() { subcommands["bench-sim"] = serveSim }

// castSends is how many calls are under way at once, on both sides.
const castSends = 16

// simAccount are the credentials of the emulated account.
const simApp, simSecret = "wxbench", "bench"

// serveSim is the emulator with so many followers, in a process of its own.
func serveSim(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: bench-sim FOLLOWERS ADDR")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	s, err := sim.New(sim.Config{AppID: simApp, Secret: simSecret, Token: "bench", Limits: map[string]int{"/cgi-bin/message/template/send": 1 << 30}})
	if err != nil {
		return err
	}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = castOpenid(i)
	}
	if err := s.Seed(ids...); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", args[1])
	if err != nil {
		return err
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { <-ctx.Done(); server.Close() }()
	if err := server.Serve(listener); ctx.Err() == nil {
		return err
	}
	return s.Close()
}

func castOpenid(i int) string { return fmt.Sprintf("oBench%06d", i) }

// castBench measures a broadcast to many deputies through the outbox against a loop
// of the same posts that knows no database.
type castBench struct {
	n      int
	base   string // of the emulator
	dir    string
	client *wechat.Client
	tmpl   string
	heap   uint64 // the most that was in use
}

// benchBroadcast prints the row of broadcasts.
func benchBroadcast(ctx context.Context, args []string) (err error) {
	fs := flag.NewFlagSet("bench broadcast", flag.ContinueOnError)
	b := &castBench{}
	fs.IntVar(&b.n, "n", 20_000, "deputies")
	rounds := fs.Int("rounds", 3, "rounds; the median counts")
	profile := fs.String("cpuprofile", "", "file for a CPU profile of this program, without emulator and MariaDB")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "liaison-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	emulator, err := b.emulate(ctx)
	if err != nil {
		return err
	}
	defer emulator.stop()
	maria, err := dbtest.StartMariaDB(dbtest.Options{Preallocated: true,
		Args: []string{"--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=512M"}})
	if err != nil {
		return err
	}
	defer maria.Stop()
	if err := maria.CreateDatabase("cast"); err != nil {
		return err
	}
	sides := []*castSide{{name: "MariaDB", spec: "mysql:" + maria.DSN("cast")}, {name: "SQLite", spec: "sqlite:" + filepath.Join(b.dir, "cast.db")}}
	for _, s := range sides {
		if err := s.open(ctx, b); err != nil {
			return err
		}
		defer s.close()
	}
	return profiled(*profile, func() error { return b.compare(ctx, sides, *rounds) })
}

// profiled runs something and keeps a CPU profile of it, if there is a name for one.
func profiled(name string, run func() error) (err error) {
	if name == "" {
		return run()
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return run()
}

// emulate starts the emulator and finds the template.
func (b *castBench) emulate(ctx context.Context) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s, err := startServer(ctx, b.dir, addr, nil, self, "bench-sim", strconv.Itoa(b.n), addr)
	if err != nil {
		return nil, err
	}
	b.base = "http://" + addr
	if b.client, err = wechat.NewClient(wechat.ClientConfig{AppID: simApp, Secret: simSecret, Base: b.base}); err != nil {
		s.stop()
		return nil, err
	}
	list, err := b.client.Templates(ctx)
	for _, t := range list {
		if t.Title == "办理进度通知" {
			b.tmpl = t.ID
		}
	}
	return s, err
}

// compare takes turns.
func (b *castBench) compare(ctx context.Context, sides []*castSide, rounds int) error {
	var loops []time.Duration
	for round := range rounds {
		took, err := b.loop(ctx)
		if err != nil {
			return err
		}
		loops = append(loops, took)
		fmt.Printf("round %d  %-12s %8.0f/s\n", round+1, "loop", rate(b.n, took))
		for _, s := range sides {
			if err := b.watched(func() error { return s.cast(ctx, b, round) }); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			s.heap = max(s.heap, b.heap)
			fmt.Printf("round %d  %-12s %8.0f/s  enqueued in %v\n", round+1, s.name, rate(b.n, s.sent[round]), s.queued[round].Round(time.Millisecond))
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nwhat\tfigure\tmeasured against\tgoal")
	for _, s := range sides {
		fmt.Fprintf(w, "broadcast to %d deputies with personal text, %s\t%.0f/s, enqueued in %v, heap %d MB\t%.2f × %.0f/s, the same posts, %d at once, no database\t≥ 0.7; enqueued in < 2 s; memory flat\n",
			b.n, s.name, rate(b.n, median(s.sent)), median(s.queued).Round(time.Millisecond), s.heap>>20,
			float64(median(loops))/float64(median(s.sent)), rate(b.n, median(loops)), castSends)
	}
	return w.Flush()
}

func rate(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }

// loop posts the same messages with nothing around them.
func (b *castBench) loop(ctx context.Context) (time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: castSends}}
	defer client.CloseIdleConnections()
	token, err := b.token(ctx, client)
	if err != nil {
		return 0, err
	}
	var next atomic.Int64
	errs := make([]error, castSends)
	var wg sync.WaitGroup
	began := time.Now()
	for i := range castSends {
		wg.Go(func() {
			for errs[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= b.n {
					return
				}
				errs[i] = b.post(ctx, client, token, n)
			}
		})
	}
	wg.Wait()
	return time.Since(began), errors.Join(errs...)
}

// token asks for the token that the other side has, too.
func (b *castBench) token(ctx context.Context, client *http.Client) (string, error) {
	body := fmt.Sprintf(`{"grant_type":"client_credential","appid":%q,"secret":%q}`, simApp, simSecret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/cgi-bin/stable_token", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var out struct {
		Token string `json:"access_token"`
	}
	err = json.NewDecoder(res.Body).Decode(&out)
	return out.Token, err
}

func (b *castBench) post(ctx context.Context, client *http.Client, token string, n int) error {
	body, err := json.Marshal(map[string]any{"touser": castOpenid(n), "template_id": b.tmpl, "url": "https://example.org/h5/broadcasts/01k8xw6v0t0000000000000000",
		"client_msg_id": "01k8xw6v0t" + strconv.Itoa(int(time.Now().UnixNano())), "data": map[string]any{
			"character_string1": map[string]string{"value": "-"}, "thing2": map[string]string{"value": "关于报送建议办理情况的通知"},
			"thing3": map[string]string{"value": "某县人大"}, "phrase4": map[string]string{"value": "请查看"}, "time5": map[string]string{"value": "2026年11月23日 09:30"}}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/cgi-bin/message/template/send?access_token="+token, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var out struct {
		Code int `json:"errcode"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.Code != 0 {
		return errors.Join(err, fmt.Errorf("errcode %d", out.Code))
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// watched notes the most heap that was in use while something ran.
func (b *castBench) watched(run func() error) error {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	b.heap = 0
	wg.Go(func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				metrics.Read(sample)
				b.heap = max(b.heap, sample[0].Value.Uint64())
			}
		}
	})
	err := run()
	close(stop)
	wg.Wait()
	return err
}
