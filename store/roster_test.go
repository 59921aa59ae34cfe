package store

import (
	"strings"
	"testing"
)

func TestParseTerm(t *testing.T) {
	for _, c := range []struct {
		text   string
		level  Level
		number int
	}{
		{"县级第十七届", LevelCounty, 17},
		{"第17届县人大", LevelCounty, 17},
		{"第１８届 区", LevelCounty, 18},
		{"镇第五届", LevelTownship, 5},
		{"乡镇第二十届", LevelTownship, 20},
		{"市第二十一届", LevelCity, 21},
		{"区第十届", LevelCounty, 10},
		{"县九届", LevelCounty, 9},
		{"县级市第十届", LevelCounty, 10},
		{"省十四届", LevelProvince, 14},
		{"自治区第13届", LevelProvince, 13},
		{"全国第十四届", LevelNation, 14},
		{"2021年县级第十八届", LevelCounty, 18},
	} {
		level, number, ok := ParseTerm(c.text)
		if !ok || level != c.level || number != c.number {
			t.Errorf("%s: %s %d %t", c.text, level, number, ok)
		}
	}
	for _, text := range []string{"", "第十七届", "县级", "县级届", "县级第届", "县级第零届", "县级第一十十届", "县级第100届",
		"县级第十七届、第十八届", "县级第十七、十八届", "县级第17至第18届"} {
		if level, number, ok := ParseTerm(text); ok {
			t.Errorf("%s: %s %d", text, level, number)
		}
	}
}

func TestRosterLineCheck(t *testing.T) {
	good := RosterLine{Row: 2, Name: " 张　三 ", Sex: "男", Nation: "汉", Phone: "+86 139-0000-1111", Term: "县级第十七届"}
	if found := good.Check(); len(found) != 0 {
		t.Fatalf("%+v", found)
	}
	if good.Name != "张三" || good.Nation != "汉族" || good.Phone != "13900001111" {
		t.Errorf("%+v", good)
	}
	if again := good; len(again.Check()) != 0 || again != good {
		t.Errorf("checking twice changes the line: %+v", again)
	}
	for column, bad := range map[string]RosterLine{
		"姓名":   {Term: "县级第十七届", Name: "　"},
		"性别":   {Term: "县级第十七届", Name: "张三", Sex: "M"},
		"手机":   {Term: "县级第十七届", Name: "张三", Phone: "0571-8888888"},
		"届别层级": {Term: "第十七届", Name: "张三"},
		"选区":   {Term: "县级第十七届", Name: "张三", District: strings.Repeat("长", 61)},
	} {
		found := bad.Check()
		if len(found) != 1 || found[0].Column != column || found[0].Words == "" {
			t.Errorf("%s: %+v", column, found)
		}
	}
}

func FuzzParseTerm(f *testing.F) {
	f.Add("县级第十七届")
	f.Add("第１０届市")
	f.Fuzz(func(t *testing.T, text string) {
		if level, number, ok := ParseTerm(text); ok && (level == "" || number < 1) {
			t.Errorf("%q: %q %d", text, level, number)
		}
	})
}
