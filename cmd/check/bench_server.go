package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"liaison/store"
)

// server is a program under test, in a process of its own.
type server struct {
	cmd  *exec.Cmd
	addr string
	log  *os.File
}

// freeAddr is an address on this machine that nobody listens on.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// startServer runs a program and waits until its address answers.
func startServer(ctx context.Context, dir, addr string, env []string, name string, args ...string) (*server, error) {
	log, err := os.CreateTemp(dir, "log-")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.Dir = append(os.Environ(), env...), log, log, dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", filepath.Base(name), err)
	}
	s := &server{cmd: cmd, addr: addr, log: log}
	if err := s.listens(ctx); err != nil {
		said, _ := os.ReadFile(log.Name())
		s.stop()
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, said)
	}
	return s, nil
}

// poll is how often a condition is looked at, and patience how long.
const (
	poll     = 2 * time.Millisecond
	patience = 30 * time.Second
)

// await looks at a condition until it holds.
func await(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return errors.New("waited in vain until " + what)
		case <-tick.C:
		}
	}
	return nil
}

func (s *server) listens(ctx context.Context) error {
	return await(ctx, "it listens", func() bool {
		c, err := net.DialTimeout("tcp", s.addr, time.Second)
		if err != nil {
			return false
		}
		c.Close()
		return true
	})
}

// ready waits until the program says that it is ready.
func (s *server) ready(ctx context.Context) error {
	return await(ctx, "it is ready", func() bool {
		r, err := http.Get("http://" + s.addr + "/readyz")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

// stop ends the program in good order.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt) // it may be gone already
	_ = s.cmd.Wait()                       // its exit code says nothing here
	s.log.Close()
}

// resident is how many bytes the program has in memory.
func (s *server) resident() (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS line")
}

// liaisonEnv is what `liaison serve` needs, over a database.
func (a *account) liaisonEnv(dir, addr, database string) ([]string, error) {
	keys := filepath.Join(dir, "keys")
	if _, err := os.Stat(keys); err != nil {
		if err := os.WriteFile(keys, []byte(store.GenerateKey("bench")+"\n"), 0o600); err != nil {
			return nil, err
		}
	}
	return append(a.env(), "LIAISON_ADDR="+addr, "LIAISON_DB="+database, "LIAISON_PUBLIC_URL=http://"+addr,
		"LIAISON_DATA="+dir, "LIAISON_KEYS_FILE="+keys, "LIAISON_WECHAT_API=http://127.0.0.1:9"), nil
}

func (a *account) env() []string {
	return []string{"LIAISON_WECHAT_APPID=" + a.appID, "LIAISON_WECHAT_SECRET=bench", "LIAISON_WECHAT_TOKEN=" + a.token,
		"LIAISON_WECHAT_AES_KEY=" + a.key}
}
