package act

import (
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// Set changes a setting of an office.
func (t *Tx) Set(office string, name store.Setting, value string) error {
	if err := t.may(store.ActSettingsEdit, store.Target{OfficeID: office}); err != nil {
		return err
	}
	d, ok := store.SettingDefOf(name)
	if !ok {
		return store.ErrNotFound
	}
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	if err := d.Check(value); err != nil {
		return err
	}
	t.audit(store.ActSettingsEdit, "setting", string(name), office, "value", value)
	return t.put(office, string(name), value)
}

// SetTemplate notes which of the account's templates serves a kind of notice:
// for wechat setup. value is ID, then field=value pairs.
func (t *Tx) SetTemplate(kind store.NoticeKind, value string) error {
	if err := t.may(store.ActDeliver, store.Target{}); err != nil {
		return err
	}
	return t.put("", string(store.SetTemplate)+"."+string(kind), value)
}

// Remember keeps a fact about the WeChat account itself (a tag's id, a menu's)
// for wechat setup and the senders.
func (t *Tx) Remember(name, value string) error {
	if err := t.may(store.ActDeliver, store.Target{}); err != nil {
		return err
	}
	return t.put("", "wechat."+name, value)
}

// Remembered is what Remember kept, or nothing.
func (v *View) Remembered(name string) string {
	return v.Settings.Text("", store.Setting("wechat."+name))
}

func (t *Tx) put(office, name, value string) error {
	t.forget = true
	return db.PutSetting(t.ctx, t.q, store.SettingRow{OfficeID: office, Name: name, Value: value, By: t.Actor.ID, At: t.now})
}
