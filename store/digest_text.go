package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DigestCategory is what a half-year brought of one category.
type DigestCategory struct {
	Name   string // OtherMatters for what the desk never sorted
	Count  int
	Done   int // 已办结
	Told   int // answered, and not judged yet
	Scores map[Score]int
	Items  []string // words of some, without who said them
}

// DigestUnit is what a half-year brought for one unit.
type DigestUnit struct {
	Unit       string // empty for what no unit is set for
	Categories []DigestCategory
}

// Count is how many opinions that is.
func (u *DigestUnit) Count() (n int) {
	for _, c := range u.Categories {
		n += c.Count
	}
	return n
}

// ByUnit puts categories under the units that the office has set for them, the
// largest first; what has no unit comes last.
func ByUnit(categories []DigestCategory, units map[string]string) []DigestUnit {
	var list []DigestUnit
	for _, c := range categories {
		unit := units[c.Name]
		i := slices.IndexFunc(list, func(u DigestUnit) bool { return u.Unit == unit })
		if i < 0 {
			list, i = append(list, DigestUnit{Unit: unit}), len(list)
		}
		list[i].Categories = append(list[i].Categories, c)
	}
	for _, u := range list {
		slices.SortFunc(u.Categories, func(a, b DigestCategory) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
		})
	}
	slices.SortFunc(list, func(a, b DigestUnit) int {
		if (a.Unit == "") != (b.Unit == "") {
			return strings.Compare(b.Unit, a.Unit)
		}
		return cmp.Or(cmp.Compare(b.Count(), a.Count()), cmp.Compare(a.Unit, b.Unit))
	})
	return list
}

// DigestTitle is what a digest is called.
func DigestTitle(h Half) string { return "关于反馈" + h.Label() + "群众意见的函" }

// DigestText is a digest's first draft, from the records, in the form of an
// official letter: 一、 and （一） begin headings. all is how many opinions the half-
// year brought for everybody, before how many the one before it brought for this
// unit. Local practice; a clerk edits it.
func DigestText(office string, h Half, u DigestUnit, all, before int) string {
	n := u.Count()
	lines := []string{
		fmt.Sprintf("%s，%s通过人大代表联络平台共受理群众意见%d件，其中与贵单位职责有关的%d件%s。现将有关情况综合反馈如下。",
			h.Months(), office, all, n, share(n, all)),
		"一、基本情况", digestFigures(u, n, before), "二、群众反映的主要情况",
	}
	for i, c := range u.Categories {
		lines = append(lines, fmt.Sprintf("（%s）%s（%d件）", ordinal(i+1), c.Name, c.Count))
		for k, item := range c.Items {
			lines = append(lines, fmt.Sprintf("%d.%s", k+1, sentenceOf(item)))
		}
	}
	return strings.Join(append(lines, "三、有关建议",
		"请贵单位结合职责认真研究上述意见，改进相关工作，并将研究处理情况函告我们。"), "\n")
}

func share(n, all int) string {
	if all == 0 || n == all {
		return ""
	}
	return fmt.Sprintf("，占%.1f%%", float64(n)*100/float64(all))
}

func digestFigures(u DigestUnit, n, before int) string {
	var kinds []string
	var done, told, good, fair, bad int
	for _, c := range u.Categories {
		kinds = append(kinds, fmt.Sprintf("%s%d件", c.Name, c.Count))
		done, told = done+c.Done, told+c.Told
		good, fair, bad = good+c.Scores[ScoreGood], fair+c.Scores[ScoreFair], bad+c.Scores[ScoreBad]
	}
	text := "按类别分：" + strings.Join(kinds, "，") + "。按办理情况分：" +
		counted("已办结", done, "已答复、待群众评价", told, "正在办理", n-done-told)
	if good+fair+bad > 0 {
		text += "群众对办理结果的评价：" + counted("满意", good, "基本满意", fair, "不满意", bad)
	}
	switch {
	case before > 0 && n > before:
		text += fmt.Sprintf("比上一个半年增加%d件。", n-before)
	case before > 0 && n < before:
		text += fmt.Sprintf("比上一个半年减少%d件。", before-n)
	}
	return text
}

// counted lists words with their numbers, those of nothing left out.
func counted(pairs ...any) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		if n := pairs[i+1].(int); n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d件", pairs[i], n))
		}
	}
	return strings.Join(parts, "，") + "。"
}

// sentenceOf ends a quoted item like a sentence.
func sentenceOf(s string) string {
	if strings.HasSuffix(s, "。") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "？") || strings.HasSuffix(s, "！") {
		return s
	}
	return s + "。"
}

// ordinal writes 1 to 99 as headings do: 一, 十二, 二十.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := []string{"", "十"}
	for _, d := range digits[2:] {
		tens = append(tens, d+"十")
	}
	return tens[n/10%10] + digits[n%10]
}
