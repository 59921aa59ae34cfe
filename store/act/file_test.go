package act_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// noFiles are the columns that could hold the name of a file by their type or name,
// and hold something else.
var noFiles = strings.Fields(`activity_photo.mime audit.digest audit.hash audit.mark audit.object_id audit.origin
	audit_chain.base_hash audit_chain.hash broadcast.alike calendar_feed.token_hash contact.phone_index deputy.phone_index
	discard.hash handover_reply.mime invitation.code_hash message.delivery message.openid notice.ref person.openid
	person.phone_index request.digest roster_file.origin staff.hash staff_browser.id staff_password.hash staff_recovery.hash
	station.scene wall.token_hash watermark.value`)

// field is a column of the schema.
type field struct {
	table, name, kind string
	required          bool // NOT NULL, without a default
}

// schema lists the columns of every table a dump holds.
func schema(t *testing.T, d *db.DB) map[string][]field {
	t.Helper()
	query := `SELECT name, lower(type), "notnull" AND dflt_value IS NULL FROM pragma_table_info(?)`
	if d.Engine == db.MySQL {
		query = `SELECT column_name, column_type, is_nullable = 'NO' AND column_default IS NULL FROM information_schema.columns
			WHERE table_schema = DATABASE() AND table_name = ?`
	}
	tables, err := d.Layouts(t.Context(), d.Read())
	must(t, err)
	all := map[string][]field{}
	for _, l := range tables {
		rows, err := d.Read().QueryContext(t.Context(), query, l.Name)
		must(t, err)
		for rows.Next() {
			c := field{table: l.Name}
			must(t, rows.Scan(&c.name, &c.kind, &c.required))
			all[l.Name] = append(all[l.Name], c)
		}
		must(t, errors.Join(rows.Err(), rows.Close()))
	}
	return all
}

// mayNameAFile reports whether a column could: a hash has 64 characters.
func (c field) mayNameAFile() bool {
	if c.kind == "varchar(64)" {
		return true
	}
	for _, word := range []string{"hash", "thumb", "photo", "playable"} {
		if strings.Contains(c.name, word) {
			return true
		}
	}
	return false
}

// write puts a row into a table of which one column is given and the rest is anything.
func write(t *testing.T, d *db.DB, columns []field, given, value string, n int) {
	t.Helper()
	var names []string
	var values []any
	for _, c := range columns {
		switch {
		case c.name == given:
			values = append(values, value)
		case !c.required:
			continue
		case strings.HasPrefix(c.kind, "datetime"):
			values = append(values, "2026-01-01 00:00:00.000000")
		case strings.Contains(c.kind, "char"), strings.HasSuffix(c.kind, "text"), strings.HasSuffix(c.kind, "blob"):
			values = append(values, fmt.Sprint("t", n))
		default:
			values = append(values, n)
		}
		names = append(names, c.name)
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(names)), ",")
	must(t, d.Tx(t.Context(), func(q db.Q) error {
		_, err := q.ExecContext(t.Context(), "INSERT INTO "+columns[0].table+" ("+strings.Join(names, ",")+") VALUES ("+marks+")", values...)
		return err
	}))
}

// file keeps a file of its own content.
func (o *office) file(n int) string {
	o.t.Helper()
	content := fmt.Sprint("file ", n)
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(content)))
	o.must(o.Files().Put(hash, strings.NewReader(content)))
	return hash
}

func (o *office) has(hash string) bool {
	f, _, err := o.Files().Open(hash)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// The columns come from the schema: one that is new and names files is swept here
// before it is anywhere else.
func TestNoFileThatARowNamesIsSwept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		named := map[string]string{}
		for _, columns := range schema(t, d) {
			for _, c := range columns {
				where := c.table + "." + c.name
				if !c.mayNameAFile() || slices.Contains(noFiles, where) {
					continue
				}
				named[where] = o.file(len(named))
				write(t, d, columns, c.name, named[where], len(named))
			}
		}
		loose := o.file(len(named))
		later := time.Now().Add(time.Hour)
		n, err := o.DeleteUnused(t.Context(), later)
		if must(t, err); n != 1 || o.has(loose) {
			t.Errorf("%d files were swept, of which none is the one that nothing names: %v", n, !o.has(loose))
		}
		for where, hash := range named {
			if !o.has(hash) {
				t.Errorf("%s names a file that was swept: add it to db.fileColumns with an index, or to noFiles here", where)
			}
		}
		if len(named) < 7 {
			t.Errorf("only %d columns were tried", len(named))
		}
	})
}

// A form is not robbed of the photo it is about to send, and a sweep that was cut
// off goes on the next time.
func TestYoungFilesAreNotSwept(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	o := open(t, d)
	old := o.file(1)
	between := time.Now().Add(time.Hour)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if n, err := o.DeleteUnused(stopped, between); err == nil || n > 1 {
		t.Errorf("a run that was stopped swept %d (%v)", n, err)
	}
	if n, err := o.DeleteUnused(t.Context(), time.Now().Add(-time.Hour)); err != nil || n != 0 || !o.has(old) {
		t.Errorf("%d young files were swept (%v)", n, err)
	}
	if gone, err := o.Files().RemoveOld(old, time.Now().Add(-time.Hour)); gone || err != nil || !o.has(old) {
		t.Errorf("a file that came again meanwhile was removed: %v (%v)", gone, err)
	}
	must(t, o.Files().Touch(old, time.Now()))
	if n, err := o.DeleteUnused(t.Context(), between); err != nil || n != 1 || o.has(old) {
		t.Errorf("%d were swept the next time (%v)", n, err)
	}
	if err := o.Files().Touch(old, time.Now()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("touching what is gone: %v", err)
	}
}

// A program that was pointed at another database would find nothing that names its
// files: it must not take them for left over.
func TestFilesOfAnotherDatabaseAreNotSwept(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	var files []string
	for i := range 101 {
		files = append(files, o.file(i))
	}
	n, err := o.DeleteUnused(t.Context(), time.Now().Add(time.Hour))
	if !errors.Is(err, act.ErrNotTheirDatabase) || n != 0 || slices.ContainsFunc(files, func(hash string) bool { return !o.has(hash) }) {
		t.Errorf("%d were swept (%v)", n, err)
	}
}
