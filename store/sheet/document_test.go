package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
)

const nasty = "<w:br/></w:t>&amp;\"'{{BODY}}{{TITLE}}\x00\x1b\ufffe]]> 反着写\u202e"

func letter(t *testing.T, d Document) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDocument(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first file is %s", z.File[0].Name)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
		wellFormed(t, f.Name, text)
	}
	return parts
}

func wellFormed(t *testing.T, name string, text []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := dec.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// wordDocument is what the test reads of document.xml.
type wordDocument struct {
	Paragraphs []wordParagraph `xml:"body>p"`
	Tables     []struct {
		Rows []struct {
			Cells []struct {
				Paragraphs []wordParagraph `xml:"p"`
			} `xml:"tc"`
		} `xml:"tr"`
	} `xml:"body>tbl"`
	Size struct {
		W int `xml:"w,attr"`
		H int `xml:"h,attr"`
	} `xml:"body>sectPr>pgSz"`
	Margins struct {
		Top    int `xml:"top,attr"`
		Right  int `xml:"right,attr"`
		Bottom int `xml:"bottom,attr"`
		Left   int `xml:"left,attr"`
	} `xml:"body>sectPr>pgMar"`
	Grid struct {
		Type  string `xml:"type,attr"`
		Pitch int    `xml:"linePitch,attr"`
		Space int    `xml:"charSpace,attr"`
	} `xml:"body>sectPr>docGrid"`
	Footers []struct {
		Type string `xml:"type,attr"`
		ID   string `xml:"id,attr"`
	} `xml:"body>sectPr>footerReference"`
}

type wordParagraph struct {
	Style struct {
		Val string `xml:"val,attr"`
	} `xml:"pPr>pStyle"`
	Indent struct {
		Right int `xml:"rightChars,attr"`
	} `xml:"pPr>ind"`
	Text []string `xml:"r>t"`
}

func read(t *testing.T, parts map[string]string) wordDocument {
	t.Helper()
	var d wordDocument
	if err := xml.Unmarshal([]byte(parts["word/document.xml"]), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// twips turns millimetres into what Word counts in: 1440 to the inch.
func twips(mm float64) int { return int(mm*1440/25.4 + 0.5) }

func near(got, want int) bool { return got-want <= 1 && want-got <= 1 }

// TestTheFormOfALetter measures the page against GB/T 9704-2012.
func TestTheFormOfALetter(t *testing.T) {
	parts := letter(t, Document{Title: "关于反馈2026年上半年群众意见的函", To: "住房和城乡建设局", Signer: "某县人大常委会",
		Date: time.Date(2026, 6, 30, 17, 0, 0, 0, time.UTC), Paragraphs: Paragraphs("首段。\n一、基本情况\n\n（一）房屋拆迁（2件）\n1.路。")})
	d := read(t, parts)
	if !near(d.Size.W, twips(210)) || !near(d.Size.H, twips(297)) {
		t.Errorf("the paper is %+v", d.Size)
	}
	m := d.Margins
	if !near(m.Top, twips(37)) || !near(m.Left, twips(28)) || !near(m.Right, twips(26)) || !near(m.Bottom, twips(35)) {
		t.Errorf("the margins are %+v", m)
	}
	height, width := d.Size.H-m.Top-m.Bottom, d.Size.W-m.Left-m.Right
	if height/d.Grid.Pitch != 22 || !strings.Contains(parts["word/styles.xml"], `w:line="579" w:lineRule="exact"`) {
		t.Errorf("%d lines a page", height/d.Grid.Pitch)
	}
	pitch := 16 + float64(d.Grid.Space)/4096 // points
	if n := float64(width) / 20 / pitch; d.Grid.Type != "linesAndChars" || n < 28 || n >= 28.1 {
		t.Errorf("%.2f characters a line", n)
	}
	var got []string
	for _, p := range d.Paragraphs {
		got = append(got, p.Style.Val+" "+strings.Join(p.Text, ""))
	}
	want := "Title0 关于反馈2026年上半年群众意见的函|Normal |To0 住房和城乡建设局：|Body0 首段。|Head1 一、基本情况|Head2 （一）房屋拆迁（2件）|Body0 1.路。|Normal |Sign0 某县人大常委会|Sign0 2026年7月1日"
	if strings.Join(got, "|") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "|"), want)
	}
	for _, font := range []string{"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"} {
		if !strings.Contains(parts["word/styles.xml"], `w:eastAsia="`+font+`"`) || !strings.Contains(parts["word/fontTable.xml"], `<w:font w:name="`+font+`"><w:altName`) {
			t.Errorf("%s is not used, or has nothing to fall back on", font)
		}
	}
	for _, f := range d.Footers {
		if target := map[string]string{"default": "footer1.xml", "even": "footer2.xml"}[f.Type]; !strings.Contains(parts["word/_rels/document.xml.rels"], `Id="`+f.ID+`" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="`+target) {
			t.Errorf("the %s pages' footer is %s", f.Type, f.ID)
		}
	}
	if len(d.Footers) != 2 || !strings.Contains(parts["word/footer1.xml"], "PAGE") || !strings.Contains(parts["word/settings.xml"], "evenAndOddHeaders") {
		t.Errorf("page numbers: %+v", d.Footers)
	}
}

func TestTheSignatureStandsOverTheDate(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // 2026年11月23日: 14 half characters
	for name, want := range map[string][2]int{
		"某县人大": {11, 8}, // eight halves, three to each side of the date's
		"某县人大常委会代表工作委员会": {4, 11},
	} {
		ps := read(t, letter(t, Document{Signer: name, Date: at})).Paragraphs
		sign, day := ps[len(ps)-2].Indent.Right, ps[len(ps)-1].Indent.Right
		if sign != want[0]*50 || day != want[1]*50 {
			t.Errorf("%s: name %d, date %d halves from the edge, want %v", name, sign/50, day/50, want)
		}
	}
}

// TestWhatIsTypedStaysText: in every part and place.
func TestWhatIsTypedStaysText(t *testing.T) {
	parts := letter(t, Document{Number: nasty, Title: nasty, To: nasty, Signer: nasty, Paragraphs: []Paragraph{{nasty + "\n第二行", LevelBody}},
		Tables: []DocumentTable{{Columns: []string{nasty, "二"}, Rows: [][]string{{nasty}, {"a", "b", "多的"}}}}})
	d := read(t, parts)
	for i, p := range d.Paragraphs {
		if text := strings.Join(p.Text, ""); len(p.Text) > 0 && strings.Contains(text, "反着写") && !strings.HasPrefix(text, "<w:br/></w:t>&amp;\"'{{BODY}}{{TITLE}}") {
			t.Errorf("paragraph %d reads %q", i, text)
		}
	}
	if len(d.Tables) != 1 || len(d.Tables[0].Rows) != 3 || len(d.Tables[0].Rows[1].Cells) != 2 || len(d.Tables[0].Rows[2].Cells) != 2 {
		t.Errorf("the table: %+v", d.Tables)
	}
	if n := strings.Count(parts["word/document.xml"], "<w:sectPr>"); n != 1 {
		t.Errorf("%d ends of the body", n)
	}
}

func TestParagraphs(t *testing.T) {
	for line, want := range map[string]Level{"一、基本情况": LevelFirst, "十二、附则": LevelFirst, "（三）物业服务（5件）": LevelNext,
		"一、这是一句完整的话。": LevelBody, "一是加强领导": LevelBody, "1.路灯": LevelBody, "（一）" + strings.Repeat("长", 60): LevelBody} {
		if got := Paragraphs("　　" + line + "\r\n"); len(got) != 1 || got[0].Level != want || got[0].Text != line {
			t.Errorf("%q: %+v", line, got)
		}
	}
	if got := Paragraphs(" \n\n　\n"); len(got) != 0 {
		t.Errorf("nothing gives %+v", got)
	}
}
