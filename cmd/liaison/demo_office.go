package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pquerna/otp/totp"

	"liaison/store"
	"liaison/store/act"
)

// demoPerson is one of the sample office's staff.
type demoPerson struct {
	login, name, title, what string
	role                     store.Role
}

// demoStaff are plainly invented, as everybody in the demo is.
var demoStaff = []demoPerson{
	{"clerk", "陈经办", "经办", "登记、审核、转请代表、审核答复", store.RoleClerk},
	{"leader", "林主任", "领导", "看全部意见、审核答复", store.RoleLeader},
	{"petition", "何专办", "信访专办", "保密的检举控告", store.RolePetition},
	{"sysadmin", "系统员", "系统管理员", "设置与定时任务", store.RoleSystem},
	{"secadmin", "安全员", "安全管理员", "账号与权限", store.RoleSecurity},
	{"auditor", "审计员", "安全审计员", "查阅审计记录、校验审计链", store.RoleAuditor},
}

// sampleOffice is what the conversation needs to know of the office.
type sampleOffice struct {
	clerk    store.Actor
	leader   store.Actor
	deputies map[string]string // name → id
	scene    string            // of the station in 甲镇
}

// demoStation is a station of the sample office.
type demoStation struct {
	name, district, address, hours, phone, scene string
}

// demoStations lie in the districts named.
var demoStations = []demoStation{
	{"甲镇中心代表联络站", "甲镇第一选区（甲一村、甲二村）", "甲镇人民路1号便民服务中心一楼", "每月15日 9:00–11:00", "0000-1234001", "station_demo_a"},
	{"甲镇南街代表联络站", "甲镇第二选区（南街社区）", "甲镇南街社区二楼", "每月20日 14:30–16:30", "0000-1234002", "station_demo_b"},
	{"乙镇代表联络站", "乙镇第三选区（乙东村、乙西村）", "乙镇政府西侧党群中心", "每月10日 9:00–11:00", "0000-1234003", "station_demo_c"},
}

// demoDistricts lie side by side; the place that an emulated phone sends when it
// is told no other is in the first one.
var demoDistricts = []struct{ name, office, outline string }{
	{"甲镇第一选区（甲一村、甲二村）", "甲镇人大", "[[120.145,30.264],[120.165,30.264],[120.165,30.284],[120.145,30.284]]"},
	{"甲镇第二选区（南街社区）", "甲镇人大", "[[120.145,30.244],[120.165,30.244],[120.165,30.264],[120.145,30.264]]"},
	{"乙镇第三选区（乙东村、乙西村）", "乙镇人大", "[[120.165,30.244],[120.195,30.244],[120.195,30.284],[120.165,30.284]]"},
}

// demoDeputies carry the names of every sample text.
var demoDeputies = []struct{ name, sex, nation, work, district string }{
	{"张三", "男", "汉族", "甲镇中心小学教师", "甲镇第一选区（甲一村、甲二村）"},
	{"李四", "女", "汉族", "甲镇卫生院护士长", "甲镇第一选区（甲一村、甲二村）"},
	{"王五", "男", "苗族", "甲镇南街社区书记", "甲镇第二选区（南街社区）"},
	{"赵六", "女", "汉族", "南街超市经营者", "甲镇第二选区（南街社区）"},
	{"孙七", "男", "土家族", "乙镇种植合作社理事长", "乙镇第三选区（乙东村、乙西村）"},
	{"周八", "女", "汉族", "乙镇农技站农艺师", "乙镇第三选区（乙东村、乙西村）"},
}

// makeOffice makes the sample office, or finds what an interrupted start has made
// of it already.
func (d *demonstration) makeOffice(ctx context.Context) (sampleOffice, error) {
	acts := d.main.Acts
	if err := acts.Do(ctx, operator, "demo:office", makeTree); err != nil {
		return sampleOffice{}, err
	}
	if err := d.addStaff(ctx); err != nil {
		return sampleOffice{}, err
	}
	staff, err := acts.ListStaff(ctx, d.securityActor(ctx))
	if err != nil {
		return sampleOffice{}, err
	}
	o := sampleOffice{deputies: map[string]string{}, scene: demoStations[0].scene}
	for i := range staff {
		actor := store.StaffActor(&staff[i].Staff, "demo")
		if err := d.letIn(ctx, &staff[i].Staff, actor); err != nil {
			return o, err
		}
		switch staff[i].Login {
		case "clerk":
			o.clerk = actor
		case "leader":
			o.leader = actor
		}
	}
	rows, err := acts.Roster(ctx, o.clerk)
	for _, r := range rows {
		o.deputies[r.Deputy.Name] = r.Deputy.ID
	}
	return o, err
}

// makeTree makes the county's office with two towns, their districts, stations
// and deputies.
func makeTree(t *act.Tx) error {
	county, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会代表工作委员会", Short: "某县人大",
		Phone: "0000-1234567", Hours: "工作日 8:30–12:00，14:30–17:30"})
	if err != nil {
		return err
	}
	offices := map[string]string{}
	for _, town := range []string{"甲镇", "乙镇"} {
		o, err := t.AddOffice(store.Office{ParentID: county.ID, Kind: store.OfficeTownship, Name: town + "人大主席团",
			Short: town + "人大", Phone: "0000-1234000", Hours: county.Hours})
		if err != nil {
			return err
		}
		offices[o.Short] = o.ID
	}
	term, err := t.AddTerm(store.Term{OfficeID: county.ID, Number: 18})
	if err != nil {
		return err
	}
	districts, err := makeDistricts(t, offices)
	if err != nil {
		return err
	}
	if err := makeDeputies(t, county.ID, term.ID, districts); err != nil {
		return err
	}
	// A demo is tried at any hour; by day these would be 21:00 to 8:00.
	for _, s := range []store.Setting{store.SetQuietFrom, store.SetQuietTo} {
		if err := t.Set(county.ID, s, "00:00"); err != nil {
			return err
		}
	}
	return nil
}

// demoPlace is a district with its office and station.
type demoPlace struct{ office, district, station string }

func makeDistricts(t *act.Tx, offices map[string]string) (map[string]demoPlace, error) {
	places := map[string]demoPlace{}
	for i, d := range demoDistricts {
		made, err := t.AddDistrict(store.District{OfficeID: offices[d.office], Name: d.name, Outline: d.outline, Order: i + 1})
		if err != nil {
			return nil, err
		}
		places[d.name] = demoPlace{office: made.OfficeID, district: made.ID}
	}
	for _, s := range demoStations {
		p := places[s.district]
		made, err := t.AddStation(store.Station{OfficeID: p.office, DistrictID: p.district, Name: s.name, Address: s.address,
			Hours: s.hours, Phone: s.phone, Scene: s.scene})
		if err != nil {
			return nil, err
		}
		p.station = made.ID
		places[s.district] = p
	}
	return places, nil
}

func makeDeputies(t *act.Tx, office, term string, places map[string]demoPlace) error {
	for i, p := range demoDeputies {
		at := places[p.district]
		_, err := t.AddDeputy(
			store.Deputy{OfficeID: at.office, Name: p.name, Sex: p.sex, Nation: p.nation, Work: p.work, Order: i + 1,
				Phone: fmt.Sprintf("1390000%04d", i+1)},
			store.Mandate{OfficeID: at.office, TermID: term, Level: store.LevelCounty, DistrictID: at.district, StationID: at.station,
				Title: "县人大代表"})
		if err != nil {
			return err
		}
	}
	return nil
}

// addStaff makes the accounts. Hashing is slow on purpose and must not hold a
// transaction.
func (d *demonstration) addStaff(ctx context.Context) error {
	hash, err := d.main.Acts.HashPassword(ctx, d.settings.Password)
	if err != nil {
		return err
	}
	return d.main.Acts.Do(ctx, operator, "demo:staff", func(t *act.Tx) error {
		for _, p := range demoStaff {
			s := store.Staff{OfficeID: t.View().Offices.Root().ID, Login: p.login, Name: p.name, Roles: []store.Role{p.role}}
			if _, err := t.AddStaff(s, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// securityActor may list the accounts.
func (d *demonstration) securityActor(ctx context.Context) store.Actor {
	view, err := d.main.Acts.View(ctx)
	if err != nil {
		return store.Actor{}
	}
	return store.Actor{Kind: store.ActorStaff, From: "demo", Grants: []store.Grant{{OfficeID: view.Offices.Root().ID, Role: store.RoleSecurity}}}
}

// letIn does for somebody what the first sign-in asks for: an own password and
// the second factor, whose codes the demo shows.
func (d *demonstration) letIn(ctx context.Context, s *store.Staff, actor store.Actor) error {
	i := slices.IndexFunc(demoStaff, func(p demoPerson) bool { return p.login == s.Login })
	if i < 0 || !s.Changed.IsZero() {
		return nil
	}
	hash, err := d.main.Acts.HashPassword(ctx, d.settings.Password)
	if err != nil {
		return err
	}
	secret := string(d.settings.Factors[s.Login])
	// The code of half a minute ago: a code serves once, and the one of now is for
	// whoever signs in first.
	code, err := totp.GenerateCode(secret, d.now().Add(-30*time.Second))
	if err != nil {
		return fmt.Errorf("making a code: %w", err)
	}
	if err := d.main.Acts.Do(ctx, actor, "", func(t *act.Tx) error { return t.Enrol(secret, code) }); err != nil {
		return err
	}
	return d.main.Acts.Do(ctx, actor, "", func(t *act.Tx) error { return t.ChangePassword(hash) })
}
