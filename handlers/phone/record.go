package phone

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

// recordsPage is a deputy's own performance file: what came of meetings and
// activities.
type recordsPage struct{ Rows []recordRow }

type recordRow struct {
	store.Record
	Word, Colour string
}

func (h *handler) records(c *gin.Context) {
	f, err := h.acts.MyRecords(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	var p recordsPage
	for _, r := range f.Records {
		row := recordRow{Record: r}
		row.Word, row.Colour = outcomeWord(&r)
		p.Rows = append(p.Rows, row)
	}
	h.set.Render(c, http.StatusOK, "records", p)
}

// outcomeWord says how a deputy attended, with the colour.
func outcomeWord(r *store.Record) (word, colour string) {
	switch r.Outcome {
	case store.PresenceThere:
		word, colour = "出席", "done"
		if r.Held > 1 {
			word = fmt.Sprintf("出席%d次，共%d次", r.Came, r.Held)
		}
		if r.Late {
			word += "，迟到"
		}
		if r.Left {
			word += "，早退"
		}
	case store.PresenceLeave:
		word, colour = "请假", "going"
	case store.PresenceAbsent:
		word, colour = "缺席", "new"
	}
	return word, colour
}

// clock is a time of day.
func clock(t time.Time) string { return t.In(store.ChinaTime).Format("15:04") }
