package store

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// CannedUse says whom a canned reply is written to.
type CannedUse string

// The uses of canned replies.
const (
	CannedAuthor CannedUse = "author" // replies, triage and closing words
	CannedDeputy CannedUse = "deputy" // notes to the deputy
)

// CannedUses lists the uses in the order they are offered.
var CannedUses = []CannedUse{CannedAuthor, CannedDeputy}

// Canned is a reply that the desk writes often, with placeholders such as {编号}.
// An office has its own and those of the offices above it.
type Canned struct {
	ID       string
	OfficeID string
	Use      CannedUse
	Title    string // what it is called in lists
	Text     string
	By       string    // staff id
	Retired  time.Time // offered no longer
	Created  time.Time
	Updated  time.Time
	Version  int64
}

// Placeholders lists what stands for something known when a canned reply is
// used, in the order it is explained.
var Placeholders = []string{"编号", "称呼", "代表", "机构", "电话", "日期", "期限"}

// cannedTitle and cannedText bound a canned reply, in characters.
const (
	cannedTitle = 40
	cannedText  = 2000
)

// Validate checks a canned reply. A placeholder that nobody knows would reach
// a voter as it stands, and is ProblemPlaceholder.
func (c *Canned) Validate() error {
	c.Title, c.Text = strings.TrimSpace(c.Title), strings.TrimSpace(c.Text)
	switch {
	case c.Title == "":
		return Invalid("title", ProblemEmpty)
	case utf8.RuneCountInString(c.Title) > cannedTitle || strings.ContainsAny(c.Title, "\r\n"):
		return Invalid("title", ProblemTooLong)
	case c.Text == "":
		return Invalid("text", ProblemEmpty)
	case utf8.RuneCountInString(c.Text) > cannedText:
		return Invalid("text", ProblemTooLong)
	case !slices.Contains(CannedUses, c.Use):
		return Invalid("use", ProblemMalformed)
	}
	if checkPlaceholders(c.Text, Placeholders) != nil {
		return Invalid("text", ProblemPlaceholder)
	}
	return nil
}

// braces is anything that looks like a placeholder, also one with full-width
// braces, which a Chinese keyboard gives.
var braces = regexp.MustCompile(`[{｛]([^{}｛｝]*)[}｝]`)

// checkPlaceholders refuses unknown placeholders, and braces that are half of one.
func checkPlaceholders(text string, known []string) error {
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, m[1]) {
			return Invalid("text", ProblemPlaceholder)
		}
	}
	if strings.ContainsAny(braces.ReplaceAllString(text, ""), "{}｛｝") {
		return Invalid("text", ProblemPlaceholder)
	}
	return nil
}

// Fill puts values in the place of a canned reply's placeholders. What a value
// itself says is not looked at again.
func Fill(text string, values map[string]string) string {
	return braces.ReplaceAllStringFunc(text, func(s string) string {
		if v, ok := values[strings.Trim(s, "{}｛｝")]; ok {
			return v
		}
		return s
	})
}
