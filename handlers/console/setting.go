package console

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const settingsPath = "/console/settings"

// settingsPage shows what an office may change, with what holds now.
type settingsPage struct {
	Office  store.Office
	Offices []store.Office
	Groups  []settingGroup
	CanEdit bool
	Problem string
	Failed  string // name of the setting that was refused
}

type settingGroup struct {
	Title string
	Rows  []settingRow
}

type settingRow struct {
	store.SettingDef
	Value   string
	Changed bool   // other than the default
	Typed   string // what the form begins with
}

// settingGroups sorts settings by the first part of their names.
var settingGroups = []struct {
	title    string
	prefixes []string
}{
	{"办理", []string{"office", "voter", "opinion", "answer"}},
	{"拟稿与签发", []string{"steps", "digest"}},
	{"期限与提醒", []string{"remind", "overdue", "quiet"}},
	{"代表联系选民", []string{"contact"}},
	{"告知与答复用语", []string{"text", "reply"}},
	{"识别用词", []string{"words"}},
	{"保存期限（以最上级机构的设置为准）", []string{"keep"}},
	{"安全", []string{"abuse", "invite"}},
}

func (h *handler) settings(c *gin.Context) {
	h.showSettings(c, http.StatusOK, c.Query("office"), &settingsPage{}, "")
}

func (h *handler) showSettings(c *gin.Context, status int, office string, p *settingsPage, typed string) {
	list, err := h.offices(c, store.ActSettings)
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Offices = list
	for _, o := range list {
		if o.ID == office || office == "" && p.Office.ID == "" {
			p.Office = o
		}
	}
	view, err := h.acts.View(c.Request.Context())
	if err == nil && p.Office.ID == "" {
		err = store.ErrNotFound
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	p.CanEdit = store.May(actor(c), store.ActSettingsEdit, store.Target{OfficeID: p.Office.ID}, view.Offices)
	p.Groups = settingRows(view.Settings, p.Office.ID, p.Failed, typed)
	h.set.Render(c, status, "settings", p)
}

func settingRows(s *store.Settings, office, failed, typed string) []settingGroup {
	var out []settingGroup
	for _, g := range settingGroups {
		group := settingGroup{Title: g.title}
		for _, prefix := range g.prefixes {
			for _, d := range store.SettingDefs {
				if !strings.HasPrefix(string(d.Name), prefix+".") {
					continue
				}
				r := settingRow{SettingDef: d, Value: s.Text(office, d.Name)}
				r.Changed, r.Typed = r.Value != d.Default, r.Value
				if failed == string(d.Name) {
					r.Typed = typed
				}
				group.Rows = append(group.Rows, r)
			}
		}
		out = append(out, group)
	}
	return out
}

func (h *handler) setSetting(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActSettingsEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	form := page.FormOf(c)
	name := store.Setting(form.String("name"))
	value := form.String("value")
	if d, ok := store.SettingDefOf(name); ok && form.Bool("default") {
		value = d.Default
	}
	err = h.do(c, func(t *act.Tx) error { return t.Set(office, name, value) })
	if words := sentence(err); words != "" {
		h.showSettings(c, http.StatusUnprocessableEntity, office, &settingsPage{Problem: words, Failed: string(name)}, value)
		return
	}
	h.after(c, err, "设置已保存，马上生效。", settingsPath+"?"+values("office", office)+"#"+string(name))
}
