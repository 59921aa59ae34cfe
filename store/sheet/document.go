package sheet

import (
	"archive/zip"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
)

// Document is an official letter as Word file, in the form of GB/T 9704-2012: A4
// with margins of 37, 28, 26 and 35 mm, 22 lines of 28 characters, body in 3号
// 仿宋, title in 2号小标宋, page numbers in 4号 between dashes, odd ones on the right.
// Empty parts are left out.
type Document struct {
	Number     string // 发文字号
	Title      string
	To         string // 主送, without its colon
	Paragraphs []Paragraph
	Tables     []DocumentTable // after the paragraphs
	Signer     string          // 署名
	Date       time.Time       // 成文日期; zero leaves the day to be written
}

// Level is what a paragraph is in the order of headings.
type Level int

// The levels. Headings are set in other type, not larger.
const (
	LevelBody  Level = iota
	LevelFirst       // 一、
	LevelNext        // （一）
)

// Paragraph is one paragraph of a letter.
type Paragraph struct {
	Text  string
	Level Level
}

// DocumentTable is a table of a letter: a line of headings, then rows.
type DocumentTable struct {
	Columns []string
	Rows    [][]string
}

// headingMax is how long a line may be that still is a heading, in characters.
const headingMax = 40

var (
	firstHeading = regexp.MustCompile(`^[一二三四五六七八九十]+、`)
	nextHeading  = regexp.MustCompile(`^（[一二三四五六七八九十]+）`)
)

// Paragraphs makes paragraphs of what somebody typed: each line is one, empty ones
// are dropped, and short lines that begin with 一、 or （一） and do not end like a
// sentence are headings.
func Paragraphs(text string) []Paragraph {
	var out []Paragraph
	for line := range strings.Lines(text) {
		if line = strings.Trim(line, " \t\r\n　"); line == "" {
			continue
		}
		out = append(out, Paragraph{line, levelOf(line)})
	}
	return out
}

func levelOf(line string) Level {
	if utf8.RuneCountInString(line) > headingMax || strings.HasSuffix(line, "。") {
		return LevelBody
	}
	switch {
	case firstHeading.MatchString(line):
		return LevelFirst
	case nextHeading.MatchString(line):
		return LevelNext
	}
	return LevelBody
}

// DocumentDate writes a day as letters do: 2026年7月1日, in China's time. Zero
// leaves room to write one.
func DocumentDate(t time.Time) string {
	if t.IsZero() {
		return "    年  月  日"
	}
	return t.In(store.ChinaTime).Format("2006年1月2日")
}

// What the files of a Word document hold apart from the text; document.xml and
// core.xml have places to fill.
//
//go:embed all:docx
var docxFiles embed.FS

// contentTypes must be the first file: readers that look at the beginning alone
// know the format by it.
const contentTypes = "[Content_Types].xml"

// WriteDocument writes a document as .docx. Whatever is in it stands there as
// text: nothing becomes markup, and what XML cannot hold is replaced.
func WriteDocument(w io.Writer, d Document) error {
	z := zip.NewWriter(w)
	fill := strings.NewReplacer("{{BODY}}", d.body(), "{{TITLE}}", escaped(d.Title), "{{SIGNER}}", escaped(d.Signer),
		"{{CREATED}}", d.Date.UTC().Format(time.RFC3339))
	if err := addPart(z, contentTypes, fill); err != nil {
		return err
	}
	err := fs.WalkDir(docxFiles, "docx", func(path string, e fs.DirEntry, err error) error {
		name := strings.TrimPrefix(path, "docx/")
		if err != nil || e.IsDir() || name == contentTypes {
			return err
		}
		return addPart(z, name, fill)
	})
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("closing a document: %w", err)
	}
	return nil
}

func addPart(z *zip.Writer, name string, fill *strings.Replacer) error {
	text, err := docxFiles.ReadFile("docx/" + name)
	if err != nil {
		return fmt.Errorf("reading a document's template: %w", err)
	}
	part, err := z.Create(name)
	if err == nil {
		_, err = fill.WriteString(part, string(text))
	}
	if err != nil {
		return fmt.Errorf("writing a document: %w", err)
	}
	return nil
}

// body is everything between the page's settings.
func (d *Document) body() string {
	var b strings.Builder
	if d.Number != "" {
		paragraph(&b, "Number0", "", d.Number)
		paragraph(&b, "Normal", "", "")
	}
	if d.Title != "" {
		paragraph(&b, "Title0", "", d.Title)
		paragraph(&b, "Normal", "", "") // 标题与主送机关之间空一行
	}
	if d.To != "" {
		paragraph(&b, "To0", "", d.To+"：")
	}
	for _, p := range d.Paragraphs {
		paragraph(&b, [...]string{"Body0", "Head1", "Head2"}[p.Level], "", p.Text)
	}
	for _, t := range d.Tables {
		t.write(&b)
	}
	d.sign(&b)
	return b.String()
}

// sign writes 署名 and 成文日期 on the right: the date four characters from the
// edge and the name centred over it or, when the name is the longer one, the name
// two characters from the edge and the date centred under it.
func (d *Document) sign(b *strings.Builder) {
	if d.Signer == "" {
		return
	}
	date := DocumentDate(d.Date)
	name, day := halfWidths(d.Signer), halfWidths(date)
	nameIndent, dayIndent := 8+(day-name)/2, 8
	if nameIndent < 4 {
		nameIndent = 4
		dayIndent = 4 + (name-day)/2
	}
	paragraph(b, "Normal", "", "")
	paragraph(b, "Sign0", rightIndent(nameIndent), d.Signer)
	paragraph(b, "Sign0", rightIndent(dayIndent), date)
}

// halfWidths is how many half characters a line is wide.
func halfWidths(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0x2e7f {
			n++
		}
	}
	return n
}

// rightIndent is the space on the right, in half characters of 8 points.
func rightIndent(halves int) string {
	return fmt.Sprintf(`<w:ind w:rightChars="%d" w:right="%d"/>`, halves*50, halves*160)
}

// paragraph writes one; what follows a line's end within it begins a new line.
func paragraph(b *strings.Builder, style, more, text string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr>`)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString(`<w:r><w:br/></w:r>`)
		}
		if line != "" {
			b.WriteString(`<w:r><w:t xml:space="preserve">` + escaped(line) + `</w:t></w:r>`)
		}
	}
	b.WriteString(`</w:p>`)
}

// escaped is text for XML. Characters that XML has no way to write become U+FFFD.
func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a builder takes everything
	}
	return b.String()
}

// textWidth is the width of the printed area, in twips: 156 mm.
const textWidth = 8845

func (t *DocumentTable) write(b *strings.Builder) {
	n := max(len(t.Columns), 1)
	width := textWidth / n
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(textWidth) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
	}
	b.WriteString(`</w:tblBorders></w:tblPr><w:tblGrid>` + strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, width), n) + `</w:tblGrid>`)
	t.row(b, t.Columns, width, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for _, r := range t.Rows {
		t.row(b, r, width, `<w:trPr><w:cantSplit/></w:trPr>`)
	}
	b.WriteString(`</w:tbl>`)
	paragraph(b, "Normal", "", "") // a table must not touch the next one, nor end the body
}

// row writes a row of as many cells as the table has columns.
func (t *DocumentTable) row(b *strings.Builder, cells []string, width int, properties string) {
	b.WriteString(`<w:tr>` + properties)
	for i := range max(len(t.Columns), 1) {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
		paragraph(b, "Cell0", "", text)
		b.WriteString(`</w:tc>`)
	}
	b.WriteString(`</w:tr>`)
}
