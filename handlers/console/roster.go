package console

import (
	"cmp"
	"errors"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	importPath   = "/console/roster/import"
	importsPath  = "/console/roster/imports/"
	importsShown = 10
	linesShown   = 50 // of a preview
)

// importPage is where a roster is sent in.
type importPage struct {
	Offices  []store.Office
	Recent   []importRow
	Problem  string
	MaxLines int
}

// importRow is a roster that was sent in before.
type importRow struct {
	store.RosterFile
	State  string
	Office string
}

func (h *handler) importPage(c *gin.Context) { h.showImport(c, http.StatusOK, "") }

func (h *handler) showImport(c *gin.Context, status int, problem string) {
	data := importPage{Problem: problem, MaxLines: sheet.MaxRows}
	files, err := h.acts.RosterFiles(c.Request.Context(), actor(c), importsShown)
	if err != nil {
		h.fail(c, err)
		return
	}
	if data.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, f := range files {
		if h.cfg.Now().Before(f.Expires) {
			o, _ := view.Offices.Find(f.OfficeID)
			data.Recent = append(data.Recent, importRow{f, rosterFileWords[f.State], o.Short})
		}
	}
	h.set.Render(c, status, "import", data)
}

func (h *handler) rosterTemplate(c *gin.Context) {
	h.attach(c, "代表名册导入模板")
	if err := sheet.WriteRosterTemplate(c.Writer, nil); err != nil {
		h.log.Warn("sending a template", "id", page.RequestID(c), "err", err)
	}
}

// rosterLines sends an office's roster in the template's form, to be corrected and
// sent in again.
func (h *handler) rosterLines(c *gin.Context) {
	lines, err := h.acts.RosterLines(c.Request.Context(), actor(c), cmp.Or(c.Query("office"), staffOf(c).OfficeID))
	if err == nil {
		err = h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error {
			return t.Export("roster_lines", len(lines), sheet.RosterColumns)
		})
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.attach(c, "代表名册（可修改后导入）")
	if err := sheet.WriteRosterTemplate(c.Writer, lines); err != nil {
		h.log.Warn("sending a roster", "id", page.RequestID(c), "err", err)
	}
}

// sendRoster reads a file and shows what it would do. Nothing is changed yet.
func (h *handler) sendRoster(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	roster, name, err := readRoster(page.FormOf(c))
	if words := workbookWords(err); words != "" {
		h.showImport(c, http.StatusUnprocessableEntity, words)
		return
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	var made *store.RosterFile
	err = h.do(c, func(t *act.Tx) (err error) {
		made, err = t.KeepRoster(office, name, roster, page.FormOf(c).Bool("districts"))
		return err
	})
	if err == nil && made != nil {
		page.Redirect(c, importsPath+made.ID)
		return
	}
	h.after(c, err, "这份名册已经上传过，请在下面打开。", importPath)
}

func readRoster(form *page.Form) (*sheet.Roster, string, error) {
	files := form.Files("file")
	if len(files) == 0 {
		return nil, "", sheet.ErrEmptyFile
	}
	f, err := files[0].Open()
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	roster, err := sheet.ReadRoster(f)
	return roster, path.Base(strings.ReplaceAll(files[0].Filename, `\`, "/")), err
}

// importedPage is a roster that was sent in: to confirm, under way, or done.
type importedPage struct {
	*act.RosterPreview
	Office   string
	Shown    []act.PlannedLine
	Left     int // lines that are not shown
	Strange  []string
	Again    bool // it was confirmed once, and something had changed meanwhile
	Waiting  bool
	Progress act.Progress
	Good     int // lines that can be taken
}

func (h *handler) imported(c *gin.Context) {
	p, err := h.acts.PreviewRoster(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	o, _ := view.Offices.Find(p.File.OfficeID)
	data := importedPage{RosterPreview: p, Office: o.Name, Waiting: p.File.State == store.RosterFileAsked,
		Progress: h.acts.RosterProgress(p.File.ID), Again: p.Plan != nil && !p.File.LeaseEnds.IsZero()}
	if p.Plan != nil {
		data.Shown, data.Strange = shown(p.Plan.Lines), p.Roster.Strange()
		data.Left, data.Good = len(p.Plan.Lines)-len(data.Shown), len(p.Plan.Lines)-p.Plan.Faulty
	}
	if c.GetHeader("HX-Request") != "true" {
		h.set.Render(c, http.StatusOK, "imported", data)
		return
	}
	if !data.Waiting {
		c.Header("HX-Refresh", "true") // it is done, or came back: the whole page says so
	}
	h.set.Fragment(c, "imported", "progress", data)
}

// shown are the lines of a preview: what is wrong first, then what changes.
func shown(lines []act.PlannedLine) []act.PlannedLine {
	var out []act.PlannedLine
	for _, state := range []act.LineState{act.LineFaulty, act.LineChanged, act.LineNew, act.LineSame} {
		for i := range lines {
			if lines[i].State == state && len(out) < linesShown {
				out = append(out, lines[i])
			}
		}
	}
	return out
}

// findings is the file that was sent in, with what is wrong beside each line.
func (h *handler) findings(c *gin.Context) {
	p, err := h.acts.PreviewRoster(c.Request.Context(), actor(c), c.Param("id"))
	if err == nil && p.Plan == nil {
		err = store.ErrNotFound
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.download(c, "roster_findings", findingsTable(p))
}

func findingsTable(p *act.RosterPreview) sheet.Table {
	var keep []int // a column of findings from the time before is left out
	columns := []string{sheet.FindingColumn}
	for i, heading := range p.Roster.Headings {
		if heading != sheet.FindingColumn {
			keep, columns = append(keep, i), append(columns, heading)
		}
	}
	rows := func(yield func([]string, error) bool) {
		for i, row := range p.Roster.Rows {
			cells := []string{findingWords(p.Plan.Lines[i].Found)}
			for _, k := range keep {
				cell := ""
				if k < len(row.Cells) {
					cell = row.Cells[k]
				}
				cells = append(cells, cell)
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return sheet.Table{Title: "代表名册（待改正）", Columns: columns, Rows: rows, Marked: func(row []string) bool { return row[0] != "" }}
}

func findingWords(list []store.RosterFinding) string {
	var out []string
	for _, f := range list {
		out = append(out, f.Column+"："+f.Words)
	}
	return strings.Join(out, "\n")
}

func (h *handler) takeRoster(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.AskRoster(c.Param("id"), n, page.FormOf(c).Bool("skip")) })
	}
	if err != nil {
		h.after(c, err, "", importsPath+c.Param("id"))
		return
	}
	page.Redirect(c, importsPath+c.Param("id"))
}

func (h *handler) dropRoster(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.DropRoster(c.Param("id"), n) })
	}
	h.after(c, err, "已放弃这份名册，没有改动任何内容。", importPath)
}

var rosterFileWords = map[store.RosterFileState]string{
	store.RosterFileRead: "待确认", store.RosterFileAsked: "正在导入", store.RosterFileTaken: "已导入", store.RosterFileDropped: "已放弃",
}

var lineWords = map[act.LineState]struct{ word, colour string }{
	act.LineNew: {"新增", "going"}, act.LineChanged: {"修改", "due"}, act.LineSame: {"不变", "done"}, act.LineFaulty: {"有问题", "new"},
}

// workbooks are the words for a file that cannot be read.
var workbooks = []struct {
	err   error
	words string
}{
	{sheet.ErrEmptyFile, "请先选择一个文件；空文件不能导入。"},
	{sheet.ErrPassword, "这个文件设置了打开密码，请取消密码、另存后再上传。"},
	{sheet.ErrOldExcel, "这是旧版Excel（.xls）或WPS格式的文件，请用Excel或WPS另存为“.xlsx”格式后再上传。"},
	{sheet.ErrTooLarge, "文件太大了，请只保留名册所在的一页，或分成几个文件上传。"},
	{sheet.ErrTooMany, "一个文件最多" + strconv.Itoa(sheet.MaxRows) + "行，请分成几个文件上传。"},
	{sheet.ErrNobody, "表头下面没有代表，请填写后再上传。"},
	{sheet.ErrHeadings, "没有找到表头。第一页的前10行里要有一行表头，至少有“姓名”和“届别层级”两列。请对照模板核对。"},
	{sheet.ErrHeadingTwice, "表头里有重复的列，请删去多余的一列后再上传。"},
	{sheet.ErrWorkbook, "这不是可以读取的Excel文件（.xlsx），或文件已经损坏。请用Excel或WPS打开，另存为“.xlsx”格式后再上传。"},
}

// workbookWords puts what is wrong with a whole file into words; "" for an error
// that is not about the file.
func workbookWords(err error) string {
	for _, w := range workbooks {
		if errors.Is(err, w.err) {
			return w.words
		}
	}
	return ""
}
