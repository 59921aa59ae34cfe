package store

import (
	"fmt"
	"testing"
)

// TestCredentials makes one of everything that is to be found, beside a deputy with
// whom nothing is wrong.
func TestCredentials(t *testing.T) {
	whole := func(id, name string) Deputy {
		return Deputy{ID: id, OfficeID: "o", Name: name, Sex: "男", Nation: "汉族", PhoneIndex: "p" + id, Work: "务农"}
	}
	seat := func(deputy string) Mandate {
		return Mandate{ID: "m" + deputy, DeputyID: deputy, OfficeID: "o", Level: LevelTownship, TermID: "t", DistrictID: "d1",
			Status: MandateActive, From: "2021-12-20"}
	}
	c := Credentials{
		Offices:   Offices{{ID: "o", Kind: OfficeTownship}},
		Districts: []District{{ID: "d1", OfficeID: "o", Kind: DistrictVoters}, {ID: "unit", OfficeID: "o", Kind: DistrictUnit}},
		Terms:     []Term{{ID: "t", Number: 5, State: TermRunning, From: "2021-12-20"}, {ID: "old", State: TermOver}},
		Deputies:  []Deputy{whole("a", "张三")},
		Mandates:  []Mandate{seat("a")},
	}
	if found := c.Check(); len(found) != 0 {
		t.Fatalf("nothing is wrong, but %+v", found)
	}
	for name, change := range map[string]struct {
		make    func(*Credentials)
		article string
		serious bool
	}{
		"no nation":       {func(c *Credentials) { c.Deputies[0].Nation = "" }, "", false},
		"one telephone":   {func(c *Credentials) { b := whole("b", "李四"); b.PhoneIndex = "pa"; c.add(b, seat("b")) }, "", true},
		"two areas":       {func(c *Credentials) { m := seat("a"); m.ID, m.TermID = "m2", "t2"; c.Mandates = append(c.Mandates, m) }, "选举法第48条", true},
		"no term":         {func(c *Credentials) { c.Mandates[0].TermID = "" }, "", false},
		"the old term":    {func(c *Credentials) { c.Mandates[0].TermID = "old" }, "地方组织法", true},
		"before it":       {func(c *Credentials) { c.Mandates[0].From = "2020-01-01" }, "地方组织法", true},
		"suspended, bare": {func(c *Credentials) { c.Mandates[0].Status = MandateSuspended }, "代表法第61条", true},
		"four of one": {func(c *Credentials) {
			for _, id := range []string{"b", "e", "f"} {
				c.add(whole(id, "代表"+id), seat(id))
			}
		}, "选举法第25条", true},
		"nobody": {func(c *Credentials) { c.Districts = append(c.Districts, District{ID: "d2", Kind: DistrictVoters}) }, "选举法第25条", false},
		"population": {func(c *Credentials) {
			c.Offices[0].Population = 1
			for i := range 45 {
				m := seat(fmt.Sprint(i))
				m.DistrictID = "unit"
				c.Mandates = append(c.Mandates, m)
			}
		}, "选举法第12条", false},
	} {
		x := Credentials{Offices: append(Offices{}, c.Offices...), Districts: append([]District{}, c.Districts...), Terms: c.Terms,
			Deputies: append([]Deputy{}, c.Deputies...), Mandates: append([]Mandate{}, c.Mandates...)}
		change.make(&x)
		hit := false
		for _, f := range x.Check() {
			hit = hit || f.Article == change.article && f.Serious == change.serious
		}
		if !hit {
			t.Errorf("%s is not found among %+v", name, x.Check())
		}
	}
}

func (c *Credentials) add(d Deputy, m Mandate) {
	c.Deputies, c.Mandates = append(c.Deputies, d), append(c.Mandates, m)
}
