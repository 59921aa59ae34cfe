package act

import (
	"cmp"
	"context"
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
	was := t.view.Settings.Text(office, name)
	t.audit(store.ActSettingsEdit, "setting", string(name), office, "value", value)
	if err := t.noteSetting(store.SettingChange{OfficeID: office, Name: string(name), Was: was, Value: value}); err != nil {
		return err
	}
	return t.put(office, string(name), value)
}

// Unset takes an office's own value of a setting away: it goes by the office above
// it again, or by the default. Without a value of its own nothing happens.
func (t *Tx) Unset(office string, name store.Setting) error {
	if err := t.may(store.ActSettingsEdit, store.Target{OfficeID: office}); err != nil {
		return err
	}
	own, ok := t.view.Settings.Source(office, name)
	if !ok || own.OfficeID != office {
		return nil
	}
	t.forget = true
	t.audit(store.ActSettingsEdit, "setting", string(name), office, "unset", "")
	if err := t.noteSetting(store.SettingChange{OfficeID: office, Name: string(name), Was: own.Value, Unset: true}); err != nil {
		return err
	}
	return db.DeleteSetting(t.ctx, t.q, office, string(name))
}

func (t *Tx) noteSetting(c store.SettingChange) error {
	c.ID, c.At, c.By = store.NewID(t.now), t.now, t.Actor.ID
	return db.AddSettingChange(t.ctx, t.q, c)
}

// SettingChange is a change of a setting as a person reads it.
type SettingChange struct {
	store.SettingChange
	Who string // the name of who made it, or the duty's
}

// settingChangesShown bounds the list: an office changes a setting now and then.
const settingChangesShown = 500

// SettingChanges lists who changed what in an office, the newest first.
func (a *Acts) SettingChanges(ctx context.Context, actor store.Actor, office string) ([]SettingChange, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActSettings, store.Target{OfficeID: office}, view.Offices) {
		return nil, store.ErrNotFound
	}
	rows, err := db.SettingChanges(ctx, a.db.Read(), office, settingChangesShown)
	if err != nil {
		return nil, err
	}
	names, err := a.StaffNames(ctx)
	list := make([]SettingChange, len(rows))
	for i, r := range rows {
		list[i] = SettingChange{r, cmp.Or(names[r.By], r.By)}
	}
	return list, err
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
