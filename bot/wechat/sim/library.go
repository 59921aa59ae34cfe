package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// entry is a template of the platform's category library. Its keywords are those
// an account may choose from; the number in a field's key is the keyword's kid.
type entry struct {
	short    string
	title    string
	category int
	kind     int // for subscription: 2 one-time, 3 long-term
	keywords []keyword
}

type keyword struct {
	kid     int
	name    string
	rule    string // thing, time, …: the type of its field
	example string
}

// category of all entries.
const (
	categoryID   = 659
	categoryName = "政务民生"
)

// library holds what a public office would find. Numbers and titles are made up
// in the manner of the platform's.
var library = []entry{
	{"43216", "意见受理通知", categoryID, 3, []keyword{
		{1, "受理编号", "character_string", "YJ-2026-000123"}, {2, "反映事项", "thing", "路灯不亮"},
		{3, "受理单位", "thing", "人大代表联络站"}, {4, "受理时间", "time", "2026年11月22日 09:30"},
		{5, "当前状态", "phrase", "已受理"}}},
	{"43217", "办理进度通知", categoryID, 3, []keyword{
		{1, "受理编号", "character_string", "YJ-2026-000123"}, {2, "事项名称", "thing", "路灯不亮"},
		{3, "办理单位", "thing", "人大代表联络站"}, {4, "当前进度", "phrase", "已转代表"},
		{5, "更新时间", "time", "2026年11月22日 09:30"}}},
	{"43218", "意见答复通知", categoryID, 3, []keyword{
		{1, "受理编号", "character_string", "YJ-2026-000123"}, {2, "反映事项", "thing", "路灯不亮"},
		{3, "答复单位", "thing", "人大代表联络站"}, {4, "答复时间", "time", "2026年11月22日 09:30"}}},
	{"44107", "待办事项提醒", categoryID, 3, []keyword{
		{1, "事项编号", "character_string", "YJ-2026-000123"}, {2, "事项名称", "thing", "收到一条群众意见"},
		{3, "事项类型", "thing", "群众意见"}, {4, "提交时间", "time", "2026年11月22日 09:30"},
		{5, "办理期限", "date", "2026年12月22日"}, {6, "当前状态", "phrase", "待处理"}}},
	{"45320", "会议通知", categoryID, 3, []keyword{
		{1, "会议名称", "thing", "主席团会议"}, {2, "会议时间", "time", "2026年11月30日 09:00"},
		{3, "会议地点", "thing", "三楼会议室"}, {4, "召集单位", "thing", "镇人大主席团"},
		{5, "参会人员", "thing", "全体代表"}}},
	{"45321", "活动通知", categoryID, 3, []keyword{
		{1, "活动名称", "thing", "代表接待日"}, {2, "活动时间", "time", "2026年11月30日 09:00"},
		{3, "活动地点", "thing", "人大代表联络站"}, {4, "组织单位", "thing", "镇人大主席团"},
		{5, "备注", "thing", "请准时参加"}}},
	{"45322", "会议取消通知", categoryID, 3, []keyword{
		{1, "会议名称", "thing", "主席团会议"}, {2, "原定时间", "time", "2026年11月30日 09:00"},
		{3, "取消原因", "thing", "时间冲突"}}},
	{"45323", "预约提醒", categoryID, 3, []keyword{
		{1, "预约事项", "thing", "代表接待日"}, {2, "预约时间", "time", "2026年11月30日 09:00"},
		{3, "预约地点", "thing", "人大代表联络站"}, {4, "预约状态", "phrase", "预约成功"}}},
	{"46001", "服务评价提醒", categoryID, 2, []keyword{
		{1, "服务事项", "thing", "意见办理"}, {2, "办结时间", "time", "2026年11月22日 09:30"},
		{3, "受理编号", "character_string", "YJ-2026-000123"}}},
	{"46002", "催办提醒", categoryID, 3, []keyword{
		{1, "事项名称", "thing", "建议办理"}, {2, "事项编号", "character_string", "JY-2026-000012"},
		{3, "截止日期", "date", "2026年12月22日"}, {4, "催办单位", "thing", "人大代表工委"}}},
	{"46003", "审核结果通知", categoryID, 3, []keyword{
		{1, "审核事项", "thing", "代表建议"}, {2, "审核结果", "phrase", "通过"},
		{3, "审核时间", "time", "2026年11月22日 09:30"}, {4, "审核人", "name", "张三"}}},
}

// seeded are the entries a fresh account has among its templates.
var seeded = []string{"43216", "43217", "43218", "44107", "45320", "45323"}

func libraryEntry(short string) *entry {
	for i := range library {
		if library[i].short == short {
			return &library[i]
		}
	}
	return nil
}

// template is one the account chose from the library, for template messages or
// for subscription notices.
type template struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Fields []slot `json:"fields"`
	Kind   int    `json:"kind"`
	Scene  string `json:"scene,omitempty"`
}

// slot is a field of a template.
type slot struct {
	Key     string `json:"key"` // thing1
	Label   string `json:"label"`
	Example string `json:"example"`
}

func (k keyword) slot() slot { return slot{k.rule + strconv.Itoa(k.kid), k.name, k.example} }

func (e *entry) template(id string, chosen []keyword) *template {
	t := &template{ID: id, Title: e.title, Kind: e.kind}
	for _, k := range chosen {
		t.Fields = append(t.Fields, k.slot())
	}
	return t
}

// content is a template as the platform writes it.
func (t *template) content() string {
	var b strings.Builder
	for _, f := range t.Fields {
		b.WriteString(f.Label + ":{{" + f.Key + ".DATA}}\n")
	}
	return b.String()
}

func (t *template) example() string {
	var b strings.Builder
	for _, f := range t.Fields {
		b.WriteString(f.Label + ":" + f.Example + "\n")
	}
	return b.String()
}

func findTemplate(list []*template, id string) *template {
	for _, t := range list {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// templateID is the same for the same account and number, so that a fresh
// emulator has the ids a configuration names.
func templateID(appID, purpose, short string, n int) string {
	sum := sha256.Sum256([]byte(appID + "/" + purpose + "/" + short + "/" + strconv.Itoa(n)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func seedTemplates(appID string) []*template {
	var out []*template
	for _, short := range seeded {
		e := libraryEntry(short)
		out = append(out, e.template(templateID(appID, "template", short, 0), e.keywords))
	}
	return out
}

func seedNotices(appID string) []*template {
	e := libraryEntry("43217")
	return []*template{e.template(templateID(appID, "notice", e.short, 0), e.keywords)}
}
