package main_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"liaison/bot/wechat/sim"
	"liaison/store"
)

// soak tells whether the long variants are wanted: go run ./cmd/check soak.
var soak = os.Getenv("LIAISON_SOAK") != ""

// either gives the daily figure, or the one of a soak.
func either[T any](daily, long T) T {
	if soak {
		return long
	}
	return daily
}

// built is the program, built once, without the race detector: its speed is
// part of what is promised.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "liaison-whole-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "liaison")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w: %s", err, out)
	}
	return path, nil
})

// deployment is what every replica shares.
type deployment struct {
	t        *testing.T
	database string // LIAISON_DB, as the program is to reach it
	dir      string
	keys     string
	wechat   string       // address of the API
	held     atomic.Int64 // connections that the program holds to it
	platform *platform
}

// deploy prepares a deployment on a migrated database. Nobody answers at the API
// until connect names an emulator.
func deploy(t *testing.T, database string) *deployment {
	t.Helper()
	d := &deployment{t: t, database: database, dir: t.TempDir(), wechat: "http://127.0.0.1:9", platform: newPlatform(t)}
	d.keys = filepath.Join(d.dir, "keys")
	if err := os.WriteFile(d.keys, []byte(store.GenerateKey("whole")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *deployment) environ(addr, metrics string) []string {
	p := d.platform
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.dir, "TMPDIR=" + d.dir, "LIAISON_DB=" + d.database,
		"LIAISON_DATA=" + filepath.Join(d.dir, "data"), "LIAISON_KEYS_FILE=" + d.keys, "LIAISON_ADDR=" + addr,
		"LIAISON_METRICS_ADDR=" + metrics, "LIAISON_PUBLIC_URL=http://" + addr, "LIAISON_WECHAT_API=" + d.wechat,
		"LIAISON_WECHAT_APPID=" + p.appID, "LIAISON_WECHAT_SECRET=wholesecret", "LIAISON_WECHAT_TOKEN=" + p.token,
		"LIAISON_WECHAT_AES_KEY=" + p.key, "LIAISON_SMS_URL=" + d.wechat + sim.TextPath, "LIAISON_SMS_KEY=" + smsKey}
}

// smsKey signs text messages, which the emulator takes.
const smsKey = "whole-key-of-text-messages-0123456789"

// program is one replica: `liaison serve` in a process of its own.
type program struct {
	d             *deployment
	addr, metrics string
	log           string // path
	cmd           *exec.Cmd
	exited        chan struct{}
}

// replica makes a replica with addresses of its own and starts it.
func (d *deployment) replica() *program {
	d.t.Helper()
	p := &program{d: d, addr: freeAddr(d.t), metrics: freeAddr(d.t)}
	p.log = filepath.Join(d.dir, "log-"+strings.ReplaceAll(p.addr, ":", "-"))
	d.t.Cleanup(p.end)
	p.start()
	return p
}

func freeAddr(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs the program and gives how long it took to be ready.
func (p *program) start() time.Duration {
	p.d.t.Helper()
	began := time.Now()
	p.launch()
	p.awaitReady()
	return time.Since(began)
}

// launch runs the program without waiting for it.
func (p *program) launch() {
	t := p.d.t
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.cmd = exec.Command(path, "serve")
	p.cmd.Env, p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.d.environ(p.addr, p.metrics), p.d.dir, log, log
	p.exited = make(chan struct{})
	if err := run(p.cmd, p.exited); err != nil {
		t.Fatal(err)
	}
}

func (p *program) gone() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

func (p *program) awaitReady() {
	t := p.d.t
	t.Helper()
	await(t, 30*time.Second, "the program is ready", func() bool {
		if p.gone() {
			t.Fatalf("the program ended: %s", p.logTail())
		}
		return p.ready()
	})
}

// ready asks /readyz.
func (p *program) ready() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	status, _, err := p.get(ctx, "http://"+p.addr+"/readyz")
	return err == nil && status == http.StatusOK
}

// get asks on a connection of its own, so that none is left open.
func (p *program) get(ctx context.Context, address string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

// kill ends the program with SIGKILL and returns when it is gone.
func (p *program) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // it may be gone already
	<-p.exited
}

// end stops the program in good order, or by force after a while.
func (p *program) end() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(os.Interrupt) // it may be gone already
	select {
	case <-p.exited:
	case <-time.After(15 * time.Second):
		p.kill()
		p.d.t.Error("the program did not end within 15 s of being asked to")
	}
	if p.d.t.Failed() {
		p.d.t.Logf("the log of %s ends:\n%s", p.addr, p.logTail())
	}
}

func (p *program) logTail() string {
	text, _ := os.ReadFile(p.log)
	return string(text[max(0, len(text)-3000):])
}

// metric sums a metric over its labels; those that contain the text, if one is
// given.
func (p *program) metric(name, label string) float64 {
	t := p.d.t
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, body, err := p.get(ctx, "http://"+p.metrics+"/metrics")
	if err != nil {
		t.Fatal(err)
	}
	sum, found := 0.0, false
	for line := range strings.Lines(body) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || !strings.HasPrefix(rest, "{") && !strings.HasPrefix(rest, " ") || !strings.Contains(rest, label) {
			continue
		}
		fields := strings.Fields(rest)
		v, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			t.Fatalf("metric %s: %v", name, err)
		}
		sum, found = sum+v, true
	}
	if !found && label == "" {
		t.Fatalf("there is no metric %s", name)
	}
	return sum
}

// resident is how many bytes the program has in memory.
func (p *program) resident() int64 {
	return p.status("VmRSS:")
}

func (p *program) status(field string) int64 {
	t := p.d.t
	t.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("left out: this system has no /proc")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), field); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatalf("no line %s", field)
	return 0
}
