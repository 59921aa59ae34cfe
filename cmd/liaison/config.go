package main

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"liaison/bot/wechat"
)

// Secret is a value that is never printed: a Config may end up in a log line or
// an error by mistake.
type Secret string

// Format writes three stars for a secret that is set, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) {
	if s != "" {
		_, _ = f.Write([]byte("***"))
	}
}

// LogValue keeps a secret out of structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// Config is everything the environment says, one field per variable. An empty
// variable is as good as none. A field tagged file may come as NAME_FILE, the
// path of a file with the value, as systemd credentials and container secrets
// do.
type Config struct {
	// Addr is where the callback and the pages are served. A proxy that speaks
	// HTTPS stands in front, so the default is reachable from this machine only.
	Addr string `env:"LIAISON_ADDR" envDefault:"127.0.0.1:8080"`
	// ConsoleAddr moves the staff's pages to an address of their own, so that a
	// firewall can keep them off the Internet. Empty serves them on Addr.
	ConsoleAddr string `env:"LIAISON_CONSOLE_ADDR"`
	// MetricsAddr serves /metrics to Prometheus. Empty serves it nowhere: the
	// figures tell how much an office is used, and belong to nobody else.
	MetricsAddr string `env:"LIAISON_METRICS_ADDR"`
	// PublicURL is how people and WeChat reach Addr: links in messages begin with
	// it, and WeChat's sign-in returns to it. It must be https; WeChat accepts a
	// domain with an ICP number only.
	PublicURL string `env:"LIAISON_PUBLIC_URL"`
	// TrustedProxies are the addresses or networks, separated by commas, whose
	// X-Forwarded-For is believed. Empty believes nobody: then all people behind
	// a proxy share one limit against guessing.
	TrustedProxies []string `env:"LIAISON_TRUSTED_PROXIES"`
	// VerifyFiles is a directory with the MP_verify_*.txt that WeChat's back end
	// gives out to prove a domain. They are read at start.
	VerifyFiles string `env:"LIAISON_VERIFY_FILES"`

	// DB is sqlite:PATH, which needs no care and serves a county, or mysql: and a
	// DSN of go-sql-driver, which several replicas may share.
	DB Secret `env:"LIAISON_DB" envDefault:"sqlite:liaison.db" file:"yes"`
	// Data is the directory of media and backups; replicas share one.
	Data string `env:"LIAISON_DATA" envDefault:"liaison-data"`
	// Keys are the keys of personal data, one id:base64 a line, the first being
	// the active one. Whoever loses them loses the data, and no backup has them.
	Keys Secret `env:"LIAISON_KEYS" file:"yes"`
	// LogLevel is debug, info, warn or error.
	LogLevel slog.Level `env:"LIAISON_LOG_LEVEL" envDefault:"info"`

	// AppID, AppSecret, Token and AESKey are those of the account's back end
	// (设置与开发 → 基本配置).
	AppID     string `env:"LIAISON_WECHAT_APPID" file:"yes"`
	AppSecret Secret `env:"LIAISON_WECHAT_SECRET" file:"yes"`
	Token     Secret `env:"LIAISON_WECHAT_TOKEN" file:"yes"`
	AESKey    Secret `env:"LIAISON_WECHAT_AES_KEY" file:"yes"`
	// Plain lets messages in unencrypted. Their signature does not cover the
	// body: for tests only.
	Plain bool `env:"LIAISON_WECHAT_PLAIN"`
	// API is the platform, or an emulator or relay in its place.
	API string `env:"LIAISON_WECHAT_API" envDefault:"https://api.weixin.qq.com"`

	// SMSURL is where text messages are handed over, each a signed JSON POST, to
	// whoever sends them. Empty: there is no gateway, and lists leave as files.
	SMSURL string `env:"LIAISON_SMS_URL"`
	// SMSKey signs them; the gateway has the same.
	SMSKey Secret `env:"LIAISON_SMS_KEY" file:"yes"`
}

// problem is something wrong with the environment.
type problem struct {
	Variable string
	Mend     string // what is wrong and what to do, without the value of a secret
}

// problems is an error with one line for each.
type problems []problem

// Error gives one line for each problem, naming the variable.
func (p problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Variable + ": " + one.Mend
	}
	return strings.Join(lines, "\n")
}

func (p problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// readConfig reads the environment, given as os.Environ gives it. What it finds
// wrong is a problems. It does not judge what was given; check does.
func readConfig(environ []string) (Config, error) {
	vars := map[string]string{}
	for _, e := range environ {
		if name, value, _ := strings.Cut(e, "="); value != "" && strings.HasPrefix(name, "LIAISON_") {
			vars[name] = value
		}
	}
	found := readFiles(vars)
	var cfg Config
	err := env.ParseWithOptions(&cfg, env.Options{Environment: vars})
	found = append(found, parseProblems(err)...)
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	cfg.API = strings.TrimSuffix(cfg.API, "/")
	for i, p := range cfg.TrustedProxies {
		cfg.TrustedProxies[i] = strings.TrimSpace(p)
	}
	return cfg, found.orNil()
}

// readFiles puts the content of every NAME_FILE in NAME's place.
func readFiles(vars map[string]string) (found problems) {
	for _, name := range variables("file") {
		path, ok := vars[name+"_FILE"]
		if !ok {
			continue
		}
		if vars[name] != "" {
			found = append(found, problem{name, "is set, and " + name + "_FILE too; keep one of them"})
			continue
		}
		text, err := os.ReadFile(path)
		switch {
		case err != nil:
			found = append(found, problem{name + "_FILE", fmt.Sprintf("cannot be read (%v); name a file that this user may read", err)})
		case strings.TrimSpace(string(text)) == "":
			found = append(found, problem{name + "_FILE", "names an empty file; write the value into it"})
		default:
			vars[name] = strings.TrimSpace(string(text))
		}
	}
	return found
}

// variables lists the variables of Config; with a tag, those that have it.
func variables(tag string) []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if tag == "" || f.Tag.Get(tag) != "" {
			names = append(names, f.Tag.Get("env"))
		}
	}
	return names
}

// parseProblems names the variables of values that are no bool or no level. The
// library's own words quote the value and name the field of the struct.
func parseProblems(err error) (found problems) {
	all, ok := err.(env.AggregateError)
	if !ok {
		return nil
	}
	mends := map[string]string{"Plain": "is true or false", "LogLevel": "is debug, info, warn or error"}
	for _, e := range all.Errors {
		if p, ok := e.(env.ParseError); ok {
			f, _ := reflect.TypeFor[Config]().FieldByName(p.Name)
			found = append(found, problem{f.Tag.Get("env"), mends[p.Name]})
		}
	}
	return found
}

// unknown lists variables that look like ours and are not: misspelt, most
// likely, and then without the effect that somebody counts on.
func unknown(environ []string) []string {
	known := map[string]bool{"LIAISON_CHECK": true, "LIAISON_SHOTS": true} // those of the tests
	for _, name := range variables("") {
		known[name] = true
	}
	for _, name := range variables("file") {
		known[name+"_FILE"] = true
	}
	strange := map[string]bool{}
	for _, e := range environ {
		if name, _, _ := strings.Cut(e, "="); strings.HasPrefix(name, "LIAISON_") && !known[name] {
			strange[name] = true
		}
	}
	return slices.Sorted(maps.Keys(strange))
}

// emulated tells whether the account is emulated on this very machine, so that
// one browser plays several people.
func (c Config) emulated() bool { return c.API != wechat.DefaultBase && loopback(c.API) }
