package store

import (
	"strings"
	"testing"
)

func TestCannedPlaceholders(t *testing.T) {
	for text, want := range map[string]Problem{
		"{称呼}，您好：您反映的{编号}已转{代表}。{机构}，{电话}，{日期}，{期限}": "", "没有占位词": "", "｛编号｝": "",
		"{姓名}": ProblemPlaceholder, "{}": ProblemPlaceholder, "{编号": ProblemPlaceholder, "编号}": ProblemPlaceholder,
		"{{编号}}": ProblemPlaceholder, "{ 编号 }": ProblemPlaceholder, " ": ProblemEmpty, strings.Repeat("长", 2001): ProblemTooLong,
	} {
		c := Canned{Use: CannedAuthor, Title: "标题", Text: text}
		err := c.Validate()
		if want == "" && err != nil || want != "" && !IsProblem(err, want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	for _, c := range []Canned{{Use: CannedAuthor, Text: "x"}, {Title: "x", Text: "x"}, {Use: CannedAuthor, Title: "两\n行", Text: "x"},
		{Use: CannedAuthor, Title: strings.Repeat("长", 41), Text: "x"}} {
		if c.Validate() == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestFillLooksOnce fills in a name that itself looks like a placeholder.
func TestFillLooksOnce(t *testing.T) {
	got := Fill("{称呼}，您的｛编号｝由{代表}办理。", map[string]string{"称呼": "{编号}同志", "编号": "YJ-2026-000001"})
	if want := "{编号}同志，您的YJ-2026-000001由{代表}办理。"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
