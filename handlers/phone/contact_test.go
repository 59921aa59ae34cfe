package phone

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

// contactOf makes a deputy's contact voter.
func contactOf(o *office, deputy store.Actor, name string) *store.Contact {
	var made *store.Contact
	o.do(deputy, func(t *act.Tx) (err error) {
		made, err = t.AddContact(deputy.DeputyID, act.ContactForm{Name: name, Phone: "13808551234", Place: "上寨村3组", Note: "种烤烟，家里有老人", Consent: "11月3日走访时当面同意"})
		return err
	})
	return made
}

// meet writes down a meeting.
func meet(o *office, deputy store.Actor, c *store.Contact, day, text string) {
	o.do(deputy, func(t *act.Tx) error {
		_, err := t.LogContact(c.ID, store.ContactLog{Day: day, Kind: store.ContactVisit, Text: text})
		return err
	})
}

func TestADeputyKeepsContactVoters(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	p := o.phone("dep").get("/h5/contacts").sees("您还没有联系选民", "还可以添加5位", `href="/h5/contacts"`)
	p.send(contactsPath, url.Values{"name": {"杨秀英"}, "phone": {"138 0855 1234"}, "place": {"上寨村3组"}})
	if p.sees("没有同意不能登记", `value="上寨村3组"`); p.code != http.StatusUnprocessableEntity {
		t.Errorf("without consent: status %d", p.code)
	}
	p.send(contactsPath, url.Values{"name": {"杨秀英"}, "phone": {"138 0855 1234"}, "place": {"上寨村3组"}, "consent": {"当面同意"}})
	p.sees("已加入您的联系选民", "杨秀英", "还没有联系记录", "您已有1位，还差2位")
	path := "/h5/contacts/" + linkTo(t, p.page, "/h5/contacts/")
	p.get(path).sees(`href="tel:13808551234"`, "上寨村3组", "当面同意")
	p.send(path+"/log", url.Values{"day": {"2026-01-01"}, "kind": {"dream"}, "text": {"水渠塌了"}})
	p.sees("请选一下联系的方式", "水渠塌了")
	p.send(path+"/log", url.Values{"day": {p.today()}, "kind": {"visit"}, "text": {"上寨村的水渠塌了一段"}})
	p.sees("这次联系记下了", "上寨村的水渠塌了一段")
	p.send(path+"/raise", nil)
	p.sees("已转为意见，编号 YJ-").lacks("/raise\"")
	p.get("/h5/opinions").sees("上寨村的水渠塌了一段")
	p.get(path).send(path, url.Values{"name": {"杨秀英"}, "phone": {""}, "place": {"上寨村3组"}, "consent": {"当面同意"}})
	p.sees("已保存。").lacks("tel:")
	p.send(path+"/remove", nil)
	p.sees("已移出名单").lacks("杨秀英")
	if p.get(path); p.code != http.StatusNotFound {
		t.Errorf("who was removed: status %d", p.code)
	}
}

// today is the office's date in China.
func (p *phone) today() string { return p.clock().In(store.ChinaTime).Format("2006-01-02") }

// linkTo is what follows a prefix in the first link that has more than it.
func linkTo(t *testing.T, page, prefix string) string {
	t.Helper()
	for _, part := range strings.Split(page, `href="`+prefix)[1:] {
		if id, _, ok := strings.Cut(part, `"`); ok && id != "" {
			return id
		}
	}
	t.Fatalf("no link under %s:\n%s", prefix, page)
	return ""
}
