package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"liaison/store"
)

const everything = needDB | needKeys | needData | needWeChat | needServe

// good is an environment that serve starts with.
func good(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"LIAISON_DB": "sqlite:" + filepath.Join(t.TempDir(), "liaison.db"), "LIAISON_DATA": t.TempDir(),
		"LIAISON_KEYS": store.GenerateKey("k1"), "LIAISON_PUBLIC_URL": "https://rd.example.gov.cn",
		"LIAISON_WECHAT_APPID": "wx0123456789abcdef", "LIAISON_WECHAT_SECRET": "the-secret", "LIAISON_WECHAT_TOKEN": "the-token",
		"LIAISON_WECHAT_AES_KEY": strings.Repeat("abcdefg", 6) + "A",
	}
}

func environ(vars map[string]string) []string {
	var list []string
	for name, value := range vars {
		list = append(list, name+"="+value)
	}
	return list
}

func TestGoodConfig(t *testing.T) {
	vars := good(t)
	vars["LIAISON_TRUSTED_PROXIES"] = "10.0.0.5, 10.1.0.0/16"
	vars["LIAISON_PUBLIC_URL"] += "/"
	vars["LIAISON_LOG_LEVEL"] = ""
	cfg, err := readConfig(environ(vars))
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.check(everything); err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != "127.0.0.1:8080" || cfg.PublicURL != "https://rd.example.gov.cn" || cfg.LogLevel != slog.LevelInfo ||
		!slices.Equal(cfg.TrustedProxies, []string{"10.0.0.5", "10.1.0.0/16"}) || cfg.API != "https://api.weixin.qq.com" {
		t.Errorf("%+v", cfg)
	}
}

// TestBadConfig: each bad value is one line that begins with the variable, and no
// secret is in it.
func TestBadConfig(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, variable, value string // an empty value takes the variable away
		blamed, words         string // blamed: variable when empty
	}{
		{"no database", "LIAISON_DB", "postgres://liaison", "", "sqlite:PATH"},
		{"database without a path", "LIAISON_DB", "sqlite:", "", "sqlite:PATH"},
		{"no keys", "LIAISON_KEYS", "", "", "openssl rand"},
		{"keys without id", "LIAISON_KEYS", "bm90IGEga2V5", "", "id:base64"},
		{"short key", "LIAISON_KEYS", "k1:c2hvcnQ=", "", "must have 32"},
		{"data is a file", "LIAISON_DATA", file, "", "directory"},
		{"no public address", "LIAISON_PUBLIC_URL", "", "", "https://"},
		{"public address in the clear", "LIAISON_PUBLIC_URL", "http://rd.example.gov.cn", "", "https://"},
		{"public address with a path", "LIAISON_PUBLIC_URL", "https://example.gov.cn/rd", "", "no path"},
		{"public address without a scheme", "LIAISON_PUBLIC_URL", "rd.example.gov.cn", "", "such as https://"},
		{"no app id", "LIAISON_WECHAT_APPID", "", "", "基本配置"},
		{"quoted app id", "LIAISON_WECHAT_APPID", `"wx1"`, "", "quotation mark"},
		{"no secret", "LIAISON_WECHAT_SECRET", "", "", "基本配置"},
		{"no token", "LIAISON_WECHAT_TOKEN", "", "", "服务器配置"},
		{"no AES key", "LIAISON_WECHAT_AES_KEY", "", "", "LIAISON_WECHAT_PLAIN=true"},
		{"AES key too short", "LIAISON_WECHAT_AES_KEY", "tooshortkey", "", "must have 43"},
		{"AES key not base64", "LIAISON_WECHAT_AES_KEY", strings.Repeat("!", 43), "", "not base64"},
		{"plain beside a key", "LIAISON_WECHAT_PLAIN", "true", "", "leave one of them out"},
		{"plain is no bool", "LIAISON_WECHAT_PLAIN", "yes please", "", "true or false"},
		{"no such level", "LIAISON_LOG_LEVEL", "loud", "", "debug, info, warn or error"},
		{"API is no address", "LIAISON_WECHAT_API", "api.weixin.qq.com", "", "http or https"},
		{"API in the clear", "LIAISON_WECHAT_API", "http://api.weixin.qq.com", "", "https://"},
		{"address without a port", "LIAISON_ADDR", "127.0.0.1", "", "ADDRESS:PORT"},
		{"port too high", "LIAISON_ADDR", ":70000", "", "ADDRESS:PORT"},
		{"metrics on the same address", "LIAISON_METRICS_ADDR", "127.0.0.1:8080", "", "same as LIAISON_ADDR"},
		{"console on the same address", "LIAISON_CONSOLE_ADDR", "127.0.0.1:8080", "", "same as LIAISON_ADDR"},
		{"text messages without a key", "LIAISON_SMS_URL", "https://sms.example.gov.cn/send", "LIAISON_SMS_KEY", "openssl rand"},
		{"key without a gateway", "LIAISON_SMS_KEY", "the-secret-of-text-messages-0123456789", "LIAISON_SMS_URL", "is missing"},
		{"proxy is a name", "LIAISON_TRUSTED_PROXIES", "proxy.local", "", "no address or network"},
		{"everybody is a proxy", "LIAISON_TRUSTED_PROXIES", "0.0.0.0/0", "", "in front"},
		{"verify files not there", "LIAISON_VERIFY_FILES", "/nowhere/at/all", "", "MP_verify_"},
		{"secret twice", "LIAISON_WECHAT_SECRET_FILE", file, "LIAISON_WECHAT_SECRET", "keep one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			vars := good(t)
			vars[c.variable] = c.value
			cfg, err := readConfig(environ(vars))
			if err == nil {
				err = cfg.check(everything)
			}
			if err == nil {
				t.Fatal("accepted")
			}
			blamed := c.blamed
			if blamed == "" {
				blamed = c.variable
			}
			if !strings.HasPrefix(err.Error(), blamed+": ") || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q", err)
			}
			for _, secret := range []string{"the-secret", "the-token", "tooshortkey", "bm90IGEga2V5", "c2hvcnQ="} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q quotes a secret", err)
				}
			}
		})
	}
}

// TestBadGateway: telephone numbers go to an address over HTTPS, without a secret in
// it, and with a key that nobody guesses.
func TestBadGateway(t *testing.T) {
	long := strings.Repeat("the-secret", 4)
	for _, c := range []struct{ name, address, key, blamed, words string }{
		{"in the clear", "http://sms.example.gov.cn/send", long, "LIAISON_SMS_URL", "https://"},
		{"no address", "sms.example.gov.cn", long, "LIAISON_SMS_URL", "such as https://"},
		{"a secret in the address", "https://sms.example.gov.cn/send?token=the-secret", long, "LIAISON_SMS_URL", "query"},
		{"a password in the address", "https://me:the-secret@sms.example.gov.cn/", long, "LIAISON_SMS_URL", "password"},
		{"another scheme", "file:///etc/passwd", long, "LIAISON_SMS_URL", "such as https://"},
		{"short key", "https://sms.example.gov.cn/send", "the-secret", "LIAISON_SMS_KEY", "32"},
		{"quoted key", "https://sms.example.gov.cn/send", `"` + long + `"`, "LIAISON_SMS_KEY", "quotation mark"},
	} {
		vars := good(t)
		vars["LIAISON_SMS_URL"], vars["LIAISON_SMS_KEY"] = c.address, c.key
		cfg, err := readConfig(environ(vars))
		if err == nil {
			err = cfg.check(everything)
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.blamed+": ") || !strings.Contains(err.Error(), c.words) ||
			strings.Contains(err.Error(), "the-secret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, address := range []string{"https://sms.example.gov.cn/send", "http://127.0.0.1:9000/send", "http://localhost:9000/send"} {
		vars := good(t)
		vars["LIAISON_SMS_URL"], vars["LIAISON_SMS_KEY"] = address, long
		cfg, err := readConfig(environ(vars))
		if err == nil {
			err = cfg.check(everything)
		}
		if err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if text := fmt.Sprintf("%v %+v", cfg, cfg); strings.Contains(text, "the-secret") {
			t.Error("the configuration prints the key")
		}
	}
}

// TestAllProblemsAtOnce: nobody likes to mend one, start, and hear of the next.
func TestAllProblemsAtOnce(t *testing.T) {
	cfg, err := readConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(cfg.check(everything))
	for _, v := range []string{"LIAISON_KEYS", "LIAISON_PUBLIC_URL", "LIAISON_WECHAT_APPID", "LIAISON_WECHAT_SECRET", "LIAISON_WECHAT_TOKEN", "LIAISON_WECHAT_AES_KEY"} {
		if strings.Count("\n"+text, "\n"+v+": ") != 1 {
			t.Errorf("%s is not named once in:\n%s", v, text)
		}
	}
}

func TestSecretFiles(t *testing.T) {
	dir := t.TempDir()
	vars := good(t)
	vars["LIAISON_SMS_URL"], vars["LIAISON_SMS_KEY"] = "https://sms.example.gov.cn/send", strings.Repeat("k", 32)
	for _, name := range variables("file") {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(vars[name]+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		vars[name], vars[name+"_FILE"] = "", path
	}
	cfg, err := readConfig(environ(vars))
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.check(everything); err != nil {
		t.Fatal(err)
	}
	vars["LIAISON_KEYS_FILE"] = filepath.Join(dir, "nothing")
	if _, err := readConfig(environ(vars)); err == nil || !strings.HasPrefix(err.Error(), "LIAISON_KEYS_FILE: ") {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	cfg, err := readConfig(environ(good(t)))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "cfg", cfg, "secret", cfg.AppSecret)
	text := fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg.Token) + log.String()
	for _, secret := range []Secret{cfg.AppSecret, cfg.Token, cfg.AESKey, cfg.Keys, cfg.DB} {
		if strings.Contains(text, string(secret)) {
			t.Errorf("a secret is printed")
		}
	}
}

func TestUnknownVariables(t *testing.T) {
	got := unknown([]string{"LIAISON_DB=x", "LIAISON_KEYS_FILE=x", "LIAISON_WECHAT_AESKEY=x", "LIAISON_ADDR_FILE=x", "HOME=x"})
	if want := []string{"LIAISON_ADDR_FILE", "LIAISON_WECHAT_AESKEY"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
