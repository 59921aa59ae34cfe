package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// timeForm is how a time stands in a DATETIME(6): fixed width, UTC, so that text
// order is time order and no driver's idea of zones plays a part.
const timeForm = "2006-01-02 15:04:05.000000"

// stamp carries a time.Time to and from the database. The zero time is NULL.
type stamp time.Time

func when(t *time.Time) *stamp { return (*stamp)(t) }

// Value gives the fixed-width text, or NULL.
func (s stamp) Value() (driver.Value, error) {
	t := time.Time(s)
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Format(timeForm), nil
}

// Scan reads what either driver makes of a DATETIME(6).
func (s *stamp) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*s = stamp{}
	case time.Time:
		*s = stamp(x.UTC())
	case string:
		return s.parse(x)
	case []byte:
		return s.parse(string(x))
	default:
		return fmt.Errorf("a time came as %T", v)
	}
	return nil
}

func (s *stamp) parse(v string) error {
	t, err := time.Parse(timeForm, v)
	if err != nil {
		return fmt.Errorf("reading a time: %w", err)
	}
	*s = stamp(t)
	return nil
}

// nullable is a string of which the empty one is NULL, for UNIQUE columns that
// many rows leave empty.
type nullable string

func null(s *string) *nullable { return (*nullable)(s) }

// Value gives the text, or NULL for none.
func (n nullable) Value() (driver.Value, error) {
	if n == "" {
		return nil, nil
	}
	return string(n), nil
}

// Scan reads text or NULL.
func (n *nullable) Scan(v any) error {
	var s sql.NullString
	if err := s.Scan(v); err != nil {
		return err
	}
	*n = nullable(s.String)
	return nil
}

// packed is a value kept as JSON text. It is bound as a string: MySQL refuses
// bytes for a text column in some modes.
type packed struct{ v any }

func asJSON(v any) *packed { return &packed{v} }

// Value gives the JSON text.
func (p packed) Value() (driver.Value, error) {
	b, err := json.Marshal(p.v)
	return string(b), err
}

// Scan reads JSON text.
func (p *packed) Scan(v any) error {
	switch x := v.(type) {
	case string:
		return json.Unmarshal([]byte(x), p.v)
	case []byte:
		return json.Unmarshal(x, p.v)
	}
	return fmt.Errorf("JSON came as %T", v)
}

// arg turns a pointer to a field into what a driver takes. Named strings and
// numbers lose their names: not every driver knows how.
func arg(p any) any {
	switch x := p.(type) {
	case *string:
		return *x
	case *stamp:
		return *x
	case *nullable:
		return *x
	case *packed:
		return *x
	case *int64:
		return *x
	case *bool:
		return *x
	}
	v := reflect.ValueOf(p).Elem()
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	}
	return v.Interface()
}

// plain is what a driver will make of an argument: text, a number, or nothing,
// which can be compared. What cannot be made is different from everything.
func plain(v any) any {
	if val, ok := v.(driver.Valuer); ok {
		made, err := val.Value()
		if err != nil {
			return new(int)
		}
		return made
	}
	return v
}
