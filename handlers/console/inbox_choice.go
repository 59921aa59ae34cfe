package console

import (
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

// choices are what the list can be limited to.
type choices struct {
	Offices    []store.Office
	Districts  []store.District
	Stations   []store.Station
	Categories []string
	Staff      []store.Staff
	Orders     []store.ListOrder
}

// choices are those of the reader's offices.
func (h *handler) choices(c *gin.Context, view *act.View) (choices, error) {
	own := store.OfficesFor(actor(c), store.ActInbox, view.Offices)
	list := choices{Orders: store.ListOrders, Categories: view.Settings.Words(staffOf(c).OfficeID, store.SetCategories)}
	list.Offices = slices.DeleteFunc(slices.Clone(view.Offices), func(o store.Office) bool { return !slices.Contains(own, o.ID) })
	list.Districts = slices.DeleteFunc(slices.Clone(view.Districts), func(d store.District) bool { return !slices.Contains(own, d.OfficeID) })
	list.Stations = slices.DeleteFunc(slices.Clone(view.Stations), func(s store.Station) bool { return !slices.Contains(own, s.OfficeID) })
	var err error
	list.Staff, err = h.acts.Desk(c.Request.Context(), actor(c))
	return list, err
}

// active says what limits the list, each with the address without it.
func active(p *inboxPage) []link {
	var list []link
	add := func(name, value, word string) {
		if value != "" {
			list = append(list, link{Label: word, Path: p.path(name, "")})
		}
	}
	nameIn := func(id string, names []choice) string {
		for _, n := range names {
			if n.id == id {
				return n.name
			}
		}
		return "其他"
	}
	var offices, districts, stations, staff []choice
	for _, o := range p.Choices.Offices {
		offices = append(offices, choice{o.ID, o.Name})
	}
	for _, d := range p.Choices.Districts {
		districts = append(districts, choice{d.ID, d.Name})
	}
	for _, s := range p.Choices.Stations {
		stations = append(stations, choice{s.ID, s.Name})
	}
	for _, s := range p.Choices.Staff {
		staff = append(staff, choice{s.ID, s.Name})
	}
	add("office", p.Office, "机构："+nameIn(p.Office, offices))
	add("district", p.District, "选区："+nameIn(p.District, districts))
	add("station", p.Station, "联络站："+nameIn(p.Station, stations))
	add("category", p.Category, "类别："+p.Category)
	if p.Who != "mine" && p.Who != "nobody" {
		add("who", p.Who, "负责人："+nameIn(p.Who, staff))
	}
	add("deputy", p.Deputy, "代表："+p.deputyName())
	add("called", p.Called, "代表姓名："+p.Called)
	add("danger", p.Danger, "紧急")
	add("from", p.From, p.From+" 起")
	add("to", p.To, p.To+" 止")
	return list
}

// choice is an id with the name people know it by.
type choice struct{ id, name string }

// deputyName is the name of the deputy whom the list is limited to, as its rows
// say it.
func (p *inboxPage) deputyName() string {
	for _, r := range p.Rows {
		if r.DeputyID == p.Deputy {
			return r.Deputy
		}
	}
	return "已选"
}
