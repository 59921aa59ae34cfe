package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"liaison/store"
)

var offices = table[store.Office]{
	name:    "office",
	columns: columns("id created parent_id kind name short phone hours relation population place closed version"), fixed: 2,
	at: func(o *store.Office) []any {
		return []any{&o.ID, when(&o.Created), &o.ParentID, &o.Kind, &o.Name, &o.Short, &o.Phone, &o.Hours,
			&o.Relation, &o.Population, &o.Order, when(&o.Closed), &o.Version}
	},
}

var districts = table[store.District]{
	name:    "district",
	columns: columns("id office_id kind name outline place seats version"), fixed: 1,
	at: func(d *store.District) []any {
		return []any{&d.ID, &d.OfficeID, &d.Kind, &d.Name, &d.Outline, &d.Order, &d.Seats, &d.Version}
	},
}

var stations = table[store.Station]{
	name:    "station",
	columns: columns("id office_id district_id name address hours phone scene closed version"), fixed: 1,
	at: func(s *store.Station) []any {
		return []any{&s.ID, &s.OfficeID, &s.DistrictID, &s.Name, &s.Address, &s.Hours, &s.Phone, &s.Scene,
			when(&s.Closed), &s.Version}
	},
}

// Offices reads the tree of offices in the order of its lists; parents need not
// come first.
func Offices(ctx context.Context, q Q) (store.Offices, error) {
	return offices.list(ctx, q, "ORDER BY place, id")
}

// Districts reads the districts of offices, in their order; of all when none is
// named.
func Districts(ctx context.Context, q Q, officeIDs ...string) ([]store.District, error) {
	if len(officeIDs) == 0 {
		return districts.list(ctx, q, "ORDER BY office_id, place, id")
	}
	marks, args := in(officeIDs)
	return districts.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY office_id, place, id", args...)
}

// Stations reads the stations of offices; of all when none is named.
func Stations(ctx context.Context, q Q, officeIDs ...string) ([]store.Station, error) {
	if len(officeIDs) == 0 {
		return stations.list(ctx, q, "ORDER BY office_id, name, id")
	}
	marks, args := in(officeIDs)
	return stations.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY office_id, name, id", args...)
}

// Office reads an office.
func Office(ctx context.Context, q Q, id string) (*store.Office, error) {
	return offices.byID(ctx, q, id)
}

// District reads a district.
func District(ctx context.Context, q Q, id string) (*store.District, error) {
	return districts.byID(ctx, q, id)
}

// Station reads a station.
func Station(ctx context.Context, q Q, id string) (*store.Station, error) {
	return stations.byID(ctx, q, id)
}

// OfficeKeeps names the first thing that keeps an office from being closed, or "".
func OfficeKeeps(ctx context.Context, q Q, id string) (string, error) {
	for _, k := range []struct{ what, from string }{
		{"children", "office WHERE parent_id = ? AND closed IS NULL"},
		{"mandates", "mandate WHERE office_id = ? AND status <> 'ended'"},
		{"opinions", "opinion WHERE office_id = ? AND state NOT IN ('closed', 'declined')"},
		{"stations", "station WHERE office_id = ? AND closed IS NULL"},
		{"staff", "staff WHERE office_id = ? AND disabled IS NULL"},
	} {
		if n, err := count(ctx, q, k.from, 1, id); err != nil || n > 0 {
			return k.what, err
		}
	}
	return "", nil
}

// DistrictUsed reports whether anything names a district of an office.
func DistrictUsed(ctx context.Context, q Q, d *store.District) (bool, error) {
	for _, u := range []struct {
		from string
		args []any
	}{
		{"mandate WHERE district_id = ?", []any{d.ID}},
		{"station WHERE office_id = ? AND district_id = ?", []any{d.OfficeID, d.ID}},
		{"opinion WHERE office_id = ? AND district_id = ?", []any{d.OfficeID, d.ID}},
		{"person WHERE district_id = ?", []any{d.ID}},
	} {
		if n, err := count(ctx, q, u.from, 1, u.args...); err != nil || n > 0 {
			return true, err
		}
	}
	return false, nil
}

// DeleteDistrict removes a district; that nothing names it is for the caller to
// see.
func DeleteDistrict(ctx context.Context, q Q, d *store.District) error {
	return exactlyOne(q.ExecContext(ctx, "DELETE FROM district WHERE id = ? AND version = ?", d.ID, d.Version))
}

// LeaseNumbers takes n numbers of a kind and year, and gives the first. It is a
// short transaction of its own: a counter inside an act's transaction is a row
// that every act waits for.
func (d *DB) LeaseNumbers(ctx context.Context, kind string, year, n int) (int64, error) {
	var first int64
	err := d.Tx(ctx, func(q Q) error {
		res, err := q.ExecContext(ctx, "UPDATE number_block SET next = next + ? WHERE kind = ? AND year = ?", n, kind, year)
		if err != nil {
			return err
		}
		if got, err := res.RowsAffected(); err != nil || got == 0 {
			first = 1
			_, err = q.ExecContext(ctx, "INSERT INTO number_block (kind, year, next) VALUES (?,?,?)", kind, year, n+1)
			return err
		}
		var next int64
		err = q.QueryRowContext(ctx, "SELECT next FROM number_block WHERE kind = ? AND year = ?", kind, year).Scan(&next)
		first = next - int64(n)
		return err
	})
	if errors.Is(duplicate(err), ErrDuplicate) { // another replica made the year's row
		return d.LeaseNumbers(ctx, kind, year, n)
	}
	if err != nil {
		return 0, fmt.Errorf("leasing numbers: %w", err)
	}
	return first, nil
}

func scanAll[T any](rows *sql.Rows, at func(*T) []any) ([]T, error) {
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(at(&v)...); err != nil {
			return nil, fmt.Errorf("scanning: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
