package db

import (
	"database/sql/driver"
	"errors"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

// ErrDuplicate means that a UNIQUE key is there already.
var ErrDuplicate = errors.New("duplicate key")

// MySQL's numbers for what a repeat cures: deadlock, lock wait timeout, and
// "record has changed since last read" of snapshot isolation and Galera.
var mysqlRetry = map[uint16]bool{1213: true, 1205: true, 1020: true}

const (
	mysqlDuplicate       = 1062
	sqliteBusy           = 5    // SQLITE_BUSY; its extended codes share the low byte
	sqlitePrimaryKey     = 1555 // SQLITE_CONSTRAINT_PRIMARYKEY
	sqliteUnique         = 2067 // SQLITE_CONSTRAINT_UNIQUE
	sqlitePrimaryCodeMax = 0xff
)

func retryable(err error) bool {
	var m *mysql.MySQLError
	if errors.As(err, &m) {
		return mysqlRetry[m.Number]
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code()&sqlitePrimaryCodeMax == sqliteBusy
	}
	return false
}

// duplicate turns an engine's word for a duplicate key into ErrDuplicate, and
// leaves every other error as it is.
func duplicate(err error) error {
	var m *mysql.MySQLError
	if errors.As(err, &m) && m.Number == mysqlDuplicate {
		return ErrDuplicate // the engine's text would hold the key
	}
	var s *sqlite.Error
	if errors.As(err, &s) && (s.Code() == sqliteUnique || s.Code() == sqlitePrimaryKey) {
		return ErrDuplicate
	}
	return err
}

// Gone reports whether an error means that the database cannot be reached, as
// opposed to a statement it refuses.
func Gone(err error) bool {
	var m *mysql.MySQLError
	var s *sqlite.Error
	if errors.As(err, &m) || errors.As(err, &s) {
		return false
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || isNet(err)
}
