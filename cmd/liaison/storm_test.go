package main_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/jobs"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

const (
	chatSend     = "/cgi-bin/message/custom/send"
	templateSend = "/cgi-bin/message/template/send"
	stableToken  = "/cgi-bin/stable_token"
)

// storm is faults in the order they strike. Those of kind "done" take effect
// although nobody is told. It leaves out what makes a call rest for a minute or a
// day; package jobs tests that with a clock.
var storm = []sim.Fault{
	{Path: stableToken, Kind: sim.FaultHTTP, Status: 503, Times: 2},
	{Path: stableToken, Kind: sim.FaultReset, Times: 2},
	{Path: stableToken, Kind: sim.FaultHTML, Times: 2},
	{Path: stableToken, Kind: sim.FaultErrcode, Code: -1, Times: 2},
	{Path: templateSend, Kind: sim.FaultErrcode, Code: -1, Times: 10},
	{Path: templateSend, Kind: sim.FaultHTTP, Status: 502, Times: 10},
	{Path: templateSend, Kind: sim.FaultReset, Times: 5},
	{Path: templateSend, Kind: sim.FaultReset, Times: 5, Done: true},
	{Path: templateSend, Kind: sim.FaultHalf, Times: 5, Done: true},
	{Path: templateSend, Kind: sim.FaultHTML, Times: 5},
	{Path: templateSend, Kind: sim.FaultErrcode, Code: 40001, Times: 3},
	{Path: templateSend, Kind: sim.FaultErrcode, Code: 42001, Times: 3},
	{Path: templateSend, Kind: sim.FaultErrcode, Code: 43117, Times: 5},
	{Path: templateSend, Kind: sim.FaultErrcode, Code: 43004, Times: 2},
	{Path: chatSend, Kind: sim.FaultErrcode, Code: -1, Times: 5},
	{Path: chatSend, Kind: sim.FaultHTTP, Status: 500, Times: 3},
	{Path: chatSend, Kind: sim.FaultReset, Times: 3},
	{Path: chatSend, Kind: sim.FaultHalf, Times: 3, Done: true},
	{Path: chatSend, Kind: sim.FaultErrcode, Code: 45015, Times: 3},
	{Path: sim.TextPath, Kind: sim.FaultReset, Times: 1, Done: true, After: 6},
	{Path: sim.TextPath, Kind: sim.FaultHalf, Times: 1, Done: true, After: 6},
	{Path: sim.TextPath, Kind: sim.FaultHTTP, Status: 502, Times: 1, After: 6},
	{Path: sim.TextPath, Kind: sim.FaultHTTP, Status: 503, Times: 1, After: 6},
}

// WeChat and the gateway of text messages misbehave. Every notice is on its
// recipient's phone exactly once, or on the list of those that are for the telephone.
func TestFaultStorm(t *testing.T) {
	const people, each, numbers = 80, 2, 30
	spec := dbtest.Spec(t, db.MySQL)
	d := deploy(t, spec)
	phones := d.emulate(1)
	acts, rows := d.acts(), openRows(t, spec)
	mapTemplate(t, d, acts)
	p := d.replica()
	if err := phones.SetCallback("http://" + p.addr + "/wechat"); err != nil {
		t.Fatal(err)
	}
	persons := meet(t, phones, acts, people)
	// Half of them wrote too long ago for the chat: they are told by template.
	rows.exec(t, "UPDATE person SET window_ends = created WHERE id > ?", persons[people/2-1].ID)
	strangers := withNumbers(t, acts, rows, numbers)
	for _, f := range storm {
		if err := phones.Fault(f); err != nil {
			t.Fatal(err)
		}
	}
	for n := range each {
		for _, one := range persons {
			tell(t, acts, one.ID, n)
		}
		phones.RevokeTokens()
	}
	await(t, time.Minute, "every notice has an outcome", func() bool {
		// The pauses between two tries are passed over, and those of reports that
		// came before the sender had written down what they are about.
		rows.exec(t, "UPDATE message SET next_at = received WHERE state = 'kept'")
		rows.exec(t, "UPDATE notice SET next_at = created WHERE state = 'waiting' AND lease = ''")
		return rows.count(t, "SELECT COUNT(*) FROM notice WHERE state = 'waiting' OR state = 'sent' AND channel = 'template'") == 0
	})
	found := map[string]int{}
	for _, one := range persons {
		compare(t, phones, rows, one, found)
	}
	texts := compareTexts(t, phones, rows, strangers)
	faults := map[string]int{}
	for _, c := range phones.Log() {
		if c.Fault != "" {
			faults[c.Path]++
		}
	}
	if faults[templateSend] < 50 || faults[chatSend] < 15 || faults[stableToken] < 5 || faults[sim.TextPath] < 2 {
		t.Errorf("the storm was no storm: %v", faults)
	}
	if n := found["sent"] + found["delivered"]; n < people*each*3/4 {
		t.Errorf("only %d of %d were brought to a phone for sure", n, people*each)
	}
	if texts["sent"] < 6 || texts["unknown"] < 1 {
		t.Errorf("text messages: %v", texts)
	}
	t.Logf("%d notices through %v faults: %v; text messages: %v", people*each, faults, found, texts)
}

// withNumbers makes deputies who never followed the account, each with a notice that
// may go by text message, and gives the notices by the deputies' numbers.
func withNumbers(t *testing.T, acts *act.Acts, d *rows, many int) map[string]string {
	t.Helper()
	notices := map[string]string{}
	if err := acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
		o, err := tx.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会", Short: "某县人大"})
		for i := 0; i < many && err == nil; i++ {
			phone := fmt.Sprintf("1390000%04d", i)
			var who *store.Deputy
			if who, err = tx.AddDeputy(store.Deputy{OfficeID: o.ID, Name: "张三", Phone: phone}); err == nil {
				notices[phone] = who.ID
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for phone, deputy := range notices {
		id := store.NewID(time.Now())
		d.exec(t, `INSERT INTO notice (id, created, about, kind, deputy_id, text, urgent, state, next_at)
			SELECT ?, created, ?, ?, id, '12月15日', 1, 'waiting', created FROM deputy WHERE id = ?`, id, id, string(store.NoticeReportDue), deputy)
		notices[phone] = id
	}
	return notices
}

// compareTexts looks at what each number got.
func compareTexts(t *testing.T, phones *sim.Sim, d *rows, notices map[string]string) map[string]int {
	t.Helper()
	arrived, found := map[string]int{}, map[string]int{}
	for _, m := range phones.Texts() {
		arrived[m.Phone]++
	}
	for phone, id := range notices {
		var state, channel string
		d.each(t, "SELECT state, channel FROM notice WHERE id = ?", []any{&state, &channel}, func() {}, id)
		found[state]++
		n, ok := arrived[phone], false
		switch state + " " + channel {
		case "sent sms":
			ok = n == 1
		case "unknown sms":
			ok = n <= 1
		case "unreached phone":
			ok = n == 0
		}
		if !ok {
			t.Errorf("%d text messages of a notice that is %s by %s", n, state, channel)
		}
	}
	return found
}

// mapTemplate has every notice use the account's template for progress.
func mapTemplate(t *testing.T, d *deployment, acts *act.Acts) {
	t.Helper()
	client, err := wechat.NewClient(wechat.ClientConfig{AppID: d.platform.appID, Secret: "wholesecret", Base: d.wechat})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	list, err := client.Templates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if one.Title != "办理进度通知" {
			continue
		}
		err := acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
			return tx.Remember("template."+string(jobs.GenericTemplate),
				one.ID+"|character_string1=Number;thing2=Title;thing3=Office;phrase4=Status;time5=Time")
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("the account has no template for progress")
}

// meet makes people who have said something, and gives them in the order of their
// ids.
func meet(t *testing.T, phones *sim.Sim, acts *act.Acts, people int) []*store.Person {
	t.Helper()
	var list []*store.Person
	for range people {
		m := newMessage("storm")
		if err := phones.Seed(m.openid); err != nil {
			t.Fatal(err)
		}
		if out, err := phones.Say(t.Context(), m.openid, m.text); err != nil || out.State != sim.Answered {
			t.Fatal(out.State, err)
		}
		one, err := acts.PersonByOpenid(t.Context(), m.openid)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, one)
	}
	return list
}

// tell puts a notice into the outbox that no quiet hour holds back.
func tell(t *testing.T, acts *act.Acts, personID string, n int) {
	t.Helper()
	err := acts.DoFor(t.Context(), personID, func(tx *act.Tx, one *store.Person) error {
		tx.TellLater(one, fmt.Sprintf("storm%d", n), fmt.Sprintf("请放心，第%d条。", n))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// compare looks at one person's phone and notices.
func compare(t *testing.T, phones *sim.Sim, d *rows, one *store.Person, found map[string]int) {
	t.Helper()
	arrived := map[string]int{} // by channel
	items, err := phones.Inbox(one.Openid)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		switch {
		case i.Via == sim.ViaTemplate:
			arrived["template"]++
		case i.Via == sim.ViaCustom && strings.HasPrefix(i.Text, "请放心"):
			arrived["chat"]++
		}
	}
	sure, perhaps := map[string]int{}, map[string]int{}
	var state, channel string
	d.each(t, "SELECT state, channel FROM notice WHERE person_id = ?", []any{&state, &channel}, func() {
		found[state]++
		switch state {
		case "sent", "delivered":
			sure[channel]++
		case "unknown":
			perhaps[channel]++
		case "unreached":
		default:
			t.Errorf("a notice is %s", state)
		}
	}, one.ID)
	for _, c := range []string{"chat", "template"} {
		if n := arrived[c]; n < sure[c] || n > sure[c]+perhaps[c] {
			t.Errorf("%d came by %s; %d were sent, of %d nobody knows", n, c, sure[c], perhaps[c])
		}
	}
}
