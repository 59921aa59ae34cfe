package store

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// defaultDigestUnits is who gets the digest of which matters. Local practice; the
// first six are those of the field's own literature.
const defaultDigestUnits = `土地征用=自然资源和规划局
房屋拆迁=住房和城乡建设局
劳资纠纷=人力资源和社会保障局
村居选举=民政局
农村管理=农业农村局
医疗保险=医疗保障局
城乡建设=住房和城乡建设局
道路交通=交通运输局
供水供电=住房和城乡建设局
环境保护=生态环境分局
物业服务=住房和城乡建设局
教育文体=教育体育局
医疗卫生=卫生健康局
社会保障=人力资源和社会保障局
民政救助=民政局
市场监管=市场监督管理局
社会治安=公安局
政务服务=政务服务中心`

// Half is half a year, in China's calendar.
type Half struct {
	Year int
	N    int // 1 or 2
}

// HalfOf is the half-year that a time falls into.
func HalfOf(t time.Time) Half {
	t = t.In(ChinaTime)
	return Half{t.Year(), (int(t.Month())-1)/6 + 1}
}

// ParseHalf reads what String writes.
func ParseHalf(s string) (Half, error) {
	year, n, _ := strings.Cut(s, "-")
	y, err1 := strconv.Atoi(year)
	h, err2 := strconv.Atoi(n)
	if err1 != nil || err2 != nil || y < 2000 || y > 2999 || h < 1 || h > 2 || len(s) != 6 {
		return Half{}, Invalid("half", ProblemMalformed)
	}
	return Half{y, h}, nil
}

// String is the half-year's key: 2026-1.
func (h Half) String() string { return fmt.Sprintf("%d-%d", h.Year, h.N) }

// Label is how people call it.
func (h Half) Label() string {
	return fmt.Sprintf("%d年%s半年", h.Year, []string{"上", "下"}[h.N-1])
}

// Months is how an official letter calls it.
func (h Half) Months() string {
	return fmt.Sprintf("%d年%s", h.Year, []string{"1月至6月", "7月至12月"}[h.N-1])
}

// Span is when it begins and when the next one does, UTC.
func (h Half) Span() (from, to time.Time) {
	from = time.Date(h.Year, time.Month(h.N*6-5), 1, 0, 0, 0, 0, ChinaTime)
	return from.UTC(), from.AddDate(0, 6, 0).UTC()
}

// Before is the half-year before.
func (h Half) Before() Half {
	if h.N == 2 {
		return Half{h.Year, 1}
	}
	return Half{h.Year - 1, 2}
}

// Dates is a list of days of the year, as month and day.
func (s *Settings) Dates(office string, name Setting) []string {
	dates, err := parseDates(s.Text(office, name))
	if err != nil {
		d, _ := SettingDefOf(name)
		dates, _ = parseDates(d.Default)
	}
	return dates
}

func parseDates(text string) ([]string, error) {
	var dates []string
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == ' ' }) {
		if _, err := time.Parse("2006-01-02", "2024-"+f); err != nil { // a leap year: 02-29 is a day
			return nil, Invalid("", ProblemMalformed)
		}
		dates = append(dates, f)
	}
	return dates, nil
}

// OtherMatters is the category, and the unit, of what has none.
const OtherMatters = "其他"

// Units is which unit gets a category's matters. A line that has no two sides
// says nothing.
func (s *Settings) Units(office string) map[string]string {
	units := map[string]string{}
	for line := range strings.Lines(s.Text(office, SetDigestUnits)) {
		category, unit, ok := strings.Cut(strings.TrimSpace(line), "=")
		category, unit = strings.TrimSpace(category), strings.TrimSpace(unit)
		if ok && category != "" && unit != "" {
			units[category] = unit
		}
	}
	return units
}

// What may name somebody in words that are quoted: numbers to telephone, to
// identify and to write to, and how people introduce themselves.
var (
	longNumber = regexp.MustCompile(`[0-9０-９][0-9０-９Xx\-－ ]{4,}[0-9０-９Xx]`)
	account    = regexp.MustCompile(`(?i)[a-z][a-z0-9_\-]{5,}|[\w.]+@[\w.]+`)
	introduced = regexp.MustCompile(`(我叫|我是|本人|姓名[:：]?|联系人[:：]?)\s*\p{Han}{2,4}([，,。；;\s]|$)`)
)

// Unnamed takes out of a text what names a person: the names given, numbers and
// accounts. It is a first pass for a person to read after.
func Unnamed(text string, names ...string) string {
	for _, n := range names {
		if len([]rune(n)) > 1 {
			text = strings.ReplaceAll(text, n, "某某")
		}
	}
	text = introduced.ReplaceAllString(text, "${1}某某${2}")
	text = longNumber.ReplaceAllString(text, "×××")
	return account.ReplaceAllString(text, "×××")
}
