package console

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

// todayPage is where a day begins: what waits, and for whom there is no inbox, what
// else the reader is here for.
type todayPage struct {
	Name    string
	Desk    bool
	Unbound bool // alerts do not reach the reader
	Tiles   []tile
	Alarms  []alarm // what the calendar asks for
	Links   []link
	Charts  []chart
	Counted time.Time // when the charts' figures were brought up to date
}

// tile is one number that leads to its list.
type tile struct {
	Label, Hint, Path, Icon, Colour string
	Count                           int
}

// link leads to a page that has no number.
type link struct{ Label, Hint, Path, Icon string }

func (h *handler) today(c *gin.Context) {
	waiting, err := h.waiting(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	alarms, err := h.alarms(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	desk := may(c, store.ActInbox)
	data := todayPage{Name: staffOf(c).Name, Desk: desk, Alarms: alarms, Links: h.links(c)}
	if desk {
		bound, err := h.acts.AlertsBound(c.Request.Context(), actor(c))
		if err != nil {
			h.fail(c, err)
			return
		}
		data.Unbound, data.Tiles = !bound, tiles(actor(c), waiting)
	}
	if may(c, store.ActStatistics) {
		if err := h.picture(c, &data); err != nil {
			h.fail(c, err)
			return
		}
	}
	h.set.Render(c, http.StatusOK, "today", data)
}

// pictureDays is how many days the charts look back.
const pictureDays = 30

// picture adds how the last days went.
func (h *handler) picture(c *gin.Context, p *todayPage) error {
	ctx, now := c.Request.Context(), h.cfg.Now()
	t, err := h.acts.Trend(ctx, actor(c), "", pictureDays)
	if err != nil {
		return err
	}
	s, err := h.acts.Statistics(ctx, actor(c), "", store.ChinaDay(now.AddDate(0, 0, 1-pictureDays)), store.ChinaDay(now))
	if err != nil {
		return err
	}
	p.Charts, p.Counted = []chart{trendChart(t), categoryChart("近30天各类意见", s.Categories)}, s.Refreshed
	return nil
}

func trendChart(t *act.Trend) chart {
	var days []string
	for _, d := range t.Days {
		days = append(days, strings.TrimLeft(d[5:7], "0")+"月"+strings.TrimLeft(d[8:], "0")+"日")
	}
	return lineChart("近30天走势", "日期", days, series{"收到", t.Came}, series{"答复", t.Replied}, series{"办结", t.Closed})
}

// counts is the part of the page that refreshes itself.
func (h *handler) counts(c *gin.Context) {
	waiting, err := h.waiting(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Fragment(c, "today", "tiles", todayPage{Tiles: tiles(actor(c), waiting)})
}

// tiles are the numbers, what must be done first in front. What is nothing is
// shown all the same: a missing tile would look like a mistake.
func tiles(who store.Actor, n act.Counts) []tile {
	list := []tile{
		{"紧急", "内容涉及人身安全，请最先处理", "/console/opinions?tab=danger", "alert", "red", n.Danger},
		{"待分办", "新收到，等您审核分类", "/console/opinions?tab=new", "inbox", "red", n.New},
		{"待审核发布", "代表已答复，等您审核", "/console/opinions?tab=checked", "check-circle", "amber", n.Checked},
		{"待研究", "反映人多次不满意，等单位决定", "/console/opinions?tab=decide", "frown", "amber", n.Decide},
		{"办理中", "代表正在办理", "/console/opinions?tab=going", "users", "blue", n.Assigned},
		{"逾期", "代表超过期限没有答复", "/console/opinions?tab=late", "clock", "amber", n.Late},
	}
	if store.MayAnywhere(who, store.ActUnreached) {
		list = append(list, tile{"未送达", "送不到的，请打电话告知", "/console/unreached", "phone", "amber", n.Unreached})
	}
	if store.MayAnywhere(who, store.ActReadSealed) {
		list = append(list, tile{"检举控告", "只有信访专办人员能看到", "/console/sealed", "lock", "red", n.Sealed})
	}
	return list
}

// links lead whoever has no inbox to their work.
func (h *handler) links(c *gin.Context) []link {
	var list []link
	for _, l := range []struct {
		act  store.Act
		link link
	}{
		{store.ActStaff, link{"工作人员", "开通、停用账号，重设密码", "/console/staff", "shield"}},
		{store.ActSettingsEdit, link{"设置", "期限、免打扰时段和常用答复", "/console/settings", "settings"}},
		{store.ActParked, link{"搁置的消息", "程序多次处理不成功的消息", "/console/parked", "alert"}},
		{store.ActHolidays, link{"节假日", "放假和调休安排，期限按它推算", holidaysPath, "calendar"}},
		{store.ActDuties, link{"定时任务", "程序自己做的事和上次的结果", dutiesPath, "clock"}},
		{store.ActAccount, link{"我的账号", "修改密码，绑定接收提醒的微信", "/console/me", "user"}},
	} {
		if may(c, l.act) && (l.link.Path != dutiesPath || h.cfg.Duties != nil) {
			list = append(list, l.link)
		}
	}
	return list
}
