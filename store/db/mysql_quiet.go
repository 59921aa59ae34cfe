package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/go-sql-driver/mysql"
)

// session is everything that database/sql looks for in a connection of this
// driver.
type session interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

// quietSession takes the server's words out of errors: they quote the values of
// the statement (1366 "Incorrect string value: '…' for column", 1062, 1064), and
// whatever is in an error ends in a log. The number stays, which says what it was.
type quietSession struct{ session }

// ExecContext runs a statement.
func (s quietSession) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	res, err := s.session.ExecContext(ctx, query, args)
	return res, quiet(err)
}

// QueryContext runs a query.
func (s quietSession) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.session.QueryContext(ctx, query, args)
	return rows, quiet(err)
}

// PrepareContext prepares a statement.
func (s quietSession) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := s.session.PrepareContext(ctx, query)
	return stmt, quiet(err)
}

// wordsKept are the errors whose words name tables, columns and keys only, or
// nothing at all. The program's migrations read some of them.
var wordsKept = map[uint16]bool{
	1020: true, 1205: true, 1213: true, // retried
	1044: true, 1045: true, 1049: true, // access; database
	1050: true, 1051: true, 1054: true, 1060: true, 1061: true, 1091: true, 1146: true, // schema
	1040: true, 1203: true, 1226: true, // too many connections
	1290: true, 1836: true, // read-only
}

// quiet gives an error without the values that the server put into it.
func quiet(err error) error {
	m, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok || wordsKept[m.Number] {
		return err
	}
	return &mysql.MySQLError{Number: m.Number, SQLState: m.SQLState, Message: "the server's words are withheld: they may quote data"}
}

// quieten wraps a new connection.
func quieten(conn driver.Conn) (driver.Conn, error) {
	s, ok := conn.(session)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's connection is a %T", conn), conn.Close())
	}
	return quietSession{s}, nil
}
