package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// demoSettings is what a demo invents at its first start: everything that a real
// deployment is given in the environment, and the sign-ins.
type demoSettings struct {
	AppID     string            `json:"app_id"`
	AppSecret Secret            `json:"app_secret"`
	Token     Secret            `json:"token"`
	AESKey    Secret            `json:"aes_key"`
	Keys      Secret            `json:"keys"`
	SMSKey    Secret            `json:"sms_key"`
	Password  string            `json:"password"`
	Factors   map[string]Secret `json:"factors"`   // login → secret of the second factor
	Furnished bool              `json:"furnished"` // the sample office is complete
}

// openDemoSettings reads the settings of an earlier run, or makes them.
func openDemoSettings(path string) (demoSettings, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		s, err := newDemoSettings()
		if err != nil {
			return s, err
		}
		return s, s.save(path)
	}
	var s demoSettings
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err == nil && s.SMSKey == "" { // of a demo that had no text messages yet
		s.SMSKey = Secret(rand.Text() + rand.Text())
		err = s.save(path)
	}
	if err != nil {
		return s, fmt.Errorf("%s cannot be read (%w); delete the directory to begin anew", path, err)
	}
	return s, nil
}

func newDemoSettings() (demoSettings, error) {
	var key [32]byte
	rand.Read(key[:]) // never fails
	s := demoSettings{
		AppID: "wxdemo" + strings.ToLower(rand.Text()[:12]), AppSecret: Secret(rand.Text()), Token: Secret(rand.Text()),
		AESKey: Secret(strings.TrimSuffix(base64.StdEncoding.EncodeToString(key[:]), "=")),
		SMSKey: Secret(rand.Text() + rand.Text()),
		Keys:   Secret(store.GenerateKey("demo")), Password: "demo-" + onceOnly()[:9], Factors: map[string]Secret{},
	}
	for _, who := range demoStaff {
		secret, _, err := act.NewFactor("Liaison demo", who.login)
		if err != nil {
			return s, err
		}
		s.Factors[who.login] = Secret(secret)
	}
	return s, nil
}

// save writes the file whole or not at all: a demo killed while writing must
// start again.
func (s demoSettings) save(path string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the demo's settings: %w", err)
	}
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("keeping the demo's settings: %w", err)
	}
	return os.Rename(path+".new", path)
}
