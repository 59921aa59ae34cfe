package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// ReceiptRow is how far the notice of a meeting got with one person.
type ReceiptRow struct {
	store.Participant
	Deputy   store.Deputy  // without the number where it was opened for nobody
	InOffice bool          // holds a mandate now
	Bound    bool          // can be written to by WeChat
	Notice   *store.Notice // the one that called, nil before it
	Urged    []store.Notice
	Receipt  store.Receipt
	Leave    *store.Leave // the last one for what the meeting is now
	Calls    []store.Call // about what the meeting is now, the newest last
}

// Awaited reports whether an answer is missing from somebody who can give one.
func (r *ReceiptRow) Awaited(m *store.Meeting) bool { return r.InOffice && r.Silent(m) }

// ReceiptBook is the receipts of a meeting.
type ReceiptBook struct {
	Meeting store.Meeting
	Rows    []ReceiptRow // deputies who are called, by rank
	Counts  map[store.Receipt]int
	Urgings []store.Urging
	// Next is when 提醒回执 may be pressed again; zero when it may be now.
	Next, NextSMS time.Time
	Now           time.Time
}

// Awaited counts whose answer is missing.
func (b *ReceiptBook) Awaited() int {
	n := 0
	for i := range b.Rows {
		if b.Rows[i].Awaited(&b.Meeting) {
			n++
		}
	}
	return n
}

// Receipts gives the receipts of a meeting to who may read them. No number of
// anybody's is in it.
func (a *Acts) Receipts(ctx context.Context, actor store.Actor, meetingID string) (*ReceiptBook, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActReceipts, meetingID)
	if err != nil {
		return nil, err
	}
	b, err := a.receiptBook(ctx, view, m)
	if err != nil {
		return nil, err
	}
	for i := range b.Rows {
		b.Rows[i].Deputy.Phone, b.Rows[i].Deputy.PhoneIndex = "", ""
	}
	return b, nil
}

func (a *Acts) receiptBook(ctx context.Context, view *View, m *store.Meeting) (*ReceiptBook, error) {
	q := a.db.Read()
	rows, err := a.receiptRows(ctx, q, view, m)
	if err != nil {
		return nil, err
	}
	b := &ReceiptBook{Meeting: *m, Rows: rows, Counts: map[store.Receipt]int{}, Now: a.Now()}
	for i := range rows {
		b.Counts[rows[i].Receipt]++
	}
	if b.Urgings, err = db.UrgingsOf(ctx, q, m.ID); err != nil {
		return nil, err
	}
	for i := range b.Urgings {
		u := &b.Urgings[i]
		if store.UrgeWait(u, b.Now) == 0 {
			continue
		}
		if next := u.Created.Add(store.UrgeApart); u.Channel == store.ChannelSMS {
			b.NextSMS = next
		} else {
			b.Next = next
		}
	}
	return b, nil
}

// receiptRows gathers the receipts of a meeting's deputies, by rank.
func (a *Acts) receiptRows(ctx context.Context, q db.Q, view *View, m *store.Meeting) ([]ReceiptRow, error) {
	parts, err := db.ParticipantsOf(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	var rows []ReceiptRow
	var ids []string
	for _, p := range parts {
		if p.DeputyID != "" && p.Role != store.RoleOfficer && p.Removed.IsZero() && p.Revision > 0 {
			rows, ids = append(rows, ReceiptRow{Participant: p}), append(ids, p.DeputyID)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	for _, add := range []func(context.Context, db.Q, *store.Meeting, []ReceiptRow, []string) error{
		addDeputies, addTold, addToldOfSession, addLeaves, addCalls} {
		if err := add(ctx, q, m, rows, ids); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		told := []*store.Notice{rows[i].Notice}
		for n := range rows[i].Urged {
			told = append(told, &rows[i].Urged[n])
		}
		rows[i].Receipt = store.ReceiptOf(m, &rows[i].Participant, told...)
	}
	slices.SortStableFunc(rows, func(a, b ReceiptRow) int { return byRank(a.Deputy, b.Deputy) })
	return rows, nil
}

func addDeputies(ctx context.Context, q db.Q, _ *store.Meeting, rows []ReceiptRow, ids []string) error {
	deputies, err := db.DeputiesByID(ctx, q, unique(slices.Clone(ids)))
	if err != nil {
		return err
	}
	mandates, err := db.MandatesOf(ctx, q, ids)
	if err != nil {
		return err
	}
	persons, err := db.PersonsFor(ctx, q, nil, ids, nil)
	if err != nil {
		return err
	}
	byID, serves, bound := map[string]store.Deputy{}, map[string]bool{}, map[string]bool{}
	for _, d := range deputies {
		byID[d.ID] = d
	}
	for _, mandate := range mandates {
		serves[mandate.DeputyID] = serves[mandate.DeputyID] || exercised(mandate)
	}
	for i := range persons {
		bound[persons[i].DeputyID] = persons[i].Reachable()
	}
	for i := range rows {
		id := rows[i].DeputyID
		rows[i].Deputy, rows[i].InOffice, rows[i].Bound = byID[id], serves[id], bound[id]
	}
	return nil
}

// addTold adds the notice that called each, and those of the last press by each
// channel.
func addTold(ctx context.Context, q db.Q, m *store.Meeting, rows []ReceiptRow, _ []string) error {
	var presses []store.Urging
	for _, c := range []store.Channel{store.ChannelNone, store.ChannelSMS} {
		u, err := db.LastUrging(ctx, q, m.ID, c)
		if err != nil {
			return err
		}
		if u != nil && u.Revision == m.Revision {
			presses = append(presses, *u)
		}
	}
	place := map[string]int{}
	var keys []string
	for i := range rows {
		p := &rows[i].Participant
		about := []string{store.MeetingAbout(p, m.Revision)}
		for n := range presses {
			about = append(about, store.AboutKey(store.NoticeMeetingUrged, urgeRef(p, &presses[n]), p.DeputyID))
		}
		for _, key := range about {
			place[key] = i
		}
		keys = append(keys, about...)
	}
	list, err := db.NoticesAbout(ctx, q, keys)
	for _, n := range list {
		row := &rows[place[n.About]]
		if n.Kind == store.NoticeMeetingUrged {
			row.Urged = append(row.Urged, n)
		} else {
			row.Notice = &n
		}
	}
	return err
}

// addToldOfSession: who was told of a part by the notice of its session was told.
func addToldOfSession(ctx context.Context, q db.Q, m *store.Meeting, rows []ReceiptRow, _ []string) error {
	if m.ParentID == "" || m.Revision > 1 { // one that was moved had a notice of its own
		return nil
	}
	session, err := db.Meeting(ctx, q, m.ParentID)
	if err != nil {
		return err
	}
	people, err := db.ParticipantsOf(ctx, q, session.ID)
	if err != nil {
		return err
	}
	of := map[string]string{} // the notice's key, by deputy
	var keys []string
	for i := range people {
		if p := &people[i]; p.DeputyID != "" && p.Removed.IsZero() {
			of[p.DeputyID] = store.MeetingAbout(p, session.Revision)
			keys = append(keys, of[p.DeputyID])
		}
	}
	list, err := db.NoticesAbout(ctx, q, keys)
	told := map[string]*store.Notice{}
	for i := range list {
		told[list[i].About] = &list[i]
	}
	for i := range rows {
		if rows[i].Notice == nil {
			rows[i].Notice = told[of[rows[i].DeputyID]]
		}
	}
	return err
}

// addLeaves adds the leave that was asked for: from the meeting, or, of a part, from
// its session.
func addLeaves(ctx context.Context, q db.Q, m *store.Meeting, rows []ReceiptRow, _ []string) error {
	list, err := db.LeavesOf(ctx, q, m.ID)
	if err != nil {
		return err
	}
	last, ofSession := map[string]*store.Leave{}, map[string]*store.Leave{}
	for i := range list {
		if l := &list[i]; l.Revision == m.Revision && l.State != store.LeaveWithdrawn {
			last[l.ParticipantID] = l
		}
	}
	if m.ParentID != "" {
		if list, err = db.LeavesOf(ctx, q, m.ParentID); err != nil {
			return err
		}
		for i := range list {
			if l := &list[i]; l.State != store.LeaveWithdrawn {
				ofSession[l.DeputyID] = l
			}
		}
	}
	for i := range rows {
		if rows[i].Leave = last[rows[i].ID]; rows[i].Carried {
			rows[i].Leave = ofSession[rows[i].DeputyID]
		}
	}
	return nil
}

func addCalls(ctx context.Context, q db.Q, m *store.Meeting, rows []ReceiptRow, _ []string) error {
	list, err := db.CallsOf(ctx, q, m.ID)
	made := map[string][]store.Call{}
	for _, c := range list {
		if c.Revision == m.Revision {
			made[c.ParticipantID] = append(made[c.ParticipantID], c)
		}
	}
	for i := range rows {
		rows[i].Calls = made[rows[i].ID]
	}
	return err
}
