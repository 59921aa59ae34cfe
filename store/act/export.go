package act

import (
	"fmt"
	"strings"

	"liaison/store"
)

// Export notes that the actor took a list away as a file: which list, how many
// lines, and which columns, since that says whether telephone numbers left with
// it. Who may read the list was decided where it was read. What was searched for
// is not noted: it may be somebody's name.
func (t *Tx) Export(list string, rows int, columns []string) error {
	office := t.Actor.OfficeID
	if err := t.may(store.ActExport, store.Target{OfficeID: office}); err != nil {
		return err
	}
	fields := fmt.Sprintf("list=%s rows=%d columns=%s", list, rows, strings.Join(columns, ","))
	t.audit(store.ActExport, "list", list, office, clip(fields, fieldsMax), "")
	return nil
}

// fieldsMax is how many characters the fields of an audit row hold.
const fieldsMax = 400
