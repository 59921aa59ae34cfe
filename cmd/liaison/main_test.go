package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// started runs the program on port 0, as serve does, with the WeChat account out
// of reach.
func started(t *testing.T, vars map[string]string) *Main {
	t.Helper()
	m, err := prepared(t, vars)
	if err == nil {
		err = m.Run(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

func prepared(t *testing.T, vars map[string]string) (*Main, error) {
	t.Helper()
	vars["LIAISON_WECHAT_API"] = "http://127.0.0.1:9"
	if vars["LIAISON_ADDR"] == "" {
		vars["LIAISON_ADDR"] = "127.0.0.1:0"
	}
	term := &terminal{environ: environ(vars), out: &bytes.Buffer{}, err: &bytes.Buffer{}, now: time.Now}
	c, args, _ := commandOf([]string{"serve"})
	m := &Main{Now: time.Now}
	return m, m.ParseFlags(term, term.flags(c), args)
}

func TestServe(t *testing.T) {
	vars := good(t)
	vars["LIAISON_METRICS_ADDR"], vars["LIAISON_CONSOLE_ADDR"] = "127.0.0.1:0", "127.0.0.1:0"
	vars["LIAISON_VERIFY_FILES"] = t.TempDir()
	if err := os.WriteFile(filepath.Join(vars["LIAISON_VERIFY_FILES"], "MP_verify_x1.txt"), []byte("x1"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := started(t, vars)
	public, apart, scraped := "http://"+m.public.Addr().String(), "http://"+m.apart.Addr().String(), "http://"+m.scraped.Addr().String()
	for address, want := range map[string]int{
		public + "/healthz": http.StatusOK, public + "/readyz": http.StatusOK, public + "/MP_verify_x1.txt": http.StatusOK,
		public + "/metrics": http.StatusNotFound, public + "/console/signin": http.StatusNotFound, public + "/wechat": http.StatusForbidden,
		apart + "/console/signin": http.StatusOK, apart + "/h5": http.StatusNotFound, apart + "/wechat": http.StatusNotFound,
		scraped + "/console/signin": http.StatusNotFound,
	} {
		if status, _ := fetch(t, address); status != want {
			t.Errorf("%s: %d, want %d", address, status, want)
		}
	}
	status, body := fetch(t, scraped+"/metrics")
	for _, want := range []string{`liaison_deliveries_refused_total{reason="malformed query"} 1`, `liaison_deliveries_total{outcome="replied"} 0`,
		"liaison_notices_total{outcome=\"sent\"} 0", "go_goroutines ", "# TYPE liaison_delivery_seconds histogram"} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%q is not in the figures (%d)", want, status)
		}
	}
}

// TestSecondServeRefuses: two servers on one SQLite file would each believe in
// its own queue.
func TestSecondServeRefuses(t *testing.T) {
	vars := good(t)
	started(t, vars)
	second, err := prepared(t, vars)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "another Liaison serves this database") {
		t.Errorf("%v", err)
	}
}

// TestBusyAddress: the commonest mistake has its own line, and nothing is touched.
func TestBusyAddress(t *testing.T) {
	m := started(t, good(t))
	vars := good(t)
	vars["LIAISON_ADDR"] = m.public.Addr().String()
	second, err := prepared(t, vars)
	if err != nil {
		t.Fatal(err)
	}
	err = second.Run(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "LIAISON_ADDR: cannot listen on ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	if path := strings.TrimPrefix(vars["LIAISON_DB"], "sqlite:"); exists(path) {
		t.Error("a database was made")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestCloseLeavesNothing: no goroutine outlives Close, and the same file can be
// served again.
func TestCloseLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	vars := good(t)
	for range 2 {
		m, err := prepared(t, vars)
		if err == nil {
			err = m.Run(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}

// TestReadyInTime: on an existing database the program is ready within a second.
// The figure proper is in the bench; here only a stall is caught.
func TestReadyInTime(t *testing.T) {
	vars := good(t)
	m := started(t, vars)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	m = started(t, vars)
	if status, _ := fetch(t, "http://"+m.public.Addr().String()+"/readyz"); status != http.StatusOK {
		t.Errorf("not ready: %d", status)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("ready after %v", took)
	}
}

func TestClockOffIsNotReady(t *testing.T) {
	m := started(t, good(t))
	m.skew.Store(int64((clockTolerance + time.Minute) / time.Second))
	if err := m.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("%v", err)
	}
}
