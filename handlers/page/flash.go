package page

import (
	"encoding/json"

	"github.com/gin-gonic/gin"
)

const flashKey = "_flash"

// Flash is a sentence shown once, on the next page: what was just done.
type Flash struct {
	Kind FlashKind `json:"k"`
	Text string    `json:"t"`
}

// FlashKind chooses a flash's colour and icon.
type FlashKind string

// The kinds. Done also tells page.js that the drafts just sent may go.
const (
	Done    FlashKind = "done"
	Notice  FlashKind = "notice"
	Warning FlashKind = "warning"
)

// AddFlash keeps a sentence in the session for the next page, usually the one
// a redirect leads to.
func AddFlash(c *gin.Context, kind FlashKind, text string) {
	s := SessionOf(c)
	list := append(parseFlashes(s.Get(flashKey)), Flash{kind, text})
	body, err := json.Marshal(list)
	if err != nil {
		return // two strings always encode
	}
	s.Put(flashKey, string(body))
}

func takeFlashes(c *gin.Context) []Flash {
	s := lookupSession(c)
	if s == nil {
		return nil
	}
	if s.Get(flashKey) == "" { // Take would mark the session as changed
		return nil
	}
	return parseFlashes(s.Take(flashKey))
}

func parseFlashes(body string) []Flash {
	var list []Flash
	if json.Unmarshal([]byte(body), &list) != nil {
		return nil
	}
	return list
}
