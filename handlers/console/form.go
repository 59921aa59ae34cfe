package console

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// do runs an act under the once-only id of the form that asks for it.
func (h *handler) do(c *gin.Context, fn func(*act.Tx) error) error {
	id, err := page.FormOf(c).ID()
	if err != nil {
		return err
	}
	return h.acts.Do(c.Request.Context(), actor(c), id, fn)
}

// seen is the version that the form's reader had before them.
func seen(c *gin.Context) (int64, error) {
	n, err := page.FormOf(c).Int("seen", 1, math.MaxInt32)
	return int64(n), err
}

// refused are the words for what the reader can mend; "" is for fail.
func refused(err error) string {
	if errors.Is(err, store.ErrConflict) {
		return wordsConflict
	}
	return sentence(err)
}

// after ends a form's request: on to a page that says what was done or,
// courteously, why not.
func (h *handler) after(c *gin.Context, err error, done, path string) {
	words := refused(err)
	switch {
	case err == nil:
		page.AddFlash(c, page.Done, done)
	case words != "":
		h.again(c, err, words, path)
		return
	default:
		h.fail(c, err)
		return
	}
	page.Redirect(c, path)
}

// again answers a refused form with the page it stands on, filled in as it was;
// path is that page where nothing else says so.
func (h *handler) again(c *gin.Context, err error, words, path string) {
	for _, back := range append(page.RefusedOn(c), path) {
		u, parsed := url.Parse(back)
		if parsed != nil || c.GetHeader("HX-Request") != "" {
			continue
		}
		route, params := h.pageAt(u.Path)
		if route == nil {
			continue
		}
		page.Refuse(c, err, words)
		c.Request = c.Request.Clone(c.Request.Context())
		c.Request.Method, c.Request.URL, c.Params = get, u, params
		h.serve(c, route)
		return
	}
	page.AddFlash(c, page.Warning, words)
	page.Redirect(c, path)
}

// serve answers with a page in the midst of another request, with all that its own
// address asks of who wants to see it.
func (h *handler) serve(c *gin.Context, route *Route) {
	for _, gate := range h.gates(*route) {
		if gate(c); c.IsAborted() {
			return
		}
	}
	route.serve(h, c)
}

// pageAt finds the page of an address; nil where there is none.
func (h *handler) pageAt(path string) (found *Route, params gin.Params) {
	most := -1
	for i := range h.routes {
		r := &h.routes[i]
		if r.Method != get {
			continue
		}
		if list, plain, ok := fits(r.Path, path); ok && plain > most {
			found, params, most = r, list, plain
		}
	}
	return found, params
}

// fits compares a path with a pattern and counts the segments that are alike.
func fits(pattern, path string) (params gin.Params, plain int, ok bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, 0, false
	}
	for i, w := range want {
		name, param := strings.CutPrefix(w, ":")
		switch {
		case param && have[i] != "":
			params = append(params, gin.Param{Key: name, Value: have[i]})
		case w == have[i]:
			plain++
		default:
			return nil, 0, false
		}
	}
	return params, plain, true
}

// ownOffice reads the office a form is about. One that the reader may not do the
// act in is not found, as if it were not there.
func (h *handler) ownOffice(c *gin.Context, a store.Act) (string, error) {
	id := page.FormOf(c).String("office")
	list, err := h.offices(c, a)
	if err == nil && !slices.ContainsFunc(list, func(o store.Office) bool { return o.ID == id }) {
		err = store.ErrNotFound
	}
	return id, err
}

// offices are those in which the reader may do an act, in the tree's order.
func (h *handler) offices(c *gin.Context, a store.Act) ([]store.Office, error) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return nil, err
	}
	ids := store.OfficesFor(actor(c), a, view.Offices)
	return slices.DeleteFunc(slices.Clone(view.Offices), func(o store.Office) bool { return !slices.Contains(ids, o.ID) }), nil
}

// values encodes pairs for an address, the empty ones left out.
func values(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

// may says whether to offer an act that is not about one thing.
func may(c *gin.Context, a store.Act) bool { return store.MayAnywhere(actor(c), a) }
