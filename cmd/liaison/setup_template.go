package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"liaison/bot/wechat"
	"liaison/jobs"
	"liaison/store"
	"liaison/store/act"
)

// wishes says which template suits which notices, by words of its title, the best
// first. An account has what its category offers, so a title is all to go by.
var wishes = []struct {
	kinds []store.NoticeKind
	words []string
}{
	{[]store.NoticeKind{jobs.GenericTemplate}, []string{"进度", "进展", "状态", "受理", "处理", "办理"}},
	{[]store.NoticeKind{store.NoticeAnswered}, []string{"答复", "回复", "反馈"}},
	{[]store.NoticeKind{store.NoticeMeeting, store.NoticeMeetingChanged, store.NoticeMeetingCancelled, store.NoticeMeetingSpared,
		store.NoticeMeetingUrged, store.NoticeLeaveDecided, store.NoticePlan},
		[]string{"会议", "活动", "日程"}},
	{[]store.NoticeKind{store.NoticeBooked, store.NoticeBookingEve, store.NoticeBookingMoved, store.NoticeBookingOff},
		[]string{"预约", "接待", "预定", "日程"}},
	{[]store.NoticeKind{store.NoticeAssigned, store.NoticeReminded, store.NoticeReturned, store.NoticeRedo,
		store.NoticeRecalled, store.NoticeReplied, store.NoticeDanger, store.NoticeOverdue, store.NoticeAsked, store.NoticeToRelease,
		store.NoticeToReview, store.NoticeToSign, store.NoticeDraftBack, store.NoticeDigestDue,
		store.NoticeLeaveEndorse, store.NoticeLeaveAsked, store.NoticeLeaveStuck, store.NoticeReportStep, store.NoticeSMSFull,
		store.NoticeHolidays, store.NoticeWatch,
		store.NoticeGroupIdle, store.NoticeGroupsIdle, store.NoticeReportDue, store.NoticeReportsLate, store.NoticePlanDue, store.NoticeHandoverLate,
		store.NoticeReset, store.NoticeOfficer,
		store.NoticeGiven, store.NoticeCame},
		[]string{"待办", "任务", "待处理", "工单"}},
}

// templates maps kinds of notice to the account's templates. A mapping that still
// works stays: somebody may have chosen it.
func (s *setup) templates(ctx context.Context) error {
	list, err := s.client.Templates(ctx)
	if err != nil {
		return err
	}
	fits := usable(list)
	fmt.Fprintf(s.out, "The account has %d templates, %d of them usable.\n", len(list), len(fits))
	if len(fits) == 0 {
		fmt.Fprintln(s.out, "Add templates such as 办理进度通知, 意见答复通知 and 待办事项提醒 in the back end (广告与服务 → 模板消息) and run this again;\n"+
			"until then who has not written for 48 hours must be telephoned.")
		return nil
	}
	view, err := s.acts.View(ctx)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		best, ok := choose(fits, w.words)
		if !ok && slices.Contains(w.kinds, jobs.GenericTemplate) {
			best, ok = fits[0], true
		}
		if !ok {
			fmt.Fprintf(s.out, "No template is for %s; the general one serves.\n", w.words[0])
			continue
		}
		if err := s.mapTo(ctx, view, best, fits, w.kinds); err != nil {
			return err
		}
	}
	return nil
}

// fitting is a template of the account with its fields filled.
type fitting struct {
	title string
	jobs.Template
}

// mapTo notes the template for each kind that has none that works.
func (s *setup) mapTo(ctx context.Context, view *act.View, best fitting, fits []fitting, kinds []store.NoticeKind) error {
	var fresh []store.NoticeKind
	for _, k := range kinds {
		old, err := jobs.ParseTemplate(view.Remembered("template." + string(k)))
		known := slices.ContainsFunc(fits, func(f fitting) bool { return f.ID == old.ID })
		if err != nil || !known || s.remap && old.String() != best.String() {
			fresh = append(fresh, k)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	fmt.Fprintf(s.out, "%s serves %v.\n", best.title, fresh)
	return s.acts.Do(ctx, operator, "", func(t *act.Tx) error {
		for _, k := range fresh {
			if err := t.SetTemplate(k, best.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

func choose(fits []fitting, words []string) (fitting, bool) {
	for _, w := range words {
		for _, f := range fits {
			if strings.Contains(f.title, w) {
				return f, true
			}
		}
	}
	return fitting{}, false
}

// usable keeps the templates whose every field we can fill.
func usable(list []wechat.TemplateInfo) (fits []fitting) {
	for _, t := range list {
		made, err := jobs.ParseTemplate(t.ID + "|" + strings.Join(slots(t.Content), ";"))
		if err == nil {
			fits = append(fits, fitting{t.Title, made})
		}
	}
	return fits
}

// templateLine is 处理进度:{{thing2.DATA}}.
var templateLine = regexp.MustCompile(`(?m)^\s*([^{}\n]*?)\s*[:：]?\s*\{\{(\w+)\.DATA\}\}`)

// slots fills each field of a template's content.
func slots(content string) (pairs []string) {
	for _, m := range templateLine.FindAllStringSubmatch(content, -1) {
		pairs = append(pairs, m[2]+"="+slotFor(m[1], m[2]))
	}
	return pairs
}

// slotWords tell by a field's label what goes into it; the first that fits does.
var slotWords = []struct {
	slot  string
	words []string
}{
	{"Due", []string{"期限", "截止", "到期"}},
	{"Time", []string{"时间", "日期"}},
	{"Number", []string{"编号", "单号", "号码"}},
	{"Status", []string{"状态", "进度", "结果", "进展"}},
	{"Office", []string{"单位", "机构", "部门", "组织", "来源"}},
	{"Kind", []string{"类型", "类别"}},
	{"Place", []string{"地点", "地址", "场所", "位置", "会场"}},
	{"Title", []string{"事项", "内容", "名称", "标题", "主题", "事由", "提示", "备注", "说明"}},
}

// slotFor says what goes into a field. One whose label asks for something that a
// notice does not hold says so: a title there would be a wrong answer.
func slotFor(label, key string) string {
	for _, s := range slotWords {
		for _, w := range s.words {
			if strings.Contains(label, w) {
				return s.slot
			}
		}
	}
	switch strings.TrimRight(key, "0123456789") {
	case "time", "date":
		return "Time"
	case "character_string", "number", "letter":
		return "Number"
	case "phrase", "const":
		return "Status"
	}
	return jobs.Unsaid
}
