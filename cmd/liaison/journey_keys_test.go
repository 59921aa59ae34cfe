package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/xuri/excelize/v2"
)

// keys presses keys, one after the other.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.run(chromedp.KeyEvent(k))
	}
}

// tabTo goes on with the Tab key until the focus is on what the selector finds, as
// somebody does who has no mouse, from where the page's own content begins.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	b.keys(kb.Tab, kb.Enter) // 跳到正文 is the first stop of each page
	b.tabOn(selector)
}

// tabOn goes on from where the focus is.
func (b *tab) tabOn(selector string) {
	b.t.Helper()
	b.sees(selector)
	for range 80 {
		b.keys(kb.Tab)
		var here bool
		b.run(chromedp.Evaluate("document.activeElement === "+find+"("+quoted(selector)+")", &here))
		if here {
			return
		}
	}
	b.t.Fatalf("no Tab leads to %s, on %s", selector, b.words())
}

// enter presses Enter where the focus is, which leads to another document.
func (b *tab) enter() {
	b.t.Helper()
	b.run(chromedp.Evaluate(`window.journeyLeft = true`, nil))
	b.keys(kb.Enter)
	b.arrive()
}

// agree presses what asks once more, and says yes.
func (b *tab) agree(selector string) {
	b.t.Helper()
	b.run(chromedp.Evaluate(`window.journeyLeft = true`, nil))
	b.press(selector)
	b.press("dialog[open] [value=yes]")
	b.arrive()
}

// keep presses a link that a file comes from, and gives the workbook and its name.
func (b *tab) keep(selector string) (*excelize.File, string) {
	b.t.Helper()
	dir := b.t.TempDir()
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		page := chromedp.FromContext(ctx)
		info, err := target.GetTargetInfo().WithTargetID(page.Target.TargetID).Do(ctx)
		if err != nil {
			return err
		}
		return browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithBrowserContextID(info.BrowserContextID).
			WithDownloadPath(dir).Do(cdp.WithExecutor(ctx, page.Browser))
	}))
	b.press(selector)
	var book *excelize.File
	var name string
	until(b.t, "the file is there", func() bool {
		kept, err := filepath.Glob(filepath.Join(dir, "*.xlsx"))
		if err == nil && len(kept) > 0 { // its name is there before the whole of it
			name = filepath.Base(kept[0])
			book, err = excelize.OpenFile(kept[0])
		}
		return err == nil && book != nil
	}, b.words)
	b.t.Cleanup(func() { book.Close() })
	return book, name
}

// sheetRows are all lines of a workbook's first sheet.
func sheetRows(t *testing.T, book *excelize.File) [][]string {
	t.Helper()
	lines, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// headings is the number of the line that has a heading in it; titles may stand
// above. Lines count from 1.
func headings(t *testing.T, book *excelize.File, heading string) int {
	t.Helper()
	i := slices.IndexFunc(sheetRows(t, book), func(row []string) bool { return slices.Contains(row, heading) })
	if i < 0 {
		t.Fatalf("no column %s", heading)
	}
	return i + 1
}

// put writes a value under a heading, so many lines below it.
func put(t *testing.T, book *excelize.File, below int, heading, value string) {
	t.Helper()
	at := headings(t, book, heading)
	cell, err := excelize.CoordinatesToCellName(slices.Index(sheetRows(t, book)[at-1], heading)+1, at+below)
	if err == nil {
		err = book.SetCellStr(book.GetSheetName(0), cell, value)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// hand chooses a workbook in the page's only field for one.
func (b *tab) hand(book *excelize.File, name string) {
	b.t.Helper()
	at := filepath.Join(b.t.TempDir(), name)
	if err := book.SaveAs(at); err != nil {
		b.t.Fatal(err)
	}
	b.run(chromedp.SetUploadFiles("input[type=file]", []string{at}))
}
