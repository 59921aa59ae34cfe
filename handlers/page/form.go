package page

import (
	"cmp"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

const (
	formKey   = "page.form"
	formBytes = 1 << 20 // a form without files; long texts are 20,000 characters
	formParts = 256     // fields of one form, where the route asks for no more
	inMemory  = 4 << 20 // of an upload; the rest waits in temporary files
)

var errTooLarge = errors.New("request body too large")

// Limits is what a route accepts that takes files, or more fields than others.
type Limits struct {
	Files  int   // at most so many, over all fields
	Bytes  int64 // of the whole body
	Fields int   // at most so many; 0: as everywhere
}

// Form is a form as it was sent, checked for size and encoding. What people
// wrote is kept as sent, control characters and NUL included; only line ends
// are made "\n", since browsers change them on the way.
type Form struct {
	path   string // where it was sent
	values url.Values
	upload *multipart.Form
}

// FormOf is the request's form, read by Protect. It panics on a route that is
// not behind Protect.
func FormOf(c *gin.Context) *Form {
	form, ok := c.Value(formKey).(*Form)
	if !ok {
		panic("page: route without Protect")
	}
	return form
}

// readForm reads fields from the body alone: those of the address are never
// taken for them.
func readForm(c *gin.Context, limits Limits) (*Form, error) {
	r := c.Request
	multi := isMultipart(r)
	size := int64(formBytes)
	if multi && limits.Bytes > 0 {
		size = limits.Bytes
	}
	r.Body = http.MaxBytesReader(c.Writer, r.Body, size)
	form := &Form{path: r.URL.Path}
	var err error
	if multi {
		if err = r.ParseMultipartForm(inMemory); err == nil {
			form.upload, form.values = r.MultipartForm, url.Values(r.MultipartForm.Value)
		}
	} else if err = r.ParseForm(); err == nil {
		form.values = r.PostForm
	}
	if err != nil {
		return nil, readProblem(err)
	}
	return form, form.check(limits)
}

func readProblem(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return errTooLarge
	}
	// The parser's words may quote the body; they go nowhere.
	return store.Invalid("", store.ProblemMalformed)
}

func (f *Form) check(limits Limits) error {
	count := 0
	for name, values := range f.values {
		count += len(values)
		for i, v := range values {
			if !utf8.ValidString(name) || !utf8.ValidString(v) {
				return store.Invalid("", store.ProblemMalformed)
			}
			values[i] = strings.ReplaceAll(v, "\r\n", "\n")
		}
	}
	files := 0
	if f.upload != nil {
		for _, list := range f.upload.File {
			files += len(list)
		}
	}
	if count > cmp.Or(limits.Fields, formParts) || files > limits.Files {
		return errTooLarge
	}
	return nil
}

func (f *Form) close() {
	if f.upload != nil {
		f.upload.RemoveAll() // temporary files: the system cleans what stays
	}
}

// ID is the form's once-only id, for act.Do, with a digest of what the form says:
// the id sent again with other words is not the same request, and refused.
func (f *Form) ID() (string, error) {
	id := f.String(formIDName)
	if !formID.MatchString(id) {
		return "", store.Invalid(formIDName, store.ProblemMalformed)
	}
	content, err := f.digest()
	return "form:" + id + "#" + content, err
}

var formID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// String is the first value of a field as sent, or "".
func (f *Form) String(name string) string { return f.values.Get(name) }

// Has says whether a field was sent at all, with whatever value.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// All is every value of a field, as with check boxes.
func (f *Form) All(name string) []string { return slices.Clone(f.values[name]) }

// Bool says whether a check box was ticked.
func (f *Form) Bool(name string) bool { return f.values.Get(name) != "" }

// Text is a text of at most limit characters, as sent; blank is "".
func (f *Form) Text(name string, limit int) (string, error) {
	s := f.String(name)
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	if utf8.RuneCountInString(s) > limit {
		return "", store.Invalid(name, store.ProblemTooLong)
	}
	return s, nil
}

// Required is Text that must not be blank.
func (f *Form) Required(name string, limit int) (string, error) {
	s, err := f.Text(name, limit)
	if err == nil && s == "" {
		return "", store.Invalid(name, store.ProblemEmpty)
	}
	return s, err
}

// Line is Text without spaces around it, such as a name or a number.
func (f *Form) Line(name string, limit int) (string, error) {
	s, err := f.Text(name, limit)
	s = strings.TrimSpace(s)
	if err == nil && strings.Contains(s, "\n") {
		return "", store.Invalid(name, store.ProblemMalformed)
	}
	return s, err
}

// Choice is a field that must be one of allowed.
func (f *Form) Choice(name string, allowed ...string) (string, error) {
	s := f.String(name)
	if !slices.Contains(allowed, s) {
		return "", store.Invalid(name, problemOf(s))
	}
	return s, nil
}

// Int is a whole number from low to high.
func (f *Form) Int(name string, low, high int) (int, error) {
	s := strings.TrimSpace(f.String(name))
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		return 0, store.Invalid(name, problemOf(s))
	}
	return n, nil
}

// Time is a datetime-local or date field, read as Chinese time.
func (f *Form) Time(name string) (time.Time, error) {
	s := f.String(name)
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, china); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, store.Invalid(name, problemOf(s))
}

func problemOf(s string) store.Problem {
	if s == "" {
		return store.ProblemEmpty
	}
	return store.ProblemMalformed
}

// Files are the files of a field, empty choices left out. Their names and
// types are the sender's claims: look at the bytes.
func (f *Form) Files(name string) []*multipart.FileHeader {
	if f.upload == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.upload.File[name]), func(h *multipart.FileHeader) bool {
		return h.Size == 0
	})
}
