package bot

import (
	"strings"
	"time"

	"liaison/store"
)

// harmless takes out of a person's words what WeChat would make a link or a tap
// of: the words themselves stay readable.
func harmless(s string) string { return tame.Replace(s) }

var tame = strings.NewReplacer("<", "＜", ">", "＞", "://", "：//")

// clipped shortens a text to most characters, the ellipsis included.
func clipped(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// day writes a date as people say it.
func day(t time.Time) string { return t.In(store.ChinaTime).Format("1月2日") }
