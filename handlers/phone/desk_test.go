package phone

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

// onPhone binds somebody of the desk to a chat, as the console's page does.
func (o *office) onPhone(openid string, who store.Actor) {
	o.t.Helper()
	var code string
	o.do(who, func(t *act.Tx) (err error) {
		_, code, err = t.InviteSelf()
		return err
	})
	o.follow(openid)
	o.do(o.person(openid), func(t *act.Tx) error {
		p, err := t.LockSelf()
		o.must(err)
		_, err = t.Accept(p, code)
		return err
	})
}

// leader is a leader with a password of the own and a bound phone.
func (o *office) leader(openid string) store.Actor {
	o.t.Helper()
	var who store.Actor
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		who = o.staff(t, openid, "何志远", store.RoleLeader)
		return nil
	})
	o.do(who, func(t *act.Tx) error { return t.ChangePassword("hash") })
	o.onPhone(openid, who)
	return who
}

// toSign is an answer that a leader must sign, and its draft.
func (o *office) toSign(answer string) (store.Opinion, string) {
	o.t.Helper()
	o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.root.ID, store.SetStepsAnswer, "2") })
	deputy := o.bind("dep", o.zhang.ID)
	item := o.hear("voter", "路灯坏了，晚上看不清")
	o.do(o.person("voter"), func(t *act.Tx) error { return identify(t, "李桂芳", "13800138000") })
	task := o.forward(item, o.zhang, "")
	o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task, answer); return err })
	list, err := o.DraftsWaiting(o.t.Context(), o.boss())
	o.must(err)
	if len(list) != 1 {
		o.t.Fatalf("%d drafts wait", len(list))
	}
	return item, list[0].ID
}

// boss is a leader as an actor, whoever it is.
func (o *office) boss() store.Actor {
	return store.Actor{Kind: store.ActorStaff, ID: "boss", Grants: []store.Grant{{OfficeID: o.root.ID, Role: store.RoleLeader}}}
}

// step sends a step's form as the page has it.
func (p *phone) step(draft, verb, reason string) *phone {
	path := deskPath + "/" + draft
	v := p.get(path).fields(path + "/" + verb)
	v.Set("reason", reason)
	return p.post(path+"/"+verb, v)
}

// TestALeaderSignsOnThePhone: list, page, signature, and the author has the answer.
func TestALeaderSignsOnThePhone(t *testing.T) {
	o := open(t)
	o.leader("boss")
	item, draft := o.toSign("已联系城管局，周五前修好")
	p := o.phone("boss").get(deskPath)
	p.sees("路灯坏了", "待签发", "代表答复").lacks("李桂芳")
	p.get(deskPath+"/"+draft).sees("已联系城管局，周五前修好", "晚上看不清", "签发", "退回修改").lacks("李桂芳", "13800138000")
	late := p.fields(deskPath + "/" + draft + "/return")
	late.Set("reason", "晚了")
	if p.step(draft, "sign", ""); p.code != http.StatusOK {
		t.Fatalf("signed: %d", p.code)
	}
	p.sees("已签发。", "没有等您审核、签发的文稿")
	if d := o.stored(item.ID); d.Opinion.State != store.OpinionAnswered {
		t.Errorf("signed, and it is %s", d.Opinion.State)
	}
	if p.post(deskPath+"/"+draft+"/return", late); p.code != http.StatusConflict {
		t.Errorf("returned after it went out: %d", p.code)
	}
	if d := o.stored(item.ID); d.Opinion.State != store.OpinionAnswered {
		t.Errorf("it is %s", d.Opinion.State)
	}
}

// TestALeaderReturnsOnThePhone: a reason is needed, and the deputy reads it.
func TestALeaderReturnsOnThePhone(t *testing.T) {
	o := open(t)
	o.leader("boss")
	item, draft := o.toSign("已反映")
	p := o.phone("boss")
	if p.step(draft, "return", " "); p.code != http.StatusUnprocessableEntity {
		t.Errorf("returned without a reason: %d", p.code)
	}
	p.step(draft, "return", "请写明时间").sees("已退回修改。")
	d := o.stored(item.ID)
	o.phone("dep").get("/h5/tasks/" + d.Opinion.AssignID).sees("请写明时间")
}

// TestSomebodyWasFaster says who, and does nothing.
func TestSomebodyWasFaster(t *testing.T) {
	o := open(t)
	o.leader("boss")
	second := o.leader("boss2")
	item, draft := o.toSign("已反映")
	p := o.phone("boss").get(deskPath + "/" + draft)
	v := p.fields(deskPath + "/" + draft + "/sign")
	o.do(second, func(t *act.Tx) error { _, err := t.StepDraft(draft, store.StepReturn, "请补充", 0); return err })
	if p.post(deskPath+"/"+draft+"/sign", v); p.code != http.StatusConflict {
		t.Errorf("status %d", p.code)
	}
	p.sees("刚刚已由何志远退回修改")
	if d := o.stored(item.ID); d.Opinion.State != store.OpinionAssigned {
		t.Errorf("it is %s", d.Opinion.State)
	}
}

// TestTheDeskIsForTheDesk: who is not of it, who was disabled, whose password was
// reset, and who serves another office finds nothing; nor does anybody when the
// matter is sealed.
func TestTheDeskIsForTheDesk(t *testing.T) {
	o := open(t)
	who := o.leader("boss")
	var far store.Actor
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		made, err := t.AddStaff(store.Staff{OfficeID: o.town.ID, Login: "far", Name: "far", Roles: []store.Role{store.RoleAuditor}}, "hash")
		o.must(err)
		far = store.StaffActor(made, "test")
		return nil
	})
	o.do(far, func(t *act.Tx) error { return t.ChangePassword("hash") })
	o.onPhone("far", far)
	item, draft := o.toSign("已反映")
	none := func(openid string) {
		t.Helper()
		p := o.phone(openid)
		for _, path := range []string{deskPath, deskPath + "/" + draft} {
			if p.get(path); p.code != http.StatusNotFound {
				t.Errorf("%s reads %s: %d", openid, path, p.code)
			}
		}
	}
	none("voter")
	none("dep")
	none("far")
	boss := o.phone("boss").get(deskPath + "/" + draft)
	v := boss.fields(deskPath + "/" + draft + "/sign")
	security := store.JobActor("test")
	o.do(security, func(t *act.Tx) error { return t.Disable(who.ID, true) })
	if boss.post(deskPath+"/"+draft+"/sign", v); boss.code != http.StatusNotFound {
		t.Errorf("a disabled leader signs: %d", boss.code)
	}
	none("boss")
	o.do(security, func(t *act.Tx) error { return t.Disable(who.ID, false) })
	o.do(security, func(t *act.Tx) error { return t.Reset(who.ID, "hash2") })
	none("boss")
	o.do(who, func(t *act.Tx) error { return t.ChangePassword("hash3") })
	if boss.get(deskPath + "/" + draft); boss.code != http.StatusOK {
		t.Errorf("given back, the leader reads %d", boss.code)
	}
	o.do(o.officer, func(t *act.Tx) error { return t.Triage(item.ID, store.TriageAccusation, "", 0) })
	if boss.get(deskPath + "/" + draft); boss.code != http.StatusNotFound {
		t.Errorf("a sealed matter's draft: %d", boss.code)
	}
	boss.get(deskPath).lacks("路灯坏了")
}

// TestDeskRolesByRoute walks the desk's addresses as each role.
func TestDeskRolesByRoute(t *testing.T) {
	o := open(t)
	o.leader("boss")
	_, draft := o.toSign("已反映")
	_, pages := o.announces("主席团第三次会议", o.zhang)
	var leave *store.Leave
	o.do(o.person("dep"), func(t *act.Tx) (err error) {
		leave, err = t.AskLeave(pages[0][len(meetingsPath)+1:], "住院")
		return err
	})
	for i, role := range store.StaffRoles {
		openid := "role" + strconv.Itoa(i)
		var who store.Actor
		o.do(store.JobActor("test"), func(t *act.Tx) error { who = o.staff(t, openid, openid, role); return nil })
		o.do(who, func(t *act.Tx) error { return t.ChangePassword("hash") })
		o.onPhone(openid, who)
		p := o.phone(openid).get("/h5/me")
		form := p.fields("/h5/me/contact")
		for _, r := range Routes() {
			if !r.desk || strings.Contains(r.Path, "/files/") {
				continue
			}
			path := strings.Replace(r.Path, ":id", draft, 1)
			if strings.Contains(r.Path, "/leaves/") {
				path = strings.Replace(r.Path, ":id", leave.ID, 1)
			}
			if r.Method == get {
				p.get(path)
			} else {
				p.post(path, url.Values{"csrf_token": form["csrf_token"], "form_id": form["form_id"]})
			}
			if may := slices.Contains(store.RolesFor(r.Act), role); may == (p.code == http.StatusNotFound) {
				t.Errorf("%s %s as %s: %d", r.Method, path, role, p.code)
			}
		}
	}
}
