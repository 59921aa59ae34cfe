package sheet

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestTheTemplateIsReadable: filled in as it explains, it is a roster; as it is,
// it has nobody.
func TestTheTemplateIsReadable(t *testing.T) {
	var out bytes.Buffer
	if err := WriteRosterTemplate(&out, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRoster(bytes.NewReader(out.Bytes())); !errors.Is(err, ErrNobody) {
		t.Errorf("empty: %v", err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	guide, err := book.GetRows("填写说明")
	for i, column := range RosterColumns {
		if err != nil || guide[i][0] != column {
			t.Errorf("%s is not explained (%v)", column, err)
		}
	}
	err = book.SetSheetRow("名册", "A2", &[]any{"", "张三", "女", "苗族", 13900001111, "县级第十七届", "第一选区", "某县人大代表", "教师"})
	var again bytes.Buffer
	if err = errors.Join(err, book.Write(&again)); err != nil {
		t.Fatal(err)
	}
	r, err := ReadRoster(&again)
	if err != nil || !slices.Equal(r.Headings, RosterColumns) || r.Lines()[0].Phone != "13900001111" || len(r.Strange()) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
