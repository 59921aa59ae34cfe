package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/jobs"
	"liaison/store/act"
)

const setupAbout = `Puts what the account needs into it: the tag of the deputies, everybody's menu,
the deputies' menu, and the mapping of notices to the templates the account has.
It changes only what differs, so it can be run again at any time: after an
upgrade, or after templates were added in the account's back end. It needs the
account's address list (IP白名单) to have this machine in it.

A menu made by hand in the back end is shown no more once server mode is on; it
is saved under LIAISON_DATA before it is replaced.`

func (t *terminal) wechatSetup(ctx context.Context, f *flag.FlagSet, args []string) error {
	remap := f.Bool("remap-templates", false, "choose the templates anew, also where a mapping still works")
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData | needWeChat)
	if err != nil {
		return err
	}
	if err := cfg.checkPublicURL().orNil(); err != nil {
		return err // the menus lead there
	}
	o, err := t.office(ctx, cfg)
	if err != nil {
		return err
	}
	defer o.close()
	client, err := newClient(cfg, t.now, t.logger(cfg))
	if err != nil {
		return err
	}
	defer client.Close()
	s := &setup{acts: o.acts, client: client, base: cfg.PublicURL, data: cfg.Data, out: t.out, remap: *remap}
	return s.run(ctx)
}

// setup puts menus, tag and templates into the account.
type setup struct {
	acts   *act.Acts
	client *wechat.Client
	base   string
	data   string
	out    io.Writer
	remap  bool
}

// deputyTagName is the tag of the deputies, as the account's back end shows it.
const deputyTagName = "人大代表"

func (s *setup) run(ctx context.Context) error {
	if err := s.client.CheckAccess(ctx); err != nil {
		return explained(err)
	}
	tag, err := s.tag(ctx)
	if err != nil {
		return fmt.Errorf("the deputies' tag: %w", explained(err))
	}
	if err := s.menus(ctx, tag); err != nil {
		return fmt.Errorf("the menus: %w", explained(err))
	}
	if err := s.templates(ctx); err != nil {
		return fmt.Errorf("the templates: %w", explained(err))
	}
	return nil
}

// explained adds what an errcode means to a refusal of the platform's.
func explained(err error) error {
	if api, ok := errors.AsType[*wechat.APIError](err); ok && wechat.Explain(api.Code) != "" {
		return fmt.Errorf("%w (%s)", err, wechat.Explain(api.Code))
	}
	return err
}

// tag finds or makes the deputies' tag and remembers its id.
func (s *setup) tag(ctx context.Context) (int, error) {
	tags, err := s.client.Tags(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range tags {
		if t.Name == deputyTagName {
			fmt.Fprintf(s.out, "Tag %s is there (id %d, %d people).\n", t.Name, t.ID, t.Count)
			return t.ID, s.remember(ctx, jobs.DeputyTag, strconv.Itoa(t.ID))
		}
	}
	made, err := s.client.CreateTag(ctx, deputyTagName)
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(s.out, "Tag %s made (id %d).\n", deputyTagName, made.ID)
	return made.ID, s.remember(ctx, jobs.DeputyTag, strconv.Itoa(made.ID))
}

func (s *setup) remember(ctx context.Context, name, value string) error {
	view, err := s.acts.View(ctx)
	if err != nil || view.Remembered(name) == value {
		return err
	}
	return s.acts.Do(ctx, operator, "", func(t *act.Tx) error { return t.Remember(name, value) })
}

// accountMenus is what the account has, as menu/get tells it.
type accountMenus struct {
	Menu struct {
		Buttons []bot.Button `json:"button"`
	} `json:"menu"`
	Conditional []struct {
		Buttons []bot.Button `json:"button"`
		Rule    struct {
			TagID flexibleID `json:"tag_id"`
			Group flexibleID `json:"group_id"` // what menu/get calls a tag in some versions
		} `json:"matchrule"`
		MenuID flexibleID `json:"menuid"`
	} `json:"conditionalmenu"`
}

// flexibleID is an id that the platform writes as a number here and as a text
// there.
type flexibleID string

// UnmarshalJSON takes both forms.
func (f *flexibleID) UnmarshalJSON(b []byte) error {
	*f = flexibleID(strings.Trim(string(b), `"`))
	return nil
}

func (s *setup) menus(ctx context.Context, tag int) error {
	raw, err := s.client.GetMenu(ctx)
	if err != nil {
		return err
	}
	var have accountMenus
	if raw != nil {
		if err := json.Unmarshal(raw, &have); err != nil {
			return fmt.Errorf("reading the account's menus: %w", err)
		}
	}
	if len(have.Menu.Buttons) == 0 {
		if err := s.saveHandMade(ctx); err != nil {
			return err
		}
	}
	if err := s.voterMenu(ctx, have); err != nil {
		return err
	}
	return s.deputyMenu(ctx, have, tag)
}

// saveHandMade keeps a menu that was made in the back end, which server mode
// hides, for whoever wants its links again.
func (s *setup) saveHandMade(ctx context.Context) error {
	raw, err := s.client.SelfMenu(ctx)
	if err != nil {
		return err
	}
	var info struct {
		Menu struct {
			Buttons []json.RawMessage `json:"button"`
		} `json:"selfmenu_info"`
	}
	if json.Unmarshal(raw, &info) != nil || len(info.Menu.Buttons) == 0 {
		return nil
	}
	path := filepath.Join(s.data, "menu-before.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("keeping the menu made by hand: %w", err)
	}
	fmt.Fprintf(s.out, "The menu made by hand is kept in %s.\n", path)
	return nil
}

func (s *setup) voterMenu(ctx context.Context, have accountMenus) error {
	want := bot.VoterMenu(s.base)
	if sameButtons(have.Menu.Buttons, want.Buttons) {
		fmt.Fprintln(s.out, "Everybody's menu is there.")
		return nil
	}
	body, err := want.JSON()
	if err != nil {
		return err
	}
	if err := s.client.SetMenu(ctx, body); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "Everybody's menu put up; phones show it within five minutes.")
	return nil
}

// deputyMenu puts up the deputies' menu and takes down those of the same tag that
// differ: the platform shows the newest, and has room for few.
func (s *setup) deputyMenu(ctx context.Context, have accountMenus, tag int) error {
	want := bot.DeputyMenu(s.base)
	there := false
	for _, c := range have.Conditional {
		if id := strconv.Itoa(tag); string(c.Rule.TagID) != id && string(c.Rule.Group) != id {
			continue
		}
		if !there && sameButtons(c.Buttons, want.Buttons) {
			there = true
			continue
		}
		if err := s.client.DeleteConditionalMenu(ctx, string(c.MenuID)); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "An older deputies' menu taken down.")
	}
	if there {
		fmt.Fprintln(s.out, "The deputies' menu is there.")
		return nil
	}
	body, err := want.JSON()
	if err != nil {
		return err
	}
	if _, err := s.client.AddConditionalMenu(ctx, body, tag); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "The deputies' menu put up.")
	return nil
}

func sameButtons(a, b []bot.Button) bool { return reflect.DeepEqual(plain(a), plain(b)) }

// plain takes out what the platform adds: empty lists, and a type beside a list.
func plain(list []bot.Button) []bot.Button {
	if len(list) == 0 {
		return nil
	}
	out := make([]bot.Button, len(list))
	for i, b := range list {
		if b.Sub = plain(b.Sub); b.Sub != nil {
			b.Type, b.Key, b.URL = "", "", ""
		}
		out[i] = b
	}
	return out
}
