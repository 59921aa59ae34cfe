package wechat

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is deeper than any message of the platform (4), and maxElements far
// more than any has (some dozens).
const (
	maxDepth    = 8
	maxElements = 1000
)

// errXML is unwrapped into an UnparsableError's reason or a Refusal.
var errXML = errors.New("malformed XML")

// scanner reads the small part of XML that the platform writes: elements
// without attributes, text, CDATA, the five entities and character references.
// Comments, processing instructions, document types, attributes and prefixed
// names are refused, so there is nothing to expand and nothing to fetch.
//
// Unlike encoding/xml it lets control characters and broken UTF-8 in, because
// people do send them, and cleans them out of the values (see clean).
type scanner struct {
	s      string
	pos    int
	closed string // an <empty/> element whose end has still to be reported
	opened int    // elements so far
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenOpen
	tokenClose
	tokenText
)

// next returns a token and, with it, the element's name or a piece of text.
func (sc *scanner) next() (tokenKind, string, error) {
	if sc.closed != "" {
		name := sc.closed
		sc.closed = ""
		return tokenClose, name, nil
	}
	rest := sc.s[sc.pos:]
	switch {
	case rest == "":
		return tokenEnd, "", nil
	case rest[0] != '<':
		return sc.text(rest)
	case strings.HasPrefix(rest, "<![CDATA["):
		return sc.cdata(rest)
	case strings.HasPrefix(rest, "</"):
		return sc.tag(rest, 2, tokenClose)
	}
	return sc.tag(rest, 1, tokenOpen)
}

func (sc *scanner) text(rest string) (tokenKind, string, error) {
	if end := strings.IndexByte(rest, '<'); end >= 0 {
		rest = rest[:end]
	}
	sc.pos += len(rest)
	if strings.Contains(rest, "]]>") {
		return 0, "", errXML
	}
	text, err := unescape(rest)
	return tokenText, text, err
}

func (sc *scanner) cdata(rest string) (tokenKind, string, error) {
	body := rest[len("<![CDATA["):]
	end := strings.Index(body, "]]>")
	if end < 0 {
		return 0, "", errXML
	}
	sc.pos += len("<![CDATA[") + end + len("]]>")
	return tokenText, clean(body[:end]), nil
}

// tag reads <name>, <name/> or </name>; skip is the length of what stands
// before the name.
func (sc *scanner) tag(rest string, skip int, kind tokenKind) (tokenKind, string, error) {
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return 0, "", errXML
	}
	sc.pos += end + 1
	name := rest[skip:end]
	empty := kind == tokenOpen && strings.HasSuffix(name, "/")
	if empty {
		name = name[:len(name)-1]
	}
	name = strings.TrimRight(name, " \t\r\n")
	if !isName(name) {
		return 0, "", errXML
	}
	if empty {
		sc.closed = name
	}
	if kind == tokenOpen {
		sc.opened++
	}
	if sc.opened > maxElements {
		return 0, "", errors.New("too many elements")
	}
	return kind, name, nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}

// prolog passes over a byte order mark and an XML declaration.
func (sc *scanner) prolog() error {
	sc.s = strings.TrimPrefix(sc.s, "\uFEFF")
	sc.blanks()
	if !strings.HasPrefix(sc.s[sc.pos:], "<?xml ") {
		return nil
	}
	end := strings.Index(sc.s[sc.pos:], "?>")
	if end < 0 {
		return errXML
	}
	declaration := strings.ToLower(sc.s[sc.pos : sc.pos+end])
	if i := strings.Index(declaration, "encoding"); i >= 0 && !strings.Contains(declaration[i:], "utf-8") {
		return errors.New("encoding is not UTF-8")
	}
	sc.pos += end + len("?>")
	sc.blanks()
	return nil
}

func (sc *scanner) blanks() {
	for sc.pos < len(sc.s) && strings.IndexByte(" \t\r\n", sc.s[sc.pos]) >= 0 {
		sc.pos++
	}
}

// document calls visit for each child of the one root element, which must be
// <xml>, and makes sure that nothing follows it.
func (sc *scanner) document(visit func(name string) error) error {
	if err := sc.prolog(); err != nil {
		return err
	}
	kind, name, err := sc.next()
	if err != nil || kind != tokenOpen || name != "xml" {
		return errXML
	}
	if err := sc.children(name, visit); err != nil {
		return err
	}
	sc.blanks()
	if sc.pos != len(sc.s) {
		return errXML
	}
	return nil
}

// children calls visit for each child of the element just opened, up to its
// end. visit must consume the child by leaf, skip or children. Text between
// children means nothing and is passed over.
func (sc *scanner) children(parent string, visit func(name string) error) error {
	for {
		kind, name, err := sc.next()
		switch {
		case err != nil:
			return err
		case kind == tokenEnd:
			return errXML
		case kind == tokenOpen:
			if err := visit(name); err != nil {
				return err
			}
		case kind == tokenClose:
			if name != parent {
				return errXML
			}
			return nil
		}
	}
}

// leaf returns the text of the element just opened.
func (sc *scanner) leaf(parent string) (string, error) {
	var first string
	var all strings.Builder // only for a text in several pieces, which is rare
	for {
		kind, value, err := sc.next()
		switch {
		case err != nil:
			return "", err
		case kind == tokenText && first == "" && all.Len() == 0:
			first = value
		case kind == tokenText:
			if all.Len() == 0 {
				all.WriteString(first)
			}
			all.WriteString(value)
		case kind == tokenClose && value == parent:
			if all.Len() > 0 {
				return all.String(), nil
			}
			return first, nil
		default:
			return "", errXML
		}
	}
}

// skip passes over the element just opened.
func (sc *scanner) skip(parent string, depth int) error {
	if depth > maxDepth {
		return errors.New("nested too deeply")
	}
	return sc.children(parent, func(name string) error { return sc.skip(name, depth+1) })
}

// unescape resolves entities and then cleans.
func unescape(s string) (string, error) {
	if strings.IndexByte(s, '&') < 0 {
		return clean(s), nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(clean(before))
		if !found {
			return b.String(), nil
		}
		entity, after, found := strings.Cut(rest, ";")
		r, ok := entityRune(entity)
		if !found || !ok {
			return "", errXML
		}
		b.WriteString(clean(string(r)))
		s = after
	}
}

func entityRune(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name || len(digits) > 9 {
		return 0, false
	}
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// clean brings line ends to \n, as XML asks, and drops control characters,
// which XML forbids, pages cannot show and MySQL may refuse.
func clean(s string) string {
	if strings.IndexFunc(s, isUnclean) < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case isUnclean(r):
			return -1
		}
		return r
	}, s)
}

func isUnclean(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF
}
