package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"unicode"

	"liaison/bot/wechat"
	"liaison/store"
)

// needs says which part of the configuration a command uses. It is refused for a
// mistake in that part only: who migrates a database has no WeChat account at
// hand.
type needs int

const (
	needDB needs = 1 << iota
	needKeys
	needData
	needWeChat // app id and secret: to call the platform
	needServe  // everything to be called by it, and to be seen
)

// check finds everything wrong with the part a command uses, as a problems.
func (c Config) check(n needs) error {
	var found problems
	for _, part := range []struct {
		need  needs
		check func(Config) problems
	}{
		{needDB, Config.checkDB}, {needKeys, Config.checkKeys}, {needData, Config.checkData},
		{needWeChat, Config.checkAccount}, {needServe, Config.checkCallback}, {needServe, Config.checkServing},
		{needServe, Config.checkSMS},
	} {
		if n&part.need != 0 {
			found = append(found, part.check(c)...)
		}
	}
	return found.orNil()
}

func (c Config) checkDB() problems {
	kind, rest, _ := strings.Cut(string(c.DB), ":")
	if (kind != "sqlite" && kind != "mysql") || rest == "" {
		return problems{{"LIAISON_DB", "must be sqlite:PATH, or mysql: and user:password@tcp(host:3306)/database"}}
	}
	return nil
}

func (c Config) checkKeys() problems {
	const mend = "write a line k1:KEY with the output of `openssl rand -base64 32`, and keep a copy apart from the backups"
	_, err := store.ParseKeyring(string(c.Keys))
	switch {
	case c.Keys == "":
		return problems{{"LIAISON_KEYS", "is missing (or LIAISON_KEYS_FILE): " + mend}}
	case err != nil:
		return problems{{"LIAISON_KEYS", err.Error()}}
	}
	return nil
}

func (c Config) checkData() problems {
	info, err := os.Stat(c.Data)
	if err == nil && !info.IsDir() {
		return problems{{"LIAISON_DATA", "is a file; name a directory"}}
	}
	return nil
}

func (c Config) checkAccount() (found problems) {
	const where = "copy it from the account's back end, 设置与开发 → 基本配置"
	found = append(found, word("LIAISON_WECHAT_APPID", c.AppID, where)...)
	found = append(found, word("LIAISON_WECHAT_SECRET", string(c.AppSecret), where)...)
	u, err := url.Parse(c.API)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || (u.Scheme != "https" && u.Scheme != "http"):
		found = append(found, problem{"LIAISON_WECHAT_API", "must be an http or https address; leave it out for " + wechat.DefaultBase})
	case u.Scheme == "http" && strings.HasSuffix(u.Hostname(), "weixin.qq.com"):
		found = append(found, problem{"LIAISON_WECHAT_API", "would carry the secret in the clear; write https://"})
	}
	return found
}

// word refuses a value that is missing or was copied with something around it.
func word(variable, value, where string) problems {
	switch {
	case value == "":
		return problems{{variable, "is missing (or " + variable + "_FILE): " + where}}
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"'`, r) }):
		return problems{{variable, "has a space or a quotation mark in it: " + where}}
	}
	return nil
}

func (c Config) checkCallback() problems {
	const where = "copy it from the account's back end, 设置与开发 → 基本配置 → 服务器配置"
	found := word("LIAISON_WECHAT_TOKEN", string(c.Token), where)
	const key = "LIAISON_WECHAT_AES_KEY"
	switch {
	case c.AESKey == "" && !c.Plain:
		return append(found, problem{key, "is missing (or " + key + "_FILE): " + where +
			", and choose 安全模式; for tests without encryption set LIAISON_WECHAT_PLAIN=true"})
	case c.AESKey != "" && c.Plain:
		return append(found, problem{"LIAISON_WECHAT_PLAIN", "is true while " + key + " is set; leave one of them out"})
	case c.AESKey == "":
		return found
	}
	_, err := wechat.NewCallback(wechat.CallbackConfig{AppID: "any", Token: "any", AESKey: string(c.AESKey)})
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "wechat callback: AES key ")
		found = append(found, problem{key, text + ": " + where + " (EncodingAESKey)"})
	}
	return found
}

// smsKeyLeast is how long a key for text messages must be: nobody types it.
const smsKeyLeast = 32

// checkSMS: numbers of people go to the gateway, so that it must be the right one.
// The address may hold no secret, which would stand in the gateway's own logs.
func (c Config) checkSMS() (found problems) {
	const address, key = "LIAISON_SMS_URL", "LIAISON_SMS_KEY"
	if c.SMSURL == "" && c.SMSKey == "" {
		return nil
	}
	u, err := url.Parse(c.SMSURL)
	switch {
	case c.SMSURL == "":
		found = append(found, problem{address, "is missing while " + key + " is set: the address of the text message gateway; leave both out where there is none"})
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http"):
		found = append(found, problem{address, "must be an address such as https://sms.example.gov.cn/send, without a name, password or query in it"})
	case u.Scheme == "http" && !loopback(c.SMSURL):
		found = append(found, problem{address, "must begin with https://, unless the gateway is on this machine: telephone numbers travel there"})
	}
	const where = "write the output of `openssl rand -hex 32`, and give the gateway the same"
	if missing := word(key, string(c.SMSKey), where); len(missing) > 0 {
		return append(found, missing...)
	}
	if len(c.SMSKey) < smsKeyLeast {
		found = append(found, problem{key, fmt.Sprintf("is shorter than %d characters: %s", smsKeyLeast, where)})
	}
	return found
}

func (c Config) checkServing() (found problems) {
	found = append(found, address("LIAISON_ADDR", c.Addr)...)
	for _, a := range []struct{ variable, addr string }{{"LIAISON_CONSOLE_ADDR", c.ConsoleAddr}, {"LIAISON_METRICS_ADDR", c.MetricsAddr}} {
		if a.addr == "" {
			continue
		}
		found = append(found, address(a.variable, a.addr)...)
		if a.addr == c.Addr && !strings.HasSuffix(a.addr, ":0") {
			found = append(found, problem{a.variable, "is the same as LIAISON_ADDR; choose another port, or leave it out"})
		}
	}
	if c.ConsoleAddr != "" && c.ConsoleAddr == c.MetricsAddr && !strings.HasSuffix(c.ConsoleAddr, ":0") {
		found = append(found, problem{"LIAISON_METRICS_ADDR", "is the same as LIAISON_CONSOLE_ADDR; choose another port"})
	}
	found = append(found, c.checkPublicURL()...)
	found = append(found, c.checkProxies()...)
	if _, err := readVerifyFiles(c.VerifyFiles); err != nil {
		found = append(found, problem{"LIAISON_VERIFY_FILES", err.Error()})
	}
	return found
}

func address(variable, addr string) problems {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err == nil && host != "" && host != "localhost" {
		_, err = netip.ParseAddr(host)
	}
	if err != nil {
		return problems{{variable, "must be ADDRESS:PORT, such as 127.0.0.1:8080, or :8080 for every network of this machine"}}
	}
	return nil
}

func (c Config) checkPublicURL() problems {
	const variable = "LIAISON_PUBLIC_URL"
	u, err := url.Parse(c.PublicURL)
	switch {
	case c.PublicURL == "":
		return problems{{variable, "is missing: the address of this server as people's phones reach it, such as https://rd.example.gov.cn"}}
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return problems{{variable, "must be an address such as https://rd.example.gov.cn"}}
	case u.Path != "":
		return problems{{variable, "must have no path: WeChat's domain check wants a file at the root, and cookies are bound to the host"}}
	case u.Scheme == "http" && !loopback(c.PublicURL):
		return problems{{variable, "must begin with https://; put a proxy with a certificate in front"}}
	}
	return nil
}

func (c Config) checkProxies() (found problems) {
	for _, p := range c.TrustedProxies {
		_, err := netip.ParseAddr(p)
		if prefix, err2 := netip.ParsePrefix(p); err2 == nil {
			err = nil
			if prefix.Bits() == 0 {
				err = errors.New("everybody")
			}
		}
		if err != nil {
			found = append(found, problem{"LIAISON_TRUSTED_PROXIES",
				fmt.Sprintf("%q is no address or network (10.0.0.5, 10.0.0.0/24); name the proxies in front of this server only", p)})
		}
	}
	return found
}

// loopback tells whether an address leads to this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
