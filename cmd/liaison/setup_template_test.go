package main

import (
	"testing"

	"liaison/jobs"
)

// What a field's label asks for goes into it, or nothing that would be wrong: the
// title of a meeting is neither its place nor who comes.
func TestEachFieldOfATemplateGetsWhatItsLabelAsksFor(t *testing.T) {
	for _, c := range []struct{ label, key, want string }{
		{"会议名称", "thing1", "Title"}, {"会议时间", "time2", "Time"}, {"会议地点", "thing3", "Place"},
		{"召集单位", "thing4", "Office"}, {"参会人员", "thing5", jobs.Unsaid}, {"预约地点", "thing6", "Place"},
		{"活动地址", "thing7", "Place"}, {"开会场所", "thing8", "Place"}, {"取消原因", "thing9", jobs.Unsaid},
		{"审核人", "name10", jobs.Unsaid}, {"受理编号", "character_string11", "Number"}, {"办理期限", "date12", "Due"},
		{"当前进度", "phrase13", "Status"}, {"事项类型", "thing14", "Kind"}, {"备注", "thing15", "Title"},
		{"座位", "thing16", jobs.Unsaid}, {"开始", "time17", "Time"}, {"几号", "number18", "Number"}, {"怎样", "phrase19", "Status"},
	} {
		if got := slotFor(c.label, c.key); got != c.want {
			t.Errorf("%s (%s) is filled with %s, want %s", c.label, c.key, got, c.want)
		}
	}
}
