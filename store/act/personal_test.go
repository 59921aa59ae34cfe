package act_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// What every column that can hold an id or words says. Who adds one decides here
// what becomes of it when somebody asks for a copy or to be erased.
//
//	thing   the id of an office, a meeting, a matter …, or what such a thing is called
//	deputy  the id of a deputy, who holds a public office, and stays in its records
//	staff   the id, name or password of who works at the desk
//	code    a digest, a word of the program's, a file's format
//	text    what the office itself writes in its own name, or a setting
//	words   what people say or what is written about them, kept with the matter
//	sealed  what identifies somebody, under the office's key
//	index   the blind index of such a value
//	person  the id, or the chat, of somebody in WeChat: goes when that one is erased
const columnsSay = `
*: office_id=thing parent_id=thing district_id=thing station_id=thing term_id=thing opinion_id=thing meeting_id=thing group_id=thing
*: plan_id=thing draft_id=thing item_id=thing handover_id=thing minutes_id=thing delegation_id=thing participant_id=thing mandate_id=thing
*: contact_id=thing file_id=thing assign_id=thing entry_id=thing answer_id=thing merged_into=thing into_id=thing
*: deputy_id=deputy leader_id=deputy head_id=deputy staff_id=staff made_by=staff changed_by=staff released_by=staff assignee_id=staff approver=staff asked_by=staff
*: person_id=person hash=code thumb=code playable=code mime=code digest=code token_hash=code phone_index=index title=text slot=code holder=code
office: name=text short=text phone=text hours=text
district: name=text outline=text
station: name=text address=text hours=text phone=text scene=code
setting: name=code value=text
setting_change: name=code was=text value=text
holiday: name=text
holiday_import: body=text
person: id=person openid=person open_id=thing name=sealed phone=sealed expect_id=thing
message: delivery=code openid=person body=words reply=words failure=code
deputy: name=words nation=words phone=sealed work=words spelling=code strokes=code
mandate_step: reason=text
invitation: code_hash=code used_by=person
staff: login=staff name=staff password=staff totp=sealed roles=code
staff_password: hash=staff
staff_recovery: hash=staff
staff_browser: id=code
opinion: category=code summary=words
entry: actor_id=person ref=thing text=words
assignment: note=words
answer: text=words
rating: comment=words
media: wx_id=code speech=words
notice: about=person ref=thing text=words lease=code outcome=code
run: duty=code outcome=code
request: id=person
audit: actor_id=person object_id=person origin=words act=code fields=code salt=code mark=code
audit_chain: base_hash=code check_found=code
roster_file: name=text headings=text origin=words
roster_part: body=sealed
deputy_group: name=text about=text
liaison_link: who=words post=words target_id=thing target_name=text note=text
deputy_visit: visitors=words place=text said=words follow_up=words
watermark: name=code value=code
saved_filter: name=text query=words
canned: text=text
seen: reader_id=deputy
draft: about=thing ref=thing addressee=text text=words reviewed_by=staff signed_by=staff
draft_step: words=words text=words
contact: name=sealed phone=sealed place=sealed note=sealed consent=sealed seat=code
contact_log: text=sealed
stat: id=code value=code
stat_fact: category=code
wall: name=text
turn: name=code
discard: hash=code
meeting: place=text dress=text contact=text leave_to=text note=text late_reason=text code_key=sealed new_place=text new_why=text
participant: name=words signed_with=person
delegation: name=text
agenda_item: reporter=text
meeting_leave: phoned_to=staff reason=sealed endorse_words=sealed endorse_noted=staff decided_by=staff decide_words=sealed
minutes: text=words
minutes_version: text=words
plan: preface=text adopted_by=text
plan_item: text=text who=text
activity_record: findings=words advice=words officers=words expenses=text
handover: addressee=text issuer=text notice_number=text
handover_reply: text=words remark=text
group_report: figures=code text=words
broadcast: text=text link=text recipients=deputy alike=code follows=code again=thing reached=deputy mass_status=code
text_message: notice_id=thing
reception: reason=text
booking: seat=code holder=person name=sealed phone=sealed subject=sealed
`

// privacy says what becomes of a table that holds something about people.
type privacy struct {
	copied   string // where the copy for the person shows it, or why not
	retained string // the setting whose duty does away with it, or why nothing does
}

const (
	officialWork = "what an office or a deputy did in office is its record, which is kept as files are (档案法)"
	notShown     = "about the desk's own work; the person's words stand in the matter"
)

// tablesSay covers each table with a column of sealed, person or words.
var tablesSay = map[string]privacy{
	"person":        {"Self", "keep.identity takes name and phone with the last matter; all when somebody stops following"},
	"message":       {"the matter shows what was said", "keep.messages"},
	"opinion":       {"Held.Opinions", "keep.identity"},
	"entry":         {"Held.Opinions", "keep.identity"},
	"assignment":    {notShown, officialWork},
	"answer":        {"Held.Opinions", officialWork},
	"rating":        {"Held.Opinions", "keep.identity: it leads to nobody once the matter does not"},
	"media":         {"Held.Opinions", "keep.voice; photos are about the matter"},
	"notice":        {"the timeline shows what was told", "keep.notices"},
	"request":       {"keys of forms, two days old at most", "swept"},
	"audit":         {"what was done, not what was said", "keep.audit; a network log, kept for half a year at least (网络安全法 21)"},
	"invitation":    {"Held.Bound", officialWork},
	"deputy":        {"Held.Deputy", "deleted by the desk, or kept: " + officialWork},
	"staff":         {"of the desk: the own account's page", officialWork},
	"roster_file":   {"the roster shows what was taken", "dropped when it was taken or after a day"},
	"roster_part":   {"the roster shows what was taken", "dropped when it was taken or after a day"},
	"liaison_link":  {"leaders in office", officialWork},
	"deputy_visit":  {"told to a visitor by word of mouth", officialWork},
	"saved_filter":  {"of the desk", "deleted by who keeps it"},
	"draft":         {"Held.Opinions once it was told", officialWork},
	"draft_step":    {notShown, officialWork},
	"contact":       {"by the deputy who wrote it down", "erased by the deputy or the desk, when the voter asks"},
	"contact_log":   {"by the deputy who wrote it down", "erased with the contact voter"},
	"meeting":       {"no person's", "the key of a code"},
	"participant":   {"Held.Deputy.Parts", officialWork},
	"meeting_leave": {"Held.Deputy.Leaves", "keep.leave"},
	"calendar_feed": {"Held.Deputy.Feeds", "while the deputy keeps the link"},
	"booking":       {"Held.Bookings", "keep.bookings"},
	"minutes":       {"published papers of a body", officialWork},
	"minutes_version": {"published papers of a body",
		officialWork},
	"activity_record": {"what a group did", officialWork},
	"handover_reply":  {"what a unit answered", officialWork},
	"group_report":    {"what a group did", officialWork},
}

// column is one that can hold an id or words.
type column struct{ table, name, kind string }

var wide = regexp.MustCompile(`VARCHAR\((\d+)\)`)

// columnsOf lists the columns of the schema that can hold an id or words, with what
// columnsSay says of each.
func columnsOf(t *testing.T, q db.Q, tables []string) (list []column) {
	t.Helper()
	says := map[string]string{}
	for line := range strings.Lines(columnsSay) {
		table, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for _, f := range strings.Fields(rest) {
			name, kind, _ := strings.Cut(f, "=")
			says[table+"."+name] = kind
		}
	}
	used := map[string]bool{}
	for _, table := range tables {
		rows, err := q.QueryContext(t.Context(), "SELECT name, type FROM pragma_table_info(?)", table)
		must(t, err)
		for rows.Next() {
			c := column{table: table}
			var kind string
			must(t, rows.Scan(&c.name, &kind))
			if m := wide.FindStringSubmatch(kind); m != nil {
				if n, _ := strconv.Atoi(m[1]); n < 26 {
					continue
				}
			} else if !strings.HasPrefix(kind, "MEDIUM") {
				continue
			}
			key := table + "." + c.name
			if c.kind = says[key]; c.kind == "" {
				key = "*." + c.name
				c.kind = says[key]
			}
			if used[key] = true; c.kind != "" || c.name != "id" {
				list = append(list, c)
			}
		}
		must(t, rows.Err())
		rows.Close()
	}
	for key := range says {
		if !used[key] {
			t.Errorf("there is no column %s", key)
		}
	}
	return list
}

// TestEveryColumnIsDecidedAbout: who adds a column that can hold an id or words
// says what it is, and what becomes of what it holds about people.
func TestEveryColumnIsDecidedAbout(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	must(t, d.Snapshot(t.Context(), func(q db.Q) error {
		layouts, err := d.Layouts(t.Context(), q)
		must(t, err)
		var tables []string
		for _, l := range layouts {
			tables = append(tables, l.Name)
		}
		about := map[string]bool{}
		for _, c := range columnsOf(t, q, tables) {
			switch c.kind {
			case "":
				t.Errorf("nobody decided what %s.%s says (columnsSay)", c.table, c.name)
			case "person", "sealed", "words":
				about[c.table] = true
			}
			sealed := slices.ContainsFunc(db.SealedColumns, func(s db.SealedColumn) bool { return s.Table == c.table && s.Column == c.name })
			if sealed != (c.kind == "sealed") {
				t.Errorf("%s.%s is %s; sealed: %v", c.table, c.name, c.kind, sealed)
			}
		}
		for table := range about {
			if p := tablesSay[table]; p.copied == "" || p.retained == "" {
				t.Errorf("nobody decided about the copy and the keeping of %s (tablesSay)", table)
			}
		}
		for table, p := range tablesSay {
			if !about[table] {
				t.Errorf("%s holds nothing about people", table)
			}
			name := strings.Trim(strings.Fields(p.retained)[0], ":;")
			if _, known := store.SettingDefOf(store.Setting(name)); strings.HasPrefix(name, "keep.") && !known {
				t.Errorf("%s: there is no setting %s", table, name)
			}
		}
		return nil
	}))
}

// plant writes a row that names somebody into a table, unless there is one.
func plant(t *testing.T, d *db.DB, c column, who store.Actor, opinion string) {
	t.Helper()
	fixed := map[string]string{"actor_kind": string(store.ActorPerson), "object": store.AuditPerson, "opinion_id": opinion,
		"person_id": who.ID, c.name: who.ID}
	if c.name == "about" {
		fixed["about"] = store.AboutKey(store.NoticeTold, "x", who.ID)
	}
	names, marks, args := []string{}, []string{}, []any{}
	must(t, d.Snapshot(t.Context(), func(q db.Q) error {
		rows, err := q.QueryContext(t.Context(), "SELECT name, type, \"notnull\", dflt_value IS NULL FROM pragma_table_info(?)", c.table)
		must(t, err)
		defer rows.Close()
		for rows.Next() {
			var name, kind string
			var needed, bare bool
			must(t, rows.Scan(&name, &kind, &needed, &bare))
			value, set := any(fixed[name]), fixed[name] != ""
			switch {
			case set:
			case name == "id":
				value = store.NewID(monday)
			case !needed || !bare:
				continue
			case strings.HasPrefix(kind, "DATETIME"):
				value = "2026-11-20 00:00:00.000000"
			case strings.HasPrefix(kind, "VARCHAR"):
				value = store.NewID(monday)
			case strings.HasPrefix(kind, "MEDIUM"):
				value = ""
			default:
				value = 0
			}
			names, marks, args = append(names, name), append(marks, "?"), append(args, value)
		}
		return rows.Err()
	}))
	exec(t, d, "INSERT INTO "+c.table+" ("+strings.Join(names, ",")+") VALUES ("+strings.Join(marks, ",")+")", args...)
}

// TestErasureReachesEveryColumn: whatever names somebody in WeChat stands in each
// column that can, and in none when that one was erased.
func TestErasureReachesEveryColumn(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	o := open(t, d)
	number := o.hear("chat-of-hers", "路灯坏了三天")
	who := o.person("chat-of-hers")
	item, err := db.OpinionByNumber(t.Context(), d.Read(), number)
	must(t, err)
	var columns []column
	must(t, d.Snapshot(t.Context(), func(q db.Q) error {
		layouts, err := d.Layouts(t.Context(), q)
		must(t, err)
		var tables []string
		for _, l := range layouts {
			tables = append(tables, l.Name)
		}
		columns = slices.DeleteFunc(columnsOf(t, q, tables), func(c column) bool { return c.kind != "person" })
		return nil
	}))
	named := func(c column) (n int) {
		must(t, d.Read().QueryRowContext(t.Context(), fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE %s LIKE ? OR %s = 'chat-of-hers'", c.table, c.name, c.name),
			"%"+who.ID+"%").Scan(&n))
		return n
	}
	for _, c := range columns {
		if named(c) == 0 && c.table != "request" {
			plant(t, d, c, who, item.ID)
		}
		if named(c) == 0 && c.table != "request" {
			t.Errorf("nothing names anybody in %s.%s", c.table, c.name)
		}
	}
	_, err = o.MyHeld(t.Context(), who)
	must(t, err)
	must(t, o.do(who, (*act.Tx).EraseSelf))
	for _, c := range columns {
		if n := named(c); n != 0 && c != (column{"person", "id", "person"}) {
			t.Errorf("%s.%s still names who was erased, %d times", c.table, c.name, n)
		}
	}
}

// Words about leave, and whose a booking was, go when their time is over; that
// leave was given, and how many came, stays.
func TestRetentionOfMeetings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		_, parts := o.called(d, o.zhang)
		l := o.asks(zhang, parts[0], "老母亲住院")
		must(t, o.do(o.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "同意", 0) }))
		day := o.announcedDay(o.dayOf(o.station("人民路站")))
		o.hear("voter", "我想约")
		b, err := o.books("voter", day.ID, 0, act.BookingForm{Name: "王小二", Phone: "13812345678", Subject: "修路"})
		must(t, err)
		months := func(n int) act.Retention {
			o.now = o.now.AddDate(0, n, 0)
			due, err := o.RetentionDue(t.Context())
			must(t, err)
			done, err := o.Retain(t.Context(), store.JobActor("retain"))
			must(t, err)
			if due.Bookings != done.Bookings || due.Leaves != done.Leaves {
				t.Errorf("due %+v, done %+v", due, done)
			}
			return done
		}
		if done := months(11); done.Bookings+done.Leaves != 0 {
			t.Errorf("too early: %+v", done)
		}
		if done := months(2); done.Bookings != 1 || done.Leaves != 0 {
			t.Errorf("after a year: %+v", done)
		}
		if done := months(24); done.Leaves != 1 {
			t.Errorf("after three years: %+v", done)
		}
		kept, err := db.Leave(t.Context(), d.Read(), l.ID)
		must(t, err)
		if kept.Reason+kept.DecideWords != "" || kept.State != store.LeaveApproved {
			t.Errorf("leave is kept as %+v", kept)
		}
		after, err := db.Booking(t.Context(), d.Read(), b.ID)
		must(t, err)
		if after.Name+after.Phone+after.Subject+after.PersonID+after.Holder != "" || after.Seat == "" {
			t.Errorf("the booking is kept as %+v", after)
		}
		if done := months(0); done.Bookings+done.Leaves != 0 {
			t.Errorf("again: %+v", done)
		}
	})
}

// Who gives a time back takes along what was said with it.
func TestAnUnbookedTimeForgets(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	o := open(t, d)
	day := o.announcedDay(o.dayOf(o.station("人民路站")))
	o.hear("voter", "我想约")
	b, err := o.books("voter", day.ID, 0, act.BookingForm{Name: "王小二", Phone: "13812345678", Subject: "修路"})
	must(t, err)
	must(t, o.do(o.person("voter"), func(t *act.Tx) error { return t.Unbook(b.ID) }))
	if after, err := db.Booking(t.Context(), d.Read(), b.ID); err != nil || after.Name+after.Phone+after.Subject != "" {
		t.Errorf("kept as %+v, %v", after, err)
	}
}

// A copy of what is kept about a deputy has the meetings, the leave with its words,
// the calls and the calendar link; one matter's author that is seen does not hide
// that a copy was taken as well.
func TestADeputysCopy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		_, parts := o.called(d, o.zhang)
		part, err := db.Participant(t.Context(), d.Read(), parts[0])
		must(t, err)
		must(t, o.do(o.clerk, func(t *act.Tx) error { return t.RecordCall(part.ID, store.CallNoAnswer, "", part.Version) }))
		o.asks(zhang, parts[0], "老母亲住院")
		must(t, o.do(zhang, func(t *act.Tx) error { _, err := t.NewFeed(); return err }))
		number := o.hear("dep", "我家门口的路灯坏了")
		item, err := db.OpinionByNumber(t.Context(), d.Read(), number)
		must(t, err)
		o.identified(o.Acts, "dep", "张三", "13800000001")
		_, err = o.Dossier(t.Context(), o.officer, item.ID)
		must(t, err)
		for name, read := range map[string]func() (*act.Held, error){
			"own":  func() (*act.Held, error) { return o.MyHeld(t.Context(), zhang) },
			"desk": func() (*act.Held, error) { return o.HeldOf(t.Context(), o.officer, number) },
		} {
			h, err := read()
			must(t, err)
			k := h.Deputy
			if k == nil || k.Deputy.Phone != "13800000001" || len(k.Mandates) != 1 || len(k.Parts) != 1 || len(k.Calls[part.ID]) != 1 ||
				len(k.Leaves) != 1 || k.Leaves[0].Why != "老母亲住院" || len(k.Feeds) != 1 {
				t.Errorf("%s: %+v", name, k)
			}
		}
		var n int
		must(t, d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE act = ? AND object_id = ? AND actor_id = ?",
			string(store.ActHeld), item.ID, o.officer.ID).Scan(&n))
		if n != 1 {
			t.Errorf("that the copy was taken is noted %d times", n)
		}
	})
}

// Reading reasons for leave, voters' names and telephone numbers is in the audit.
func TestLooksAreNoted(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	o := open(t, d)
	zhang := o.bind("dep", o.zhang.ID)
	m, parts := o.called(d, o.zhang, o.li)
	l := o.asks(zhang, parts[0], "老母亲住院")
	must(t, o.do(o.clerk, func(t *act.Tx) error {
		_, err := t.AddContact(o.zhang.ID, act.ContactForm{Name: "杨秀英", Consent: "当面同意"})
		return err
	}))
	for name, look := range map[string]struct {
		what store.Act
		do   func() error
	}{
		"the reasons of a meeting": {store.ActLeaveDecide, func() error { _, err := o.LeavesOfMeeting(t.Context(), o.leader, m.ID); return err }},
		"one reason":               {store.ActLeaveDecide, func() error { _, err := o.LeaveForDesk(t.Context(), o.leader, l.ID); return err }},
		"whom to call":             {store.ActCall, func() error { _, err := o.CallList(t.Context(), o.clerk, m.ID); return err }},
		"contact voters":           {store.ActSeePerson, func() error { _, _, err := o.Contacts(t.Context(), o.clerk, o.zhang.ID); return err }},
		"the book with numbers":    {store.ActRoster, func() error { return o.SawPhones(t.Context(), o.clerk, o.town.ID) }},
	} {
		noted := func() (n int) {
			must(t, d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE act = ? AND fields = 'seen'", string(look.what)).Scan(&n))
			return n
		}
		before := noted()
		must(t, look.do())
		must(t, look.do())
		if noted() != before+1 {
			t.Errorf("%s: noted %d times", name, noted()-before)
		}
	}
	waiting, err := o.LeavesWaiting(t.Context(), o.clerk)
	must(t, err)
	if len(waiting) != 1 || waiting[0].Why != "" {
		t.Errorf("a list shows reasons: %+v", waiting)
	}
}
