package store

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is something that a check of credentials (资格初审) puts before the
// credentials committee. It decides nothing.
type Finding struct {
	OfficeID   string
	DeputyID   string // whom it is about, if one deputy
	MandateID  string
	DistrictID string // what it is about, if a district
	Serious    bool   // contradicts a rule; else something to complete or look at
	Words      string
	Article    string // the law; empty for a gap in the records
}

// Credentials is what a check reads: everything of some offices.
type Credentials struct {
	Offices   Offices
	Districts []District
	Terms     []Term
	Deputies  []Deputy
	Mandates  []Mandate
}

// Check lists what is to be looked at: about deputies in their order, then about
// districts, then about seats.
func (c *Credentials) Check() []Finding {
	var found []Finding
	byDeputy := map[string][]Mandate{}
	for _, m := range c.Mandates {
		if m.Lasts() {
			byDeputy[m.DeputyID] = append(byDeputy[m.DeputyID], m)
		}
	}
	same := c.sameAs()
	for i := range c.Deputies {
		d := &c.Deputies[i]
		mine := byDeputy[d.ID]
		if len(mine) == 0 {
			continue // a former deputy's record is history
		}
		list := append(missing(d), same[d.ID]...)
		list = append(list, c.seats(mine)...)
		for j := range list {
			list[j].OfficeID, list[j].DeputyID = d.OfficeID, d.ID
		}
		found = append(found, list...)
	}
	return append(append(found, c.districts()...), c.numbers()...)
}

// missing are facts that a certificate needs.
func missing(d *Deputy) []Finding {
	var list []Finding
	for _, f := range []struct {
		value, words string
	}{{d.Sex, "没有填写性别"}, {d.Nation, "没有填写民族"}, {d.PhoneIndex, "没有登记电话"}, {d.Work, "没有填写工作单位和职务"}} {
		if f.value == "" {
			list = append(list, Finding{Words: f.words})
		}
	}
	return list
}

// sameAs finds records that may be of one person.
func (c *Credentials) sameAs() map[string][]Finding {
	found := map[string][]Finding{}
	phones, names := map[string]*Deputy{}, map[string]*Deputy{}
	for i := range c.Deputies {
		d := &c.Deputies[i]
		if other := phones[d.PhoneIndex]; d.PhoneIndex != "" && other != nil {
			found[d.ID] = append(found[d.ID], Finding{Serious: true, Words: "与“" + other.Name + "”登记了同一个电话，请核对是否同一人"})
		}
		key := NormaliseName(d.Name) + d.Sex
		if other := names[key]; other != nil && (other.PhoneIndex == "" || d.PhoneIndex == "" || other.PhoneIndex == d.PhoneIndex) {
			found[d.ID] = append(found[d.ID], Finding{Words: "与另一位代表同名同性别，请核对是否同一人重复登记"})
		}
		phones[d.PhoneIndex], names[key] = d, d
	}
	return found
}

// seats looks at one deputy's mandates that have not ended.
func (c *Credentials) seats(mine []Mandate) []Finding {
	var list []Finding
	for i := range mine {
		m := &mine[i]
		add := func(serious bool, words, article string) {
			list = append(list, Finding{MandateID: m.ID, Serious: serious, Words: words, Article: article})
		}
		for j := range mine[:i] {
			if m.Clashes(&mine[j]) {
				add(true, "同时担任两个同级人大的代表；不得同时担任两个以上无隶属关系的行政区域的代表", "选举法第48条")
			}
		}
		if m.DistrictID == "" {
			add(false, "没有写明选区或者选举单位", "")
		}
		term, ok := c.term(m.TermID)
		switch {
		case m.TermID == "" || !ok:
			add(false, "没有写明届次", "")
		case term.State == TermOver:
			add(true, term.Name()+"已经届满，代表职务还没有终止", "地方组织法")
		case m.From != "" && m.From < term.From:
			add(true, "任职日期早于"+term.Name()+"第一次会议", "地方组织法")
		}
		if m.Status == MandateSuspended && (m.Since == "" || m.Ground == "") {
			add(true, "暂时停止执行代表职务，没有写明日期或者情形", "代表法第61条")
		}
	}
	return list
}

func (c *Credentials) term(id string) (Term, bool) {
	i := slices.IndexFunc(c.Terms, func(t Term) bool { return t.ID == id })
	if i < 0 {
		return Term{}, false
	}
	return c.Terms[i], true
}

// districtMost is how many deputies a 选区 elects at most (选举法 Art. 25).
const districtMost = 3

// districts counts who was elected where. Mandates that wait for the new congress
// are counted apart: until it meets a district has both.
func (c *Credentials) districts() []Finding {
	type count struct {
		level   Level
		waiting bool
	}
	has := map[string]map[count]int{}
	for _, m := range c.Mandates {
		if m.Lasts() && m.DistrictID != "" {
			if has[m.DistrictID] == nil {
				has[m.DistrictID] = map[count]int{}
			}
			has[m.DistrictID][count{m.Level, m.Status == MandateElected}]++
		}
	}
	var list []Finding
	for _, d := range c.Districts {
		if d.Kind != DistrictVoters {
			continue
		}
		most := cmp.Or(min(d.Seats, districtMost), districtMost)
		add := func(serious bool, words string) {
			list = append(list, Finding{OfficeID: d.OfficeID, DistrictID: d.ID, Serious: serious, Words: words, Article: "选举法第25条"})
		}
		if len(has[d.ID]) == 0 {
			add(false, "这个选区没有代表，是否需要补选")
		}
		for _, n := range has[d.ID] {
			switch {
			case n > districtMost:
				add(true, fmt.Sprintf("这个选区有%d名同级代表；每个选区选1名至3名", n))
			case n > most:
				add(true, fmt.Sprintf("这个选区有%d名同级代表，登记的名额是%d名", n, d.Seats))
			}
		}
		if d.Seats > districtMost {
			add(true, fmt.Sprintf("登记的名额是%d名；每个选区选1名至3名", d.Seats))
		}
	}
	return list
}

// numbers compares the deputies of each congress with its population.
func (c *Credentials) numbers() []Finding {
	var list []Finding
	for _, o := range c.Offices {
		if o.Kind == OfficeStreet || o.Kind == OfficeZone || !o.Closed.IsZero() {
			continue // no congress of its own
		}
		seats, have := SeatsFor(o.Level(), o.Population), 0
		under := c.Offices.Under(o.ID)
		for _, m := range c.Mandates {
			if m.Level == o.Level() && (m.Status == MandateActive || m.Status == MandateSuspended) && slices.Contains(under, m.OfficeID) {
				have++
			}
		}
		if seats > 0 && have > seats {
			list = append(list, Finding{OfficeID: o.ID, Article: "选举法第12条",
				Words: fmt.Sprintf("登记了%d名代表；按人口%d推算的名额约为%d名（以批准的名额为准）", have, o.Population, seats)})
		}
	}
	return list
}
