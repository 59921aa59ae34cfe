package main_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// A broadcast that is killed twice reaches everybody, nobody twice, and what was in
// doubt is counted.
func TestKillBroadcastSQLite(t *testing.T) { killBroadcast(t, dbtest.Spec(t, db.SQLite)) }

func TestKillBroadcastMariaDB(t *testing.T) { killBroadcast(t, dbtest.Spec(t, db.MySQL)) }

func killBroadcast(t *testing.T, spec string) {
	t.Parallel()
	n := either(1200, store.BroadcastMost)
	d := deploy(t, spec)
	phones := d.emulate(1)
	id := d.release(phones, n)
	p := d.replica()
	rows := openRows(t, spec)
	for _, at := range []int{n / 5, n / 2} {
		await(t, 5*time.Minute, fmt.Sprintf("%d are sent", at), func() bool { return templates(phones) >= at })
		p.kill()
		if !soak { // two minutes pass: the dead sender's lease is over
			rows.exec(t, "UPDATE notice SET lease_ends = '2020-01-01 00:00:00.000000' WHERE state = 'waiting' AND lease <> ''")
		}
		p.start()
	}
	const waiting = "SELECT COUNT(*) FROM notice WHERE kind = 'broadcast' AND state = 'waiting'"
	await(t, 10*time.Minute, "everything is sent", func() bool {
		return rows.count(t, "SELECT COUNT(*) FROM broadcast WHERE id = ? AND state = 'sending'", id) == 1 && rows.count(t, waiting) == 0
	})
	once, more := 0, 0
	for i := range n {
		items, err := phones.Inbox(castPhone(i))
		if err != nil {
			t.Fatal(err)
		}
		switch len(items) {
		case 0:
		case 1:
			once++
		default:
			more++
		}
	}
	attempts := templates(phones)
	again := rows.count(t, "SELECT COUNT(*) FROM notice WHERE kind = 'broadcast' AND outcome = 'again'")
	unknown := rows.count(t, "SELECT COUNT(*) FROM notice WHERE kind = 'broadcast' AND state = 'unknown'")
	if once != n || more != 0 || rows.count(t, "SELECT COUNT(*) FROM notice WHERE kind = 'broadcast'") != n {
		t.Errorf("of %d, %d got it once and %d more than once", n, once, more)
	}
	if attempts-n > again+unknown || again+unknown == 0 {
		t.Errorf("%d attempts for %d people, and %d are shown as in doubt", attempts, n, again+unknown)
	}
	t.Logf("%d distinct recipients, killed twice; %d attempts, %d shown as in doubt", once, attempts, again+unknown)
}

func castPhone(i int) string { return fmt.Sprintf("oCast%05d", i) }

// templates counts the template messages that were asked for.
func templates(s *sim.Sim) (n int) {
	for _, c := range s.Log() {
		if c.Path == "/cgi-bin/message/template/send" {
			n++
		}
	}
	return n
}

// release fills the database, before the program runs, with deputies who are bound,
// and releases a broadcast to all of them.
func (d *deployment) release(phones *sim.Sim, n int) string {
	t := d.t
	t.Helper()
	ctx := t.Context()
	conn, err := db.Open(ctx, d.database, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	keys, err := store.ParseKeyring(store.GenerateKey("whole"))
	if err != nil {
		t.Fatal(err)
	}
	acts := act.New(act.Config{DB: conn, Keys: keys, Now: time.Now})
	defer acts.Close()
	office, clerk := d.desk(acts)
	var batch db.Batch
	ids, now := make([]string, n), time.Now()
	for i := range n {
		id := store.NewID(now)
		ids[i] = castPhone(i)
		batch.Deputies = append(batch.Deputies, &store.Deputy{ID: id, OfficeID: office, Name: fmt.Sprintf("代表%d", i), Created: now, Version: 1})
		batch.Mandates = append(batch.Mandates, &store.Mandate{ID: store.NewID(now), DeputyID: id, OfficeID: office, Level: store.LevelCounty, Status: store.MandateActive, Version: 1})
		batch.Persons = append(batch.Persons, &store.Person{ID: store.NewID(now), Openid: ids[i], OfficeID: office, DeputyID: id, Created: now, Followed: now})
	}
	if err := phones.Seed(ids...); err != nil {
		t.Fatal(err)
	}
	if err := conn.Tx(ctx, func(q db.Q) error { return batch.Flush(ctx, q) }); err != nil {
		t.Fatal(err)
	}
	return d.cast(ctx, acts, office, clerk)
}

// desk makes an office without quiet hours in which one person may send.
func (d *deployment) desk(acts *act.Acts) (office string, clerk store.Actor) {
	t := d.t
	t.Helper()
	job := store.JobActor("test")
	do := func(fn func(tx *act.Tx) error) {
		if err := acts.Do(t.Context(), job, "", fn); err != nil {
			t.Fatal(err)
		}
	}
	client, err := wechat.NewClient(wechat.ClientConfig{AppID: d.platform.appID, Secret: "wholesecret", Base: d.wechat})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	list, err := client.Templates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	do(func(tx *act.Tx) error {
		o, err := tx.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会", Short: "某县人大"})
		office = o.ID
		for _, info := range list {
			if err == nil && info.Title == "办理进度通知" {
				err = tx.Remember("template.generic", info.ID+"|character_string1=Number;thing2=Title;thing3=Office;phrase4=Status;time5=Time")
			}
		}
		return err
	})
	do(func(tx *act.Tx) error {
		s, err := tx.AddStaff(store.Staff{OfficeID: office, Login: "clerk", Name: "经办", Roles: []store.Role{store.RoleClerk}}, "hash")
		if err != nil {
			return err
		}
		clerk = store.StaffActor(s, "test")
		for name, value := range map[store.Setting]string{store.SetStepsBroadcast: "1", store.SetQuietFrom: "00:00", store.SetQuietTo: "00:00"} {
			if err := tx.Set(office, name, value); err != nil {
				return err
			}
		}
		return nil
	})
	return office, clerk
}

func (d *deployment) cast(ctx context.Context, acts *act.Acts, office string, clerk store.Actor) (id string) {
	d.t.Helper()
	err := acts.Do(ctx, clerk, "", func(tx *act.Tx) error {
		b, err := tx.AddBroadcast(store.Broadcast{OfficeID: office, Recipients: store.Recipients{Offices: []string{office}}}, "会前通知", "{称呼}，您好。")
		if err != nil {
			return err
		}
		id = b.ID
		_, err = tx.StepDraft(b.DraftID, store.StepSubmit, "", 0)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}
