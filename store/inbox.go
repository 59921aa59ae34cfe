package store

import (
	"strconv"
	"strings"
	"time"
)

// Shelf says where matters lie as the desk sees them. What is put off is on no
// other shelf until its time comes.
type Shelf string

// The shelves.
const (
	ShelfAny     Shelf = ""        // wherever they lie
	ShelfAwake   Shelf = "awake"   // not put off
	ShelfDesk    Shelf = "desk"    // not put off, and waiting for nobody outside
	ShelfPending Shelf = "pending" // waiting for somebody outside
	ShelfSnoozed Shelf = "snoozed" // put off
)

// OpinionSet is opinions in some states on one shelf. A list is a union of sets.
type OpinionSet struct {
	States []OpinionState
	Shelf  Shelf
}

// Listed are the states an ordinary list may show: everything but sealed.
var Listed = []OpinionState{OpinionNew, OpinionAssigned, OpinionChecked, OpinionAnswered, OpinionDecide, OpinionClosed, OpinionDeclined,
	OpinionMerged}

// AtDesk are the states in which a matter waits for the desk.
var AtDesk = []OpinionState{OpinionNew, OpinionChecked, OpinionDecide}

// The desk's views of its matters, the same four a help desk has: to do, waiting
// for somebody else, put off, done.
var (
	ViewOpen    = []OpinionSet{{AtDesk, ShelfDesk}}
	ViewWaiting = []OpinionSet{{[]OpinionState{OpinionAssigned, OpinionAnswered}, ShelfAwake}, {AtDesk, ShelfPending}}
	ViewSnoozed = []OpinionSet{{[]OpinionState{OpinionNew, OpinionChecked, OpinionDecide, OpinionAssigned, OpinionAnswered}, ShelfSnoozed}}
	ViewDone    = []OpinionSet{{[]OpinionState{OpinionClosed, OpinionDeclined, OpinionMerged}, ShelfAny}}
	ViewAll     = []OpinionSet{{Listed, ShelfAny}}
)

// ListOrder is the order of a list of opinions.
type ListOrder string

// The orders.
const (
	OrderNewest ListOrder = "newest"
	OrderOldest ListOrder = "oldest"
	OrderUrgent ListOrder = "urgent" // words of danger first, then the newest
	OrderDue    ListOrder = "due"    // the nearest deadline first, then what has none
	OrderWake   ListOrder = "wake"   // what comes back soonest first; for ViewSnoozed
)

// ListOrders are the orders a reader may choose.
var ListOrders = []ListOrder{OrderUrgent, OrderNewest, OrderOldest, OrderDue}

// Cursor is a place in a list of opinions: the row it names stands there, and a
// page begins after it, or with Back ends before it. What is added to or taken
// from the list meanwhile shifts no page.
type Cursor struct {
	Phase int       // an order may run in phases: the urgent ones, then the others
	Key   time.Time // what the phase is ordered by before the id; zero for none
	ID    string
	Back  bool
}

// String writes the cursor for an address; ParseCursor reads it.
func (c Cursor) String() string {
	way := "n"
	if c.Back {
		way = "p"
	}
	key := int64(0)
	if !c.Key.IsZero() {
		key = c.Key.UnixMicro()
	}
	return way + strconv.Itoa(c.Phase) + "." + strconv.FormatInt(key, 36) + "." + c.ID
}

// cursorMax bounds what is read as a cursor.
const cursorMax = 80

// ParseCursor reads a cursor from an address; what is none is no place, and the
// list begins at its beginning.
func ParseCursor(s string) (Cursor, bool) {
	parts := strings.SplitN(s, ".", 3)
	if len(s) > cursorMax || len(parts) != 3 || len(parts[0]) != 2 || parts[2] == "" {
		return Cursor{}, false
	}
	phase := int(parts[0][1] - '0')
	key, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil || phase < 0 || phase > 9 || parts[0][0] != 'n' && parts[0][0] != 'p' {
		return Cursor{}, false
	}
	c := Cursor{Phase: phase, ID: parts[2], Back: parts[0][0] == 'p'}
	if key != 0 {
		c.Key = time.UnixMicro(key).UTC()
	}
	return c, true
}

// IDFloor is the smallest id that NewID makes at or after t: the bound of a day in
// an index that is ordered by id.
func IDFloor(t time.Time) string {
	var b [16]byte
	milli := uint64(max(0, t.UnixMilli()))
	for i := range 6 {
		b[i] = byte(milli >> (40 - 8*i))
	}
	return idAlphabet.EncodeToString(b[:])
}
