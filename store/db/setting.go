package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var settingChanges = table[store.SettingChange]{
	name:    "setting_change",
	columns: columns("id at office_id name was value unset made_by"), fixed: 8,
	at: func(c *store.SettingChange) []any {
		return []any{&c.ID, when(&c.At), &c.OfficeID, &c.Name, &c.Was, &c.Value, &c.Unset, &c.By}
	},
}

// SettingRows reads every setting that somebody changed.
func SettingRows(ctx context.Context, q Q) ([]store.SettingRow, error) {
	rows, err := q.QueryContext(ctx, "SELECT office_id, name, value, changed_by, at FROM setting")
	if err != nil {
		return nil, fmt.Errorf("reading settings: %w", err)
	}
	defer rows.Close()
	var out []store.SettingRow
	for rows.Next() {
		var r store.SettingRow
		if err := rows.Scan(&r.OfficeID, &r.Name, &r.Value, &r.By, when(&r.At)); err != nil {
			return nil, fmt.Errorf("reading settings: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// PutSetting writes a setting, new or changed.
func PutSetting(ctx context.Context, q Q, r store.SettingRow) error {
	res, err := q.ExecContext(ctx, "UPDATE setting SET value = ?, changed_by = ?, at = ? WHERE office_id = ? AND name = ?",
		r.Value, r.By, stamp(r.At), r.OfficeID, r.Name)
	if err != nil {
		return fmt.Errorf("changing a setting: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = q.ExecContext(ctx, "INSERT INTO setting (office_id, name, value, changed_by, at) VALUES (?,?,?,?,?)",
		r.OfficeID, r.Name, r.Value, r.By, stamp(r.At))
	if err != nil {
		return fmt.Errorf("adding a setting: %w", duplicate(err))
	}
	return nil
}

// DeleteSetting lets an office go by the one above it again.
func DeleteSetting(ctx context.Context, q Q, officeID, name string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM setting WHERE office_id = ? AND name = ?", officeID, name); err != nil {
		return fmt.Errorf("deleting a setting: %w", err)
	}
	return nil
}

// AddSettingChange notes who changed what.
func AddSettingChange(ctx context.Context, q Q, c store.SettingChange) error {
	return settingChanges.insert(ctx, q, &c)
}

// SettingChanges reads what was changed in an office, the newest first.
func SettingChanges(ctx context.Context, q Q, officeID string, limit int) ([]store.SettingChange, error) {
	return settingChanges.list(ctx, q, "WHERE office_id = ? ORDER BY id DESC LIMIT ?", officeID, limit)
}
