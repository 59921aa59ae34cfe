package bot

import (
	"encoding/json"
	"fmt"
)

// The types of button that are used. The platform has more.
const (
	buttonClick = "click"
	buttonView  = "view"
	buttonPhoto = "pic_photo_or_album"
	buttonPlace = "location_select"
)

// Button is a menu's button, in the platform's own form.
type Button struct {
	Type string   `json:"type,omitempty"` // empty: it only opens Sub
	Name string   `json:"name"`
	Key  string   `json:"key,omitempty"`
	URL  string   `json:"url,omitempty"`
	Sub  []Button `json:"sub_button,omitempty"`
}

// Menu is a whole menu: at most three buttons, each with at most five below it.
type Menu struct {
	Buttons []Button `json:"button"`
}

// VoterMenu is everybody's menu. base is the public address of the phone pages.
func VoterMenu(base string) Menu { return Menu{voterMenu(base)} }

// DeputyMenu is shown instead to those who carry the deputies' tag.
func DeputyMenu(base string) Menu { return Menu{deputyMenu(base)} }

// JSON is the menu as the platform's API takes it.
func (m Menu) JSON() (json.RawMessage, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encoding a menu: %w", err)
	}
	return b, nil
}
