package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Due     []dueCount // what the periods would remove in the next night
	Problem string
	Failed  string // name of the setting that was refused
}

// dueCount is how much of something is kept longer than the settings say.
type dueCount struct{ What, Count string }

type settingGroup struct {
	Title string
	Keep  bool // these are the periods after which things are removed
	Rows  []settingRow
}

type settingRow struct {
	store.SettingDef
	Value string
	Own   bool      // the office has a value of its own
	From  string    // the office above whose value holds; "" for the default, or the own one
	By    string    // who set what holds
	At    time.Time // when
	Typed string    // what the form begins with
}

// settingGroups sorts settings by the first part of their names.
// The last one takes what no other does, so that none is missing.
var settingGroups = []struct {
	title    string
	prefixes []string
}{
	{"办理", []string{"office", "voter", "opinion", "assign", "close", "answer"}},
	{"拟稿与签发", []string{"steps", "digest", "broadcast"}},
	{"会议与活动", []string{"meeting"}},
	{"会场签到", []string{"sign"}},
	{"期限与提醒", []string{"remind", "overdue", "watch", "quiet"}},
	{"短信（微信送不到时）", []string{"sms"}},
	{"代表活动与年度计划", []string{"activity", "plan"}},
	{"代表联系选民", []string{"contact", "reception"}},
	{"告知与答复用语", []string{"text", "reply"}},
	{"识别用词", []string{"words"}},
	{"保存期限（以最上级机构的设置为准）", []string{"keep"}},
	{"安全", []string{"abuse", "invite", "signin", "staff"}},
	{"其他", []string{"backup"}},
}

// retentionDue says what the duty would remove if it ran now, so that nobody shortens
// a period blindly.
func (h *handler) retentionDue(c *gin.Context) ([]dueCount, error) {
	due, err := h.acts.RetentionDue(c.Request.Context())
	var list []dueCount
	for _, d := range []struct {
		what string
		n    int
	}{{"原始消息", due.Messages}, {"通知记录", due.Notices}, {"意见与反映人的联系", due.Authors}, {"录音", due.Voices}, {"审计记录", due.Audit}} {
		count := strconv.Itoa(d.n) + "条"
		if d.n >= act.RetainCounted {
			count = strconv.Itoa(act.RetainCounted) + "条以上"
		}
		if d.n > 0 {
			list = append(list, dueCount{d.what, count})
		}
	}
	return list, err
}

// settingGroup is the place of a setting among the groups.
func settingGroupOf(name store.Setting) int {
	prefix, _, _ := strings.Cut(string(name), ".")
	i := slices.IndexFunc(settingGroups, func(g struct {
		title    string
		prefixes []string
	}) bool {
		return slices.Contains(g.prefixes, prefix)
	})
	if i < 0 {
		return len(settingGroups) - 1
	}
	return i
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
	names, err := h.acts.StaffNames(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	if p.CanEdit {
		p.Due, err = h.retentionDue(c)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Groups = settingRows(view, names, p.Office.ID, p.Failed, typed)
	h.set.Render(c, status, "settings", p)
}

func settingRows(view *act.View, names map[string]string, office, failed, typed string) []settingGroup {
	groups := make([]settingGroup, len(settingGroups))
	for i, g := range settingGroups {
		groups[i].Title, groups[i].Keep = g.title, slices.Contains(g.prefixes, "keep")
	}
	for _, d := range store.SettingDefs {
		r := settingRow{SettingDef: d, Value: view.Settings.Text(office, d.Name)}
		if source, ok := view.Settings.Source(office, d.Name); ok {
			r.Own, r.By, r.At = source.OfficeID == office, names[source.By], source.At
			if !r.Own {
				r.From = cmp.Or(view.Name(source.OfficeID), "全局")
			}
		}
		r.Typed = r.Value
		if failed == string(d.Name) {
			r.Typed = typed
		}
		g := &groups[settingGroupOf(d.Name)]
		g.Rows = append(g.Rows, r)
	}
	return slices.DeleteFunc(groups, func(g settingGroup) bool { return len(g.Rows) == 0 })
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
	err = h.do(c, func(t *act.Tx) error {
		if form.Bool("default") {
			return t.Unset(office, name)
		}
		return t.Set(office, name, value)
	})
	if words := sentence(err); words != "" {
		h.showSettings(c, http.StatusUnprocessableEntity, office, &settingsPage{Problem: words, Failed: string(name)}, value)
		return
	}
	h.after(c, err, "设置已保存，马上生效。", settingsPath+"?"+values("office", office)+"#"+string(name))
}

// settingChangesPage is who changed what when.
type settingChangesPage struct {
	Office store.Office
	Rows   []settingChangeRow
}

type settingChangeRow struct {
	act.SettingChange
	Label, From, To string
}

func (h *handler) settingChanges(c *gin.Context) {
	office := c.Param("id")
	list, err := h.acts.SettingChanges(c.Request.Context(), actor(c), office)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := settingChangesPage{}
	p.Office, _ = view.Offices.Find(office)
	for _, r := range list {
		d, _ := store.SettingDefOf(store.Setting(r.Name))
		row := settingChangeRow{r, cmp.Or(d.Label, r.Name), settingWord(d, r.Was), settingWord(d, r.Value)}
		if r.Unset {
			row.To = "恢复沿用上级或默认值"
		}
		p.Rows = append(p.Rows, row)
	}
	h.set.Render(c, http.StatusOK, "setting_changes", p)
}

// settingWord is a value as a person reads it.
func settingWord(d store.SettingDef, value string) string {
	switch {
	case value == "":
		return "没有填写"
	case d.Kind == store.SettingBool && value == "true":
		return "是"
	case d.Kind == store.SettingBool:
		return "否"
	case d.Kind == store.SettingQuorum:
		return quorumWord(store.QuorumRule(value))
	}
	return value
}
