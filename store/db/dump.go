package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A dump is the same for both engines, so that what one wrote the other can
// read: a table is rows of JSON arrays, each in the order of the table's columns.
// Text is a string, a number a number, a time its text in UTC, nothing null.
// What JSON cannot hold comes as {"b":base64} for bytes and {"t":base64} for text
// that is no UTF-8.

// Layout is a table as a dump holds it.
type Layout struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	key     []string // the primary key: the order of the rows
}

// undumped are the tables that no dump holds: goose's own, and the sessions, since
// who signed in before a restore must sign in again after it.
var undumped = []string{"goose_db_version", "goose_lock", "session", marker}

// Snapshot runs fn over the database as it is at one instant, whatever others
// write meanwhile. fn only reads.
func (d *DB) Snapshot(ctx context.Context, fn func(Q) error) error {
	conn, err := d.r.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	for _, s := range d.snapshotBegin() {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("beginning a snapshot: %w", err)
		}
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") //nolint:errcheck // the connection is lost then
	return fn(conn)
}

func (d *DB) snapshotBegin() []string {
	if d.Engine == SQLite {
		// The snapshot is taken by the first read.
		return []string{"BEGIN", "SELECT 1 FROM office LIMIT 1"}
	}
	// The level holds for the one transaction that follows, not for the session.
	return []string{"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT"}
}

// Layouts lists the tables a dump holds, by name.
func (d *DB) Layouts(ctx context.Context, q Q) ([]Layout, error) {
	names, err := d.tableNames(ctx, q)
	if err != nil {
		return nil, err
	}
	var list []Layout
	for _, name := range names {
		if slices.Contains(undumped, name) {
			continue
		}
		l := Layout{Name: name}
		if l.Columns, l.key, err = d.columnsOf(ctx, q, name); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

func (d *DB) tableNames(ctx context.Context, q Q) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
	if d.Engine == MySQL {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name"
	}
	names, err := idsOf(ctx, q, query)
	if err != nil {
		return nil, fmt.Errorf("listing tables: %w", err)
	}
	return names, nil
}

// columnsOf lists a table's columns by name, so that both engines agree on their
// order whatever migrations added them when, and its primary key.
func (d *DB) columnsOf(ctx context.Context, q Q, table string) (columns, key []string, err error) {
	query := "SELECT name FROM pragma_table_info(?) ORDER BY name"
	keys := "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
	if d.Engine == MySQL {
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY column_name"
		keys = "SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = ? AND constraint_name = 'PRIMARY' ORDER BY ordinal_position"
	}
	if columns, err = idsOf(ctx, q, query, table); err == nil {
		key, err = idsOf(ctx, q, keys, table)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the columns of %s: %w", table, err)
	}
	slices.Sort(columns) // information_schema sorts without regard to case
	return columns, key, nil
}

// DumpTable gives every row of a table as a line of JSON, in the order of the
// primary key, one at a time: memory does not grow with the table. The line is
// the callee's only until it returns.
func (d *DB) DumpTable(ctx context.Context, q Q, l Layout, row func(line []byte) error) error {
	query := "SELECT " + d.quoted(l.Columns) + " FROM " + d.quote(l.Name)
	if len(l.key) > 0 {
		query += " ORDER BY " + d.quoted(l.key)
	}
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("dumping %s: %w", l.Name, err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return fmt.Errorf("dumping %s: %w", l.Name, err)
	}
	values, places := make([]any, len(l.Columns)), make([]any, len(l.Columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return fmt.Errorf("dumping %s: %w", l.Name, err)
		}
		line, err := encodeRow(values, types)
		if err != nil {
			return fmt.Errorf("dumping %s: %w", l.Name, err)
		}
		if err := row(line); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("dumping %s: %w", l.Name, err)
	}
	return nil
}

// quote names a table or column that one of the engines may take for a word of
// its own. What is quoted comes from the schema, or was compared with it.
func (d *DB) quote(name string) string {
	if d.Engine == MySQL {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

func (d *DB) quoted(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = d.quote(n)
	}
	return strings.Join(quoted, ", ")
}

// odd is a value that is no JSON of its own.
type odd struct {
	Bytes *[]byte `json:"b,omitempty"`
	Text  *[]byte `json:"t,omitempty"`
}

func encodeRow(values []any, types []*sql.ColumnType) ([]byte, error) {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = encodable(v, types[i].DatabaseTypeName())
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func encodable(v any, kind string) any {
	switch x := v.(type) {
	case nil, int64:
		return x
	case float64:
		if x == float64(int64(x)) {
			return int64(x) // SQLite keeps a whole DOUBLE as a whole number in JSON too
		}
		return x
	case bool:
		if x {
			return 1
		}
		return 0
	case []byte:
		if strings.HasSuffix(strings.ToUpper(kind), "BLOB") {
			return odd{Bytes: &x}
		}
		return encodableText(string(x))
	case string:
		return encodableText(x)
	}
	if s, err := stampOf(v); err == nil {
		return s
	}
	return fmt.Sprint(v)
}

func stampOf(v any) (string, error) {
	var s stamp
	if err := s.Scan(v); err != nil {
		return "", err
	}
	text, err := s.Value()
	made, _ := text.(string)
	return made, err
}

func encodableText(s string) any {
	if utf8.ValidString(s) {
		return s
	}
	b := []byte(s)
	return odd{Text: &b}
}

// decodeRow reads a line of a dump into what a driver takes.
func decodeRow(line []byte, columns int) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var values []any
	if err := d.Decode(&values); err != nil {
		return nil, errors.New("a row is no JSON")
	}
	if len(values) != columns {
		return nil, fmt.Errorf("a row has %d values, not %d", len(values), columns)
	}
	for i, v := range values {
		plain, err := decoded(v)
		if err != nil {
			return nil, err
		}
		values[i] = plain
	}
	return values, nil
}

func decoded(v any) (any, error) {
	switch x := v.(type) {
	case nil, string:
		return x, nil
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n, nil
		}
		return x.Float64()
	case map[string]any:
		return decodedOdd(x)
	}
	return nil, fmt.Errorf("a value of a row is a %T", v)
}

func decodedOdd(m map[string]any) (any, error) {
	for kind, v := range m {
		text, _ := v.(string)
		b, err := base64.StdEncoding.DecodeString(text)
		switch {
		case err != nil || len(m) != 1:
		case kind == "b":
			return b, nil
		case kind == "t":
			return string(b), nil
		}
	}
	return nil, errors.New("a value of a row is neither bytes nor text")
}
