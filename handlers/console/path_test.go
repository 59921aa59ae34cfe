package console

import (
	"net/http"
	"strings"
	"testing"

	"liaison/handlers/page/browser"
)

// TestNoAddressLeadsElsewhere puts what leads out of a directory where an address
// names a thing, as who may open it: there is no such thing.
func TestNoAddressLeadsElsewhere(t *testing.T) {
	in := intrude(t, "http://127.0.0.1:1")
	asked := 0
	for _, r := range Routes() {
		before, _, named := strings.Cut(r.Path, ":")
		if r.Method != get || !named {
			continue
		}
		b := in.nobody()
		if r.Act != "" {
			b = in.session(loginFor(r.Act))
		}
		_, after, deeper := strings.Cut(strings.TrimPrefix(r.Path, before), "/")
		for _, segment := range browser.Elsewhere {
			path := before + segment
			if deeper {
				path += "/" + after
			}
			got := b.get(path)
			asked++
			for range 2 { // gin leads a crooked path to its straight form
				if got.Code == http.StatusMovedPermanently || got.Code == http.StatusTemporaryRedirect {
					got = b.get(strings.TrimPrefix(got.Location, in.srv.URL))
				}
			}
			if got.Code < http.StatusBadRequest || got.Code >= http.StatusInternalServerError || strings.Contains(got.Body, "root:") {
				t.Errorf("%s: %d %q", path, got.Code, got.Location)
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d addresses", asked)
	}
}
