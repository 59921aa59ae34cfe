package act

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// LineState is what a line of a roster would do.
type LineState string

// The states of a line.
const (
	LineNew     LineState = "new"
	LineChanged LineState = "changed"
	LineSame    LineState = "same"
	LineFaulty  LineState = "faulty"
)

// RosterPlan is a list compared with the roster: what each line would do, and
// what is wrong. Making it changes nothing.
type RosterPlan struct {
	Lines                      []PlannedLine
	New, Changed, Same, Faulty int      // lines
	Deputies                   int      // people the list names
	Districts                  []string // that would be made
	Findings                   []store.RosterFinding
}

// PlannedLine is a line of a list and what it would do.
type PlannedLine struct {
	store.RosterLine
	State   LineState
	Changes []string              // headings of what would change, of a changed one
	Found   []store.RosterFinding // what is wrong, of a faulty one

	office store.Office
	level  store.Level
	number int
	place  int
	dist   string         // id of the district, of one that is there
	old    *store.Deputy  // nil: a new one
	seat   *store.Mandate // the mandate that is there already
	have   []*store.Mandate
	key    string // who it is about
}

// ImportHow says how a list is taken.
type ImportHow struct {
	// AddDistricts makes districts that are named and not there.
	AddDistricts bool
	// SkipFaulty takes the lines without findings and leaves the others; else one
	// finding keeps everything out.
	SkipFaulty bool
	// Found is what reading the file found on its lines.
	Found []store.RosterFinding
	// Step, when set, is told how many lines of how many are done.
	Step func(done, of int)
}

// planner holds what a list is compared with.
type planner struct {
	view     *View
	keys     *store.Keyring
	how      ImportHow
	offices  []store.Office // where a line may lead: the list's own first
	phones   map[string]string
	byPhone  map[string]*store.Deputy
	byName   map[string][]*store.Deputy // office and name
	mandates map[string][]*store.Mandate
	rank     map[string]int // by deputy: where the roster lists one
	most     map[string]int // by office: the highest place in the list
	found    map[int][]store.RosterFinding
	plan     *RosterPlan
}

// PlanRoster compares a list with the roster of an office and those under it, as
// ImportRoster would, for whoever may do that.
func (a *Acts) PlanRoster(ctx context.Context, actor store.Actor, officeID string, lines []store.RosterLine, how ImportHow) (*RosterPlan, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	return a.planRoster(ctx, a.db.Read(), view, actor, officeID, lines, how)
}

func (a *Acts) planRoster(ctx context.Context, q db.Q, view *View, actor store.Actor, officeID string, lines []store.RosterLine, how ImportHow) (*RosterPlan, error) {
	if !store.May(actor, store.ActRosterEdit, store.Target{OfficeID: officeID}, view.Offices) {
		return nil, store.ErrForbidden
	}
	p := &planner{view: view, keys: a.keys, how: how, plan: &RosterPlan{Lines: make([]PlannedLine, len(lines))}}
	if err := p.load(ctx, q, officeID); err != nil {
		return nil, err
	}
	for i := range lines {
		p.line(i, lines[i])
		if how.Step != nil && i%100 == 0 {
			how.Step(i, len(lines))
		}
	}
	p.twice()
	p.order()
	p.sum()
	return p.plan, nil
}

// load reads the rosters of the office and those under it.
func (p *planner) load(ctx context.Context, q db.Q, officeID string) error {
	ids := p.view.Offices.Under(officeID)
	for _, id := range ids {
		if o, ok := p.view.Offices.Find(id); ok {
			p.offices = append(p.offices, o)
		}
	}
	if len(p.offices) == 0 {
		return store.ErrNotFound
	}
	list, err := db.DeputiesOf(ctx, q, ids)
	if err != nil {
		return err
	}
	if err := p.index(list); err != nil {
		return err
	}
	mandates, err := db.MandatesKept(ctx, q, ids)
	if err != nil {
		return err
	}
	p.mandates = map[string][]*store.Mandate{}
	for i := range mandates {
		m := &mandates[i]
		p.mandates[m.DeputyID] = append(p.mandates[m.DeputyID], m)
	}
	p.seated(list)
	p.found = map[int][]store.RosterFinding{}
	for _, f := range p.how.Found {
		p.found[f.Row] = append(p.found[f.Row], f)
	}
	return nil
}

func (p *planner) index(list []store.Deputy) error {
	p.phones, p.byPhone, p.byName = map[string]string{}, map[string]*store.Deputy{}, map[string][]*store.Deputy{}
	p.rank, p.most = map[string]int{}, map[string]int{}
	for i := range list {
		d := &list[i]
		p.rank[d.ID], p.most[d.OfficeID] = i, max(p.most[d.OfficeID], d.Order)
		phone, err := p.keys.Open("deputy", "phone", d.ID, d.Phone)
		if err != nil {
			return fmt.Errorf("opening a telephone number: %w", err)
		}
		if p.phones[d.ID] = phone; phone != "" {
			p.byPhone[phone] = d
		}
		key := nameKey(d.OfficeID, d.Name)
		p.byName[key] = append(p.byName[key], d)
	}
	return nil
}

// seated lets a line find a deputy in the offices of the mandates, too.
func (p *planner) seated(list []store.Deputy) {
	for i := range list {
		d := &list[i]
		for _, m := range p.mandates[d.ID] {
			key := nameKey(m.OfficeID, d.Name)
			if m.OfficeID != d.OfficeID && !slices.Contains(p.byName[key], d) {
				p.byName[key] = append(p.byName[key], d)
			}
		}
	}
}

// order gives each line its deputy's place in the list. Where a file keeps the order
// that is there, and whoever is new stands at its end, nobody is moved: so a list
// that left as a file and comes in again changes nothing.
func (p *planner) order() {
	offices := map[string][]*PlannedLine{}
	for i := range p.plan.Lines {
		one := &p.plan.Lines[i]
		offices[one.office.ID] = append(offices[one.office.ID], one)
	}
	for id, lines := range offices {
		kept, most, next := p.keepsOrder(id, lines), p.most[id], 0
		places := map[string]int{}
		for _, one := range lines {
			if _, known := places[one.key]; !known {
				next++
				places[one.key] = next
				if kept && one.listedIn(id) {
					places[one.key] = one.old.Order
				} else if kept {
					most++
					places[one.key] = most
				}
			}
			one.place = places[one.key]
		}
	}
}

func (one *PlannedLine) listedIn(office string) bool {
	return one.old != nil && one.old.OfficeID == office
}

func (p *planner) keepsOrder(office string, lines []*PlannedLine) bool {
	last, ended := -1, false
	for _, one := range lines {
		switch {
		case one.old == nil:
			ended = true
		case !one.listedIn(office) || p.rank[one.old.ID] == last:
		case ended || p.rank[one.old.ID] < last:
			return false
		default:
			last = p.rank[one.old.ID]
		}
	}
	return true
}

func nameKey(office, name string) string { return office + "\x00" + store.NormaliseName(name) }

// line checks a line and finds whom it is about.
func (p *planner) line(i int, l store.RosterLine) {
	one := &p.plan.Lines[i]
	found := slices.Concat(p.found[l.Row], l.Check())
	*one = PlannedLine{RosterLine: l}
	wrong := func(column, words string) {
		found = append(found, store.RosterFinding{Row: l.Row, Column: column, Words: words})
	}
	one.level, one.number, _ = store.ParseTerm(l.Term)
	office, ok := p.office(l.Office)
	if !ok {
		wrong("机构", "没有“"+l.Office+"”这个机构，或不归您管理，请核对名称")
	}
	one.office = office
	one.dist = p.district(office.ID, l.District)
	if l.District != "" && one.dist == "" {
		if !p.how.AddDistricts {
			wrong("选区", "没有“"+l.District+"”这个选区，"+p.alike(l.District))
		} else if !slices.Contains(p.plan.Districts, l.District) {
			p.plan.Districts = append(p.plan.Districts, l.District)
		}
	}
	if !p.elects(one) {
		wrong("选区", "与层级不符：县级、乡镇代表写选区，其他代表写选举单位")
	}
	old, words := p.match(&l, office.ID)
	if words != "" {
		wrong("姓名", words)
	}
	one.old, one.Found = old, found
	if old != nil {
		one.have = p.mandates[old.ID]
		one.Found = append(one.Found, p.clash(one)...)
	}
	if one.key = nameKey(office.ID, l.Name) + "\x00" + l.Phone; old != nil {
		one.key = old.ID
	}
}

// office finds the office a line names; an empty cell is the list's own.
func (p *planner) office(name string) (store.Office, bool) {
	if name == "" {
		return p.offices[0], true
	}
	i := slices.IndexFunc(p.offices, func(o store.Office) bool { return o.Name == name || o.Short == name })
	if i < 0 {
		return p.offices[0], false
	}
	return p.offices[i], true
}

// match finds the deputy a line is about, or says why that is not certain.
func (p *planner) match(l *store.RosterLine, officeID string) (*store.Deputy, string) {
	if d := p.byPhone[l.Phone]; l.Phone != "" && d != nil {
		if store.NormaliseName(d.Name) == store.NormaliseName(l.Name) {
			return d, ""
		}
		return nil, "手机号码已登记在代表“" + d.Name + "”名下"
	}
	var named []*store.Deputy
	for _, d := range p.byName[nameKey(officeID, l.Name)] {
		if l.Phone == "" || p.phones[d.ID] == "" {
			named = append(named, d)
		}
	}
	switch len(named) {
	case 0:
		return nil, ""
	case 1:
		return named[0], ""
	}
	return nil, "有几位同名的代表，请填写手机以便区分"
}

// district finds a district by its name: of the office, or the only one of that name
// under it, since a county's deputies are elected in the towns' districts, too.
func (p *planner) district(officeID, name string) string {
	var under []string
	for _, d := range p.view.Districts {
		switch {
		case name == "" || d.Name != name:
		case d.OfficeID == officeID:
			return d.ID
		case slices.ContainsFunc(p.offices, func(o store.Office) bool { return o.ID == d.OfficeID }):
			under = append(under, d.ID)
		}
	}
	if len(under) == 1 {
		return under[0]
	}
	return ""
}

// alike names the districts whose names are like one that is not there.
func (p *planner) alike(name string) string {
	var list []string
	for _, d := range p.view.Districts {
		if (strings.Contains(d.Name, name) || strings.Contains(name, d.Name)) && len(list) < 3 &&
			slices.ContainsFunc(p.offices, func(o store.Office) bool { return o.ID == d.OfficeID }) {
			list = append(list, "“"+d.Name+"”")
		}
	}
	if len(list) == 0 {
		return "请核对名称"
	}
	return "名称相近的有" + strings.Join(list, "、") + "，请写全名"
}

// elects reports whether a district elects deputies of the line's level, as far as
// it is there already.
func (p *planner) elects(one *PlannedLine) bool {
	d, ok := p.view.District(one.dist)
	m := store.Mandate{Level: one.level}
	return !ok || one.level == "" || m.Check(&d) == nil
}

// twice finds lines that cannot both be right: one mandate twice, one mandate
// with two terms, one telephone for two people. Both lines are marked, since
// nobody but the clerk knows which is meant.
func (p *planner) twice() {
	people, phones := map[string][]int{}, map[string]int{}
	for i := range p.plan.Lines {
		one := &p.plan.Lines[i]
		for _, j := range people[one.key] {
			p.sameSeat(&p.plan.Lines[j], one)
		}
		people[one.key] = append(people[one.key], i)
		if one.Phone == "" {
			continue
		}
		if j, ok := phones[one.Phone]; ok && p.plan.Lines[j].key != one.key {
			both(&p.plan.Lines[j], one, "手机", "与第%d行的手机号码相同，姓名却不同")
		} else if !ok {
			phones[one.Phone] = i
		}
	}
}

// sameSeat looks at two lines about one person: seats of two congresses are
// right, all else is not.
func (p *planner) sameSeat(a, b *PlannedLine) {
	switch {
	case a.level != b.level || a.level == "":
	case a.number == b.number:
		both(a, b, "姓名", "与第%d行是同一位代表")
	default:
		both(a, b, "届别层级", "与第%d行是同一位代表的同一级职务，届次却不同")
	}
}

func both(a, b *PlannedLine, column, words string) {
	a.Found = append(a.Found, store.RosterFinding{Row: a.Row, Column: column, Words: fmt.Sprintf(words, b.Row)})
	b.Found = append(b.Found, store.RosterFinding{Row: b.Row, Column: column, Words: fmt.Sprintf(words, a.Row)})
}

// sum says what each line would do, and counts.
func (p *planner) sum() {
	people := map[string]bool{}
	for i := range p.plan.Lines {
		one := &p.plan.Lines[i]
		people[one.key] = true
		switch {
		case len(one.Found) > 0:
			one.State = LineFaulty
			p.plan.Faulty++
			p.plan.Findings = append(p.plan.Findings, one.Found...)
			continue
		case one.old == nil:
			one.State = LineNew
			p.plan.New++
			continue
		}
		if one.Changes = p.changes(one); len(one.Changes) == 0 {
			one.State = LineSame
			p.plan.Same++
			continue
		}
		one.State = LineChanged
		p.plan.Changed++
	}
	p.plan.Deputies = len(people)
}

// changes are the headings under which a line differs from what is kept. An empty
// cell says nothing. A change of place in the list is 排序.
func (p *planner) changes(one *PlannedLine) []string {
	d := one.old
	var list []string
	differs := func(heading, says, kept string) {
		if says != "" && says != kept {
			list = append(list, heading)
		}
	}
	differs("性别", one.Sex, d.Sex)
	differs("民族", one.Nation, d.Nation)
	differs("手机", one.Phone, p.phones[d.ID])
	differs("单位职务", one.Work, d.Work)
	if one.place != d.Order && d.OfficeID == one.office.ID {
		list = append(list, "排序")
	}
	m := p.seatOf(one)
	if one.seat = m; m == nil {
		return append(list, "届别层级")
	}
	if m.TermID == "" {
		list = append(list, "届别层级")
	}
	differs("选区", cmp.Or(one.dist, one.District), cmp.Or(m.DistrictID, " "))
	differs("代表称谓", one.Title, m.Title)
	return list
}

// seatOf finds the mandate a line means: of its level, and of its term or of none
// that is written down.
func (p *planner) seatOf(one *PlannedLine) *store.Mandate {
	var undated *store.Mandate
	term, _ := p.view.termNumbered(one.office.ID, one.level, one.number)
	for _, m := range one.have {
		switch {
		case m.Level != one.level || m.OfficeID != one.office.ID:
		case m.TermID == term.ID && term.ID != "":
			return m
		case m.TermID == "" && undated == nil:
			undated = m
		}
	}
	return undated
}

// clash finds a seat of the same level that the person has and could not keep
// beside the one the line names.
func (p *planner) clash(one *PlannedLine) []store.RosterFinding {
	if one.level == "" || p.seatOf(one) != nil {
		return nil
	}
	m := store.Mandate{Level: one.level, Status: p.view.statusIn(one.office.ID, one.level, one.number)}
	for _, have := range one.have {
		if m.Clashes(have) {
			return []store.RosterFinding{{Row: one.Row, Column: "届别层级",
				Words: "这位代表已有同一级的代表职务，不能同时登记两个；届次不同的，请先办理换届或终止原来的职务"}}
		}
	}
	return nil
}
