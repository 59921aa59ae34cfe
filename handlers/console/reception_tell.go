package console

import (
	"strings"

	"liaison/store/act"
)

// receptionWords begin a mass message about a reception day, for whoever chooses to
// tell all who follow the account: the clerk goes on from them.
func receptionWords(d *act.ReceptionDossier) string {
	place := d.Station.Name
	if d.Place != "" {
		place += "（" + d.Place + "）"
	}
	lines := []string{"时间：" + receptionSpan(&d.Meeting), "地点：" + place}
	var names []string
	for _, r := range d.Receivers {
		names = append(names, r.Deputy.Name)
	}
	if len(names) > 0 {
		lines = append(lines, "接待代表："+strings.Join(names, "、"))
	}
	if d.Contact != "" {
		lines = append(lines, "联系电话："+d.Contact)
	}
	if d.Note != "" {
		lines = append(lines, d.Note)
	}
	return strings.Join(append(lines, "可以在公众号里预约时间。"), "\n")
}
