package dbtest

import (
	"context"
	"database/sql"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql" // MariaDB
)

// Raw inserts rows of the message table one by one, with a prepared statement
// and nothing around it: what keeping messages is measured against.
type Raw struct {
	conn   *sql.DB
	insert *sql.Stmt
}

// OpenRaw opens a MariaDB database as Spec names it, for a number of clients.
func OpenRaw(ctx context.Context, spec string, clients int) (*Raw, error) {
	conn, err := sql.Open("mysql", strings.TrimPrefix(spec, "mysql:"))
	if err != nil {
		return nil, err
	}
	conn.SetMaxOpenConns(clients)
	conn.SetMaxIdleConns(clients)
	stmt, err := conn.PrepareContext(ctx, `INSERT INTO message (id, delivery, openid, received, body, state, reply)
		VALUES (?, ?, ?, ?, ?, 'kept', '')`)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &Raw{conn, stmt}, nil
}

// Insert adds one message of its own transaction.
func (r *Raw) Insert(ctx context.Context, id string) error {
	_, err := r.insert.ExecContext(ctx, id, "delivery-"+id, id, time.Now().UTC().Format("2006-01-02 15:04:05.000000"),
		`{"To":"gh","From":"`+id+`","CreateTime":1795000000,"Kind":"text","MsgID":1,"Text":"村口的路灯坏了三天，晚上看不见路。"}`)
	return err
}

// Close closes the connections.
func (r *Raw) Close() error {
	r.insert.Close()
	return r.conn.Close()
}
