package act_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// office is a small office on an empty database, with a clock that tests step.
type office struct {
	*act.Acts
	t       testing.TB
	now     time.Time
	root    store.Office
	town    store.Office
	dist    store.District
	zhang   store.Deputy
	li      store.Deputy
	clerk   store.Actor
	leader  store.Actor
	other   store.Actor // a clerk of a town that has nothing to do with it
	officer store.Actor // petition officer
}

// monday is a working day at half past nine in China.
var monday = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

func open(t testing.TB, d *db.DB) *office {
	t.Helper()
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := media.New(t.TempDir(), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: monday}
	o.Acts = act.New(act.Config{DB: d, Keys: keys, Media: files, Now: func() time.Time { return o.now }})
	t.Cleanup(o.Close)
	o.settle()
	return o
}

// settle makes the office: a county with two towns, a district, two deputies and
// four people of the desk.
func (o *office) settle() {
	job := store.JobActor("test")
	var other *store.Office
	o.must(o.Do(o.t.Context(), job, "", func(t *act.Tx) error {
		root, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会", Short: "某县人大"})
		o.must(err)
		town, err := t.AddOffice(store.Office{ParentID: root.ID, Kind: store.OfficeTownship, Name: "甲镇人大主席团", Short: "甲镇人大"})
		o.must(err)
		other, err = t.AddOffice(store.Office{ParentID: root.ID, Kind: store.OfficeTownship, Name: "乙镇人大主席团", Short: "乙镇人大"})
		o.must(err)
		o.root, o.town = *root, *town
		return nil
	}))
	o.must(o.Do(o.t.Context(), job, "", func(t *act.Tx) error {
		d, err := t.AddDistrict(store.District{OfficeID: o.town.ID, Name: "第一选区",
			Outline: `[[110,27],[110.1,27],[110.1,27.1],[110,27.1]]`})
		o.must(err)
		zhang, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "张三", Sex: "女", Nation: "苗族", Phone: "13800000001", Order: 1},
			store.Mandate{Level: store.LevelTownship, DistrictID: d.ID, Title: "甲镇人大代表"})
		o.must(err)
		li, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "李四", Order: 2},
			store.Mandate{Level: store.LevelTownship, Title: "甲镇人大代表"})
		o.must(err)
		o.dist, o.zhang, o.li = *d, *zhang, *li
		o.clerk = o.staff(t, "clerk", o.town.ID, store.RoleClerk)
		o.leader = o.staff(t, "leader", o.root.ID, store.RoleLeader)
		o.other = o.staff(t, "other", other.ID, store.RoleClerk)
		o.officer = o.staff(t, "officer", o.root.ID, store.RolePetition)
		return nil
	}))
}

func (o *office) staff(t *act.Tx, login, officeID string, r store.Role) store.Actor {
	s, err := t.AddStaff(store.Staff{OfficeID: officeID, Login: login, Name: login, Roles: []store.Role{r}}, "hash")
	o.must(err)
	return store.StaffActor(s, "test")
}

// member adds a person of the desk.
func (o *office) member(login, officeID string, r store.Role) (who store.Actor) {
	o.t.Helper()
	o.must(o.Do(o.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		who = o.staff(t, login, officeID, r)
		return nil
	}))
	return who
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// do runs an act of one actor.
func (o *office) do(actor store.Actor, fn func(*act.Tx) error) error {
	o.t.Helper()
	return o.Do(o.t.Context(), actor, "", fn)
}

var deliveries int64

// hear lets a person send a text and works on it; it gives the reply, which is
// the item's number.
func (o *office) hear(openid, text string) string {
	o.t.Helper()
	deliveries++
	m := &store.Message{From: openid, Kind: store.KindText, MsgID: deliveries, CreateTime: o.now.Unix(), Text: text}
	return o.deliver(m)
}

func (o *office) deliver(m *store.Message) string {
	o.t.Helper()
	k, err := o.Keep(o.t.Context(), m)
	o.must(err)
	o.must(o.Work(o.t.Context(), []*store.Kept{k}, say))
	return k.Reply
}

// say is the simplest conversation: everything is part of an item.
func say(t *act.Tx, p *store.Person, m *store.Kept) (string, error) {
	if m.Event == store.EventScan {
		_, _, err := t.Scan(p, m.EventKey)
		return "", err
	}
	o, _, err := t.Say(p, act.Said{Text: m.Text})
	if err != nil {
		return "", err
	}
	return o.Number, nil
}

// person is a chat's person as an actor.
func (o *office) person(openid string) store.Actor {
	o.t.Helper()
	p, err := o.PersonByOpenid(o.t.Context(), openid)
	o.must(err)
	return store.PersonActor(p, "test")
}

// bind makes a chat a deputy's.
func (o *office) bind(openid, deputyID string) store.Actor {
	o.t.Helper()
	var code string
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		_, code, err = t.Invite(deputyID)
		return err
	}))
	o.hear(openid, "我来绑定")
	o.must(o.do(o.person(openid), func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		_, err = t.Accept(p, code)
		return err
	}))
	return o.person(openid)
}

// first is the newest opinion at the desk.
func (o *office) first(actor store.Actor) store.Opinion {
	o.t.Helper()
	rows, err := o.Inbox(o.t.Context(), actor, act.InboxFilter{Limit: 1})
	o.must(err)
	if len(rows) == 0 {
		o.t.Fatal("the inbox is empty")
	}
	return rows[0].Opinion
}

// place puts a chat's person into the district.
func (o *office) place(openid string) {
	o.t.Helper()
	o.must(o.do(o.person(openid), func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		return t.Choose(p, o.dist.ID)
	}))
}

func TestFirstWordsOnAnEmptyDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys, _ := store.ParseKeyring(store.GenerateKey("k1"))
		o := &office{t: t, now: monday}
		o.Acts = act.New(act.Config{DB: d, Keys: keys, Now: func() time.Time { return o.now }})
		t.Cleanup(o.Close)
		if got := o.hear("o1", "路灯坏了"); got != "YJ-2026-000001" {
			t.Errorf("the first number is %q", got)
		}
		if got := o.hear("o2", "下水道堵了"); got != "YJ-2026-000002" {
			t.Errorf("the second number is %q", got)
		}
	})
}

func TestWhatFollowsJoins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		first := o.hear("o1", "路灯坏了")
		o.now = o.now.Add(9 * time.Minute)
		if got := o.hear("o1", "就在学校门口"); got != first {
			t.Errorf("nine minutes later: %s, want %s", got, first)
		}
		o.now = o.now.Add(11 * time.Minute)
		if got := o.hear("o1", "另一件事"); got == first {
			t.Errorf("eleven minutes later still joined %s", first)
		}
	})
}

func TestADeliveryHasOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := &store.Message{From: "o1", Kind: store.KindText, MsgID: 7, CreateTime: o.now.Unix(), Text: "路灯坏了"}
		first := o.deliver(m)
		for range 3 {
			if got := o.deliver(m); got != first {
				t.Errorf("repeated: %q, want %q", got, first)
			}
		}
		rows, err := o.MyOpinions(t.Context(), o.person("o1"), 10)
		if err != nil || len(rows) != 1 {
			t.Errorf("%d opinions (%v), want 1", len(rows), err)
		}
	})
}

// TestJourney goes from a voter's words to the closed matter, through 不满意 once.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		o.hear("voter", "村口路灯坏了三天")
		o.place("voter")
		it := o.first(o.clerk)
		if it.DistrictID != o.dist.ID {
			t.Fatal("the area chosen later did not reach the item")
		}
		err := o.do(o.clerk, func(t *act.Tx) error { return t.Forward(it.ID, o.zhang.ID, "", it.Version) })
		if !store.IsProblem(err, store.ProblemState) {
			t.Errorf("forwarded before triage: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Triage(it.ID, store.TriageOurs, "已受理", it.Version))
			return t.Forward(it.ID, o.zhang.ID, "请尽快了解", 0)
		}))
		task := o.task(deputy)
		for round := range 2 {
			o.must(o.do(deputy, func(t *act.Tx) error {
				_, err := t.Answer(task.ID, fmt.Sprintf("已联系供电所，第%d次", round+1))
				return err
			}))
			voter := o.person("voter")
			mine, err := o.Mine(t.Context(), voter, it.ID)
			o.must(err)
			if len(mine.Answers) != round {
				t.Fatalf("before release the author sees %d answers, want %d", len(mine.Answers), round)
			}
			doss, err := o.Dossier(t.Context(), o.clerk, it.ID)
			o.must(err)
			o.must(o.do(o.leader, func(t *act.Tx) error { return t.Release(doss.Waiting().ID, doss.Opinion.Version) }))
			mine, err = o.Mine(t.Context(), voter, it.ID)
			o.must(err)
			score := []store.Score{store.ScoreBad, store.ScoreGood}[round]
			o.must(o.do(voter, func(t *act.Tx) error {
				_, err := t.Rate(it.ID, store.Rating{AnswerID: mine.ToRate().ID, Reply: store.ScoreFair, Result: score})
				return err
			}))
		}
		mine, err := o.Mine(t.Context(), o.person("voter"), it.ID)
		o.must(err)
		if mine.Opinion.State != store.OpinionClosed || len(mine.Ratings) != 2 {
			t.Errorf("ended as %s with %d ratings", mine.Opinion.State, len(mine.Ratings))
		}
	})
}

func (o *office) task(deputy store.Actor) act.TaskRow {
	o.t.Helper()
	rows, err := o.Tasks(o.t.Context(), deputy, 10, store.AssignmentOpen)
	o.must(err)
	if len(rows) != 1 {
		o.t.Fatalf("%d open tasks, want 1", len(rows))
	}
	return rows[0]
}

func TestForeignThingsAreNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.place("voter")
		it := o.first(o.clerk)
		if _, err := o.Dossier(t.Context(), o.other, it.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town's clerk reads it: %v", err)
		}
		err := o.do(o.other, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageSpam, "", 0) })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town's clerk triages it: %v", err)
		}
		o.hear("stranger", "别的事")
		if _, err := o.Mine(t.Context(), o.person("stranger"), it.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a stranger reads it: %v", err)
		}
		err = o.do(o.leader, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageOurs, "", 0) })
		if !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a leader triages: %v", err)
		}
	})
}

func TestWhoMustNotGetIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "张 三占了村里的地")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.person("voter"), func(t *act.Tx) error { return t.KeepFrom(it.ID, o.li.ID) }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageOurs, "", 0) }))
		for id, want := range map[string]store.Problem{o.zhang.ID: store.ProblemNamed, o.li.ID: store.ProblemExcluded} {
			err := o.do(o.clerk, func(t *act.Tx) error { return t.Forward(it.ID, id, "", 0) })
			if !store.IsProblem(err, want) {
				t.Errorf("forwarded to %s: %v, want %s", id, err, want)
			}
		}
	})
}

func TestSealedLeavesEveryList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		o.hear("voter", "有人收了钱")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
			return t.Forward(it.ID, o.zhang.ID, "", 0)
		}))
		task := o.task(deputy)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "已收到", 0) }))
		if _, err := o.Dossier(t.Context(), o.clerk, it.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the clerk still reads it: %v", err)
		}
		if _, _, err := o.Task(t.Context(), deputy, task.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the deputy still reads it: %v", err)
		}
		rows, err := o.Inbox(t.Context(), o.officer, act.InboxFilter{States: []store.OpinionState{store.OpinionSealed}, Limit: 10})
		if err != nil || len(rows) != 0 {
			t.Errorf("the inbox lists %d sealed (%v)", len(rows), err)
		}
		sealed, err := o.Sealed(t.Context(), o.officer, 10)
		if err != nil || len(sealed) != 1 {
			t.Errorf("the sealed list has %d (%v)", len(sealed), err)
		}
		if _, err := o.Sealed(t.Context(), o.clerk, 10); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("the clerk opens the sealed list: %v", err)
		}
		_, due, err := o.Deliveries(t.Context(), 50)
		o.must(err)
		for _, x := range due {
			if x.Notice.DeputyID != "" || x.Notice.StaffID != "" {
				t.Errorf("a notice %s about it still goes out", x.Notice.Kind)
			}
		}
	})
}

func TestUnfollowDetaches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.place("voter")
		it := o.first(o.clerk)
		voter := o.person("voter")
		o.must(o.do(voter, func(t *act.Tx) error {
			p, err := t.LockSelf()
			o.must(err)
			o.must(t.Identify(p, "王五", "138 0000 0009"))
			return t.Unfollow(p)
		}))
		if _, err := o.PersonByOpenid(t.Context(), "voter"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the openid still leads to a person: %v", err)
		}
		doss, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		if doss.Opinion.PersonID != "" || doss.AuthorName != "" || len(doss.Steps) == 0 {
			t.Errorf("kept %+v", doss.Opinion)
		}
		p, err := o.PersonByID(t.Context(), voter.PersonID)
		o.must(err)
		if p.Phone != "" || p.PhoneIndex != "" || p.Name != "" || p.Openid != "" {
			t.Errorf("still known: %+v", p)
		}
	})
}

func TestRemindersFollowWorkingDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
			return t.Forward(it.ID, o.zhang.ID, "", 0)
		}))
		got := map[string]int{}
		start := o.now
		for o.now.Before(start.AddDate(0, 0, 20)) {
			o.now = o.now.Add(time.Hour)
			n := 0
			o.must(o.do(store.JobActor("remind"), func(t *act.Tx) (err error) { n, err = t.Remind(100); return err }))
			if n > 0 {
				got[o.now.In(store.ChinaTime).Format("01-02 15")] += n
			}
		}
		want := map[string]int{"11-26 09": 1, "12-02 09": 1, "12-07 09": 1} // on the third, seventh and tenth working day
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("reminded at %v, want %v", got, want)
		}
	})
}

// A message that the database refuses must not cost those kept with it.
func TestOneUnkeepableCostsNobodyElse(t *testing.T) {
	o := open(t, dbtest.New(t, db.MySQL))
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			from := fmt.Sprintf("voter%d", i)
			if i%8 == 0 {
				from = strings.Repeat("x", 65+i) // longer than any openid: MySQL refuses it
			}
			_, err := o.Keep(t.Context(), &store.Message{From: from, Kind: store.KindText, MsgID: int64(i), Text: "路灯坏了"})
			if refused := i%8 == 0; (err != nil) != refused {
				t.Errorf("message %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}

// step lets a second pass, so that what follows is later.
func (o *office) step() { o.now = o.now.Add(time.Second) }
