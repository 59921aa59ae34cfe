package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

const defaultConns = 24

// sessionSetup makes every connection READ COMMITTED and strict. At MySQL's
// default isolation, update-then-insert of new keys locks gaps and livelocks.
const (
	sessionIsolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
	sessionMode      = "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE', time_zone='+00:00'"
)

func openMySQL(ctx context.Context, dsn string, opt Options) (*DB, error) {
	cfg, err := mysqlConfig(dsn)
	if err != nil {
		return nil, err
	}
	c, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, errors.New("the MySQL address is not usable")
	}
	conns := opt.Conns
	if conns == 0 {
		conns = defaultConns
	}
	db := sql.OpenDB(connector{c})
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(4 * time.Minute)
	d := &DB{Engine: MySQL, w: db, r: db}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := d.checkCollation(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// mysqlConfig reads a DSN and sets what the program relies on. A DSN that says
// otherwise is refused, not overridden: its owner would look for the effect.
func mysqlConfig(dsn string) (*mysql.Config, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, errors.New("the MySQL address cannot be read: user:password@tcp(host:3306)/database")
	}
	if cfg.DBName == "" {
		return nil, errors.New("the MySQL address names no database")
	}
	_, query, _ := strings.Cut(dsn[strings.LastIndex(dsn, "/")+1:], "?")
	for p := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(p, "=")
		if want, ok := fixedParams[name]; ok && !strings.EqualFold(value, want) {
			return nil, fmt.Errorf("the MySQL address sets %s; Liaison needs %s=%s: leave it out", name, name, want)
		}
	}
	cfg.ParseTime, cfg.Loc, cfg.ClientFoundRows, cfg.InterpolateParams = true, time.UTC, true, true
	cfg.MultiStatements, cfg.Collation = false, "utf8mb4_bin"
	cfg.Timeout = orDefault(cfg.Timeout, 3*time.Second)
	cfg.ReadTimeout = orDefault(cfg.ReadTimeout, 30*time.Second)
	cfg.WriteTimeout = orDefault(cfg.WriteTimeout, 30*time.Second)
	cfg.MaxAllowedPacket = 64 << 20
	cfg.Logger = log.New(io.Discard, "", 0) // it would print addresses; errors come back anyway
	return cfg, nil
}

var fixedParams = map[string]string{
	"parseTime": "true", "loc": "UTC", "clientFoundRows": "true", "interpolateParams": "true",
	"multiStatements": "false", "collation": "utf8mb4_bin", "charset": "utf8mb4",
	"tx_isolation": "'READ-COMMITTED'", "transaction_isolation": "'READ-COMMITTED'",
}

func orDefault(d, def time.Duration) time.Duration {
	if d == 0 {
		return def
	}
	return d
}

// connector prepares every new connection.
type connector struct{ driver.Connector }

// Connect opens a connection and sets up its session.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range []string{sessionIsolation, sessionMode} {
		if _, err := conn.(driver.ExecerContext).ExecContext(ctx, s, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("setting up a session: %w", err), conn.Close())
		}
	}
	return quieten(conn)
}

// checkCollation refuses a database whose text compares without regard to case:
// openids differ in case only.
func (d *DB) checkCollation(ctx context.Context) error {
	var charset, collation string
	if err := d.w.QueryRowContext(ctx, "SELECT @@character_set_database, @@collation_database").Scan(&charset, &collation); err != nil {
		return fmt.Errorf("reading the database's character set: %w", err)
	}
	if charset != "utf8mb4" || collation != "utf8mb4_bin" {
		return fmt.Errorf("the database's text is %s, %s; run: ALTER DATABASE … CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", charset, collation)
	}
	return nil
}

// Durable reports whether a commit is on the disk when it returns. MySQL can be
// set to lose the last second at a power cut: then a number that was given may
// name nothing.
func (d *DB) Durable(ctx context.Context) (bool, error) {
	if d.Engine == SQLite {
		return true, nil
	}
	var flush int
	if err := d.r.QueryRowContext(ctx, "SELECT @@innodb_flush_log_at_trx_commit").Scan(&flush); err != nil {
		return false, fmt.Errorf("reading the flush setting: %w", err)
	}
	return flush == 1 || flush == 3, nil
}
