package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// ran is what a command left behind.
type ran struct {
	code     int
	out, err string
}

// try runs the program with arguments, as main does.
func try(t *testing.T, vars map[string]string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	term := &terminal{environ: environ(vars), out: &out, err: &errs, now: time.Now}
	code := term.run(t.Context(), args)
	return ran{code, out.String(), errs.String()}
}

func TestUsage(t *testing.T) {
	if r := try(t, nil); r.code != 2 || !strings.Contains(r.err, "liaison demo") {
		t.Errorf("without a command: %+v", r)
	}
	help := try(t, nil, "help")
	for _, c := range commands() {
		if !strings.Contains(help.out, c.name) {
			t.Errorf("help does not name %s", c.name)
		}
		r := try(t, nil, append(strings.Fields(c.name), "--help")...)
		if r.code != 0 || !strings.HasPrefix(r.out, "Usage: liaison "+c.name) || len(r.out) < 200 || r.err != "" {
			t.Errorf("%s --help: %+v", c.name, r)
		}
		if r := try(t, nil, append(strings.Fields(c.name), "--no-such-flag")...); r.code != 2 {
			t.Errorf("%s --no-such-flag: %+v", c.name, r)
		}
	}
	if r := try(t, nil, "server"); r.code != 2 || !strings.Contains(r.err, `"server"`) {
		t.Errorf("no such command: %+v", r)
	}
}

func TestServeRefusesToStart(t *testing.T) {
	vars := good(t)
	vars["LIAISON_WECHAT_TOKEN"] = ""
	vars["LIAISON_PUBLIC_URL"] = "http://rd.example.gov.cn"
	r := try(t, vars, "serve")
	if r.code != 1 || !strings.Contains(r.err, "liaison: LIAISON_WECHAT_TOKEN: ") || !strings.Contains(r.err, "liaison: LIAISON_PUBLIC_URL: ") {
		t.Errorf("%+v", r)
	}
}

// TestCommandsNeedASchema: a command beside the server never migrates.
func TestCommandsNeedASchema(t *testing.T) {
	r := try(t, good(t), "staff", "add", "--login", "wang", "--name", "王敏")
	if r.code != 1 || !strings.Contains(r.err, "run liaison migrate") {
		t.Errorf("%+v", r)
	}
}

// founded is an environment with a migrated database and an office.
func founded(t *testing.T) map[string]string {
	t.Helper()
	vars := good(t)
	for _, args := range [][]string{
		{"migrate"}, {"migrate"},
		{"staff", "add", "--login", "Wang", "--name", "王敏", "--roles", "clerk, security", "--office-name", "某县人大", "--office-kind", "county"},
	} {
		if r := try(t, vars, args...); r.code != 0 {
			t.Fatalf("%v: %+v", args, r)
		}
	}
	return vars
}

func TestStaffAdd(t *testing.T) {
	vars := founded(t)
	for _, c := range []struct {
		args  []string
		code  int
		words string
	}{
		{[]string{"--login", "wang", "--name", "王敏"}, 1, "--login: somebody has this login"},
		{[]string{"--login", "王", "--name", "王敏"}, 1, "--login has 2 to 40"},
		{[]string{"--login", "li"}, 1, "--name is missing"},
		{[]string{"--login", "li", "--name", "李", "--roles", "boss"}, 1, "--roles are of"},
		{[]string{"--login", "li", "--name", "李", "--office", "乙镇"}, 1, "--office: there is no such office"},
		{[]string{"--login", "li", "--name", "李", "--office-name", "甲镇", "--office-kind", "village"}, 1, "--office-kind is one of"},
		{[]string{"--login", "li", "--name", "李", "--office-name", "甲镇", "--office-kind", "township"}, 0, ""},
		{[]string{"--login", "zhou", "--name", "周", "--office", "甲镇"}, 0, ""},
	} {
		r := try(t, vars, append([]string{"staff", "add"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.err, c.words) {
			t.Errorf("%v: %+v", c.args, r)
		}
		if c.code == 0 && (!strings.Contains(r.out, "password") || !strings.Contains(r.out, c.args[1])) {
			t.Errorf("%v printed %q", c.args, r.out)
		}
	}
}

// workbook writes rows into an Excel file.
func workbook(t *testing.T, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "花名册.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRosterImport(t *testing.T) {
	vars := founded(t)
	heads := []any{"姓 名", "性别", "民族", "手机", "届别层级", "选区", "代表称谓", "单位职务"}
	zhang := []any{"张　三", "男", "汉", 13900001111, "县级第十八届", "第一选区", "县人大代表", "小学教师"}
	li := []any{"李四", "女", "苗族", "139 0000 2222", "第18届县", "第一选区", "县人大代表", "护士长"}
	file := workbook(t, []any{"某县人大代表花名册"}, heads, zhang, li)

	r := try(t, vars, "roster", "import", file)
	if r.code != 1 || !strings.Contains(r.out, "第3行 选区：没有“第一选区”") || !strings.Contains(r.err, "nothing was imported") {
		t.Errorf("unknown district: %+v", r)
	}
	for _, step := range []struct {
		file, want string
	}{
		{file, "2 deputies added, 0 changed, 0 as they were."},
		{file, "0 deputies added, 0 changed, 2 as they were."},
		{workbook(t, heads, zhang, append(li[:7:7], "院长"), []any{"王五", "", "", "", "镇第五届"}), "1 deputies added, 1 changed, 1 as they were."},
	} {
		r := try(t, vars, "roster", "import", "--add-districts", step.file)
		if r.code != 0 || !strings.Contains(r.out, step.want) {
			t.Errorf("want %q: %+v", step.want, r)
		}
	}
}

// TestRosterFindings: everything wrong is said, line by line, and nothing of the
// file is taken.
func TestRosterFindings(t *testing.T) {
	vars := founded(t)
	heads := []any{"姓名", "性别", "手机", "届别层级", "照片"}
	good := []any{"张三", "男", "13900001111", "县级第十八届"}
	r := try(t, vars, "roster", "import", workbook(t, heads, good,
		[]any{"", "男", "", "县级第十八届"}, []any{"李四", "F", "12345", "十八"}, []any{"张三", "男", "13900001111", "县级第十八届"}))
	for _, want := range []string{"第3行 姓名：没有填写", "第4行 性别：", "第4行 手机：", "第4行 届别层级：", "第5行 姓名：与第2行是同一位代表"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in %q", want, r.out)
		}
	}
	if r.code != 1 || !strings.Contains(r.err, `"照片"`) {
		t.Errorf("%+v", r)
	}
	if r := try(t, vars, "roster", "import", workbook(t, heads, good)); !strings.Contains(r.out, "1 deputies added") {
		t.Errorf("the refused file left something behind: %+v", r)
	}
	other := try(t, vars, "roster", "import", workbook(t, heads, []any{"赵六", "男", "13900001111", "县级第十八届"}))
	if !strings.Contains(other.out, "已登记在代表“张三”名下") {
		t.Errorf("somebody else's telephone: %+v", other)
	}
	text := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.WriteFile(text, []byte("姓名,届别层级"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := try(t, vars, "roster", "import", text); r.code != 1 || !strings.Contains(r.err, "not an Excel workbook") {
		t.Errorf("no workbook: %+v", r)
	}
	if r := try(t, vars, "roster", "import", workbook(t, []any{"a", "b"})); !strings.Contains(r.err, "no headings") {
		t.Errorf("no headings: %+v", r)
	}
}

// TestDoctor: it says what is wrong, and is content with what is right.
func TestDoctor(t *testing.T) {
	vars := founded(t)
	vars["LIAISON_WECHAT_API"] = "http://127.0.0.1:9"
	r := try(t, vars, "doctor")
	if r.code != 1 || !strings.Contains(r.out, "MEND  wechat") || !strings.Contains(r.out, "OK    office     某县人大") {
		t.Errorf("%+v", r)
	}
	vars["LIAISON_KEYS"] = "nonsense"
	if r := try(t, vars, "doctor"); r.code != 1 || !strings.Contains(r.out, "MEND  settings   LIAISON_KEYS: ") {
		t.Errorf("%+v", r)
	}
}
