package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	broadcastsPath = "/console/broadcasts"
	linkLength     = 500
)

// broadcastsPage lists the broadcasts of the reader's offices.
type broadcastsPage struct{ Rows []act.BroadcastRow }

func (h *handler) broadcasts(c *gin.Context) {
	list, err := h.acts.Broadcasts(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "broadcasts", broadcastsPage{list})
}

// broadcastForm is what a broadcast is written in, new or to be changed. The words
// of one that is there already are changed with its draft.
type broadcastForm struct {
	ID       string
	Version  int64
	Office   store.Office
	Offices  []store.Office // to choose from, where there are several
	Under    []castChoice
	Levels   []castChoice
	Groups   []castChoice
	Title    string
	Text     string
	Link     string
	Names    string
	Holders  []string // placeholders
	Mass     bool     // to all who follow the account
	Problem  string
	TextMost int
}

func (f *broadcastForm) way() store.BroadcastWay {
	if f.Mass {
		return store.WayMass
	}
	return store.WayEach
}

// castChoice is a box to tick.
type castChoice struct {
	ID, Label string
	On        bool
}

// newBroadcast is the empty form, of one of the reader's offices.
func (h *handler) newBroadcast(c *gin.Context) {
	list, err := h.offices(c, store.ActBroadcast)
	if err == nil && len(list) == 0 {
		err = store.ErrForbidden
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	office := cmp.Or(c.Query("office"), list[0].ID)
	f := broadcastForm{Office: store.Office{ID: office}, Mass: c.Query("way") == string(store.WayMass)}
	if id := c.Query("reception"); id != "" && f.Mass {
		day, err := h.acts.ReceptionByID(c.Request.Context(), actor(c), id)
		if err != nil {
			h.fail(c, err)
			return
		}
		f.Title, f.Text = day.Title, receptionWords(day)
	}
	h.showBroadcastForm(c, http.StatusOK, f, store.Recipients{Offices: []string{office}})
}

// changeBroadcast is the form of one that is still with its drafter.
func (h *handler) changeBroadcast(c *gin.Context) {
	b, err := h.acts.Broadcast(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	f := broadcastForm{ID: b.ID, Version: b.Version, Mass: b.Mass(), Office: store.Office{ID: b.OfficeID}, Link: b.Link, Names: strings.Join(b.Named, "\n")}
	h.showBroadcastForm(c, http.StatusOK, f, b.Recipients)
}

func (h *handler) showBroadcastForm(c *gin.Context, status int, f broadcastForm, r store.Recipients) {
	list, err := h.offices(c, store.ActBroadcast)
	if err != nil {
		h.fail(c, err)
		return
	}
	at := slices.IndexFunc(list, func(o store.Office) bool { return o.ID == f.Office.ID })
	view, err := h.acts.View(c.Request.Context())
	if err == nil && at < 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	f.Office, f.Offices, f.Holders, f.TextMost = list[at], list, store.BroadcastPlaceholders, store.BroadcastTextMax
	serving, err := h.acts.ServingIn(c.Request.Context(), actor(c), f.Office.ID)
	if err != nil {
		h.fail(c, err)
		return
	}
	if f.ID == "" && f.Problem == "" && serving[f.Office.ID] == 0 { // the office itself is no help to begin with
		r.Offices = nil
	}
	for _, id := range view.Offices.Under(f.Office.ID) {
		if o, ok := view.Offices.Find(id); ok && o.Closed.IsZero() {
			f.Under = append(f.Under, castChoice{id, fmt.Sprintf("%s（%d位）", o.Short, serving[id]), slices.Contains(r.Offices, id)})
		}
	}
	for _, l := range levels {
		f.Levels = append(f.Levels, castChoice{string(l), levelWord(l), slices.Contains(r.Levels, l)})
	}
	groups, err := h.acts.Groups(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, g := range groups {
		if slices.ContainsFunc(f.Under, func(o castChoice) bool { return o.ID == g.OfficeID }) {
			f.Groups = append(f.Groups, castChoice{g.ID, g.Name, slices.Contains(r.Groups, g.ID)})
		}
	}
	h.set.Render(c, status, "broadcast_form", f)
}

// readBroadcast reads the form; wrong is what to tell of a list of names that does
// not fit.
func (h *handler) readBroadcast(c *gin.Context, office string) (f broadcastForm, r store.Recipients, wrong string, err error) {
	form := page.FormOf(c)
	in := reader{form: form}
	f = broadcastForm{ID: c.Param("id"), Office: store.Office{ID: office}, Title: in.line("title", store.DraftTitleMax),
		Mass: form.String("way") == string(store.WayMass), Link: in.line("link", linkLength), Text: form.String("text"), Names: form.String("names")}
	r = store.Recipients{Offices: form.All("place"), Groups: form.All("group")}
	for _, l := range form.All("level") {
		r.Levels = append(r.Levels, store.Level(l))
	}
	if in.err != nil {
		return f, r, "", in.err
	}
	r.Deputies, wrong, err = h.named(c, office, f.Names)
	return f, r, wrong, err
}

// named finds the people of a pasted list.
func (h *handler) named(c *gin.Context, office, text string) (ids []string, wrong string, err error) {
	names := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\t,，、;；", r) })
	names = slices.DeleteFunc(names, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(names) == 0 {
		return nil, "", nil
	}
	ids, unknown, twice, err := h.acts.NamedDeputies(c.Request.Context(), actor(c), office, names)
	switch {
	case err != nil:
	case len(unknown) > 0:
		wrong = "名册里没有找到在任的代表：" + someNames(unknown) + "。请核对姓名。"
	case len(twice) > 0:
		wrong = "有几位代表同名：" + someNames(twice) + "。请改用机构或小组来选。"
	}
	return ids, wrong, err
}

// someNames says a few of many names.
func someNames(list []string) string {
	const most = 10
	words := strings.Join(list[:min(len(list), most)], "、")
	if len(list) > most {
		words += "等"
	}
	return words
}

// addBroadcast keeps a broadcast with its draft and opens it.
func (h *handler) addBroadcast(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActBroadcast)
	if err != nil {
		h.fail(c, err)
		return
	}
	f, r, wrong, err := h.readBroadcast(c, office)
	var made *store.Broadcast
	if err == nil && wrong == "" {
		err = h.do(c, func(t *act.Tx) error {
			made, err = t.AddBroadcast(store.Broadcast{OfficeID: office, Way: f.way(), Link: f.Link, Recipients: r}, f.Title, f.Text)
			return err
		})
	}
	if f.Problem = cmp.Or(wrong, sentence(err)); f.Problem != "" {
		h.showBroadcastForm(c, http.StatusUnprocessableEntity, f, r)
		return
	}
	back := broadcastsPath
	if made != nil {
		back += "/" + made.ID
	}
	h.after(c, err, "已保存，还没有发出。请核对以后再送审。", back)
}

// editBroadcast changes link and recipients.
func (h *handler) editBroadcast(c *gin.Context) {
	b, err := h.acts.Broadcast(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	version, err := seen(c)
	var f broadcastForm
	var r store.Recipients
	var wrong string
	if err == nil {
		f, r, wrong, err = h.readBroadcast(c, b.OfficeID)
		f.Mass = b.Mass()
	}
	if err == nil && wrong == "" {
		err = h.do(c, func(t *act.Tx) error { return t.EditBroadcast(b.ID, f.Link, r, version) })
	}
	f.Problem = cmp.Or(wrong, sentence(err))
	if f.Version = version; f.Problem != "" && !errors.Is(err, store.ErrConflict) {
		h.showBroadcastForm(c, http.StatusUnprocessableEntity, f, r)
		return
	}
	h.after(c, err, "已保存。", broadcastsPath+"/"+b.ID)
}
