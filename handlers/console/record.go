package console

import (
	"fmt"
	"maps"
	"slices"

	"liaison/store"
	"liaison/store/act"
)

// recordRow is a line of a deputy's performance file.
type recordRow struct {
	store.Record
	Word string
}

// recordRows are the lines of a file, and the hint about sessions of a congress
// that were missed without leave, by term.
func recordRows(view *act.View, f *act.RecordFile) (rows []recordRow, absent []string) {
	for _, r := range f.Records {
		rows = append(rows, recordRow{r, outcomeWord(&r)})
	}
	for _, id := range slices.Sorted(maps.Keys(f.Missed)) {
		term := "本届"
		if t, ok := view.Term(id); ok {
			term = t.Name()
		}
		absent = append(absent, fmt.Sprintf("%s未经批准%d次不出席本级人民代表大会会议（整次会议的各项都没有出席）。", term, f.Missed[id]))
	}
	return rows, absent
}

func outcomeWord(r *store.Record) string {
	switch r.Outcome {
	case store.PresenceLeave:
		return "请假"
	case store.PresenceAbsent:
		return "缺席"
	case "":
		return ""
	}
	word := "出席"
	if r.Held > 1 {
		word = fmt.Sprintf("共%d次，出席%d次", r.Held, r.Came)
		if r.Excused > 0 {
			word += fmt.Sprintf("，请假%d次", r.Excused)
		}
	}
	if r.Late {
		word += "，迟到"
	}
	if r.Left {
		word += "，早退"
	}
	return word
}
