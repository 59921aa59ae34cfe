package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var holidays = table[store.ImportedHoliday]{
	name: "holiday", columns: columns("day kind name notice_year"), fixed: 4,
	at: func(h *store.ImportedHoliday) []any { return []any{&h.Day, &h.Kind, &h.Name, &h.Year} },
}

var holidayImports = table[store.HolidayImport]{
	name: "holiday_import", columns: columns("id created year made_by days worked body"), fixed: 7,
	at: func(i *store.HolidayImport) []any {
		return []any{&i.ID, when(&i.Created), &i.Year, &i.By, &i.Days, &i.Worked, &i.Body}
	},
}

// Holidays reads the days that staff imported over the table that ships.
func Holidays(ctx context.Context, q Q) ([]store.ImportedHoliday, error) {
	return holidays.list(ctx, q, "ORDER BY day")
}

// ReplaceHolidays writes a year's notice in the place of the one there was, and
// keeps what was imported. A day that another year's notice has stays with it.
func ReplaceHolidays(ctx context.Context, q Q, i *store.HolidayImport, days []store.Holiday) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM holiday WHERE notice_year = ?", i.Year); err != nil {
		return fmt.Errorf("taking a year's holidays back: %w", err)
	}
	left, err := Holidays(ctx, q)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	for _, h := range left {
		has[h.Day] = true
	}
	var rows []*store.ImportedHoliday
	for _, h := range days {
		if !has[h.Day] {
			rows = append(rows, &store.ImportedHoliday{Holiday: h, Year: i.Year})
		}
	}
	if err := holidays.insert(ctx, q, rows...); err != nil {
		return err
	}
	return holidayImports.insert(ctx, q, i)
}

// HolidayImports reads what was imported, the newest first.
func HolidayImports(ctx context.Context, q Q, limit int) ([]store.HolidayImport, error) {
	return holidayImports.list(ctx, q, "ORDER BY id DESC LIMIT ?", limit)
}

// HolidayImport reads one import.
func HolidayImport(ctx context.Context, q Q, id string) (*store.HolidayImport, error) {
	return holidayImports.byID(ctx, q, id)
}
