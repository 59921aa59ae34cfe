package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"liaison/bot/wechat/sim"
)

const usage = `wechatsim is a WeChat official account on this machine: the platform's API, the
delivery of messages to a callback, and a page with the followers' phones.

Usage: wechatsim [flags]

Flags:
  --addr ADDRESS    where to listen (default 127.0.0.1:8081)
  --callback URL    where to deliver messages, such as http://127.0.0.1:8080/wechat
  --mode MODE       plain, compatible or safe (default: safe with an AES key, else plain)
  --state PATH      file that keeps followers, menus, templates and chats between runs
  --url URL         the emulator's own address as others reach it (default: as they call it)
  --reset PREFIX    path on the opened page's host that ends its session and goes on to
                    the path appended, such as /h5/as?next= (default: none)
  --name NAME       the account's name on the page (default 公众号)
  --frame           show H5 pages inside the phone; they must allow being framed

Environment (each also as NAME_FILE, the path of a file that holds the value):
  LIAISON_WECHAT_APPID, LIAISON_WECHAT_SECRET, LIAISON_WECHAT_TOKEN   required
  LIAISON_WECHAT_AES_KEY   43 characters; empty for plain mode
  LIAISON_SMS_KEY          also play a gateway for text messages, at POST /sms; the page and
                           GET /sim/sms show them

Control, as HTTP with JSON (every act answers when the callback has; ?wait=0 at once):
  POST /sim/users {openid, name, follow}      GET /sim/users
  POST /sim/users/{openid}/follow {scene}     /unfollow   /say {text}   /scan {scene|ticket}
       /tap {key | path: [0,1] | bizmsgmenuid}   /send {kind, data (base64), …}
       /consent {template_id, accept}         /refuse {on}
  GET  /sim/users/{openid}/inbox (?all=1: also what the user sent)   /menu
  POST /sim/faults {path, kind, code, status, delay_ms, times, after, openid, done}
       kinds: errcode http reset timeout half html delay      GET and DELETE /sim/faults
  GET  /sim/log   DELETE /sim/log             POST /sim/clock {advance: "48h"}
  POST /sim/callback {url}                    POST /sim/tokens/revoke
`

type options struct {
	addr string
	sim  sim.Config
}

func parse(args []string, env func(string) string) (options, error) {
	opts, mode := options{}, ""
	flags := flag.NewFlagSet("wechatsim", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	flags.StringVar(&opts.addr, "addr", "127.0.0.1:8081", "")
	flags.StringVar(&opts.sim.Callback, "callback", "", "")
	flags.StringVar(&mode, "mode", "", "")
	flags.StringVar(&opts.sim.State, "state", "", "")
	flags.StringVar(&opts.sim.URL, "url", "", "")
	flags.StringVar(&opts.sim.Reset, "reset", "", "")
	flags.StringVar(&opts.sim.Name, "name", "", "")
	flags.BoolVar(&opts.sim.Frame, "frame", false, "")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err := readAccount(&opts.sim, env); err != nil {
		return options{}, err
	}
	return opts, setMode(&opts.sim, mode)
}

func readAccount(cfg *sim.Config, env func(string) string) error {
	for _, v := range []struct {
		name     string
		into     *string
		required bool
	}{
		{"LIAISON_WECHAT_APPID", &cfg.AppID, true},
		{"LIAISON_WECHAT_SECRET", &cfg.Secret, true},
		{"LIAISON_WECHAT_TOKEN", &cfg.Token, true},
		{"LIAISON_WECHAT_AES_KEY", &cfg.AESKey, false},
		{"LIAISON_SMS_KEY", &cfg.TextKey, false},
	} {
		value, err := lookup(v.name, env)
		if err != nil {
			return err
		}
		if value == "" && v.required {
			return fmt.Errorf("set %s (or %s_FILE)", v.name, v.name)
		}
		*v.into = value
	}
	return nil
}

// lookup reads a variable, or the file that its _FILE twin names.
func lookup(name string, env func(string) string) (string, error) {
	path := env(name + "_FILE")
	if path == "" {
		return env(name), nil
	}
	if env(name) != "" {
		return "", fmt.Errorf("both %s and %s_FILE are set; keep one", name, name)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

func setMode(cfg *sim.Config, name string) error {
	switch name {
	case "":
		if cfg.AESKey != "" {
			cfg.Mode = sim.Safe
		}
	case "plain":
		cfg.Mode = sim.Plain
	case "compatible":
		cfg.Mode = sim.Compatible
	case "safe":
		cfg.Mode = sim.Safe
	default:
		return fmt.Errorf("--mode is plain, compatible or safe, not %q", name)
	}
	return nil
}
