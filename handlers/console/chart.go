package console

import (
	"encoding/json"
	"strconv"
)

// chart is a picture of figures with the figures themselves beside it: the table
// is what is read without a script, aloud, and on paper.
type chart struct {
	Title  string
	Option string // of echarts, as JSON
	Tall   bool
	Heads  []string
	Rows   [][]string
}

// series is one line or one row of bars.
type series struct {
	Name   string
	Values []int
}

// The colours of charts, in the order of series; each line also has a mark and a
// dash of its own, so that nobody needs to tell the colours apart.
var (
	chartColours = []string{"#1f5c99", "#a3201f", "#b08a3e", "#3f7d5a", "#6b5b95"}
	chartMarks   = []string{"circle", "rect", "triangle", "diamond", "pin"}
	chartDashes  = []string{"solid", "dashed", "dotted", "solid", "dashed"}
)

type object = map[string]any

// chartBase is what all charts share. Tooltips are drawn, not written as HTML: the
// policy of our pages allows no styles in markup.
func chartBase(list []series) object {
	o := object{
		"animation": false, "color": chartColours,
		"textStyle": object{"fontFamily": "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif", "fontSize": 13},
		"tooltip":   object{"trigger": "axis", "renderMode": "richText", "axisPointer": object{"type": "shadow"}},
		"grid":      object{"left": 8, "right": 24, "top": 16, "bottom": 8, "containLabel": true},
	}
	if len(list) > 1 {
		o["legend"] = object{"top": 4, "itemWidth": 24, "itemHeight": 10}
		o["grid"].(object)["top"] = 40
	}
	return o
}

// encoded is an option as JSON.
func encoded(o object) string {
	b, err := json.Marshal(o)
	if err != nil { // maps of strings and numbers: cannot be
		panic(err)
	}
	return string(b)
}

// tableOf gives a chart its figures.
func (ch chart) tableOf(head string, names []string, list []series) chart {
	ch.Heads = []string{head}
	for _, s := range list {
		ch.Heads = append(ch.Heads, s.Name)
	}
	for i, name := range names {
		row := []string{name}
		for _, s := range list {
			row = append(row, strconv.Itoa(s.Values[i]))
		}
		ch.Rows = append(ch.Rows, row)
	}
	return ch
}

// lineChart shows how numbers went over days; the table begins with the last one.
func lineChart(title, head string, days []string, list ...series) chart {
	o := chartBase(list)
	o["xAxis"] = object{"type": "category", "data": days, "boundaryGap": false, "axisTick": object{"show": false}}
	o["yAxis"] = object{"type": "value", "minInterval": 1, "splitLine": object{"lineStyle": object{"color": "#e5e2dc"}}}
	lines := make([]object, len(list))
	for i, s := range list {
		lines[i] = object{"name": s.Name, "type": "line", "data": s.Values, "symbol": chartMarks[i%len(chartMarks)], "symbolSize": 6,
			"showAllSymbol": false, "lineStyle": object{"width": 2, "type": chartDashes[i%len(chartDashes)]}}
	}
	o["series"] = lines
	back := make([]string, 0, len(days))
	turned := make([]series, len(list))
	for i := range list {
		turned[i].Name = list[i].Name
	}
	for d := len(days) - 1; d >= 0; d-- {
		back = append(back, days[d])
		for i := range list {
			turned[i].Values = append(turned[i].Values, list[i].Values[d])
		}
	}
	return chart{Title: title, Option: encoded(o)}.tableOf(head, back, turned)
}

// barMost is how many bars a chart shows; the table has the rest.
const barMost = 15

// barChart shows numbers by name, the first on top, as bars that lie.
func barChart(title, head string, names []string, stacked bool, list ...series) chart {
	o := chartBase(list)
	shown := min(len(names), barMost)
	o["yAxis"] = object{"type": "category", "data": names[:shown], "inverse": true, "axisTick": object{"show": false},
		"axisLabel": object{"width": 110, "overflow": "truncate"}}
	o["xAxis"] = object{"type": "value", "minInterval": 1, "splitLine": object{"lineStyle": object{"color": "#e5e2dc"}}}
	bars := make([]object, len(list))
	for i, s := range list {
		bars[i] = object{"name": s.Name, "type": "bar", "data": s.Values[:shown], "barMaxWidth": 18,
			"label": object{"show": !stacked, "position": "right", "color": "#444a54"}}
		if stacked {
			bars[i]["stack"] = "all"
		}
	}
	o["series"] = bars
	if stacked { // patterns over the colours
		o["aria"] = object{"enabled": true, "decal": object{"show": true}}
	}
	return chart{Title: title, Option: encoded(o), Tall: shown > 8}.tableOf(head, names, list)
}
