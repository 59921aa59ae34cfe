package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"liaison/store"
)

func TestClockNotices(t *testing.T) {
	for _, x := range []struct {
		kind store.NoticeKind
		ref  string
		want string
	}{
		{store.NoticeHolidays, "2027.49", "2027年的放假和调休安排还没有导入"},
		{store.NoticeWatch, "congress.2026.o", "甲镇人大：2026年的乡镇人民代表大会会议还没有安排第二次"},
		{store.NoticeWatch, "standing.2026-09-30.o", "上一次常委会会议在9月30日举行"},
	} {
		d := delivery(x.kind)
		d.Notice.Ref = x.ref
		w := Word(d, base)
		if !strings.Contains(w.Text, x.want) || strings.Contains(w.Text, "%") || w.URL != "" || utf8.RuneCountInString(w.Title) > 20 || utf8.RuneCountInString(w.Status) > 5 {
			t.Errorf("%s: %+v", x.ref, w)
		}
	}
}
