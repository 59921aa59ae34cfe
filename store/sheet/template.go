package sheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"liaison/store"
)

// rosterGuide says how a roster is filled in, a line for each column.
var rosterGuide = [][2]string{
	{"机构", "代表所在的人大机构，写全称或简称。不填，就是导入时选的机构。"},
	{"姓名", "必填。两个字的名字中间有没有空格都可以。"},
	{"性别", "男或女。"},
	{"民族", "如：汉族、苗族。"},
	{"手机", "11位手机号码，用来区分同名的人、核对身份。加密保存，群众看不到。"},
	{"届别层级", "必填。写明哪一级人大、第几届，如：县级第十七届、乡镇第五届。一个人兼任两级代表的，写两行。"},
	{"选区", "选区或选举单位的名称，与系统里的一致。导入时可以选择自动添加没有的选区。"},
	{"代表称谓", "群众看到的称呼，如：某县人大代表。"},
	{"单位职务", "工作单位和职务。"},
	{"", ""},
	{"说明", "请在“名册”这一页填写，一行一位，先后次序就是名单的次序。"},
	{"", "不要合并单元格，不要用公式。空着的格子不会清除系统里已有的内容。"},
	{"", "同一个文件可以反复导入：已经在名册里、没有变化的，不会改动；不在文件里的代表，不会被删除。"},
	{"", fmt.Sprintf("一个文件最多%d行。", MaxRows)},
}

// WriteRosterTemplate writes the workbook that a roster is filled into, with the
// lines given: a sheet with the headings, its columns of text, and a sheet that
// explains them.
func WriteRosterTemplate(w io.Writer, lines []store.RosterLine) error {
	book := excelize.NewFile()
	defer book.Close()
	const first, second = "名册", "填写说明"
	if err := errors.Join(book.SetSheetName(sheetName, first), newSheet(book, second)); err != nil {
		return fmt.Errorf("making a template: %w", err)
	}
	if err := errors.Join(rosterHeadings(book, first), explain(book, second)); err != nil {
		return fmt.Errorf("filling a template: %w", err)
	}
	for i := range lines {
		cells := make([]string, len(RosterColumns))
		for j, column := range RosterColumns {
			cells[j] = *rosterFields[column](&lines[i])
		}
		if err := book.SetSheetRow(first, fmt.Sprintf("A%d", i+2), &cells); err != nil {
			return fmt.Errorf("filling a template: %w", err)
		}
	}
	return book.Write(w)
}

func newSheet(book *excelize.File, name string) error {
	_, err := book.NewSheet(name)
	return err
}

func rosterHeadings(book *excelize.File, name string) error {
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2EFEA"}}})
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(RosterColumns))
	if err != nil {
		return err
	}
	sex := excelize.NewDataValidation(true)
	sex.Sqref = fmt.Sprintf("C2:C%d", MaxRows+1)
	return errors.Join(
		book.SetColStyle(name, "A:"+last, text), // a telephone number keeps its digits
		book.SetColWidth(name, "A", last, 16),
		book.SetSheetRow(name, "A1", &RosterColumns),
		book.SetRowStyle(name, 1, 1, bold),
		sex.SetDropList([]string{"男", "女"}), book.AddDataValidation(name, sex),
		book.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
}

func explain(book *excelize.File, name string) error {
	wrap, err := book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	err = errors.Join(book.SetColWidth(name, "A", "A", 14), book.SetColWidth(name, "B", "B", 80), book.SetColStyle(name, "A:B", wrap))
	for i, line := range rosterGuide {
		err = errors.Join(err, book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &[]string{line[0], line[1]}))
	}
	return err
}
