package page

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
)

// List is where a reader is in a long list, and how to get on. The part
// "pager" shows it.
type List struct {
	Page  int // from 1
	Size  int // rows of a page
	Total int // set by the handler
	// More says that Total is only where counting stopped: it is shown as
	// 1000+, and later pages are reached by narrowing the filter.
	More bool

	path  string
	query url.Values
}

// maxPage keeps a guessed page number from making a huge OFFSET.
const maxPage = 1000

// NewList reads ?page= of the request; anything but a number from 1 to 1000 is
// page 1. The other query values stay in the links.
func NewList(c *gin.Context, size int) List {
	l := List{Page: 1, Size: size, path: c.Request.URL.Path, query: c.Request.URL.Query()}
	if n, err := strconv.Atoi(l.query.Get("page")); err == nil && n >= 1 && n <= maxPage {
		l.Page = n
	}
	return l
}

// Offset is how many rows come before this page.
func (l List) Offset() int { return (l.Page - 1) * l.Size }

// Pages is how many pages there are, at least one; a zero List has one.
func (l List) Pages() int { return max(1, (l.Total+l.Size-1)/max(1, l.Size)) }

// Count is 共 37 条, or 共 1000+ 条.
func (l List) Count() string {
	if l.More {
		return fmt.Sprintf("共 %d+ 条", l.Total)
	}
	return fmt.Sprintf("共 %d 条", l.Total)
}

// Prev is the address of the page before, or "".
func (l List) Prev() string { return l.link(l.Page - 1) }

// Next is the address of the page after, or "".
func (l List) Next() string { return l.link(l.Page + 1) }

// With is the address of this list with one query value changed, from page 1;
// an empty value takes it away.
func (l List) With(key, value string) string {
	q := l.values()
	q.Del("page")
	if value == "" {
		q.Del(key)
	} else {
		q.Set(key, value)
	}
	return address(l.path, q)
}

func (l List) link(page int) string {
	if page < 1 || page > l.Pages() {
		return ""
	}
	q := l.values()
	q.Set("page", strconv.Itoa(page))
	return address(l.path, q)
}

func (l List) values() url.Values {
	q := url.Values{}
	for k, v := range l.query {
		q[k] = v
	}
	return q
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
