package store

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// RosterLine is a deputy as a line of a roster gives one, spelt as people spell
// it. Row is where it stands, counted from 1, for whoever must correct it.
type RosterLine struct {
	Row      int
	Office   string // 机构: its name or short name; empty means the office the list is for
	Name     string // 姓名
	Sex      string // 性别
	Nation   string // 民族
	Phone    string // 手机
	Term     string // 届别层级: 县级第十七届
	District string // 选区
	Title    string // 代表称谓
	Work     string // 单位职务
}

// RosterRow is a line of a roster as it stands in a file, every column of it.
type RosterRow struct {
	Row   int             `json:"r"`
	Cells []string        `json:"c"`
	Found []RosterFinding `json:"f,omitempty"` // what is wrong with how it is written
}

// RosterFinding is what is wrong with a line. Column is the heading; Words say in
// Chinese what is wrong and what to do, for the person who keeps the roster.
type RosterFinding struct {
	Row    int
	Column string
	Words  string
}

// levels are the words that name a congress's level, the longest first where one
// begins another.
var levels = []struct {
	word  string
	level Level
}{
	{"全国", LevelNation}, {"自治区", LevelProvince}, {"省", LevelProvince}, {"直辖市", LevelProvince},
	{"自治州", LevelCity}, {"设区的市", LevelCity}, {"地级市", LevelCity}, {"县级市", LevelCounty},
	{"乡镇", LevelTownship}, {"乡", LevelTownship}, {"镇", LevelTownship},
	{"自治县", LevelCounty}, {"县", LevelCounty}, {"区", LevelCounty}, {"旗", LevelCounty}, {"市", LevelCity}, {"州", LevelCity},
}

// ParseTerm reads a congress's level and number: 县级第十七届, 第17届镇人大. ok is
// false when either is not in it.
func ParseTerm(text string) (level Level, number int, ok bool) {
	text = strings.Join(strings.Fields(text), "")
	before, after, found := strings.Cut(text, "届")
	if !found {
		return "", 0, false
	}
	rest := strings.TrimRightFunc(before, isNumeral)
	digits := before[len(rest):]
	if strings.Contains(after, "届") || endsInNumber(strings.TrimRight(rest, "、，,和及至到~～—－-/第"), rest) {
		return "", 0, false // a mandate has one term
	}
	number = chineseNumber(digits)
	for _, l := range levels {
		if strings.Contains(text, l.word) {
			return l.level, number, number > 0
		}
	}
	return "", 0, false
}

// endsInNumber reports that a list goes on: before the last number of 第十七、十八届
// stands another one.
func endsInNumber(trimmed, whole string) bool {
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	return trimmed != whole && isNumeral(last)
}

// TermName names a congress's term so that ParseTerm reads it.
func TermName(level Level, number int) string {
	word := map[Level]string{LevelNation: "全国", LevelProvince: "省级", LevelCity: "设区的市级", LevelCounty: "县级", LevelTownship: "乡镇"}[level]
	return word + "第" + strconv.Itoa(number) + "届"
}

func isNumeral(r rune) bool {
	return r >= '0' && r <= '9' || r >= '０' && r <= '９' || strings.ContainsRune("〇零一二三四五六七八九十", r)
}

// chineseNumber reads a number from 1 to 99, in digits or as 十七; 0 is none.
func chineseNumber(s string) int {
	s = strings.Map(halfWidth, s)
	if n, err := strconv.Atoi(s); err == nil {
		if n > 99 {
			return 0
		}
		return n
	}
	tens, ones, ten := strings.Cut(s, "十")
	switch {
	case !ten:
		return chineseDigit(s)
	case tens == "":
		tens = "一"
	}
	n := chineseDigit(tens)
	if n == 0 || ones != "" && chineseDigit(ones) == 0 {
		return 0
	}
	return 10*n + chineseDigit(ones)
}

// chineseDigit reads one character from 一 to 九; anything else is 0.
func chineseDigit(s string) int {
	if utf8.RuneCountInString(s) != 1 {
		return 0
	}
	return max(0, strings.Index("零一二三四五六七八九", s)) / len("零")
}

// Check finds what is wrong with a line taken by itself, and puts what is right
// into its one spelling: 张　三 is 张三, 汉 is 汉族.
func (l *RosterLine) Check() []RosterFinding {
	l.Name, l.District = strings.Join(strings.Fields(l.Name), ""), strings.TrimSpace(l.District)
	l.Office = strings.TrimSpace(l.Office)
	l.Title, l.Work = strings.TrimSpace(l.Title), strings.TrimSpace(l.Work)
	l.Sex, l.Nation = strings.TrimSpace(l.Sex), strings.TrimSpace(l.Nation)
	if l.Nation != "" && !strings.HasSuffix(l.Nation, "族") {
		l.Nation += "族"
	}
	var found []RosterFinding
	wrong := func(column, words string) { found = append(found, RosterFinding{l.Row, column, words}) }
	switch n := utf8.RuneCountInString(l.Name); {
	case n == 0:
		wrong("姓名", "没有填写")
	case n > 40:
		wrong("姓名", "超过40个字")
	}
	if l.Sex != "" && l.Sex != "男" && l.Sex != "女" {
		wrong("性别", "应填“男”或“女”")
	}
	if l.Phone = strings.TrimSpace(l.Phone); l.Phone != "" {
		number := NormalisePhone(l.Phone)
		if !isMobile(number) {
			wrong("手机", "不是11位手机号码")
		}
		l.Phone = number
	}
	if _, _, ok := ParseTerm(l.Term); !ok {
		wrong("届别层级", "应写明层级和届次，如“县级第十七届”")
	}
	for _, f := range []struct {
		column, value string
		most          int
	}{{"民族", l.Nation, 20}, {"选区", l.District, 60}, {"代表称谓", l.Title, 60}, {"单位职务", l.Work, 120}} {
		if utf8.RuneCountInString(f.value) > f.most {
			wrong(f.column, "超过"+strconv.Itoa(f.most)+"个字")
		}
	}
	return found
}

// Level is the congress whose deputies an office keeps first: the level of its
// own congress. A street or zone has none; its county's deputies work there.
func (o *Office) Level() Level {
	switch o.Kind {
	case OfficeCity:
		return LevelCity
	case OfficeTownship:
		return LevelTownship
	}
	return LevelCounty
}
