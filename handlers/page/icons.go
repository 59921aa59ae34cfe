package page

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io/fs"
)

// icon is a symbol of static/icons.svg. Icons are written into the page rather
// than referred to: <use> of another file is fetched, and older web views on
// phones refuse it.
type icon struct {
	ViewBox string `xml:"viewBox,attr"`
	ID      string `xml:"id,attr"`
	Inner   string `xml:",innerxml"`
}

func loadIcons(files fs.FS, name string) (map[string]icon, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("page: read icons: %w", err)
	}
	var sprite struct {
		Symbols []icon `xml:"symbol"`
	}
	if err := xml.Unmarshal(body, &sprite); err != nil {
		return nil, fmt.Errorf("page: parse icons: %w", err)
	}
	icons := make(map[string]icon, len(sprite.Symbols))
	for _, s := range sprite.Symbols {
		icons[s.ID] = s
	}
	return icons, nil
}

// icon is the template function "icon". An icon is decoration: it is hidden
// from screen readers, so the words must stand beside it.
func (p *Pages) icon(name string) (template.HTML, error) {
	i, ok := p.icons[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return template.HTML(`<svg class="icon" viewBox="` + i.ViewBox +
		`" width="24" height="24" aria-hidden="true" focusable="false">` + i.Inner + `</svg>`), nil
}
