package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat/sim"
)

const key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func account() map[string]string {
	return map[string]string{"LIAISON_WECHAT_APPID": "wx1", "LIAISON_WECHAT_SECRET": "s", "LIAISON_WECHAT_TOKEN": "t"}
}

func TestParse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := account()
	env["LIAISON_WECHAT_AES_KEY_FILE"] = path
	opts, err := parse([]string{"--addr", ":1", "--callback", "http://a.example/wechat", "--reset", "/h5/as?next=", "--frame"}, environment(env))
	if err != nil {
		t.Fatal(err)
	}
	if opts.addr != ":1" || opts.sim.AESKey != key || opts.sim.Mode != sim.Safe || !opts.sim.Frame || opts.sim.Reset == "" {
		t.Errorf("%+v", opts)
	}
	if opts, err := parse([]string{"--mode", "compatible"}, environment(env)); err != nil || opts.sim.Mode != sim.Compatible {
		t.Errorf("%+v %v", opts, err)
	}
	if opts, err := parse(nil, environment(account())); err != nil || opts.sim.Mode != sim.Plain {
		t.Errorf("%+v %v", opts, err)
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for want, change := range map[string]func(map[string]string) []string{
		"LIAISON_WECHAT_TOKEN":       func(e map[string]string) []string { delete(e, "LIAISON_WECHAT_TOKEN"); return nil },
		"LIAISON_WECHAT_SECRET_FILE": func(e map[string]string) []string { e["LIAISON_WECHAT_SECRET_FILE"] = "/none"; return nil },
		"--mode":                     func(map[string]string) []string { return []string{"--mode", "odd"} },
		"surplus":                    func(map[string]string) []string { return []string{"surplus"} },
	} {
		env := account()
		args := change(env)
		if _, err := parse(args, environment(env)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

func TestRunServesUntilStopped(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"--addr", addr}, environment(account())) }()
	deadline := time.Now().Add(10 * time.Second)
	for {
		res, err := http.Get("http://" + addr + "/sim/users")
		if err == nil {
			res.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
