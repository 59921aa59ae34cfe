package sim

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// checkButtons refuses what the platform refuses in a menu: sizes are in bytes.
func checkButtons(buttons []*Button) error {
	if len(buttons) < 1 || len(buttons) > 3 {
		return refuse(40016)
	}
	for _, b := range buttons {
		if b == nil {
			return refuse(40016)
		}
		if err := checkName(b.Name, 16, 40018); err != nil {
			return err
		}
		if b.Sub == nil {
			b.Sub = []*Button{}
		}
		if len(b.Sub) == 0 {
			if err := b.check(40017, 40019, 40020); err != nil {
				return err
			}
		}
		if err := checkSubs(b.Sub); err != nil {
			return err
		}
	}
	return nil
}

func checkSubs(subs []*Button) error {
	if len(subs) > 5 {
		return refuse(40023)
	}
	for _, b := range subs {
		if b == nil || len(b.Sub) > 0 {
			return refuse(40023)
		}
		b.Sub = []*Button{}
		if err := checkName(b.Name, 60, 40025); err != nil {
			return err
		}
		if err := b.check(40024, 40026, 40027); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name string, most, code int) error {
	if strings.Contains(name, `\u`) || !utf8.ValidString(name) {
		return refuse(40033)
	}
	if name == "" || len(name) > most {
		return refuse(code)
	}
	return nil
}

var keyed = []string{
	"click", "scancode_push", "scancode_waitmsg", "pic_sysphoto",
	"pic_photo_or_album", "pic_weixin", "location_select",
}

// check refuses a button whose type does not have what it needs; the codes
// differ between the two levels.
func (b *Button) check(badType, badKey, badURL int) error {
	switch {
	case slices.Contains(keyed, b.Type):
		if b.Key == "" || len(b.Key) > 128 {
			return refuse(badKey)
		}
	case b.Type == "view" || b.Type == "miniprogram":
		if b.URL == "" || len(b.URL) > 1024 {
			return refuse(badURL)
		}
		if absolute(b.URL) != nil {
			return refuse(65317)
		}
		if b.Type == "miniprogram" && (b.AppID == "" || b.PagePath == "") {
			return refuse(badType)
		}
	case b.Type == "media_id" || b.Type == "view_limited":
		if b.MediaID == "" {
			return refuse(40007)
		}
	case b.Type == "article_id" || b.Type == "article_view_limited":
		if b.ArticleID == "" {
			return refuse(40007)
		}
	default:
		return refuse(badType)
	}
	return nil
}
