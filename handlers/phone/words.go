package phone

import (
	"fmt"
	"strings"
	"time"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

// A notice is a page of one message, for whoever cannot go on.
type notice struct {
	Title string
	Lines []string
	Retry string // where the button leads; empty: there is none
}

// What is said to a browser that is nobody's.
var (
	sayFollow = notice{Title: "请先关注公众号", Lines: []string{
		"您还没有关注本公众号，或者已经取消关注。",
		"请在微信里关注本公众号，发一条消息，再从菜单打开这个页面。"}}
	saySnapshot = notice{Title: "请使用完整服务", Lines: []string{
		"您现在看到的是微信的预览页面，还不能查看和办理。",
		"请轻点页面底部的“使用完整服务”，允许使用完整服务以后，再继续办理。"}}
	sayAgain = notice{Title: "请重新打开", Lines: []string{
		"页面打开的时间有些久了，需要重新确认您的身份。",
		"刚才填写的文字会保留在这部手机上。"}, Retry: home}
	sayErased = notice{Title: "已经删除", Lines: []string{
		"您的姓名、电话、微信代号和语音原声已经删除，您反映的意见会继续办理，但不再知道是谁反映的。",
		"以后您在公众号里再发消息，会当作新的反映人处理。"}}
	sayBusy = notice{Title: "暂时没有连上微信", Lines: []string{
		"现在没能确认您的身份，请稍等片刻再试。"}, Retry: home}
)

const wordsConflict = "这件事的情况刚刚有了变化，请看过下面的最新情况再操作。"

// field and problem of a refusal; a field of "" fits every field.
type refusal struct {
	field   string
	problem store.Problem
}

// refusals are the words for what acts refuse, where they differ from those of
// package page.
var refusals = map[refusal]string{
	{"came", store.ProblemEmpty}:           "请勾选到场的代表，至少一位。",
	{"findings", store.ProblemEmpty}:       "请写几句活动情况。",
	{"findings", store.ProblemTooLong}:     "活动情况太长了，请不要超过2万字。",
	{"starts", store.ProblemFuture}:        "活动还没有开始，开展以后再登记。",
	{"starts", store.ProblemMalformed}:     "时间不对，请填最近一年里的日期和时间。",
	{"starts", store.ProblemEmpty}:         "请填写活动时间。",
	{"photo", store.ProblemMalformed}:      "有照片没有收下，请看下面的说明，再保存一次。",
	{"photo", store.ProblemFull}:           "这次活动的照片已经够多了，请少选几张。",
	{"half", store.ProblemMismatch}:        "这半年的汇报现在不能提交，请刷新页面。",
	{"text", store.ProblemEmpty}:           "请先写几句话，再提交。",
	{"text", store.ProblemTooLong}:         "内容太长了，请不要超过2万字。",
	{"reason", store.ProblemEmpty}:         "请写明理由，工作人员好据此另行安排。",
	{"reason", store.ProblemTooLong}:       "理由太长了，请简单写几句。",
	{"reply", store.ProblemEmpty}:          "请选一下您对答复是否满意。",
	{"reply", store.ProblemMalformed}:      "请选一下您对答复是否满意。",
	{"result", store.ProblemEmpty}:         "请选一下您对办理结果是否满意。",
	{"result", store.ProblemMalformed}:     "请选一下您对办理结果是否满意。",
	{"comment", store.ProblemTooLong}:      "想说的话太长了，请不要超过1000字。",
	{"name", store.ProblemEmpty}:           "要让代表联系您，请先填写姓名或电话。",
	{"name", store.ProblemTooLong}:         "姓名太长了，请检查一下。",
	{"name", store.ProblemMalformed}:       "姓名请写在一行里。",
	{"phone", store.ProblemMalformed}:      "电话号码好像不对，请检查一下。",
	{"phone", store.ProblemTooLong}:        "电话号码太长了，请检查一下。",
	{"place", store.ProblemTooLong}:        "住址太长了，请写简单一些。",
	{"note", store.ProblemTooLong}:         "备注太长了，请不要超过1000字。",
	{"slot", store.ProblemEmpty}:           "请先选一个时间。",
	{"slot", store.ProblemMalformed}:       "没有这个时间了，请重新选一个。",
	{"slot", store.ProblemFull}:            "这个时间刚刚约满了，请另选一个时间。",
	{"slot", store.ProblemPast}:            "这个时间已经过去了，请另选一个时间。",
	{"slot", store.ProblemClosed}:          "网上预约已经截止。想来的话，请打联络站的电话问一问。",
	{"day", store.ProblemTwice}:            "您这一天已经约过了，一人一天约一次。要换时间，请先取消原来的。",
	{"person", store.ProblemBlocked}:       "您现在不能在网上预约，请打联络站的电话联系工作人员。",
	{"station", store.ProblemClosed}:       "这个联络站已经停用，请选别的联络站。",
	{"reception", store.ProblemState}:      "这次接待日已经取消了，请看看别的日子。",
	{"booking", store.ProblemState}:        "这次预约已经取消了，不用再办。",
	{"booking", store.ProblemPast}:         "约好的时间已经到了，不用再取消。",
	{"subject", store.ProblemTooLong}:      "想谈的事请简单写几个字，不超过60字。",
	{"subject", store.ProblemMalformed}:    "想谈的事请写在一行里。",
	{"consent", store.ProblemEmpty}:        "请写明选民本人是怎样同意的，没有同意不能登记。",
	{"consent", store.ProblemTooLong}:      "同意的情况写得太长了，请简单写一句。",
	{"contact", store.ProblemFull}:         "联系选民已经达到上限。要换人，请先移出一位。",
	{"day", store.ProblemMalformed}:        "请选择联系的日期，不晚于今天，也不早于一年以前。",
	{"kind", store.ProblemMalformed}:       "请选一下联系的方式。",
	{"district", store.ProblemEmpty}:       "请选择您所在的地方。",
	{"district", store.ProblemMalformed}:   "没有找到您选的地方，请重新选择。",
	{"deputy", store.ProblemEmpty}:         "请先选一位代表。",
	{"erase", store.ProblemState}:          "这个微信绑定了代表或工作人员的身份，请先联系工作人员解除绑定。",
	{"sure", store.ProblemEmpty}:           "请先勾选“我已明白，确定删除”。",
	{"state", store.ProblemState}:          "这件事的情况已经有了变化，现在不能这样办理，请看下面的最新情况。",
	{"who", store.ProblemOwnDraft}:         "自己拟的稿件，或者自己审核过的，要由另一位来审核、签发。",
	{"", store.ProblemTooLong}:             "内容太长了，请精简一些再提交。",
	{"leave_reason", store.ProblemEmpty}:   "请写明请假的理由。",
	{"leave_reason", store.ProblemTooLong}: "请假的理由请不要超过500字。",
	{"leave", store.ProblemBegun}:          "会议或活动已经开始，不能再请假。有急事请直接联系联系人。",
	{"leave", store.ProblemDone}:           "您已经请过假了，请看下面的办理情况。",
	{"leave", store.ProblemState}:          "这份请假已经办理过了，请看最新情况。",
	{"words", store.ProblemEmpty}:          "请写明不同意的理由。",
	{"words", store.ProblemTooLong}:        "请不要超过500字。",
}

// sentence puts a refusal into words.
func sentence(e *store.InvalidError) string {
	for _, field := range []string{e.Field, ""} {
		if s, ok := refusals[refusal{field, e.Problem}]; ok {
			return s
		}
	}
	return page.Sentence(e)
}

// photoWords are why a photo was not taken.
var photoWords = map[media.Reason]string{
	media.ReasonEmpty:     "是空的，请重新选择。",
	media.ReasonTooBig:    "超过了10MB，请换一张小一些的。",
	media.ReasonTooLarge:  "尺寸太大，请换一张小一些的，或者用截图代替。",
	media.ReasonKind:      "不是照片，请选择 JPG、PNG 格式的图片。",
	media.ReasonHEIC:      "是苹果手机的 HEIC 格式，这里打不开，请用截图代替，或换成 JPG 格式。",
	media.ReasonUndecoded: "已经损坏，打不开，请重新拍一张。",
}

func photoSentence(n int, r media.Reason) string {
	return fmt.Sprintf("第%d张照片%s", n, photoWords[r])
}

// stateWord is an opinion's state as its author reads it, with the colour.
func stateWord(o *store.Opinion) (word, colour string) {
	switch o.State {
	case store.OpinionAssigned, store.OpinionChecked:
		if o.Round > 0 {
			return "正在重新办理", "going"
		}
		return "代表办理中", "going"
	case store.OpinionAnswered:
		return "代表已答复", "new"
	case store.OpinionDecide:
		return "正在研究", "going"
	case store.OpinionClosed:
		return "已办结", "done"
	case store.OpinionDeclined:
		return "已告知", "done"
	case store.OpinionSealed:
		return "专人办理中", "going"
	}
	return "已收到", "due"
}

// whatNow is what the author can expect, and promises nothing beyond it.
func whatNow(d *act.Dossier) string {
	who := "代表"
	if d.Deputy != nil {
		who = d.Deputy.Call()
	}
	switch d.Opinion.State {
	case store.OpinionNew:
		return "我们已经收到，工作人员看过后会转请人大代表办理，每一步都会告诉您。"
	case store.OpinionAssigned, store.OpinionChecked:
		if d.Opinion.Round > 0 {
			return "您不满意，我们已请" + who + "重新办理，有了新的答复会告诉您。"
		}
		return "已转请" + who + "办理，有了答复会告诉您。"
	case store.OpinionAnswered:
		if d.ToRate() == nil {
			return who + "已经答复，您的评价我们收到了。"
		}
		return who + "已经答复。请看看下面的答复，说说您是否满意。"
	case store.OpinionDecide:
		return "您对办理仍不满意，工作人员会研究下一步怎么办，有了结果会告诉您。"
	case store.OpinionClosed:
		return "这件事已经办结。如果又有新情况，请在公众号里直接发给我们。"
	case store.OpinionDeclined:
		if lastStep(d, store.EntryTold) == nil {
			return "这件事不在我们办理的范围里。"
		}
		return "请看下面工作人员的答复，按答复里说的办法反映。"
	case store.OpinionSealed:
		return "您反映的情况由专人办理，内容严格保密。"
	}
	return ""
}

// afterBad tells what follows 不满意 before it is chosen.
func afterBad(left int) string {
	if left <= 0 {
		return "选了“不满意”，会由工作人员研究下一步怎么办，并告诉您结果。"
	}
	return fmt.Sprintf("选了“不满意”，会请代表重新办理。还可以重新办理%d次，之后由工作人员研究决定。", left)
}

// ratedWords thank for a rating and say what follows.
func ratedWords(o *store.Opinion) string {
	switch o.State {
	case store.OpinionAssigned:
		return "您的评价收到了。我们会请代表重新办理，有了新的答复会告诉您。"
	case store.OpinionAnswered:
		return "感谢您的评价。"
	case store.OpinionDecide:
		return "您的评价收到了。工作人员会研究下一步怎么办，并告诉您结果。"
	}
	return "感谢您的评价，这件事已经办结。"
}

var draftKinds = map[store.DraftKind]string{
	store.DraftAnswer: "代表答复", store.DraftReply: "回复反映人", store.DraftClose: "办结说明", store.DraftDigest: "意见综合",
	store.DraftMeeting: "会议（活动）通知", store.DraftBroadcast: "群发通知",
	store.DraftPlan: "年度计划", store.DraftFinding: "视察报告、交办函",
}

var draftStates = map[store.DraftState]string{
	store.DraftWriting: "拟稿中", store.DraftInReview: "待审核", store.DraftToSign: "待签发",
	store.DraftReleased: "已签发", store.DraftReturned: "退回修改", store.DraftWithdrawn: "已撤回",
}

var draftVerbs = map[store.StepVerb]string{
	store.StepEdit: "修改", store.StepSubmit: "送审", store.StepPass: "审核通过", store.StepSign: "签发",
	store.StepReturn: "退回修改", store.StepWithdraw: "撤回",
}

var scoreWords = map[store.Score]string{store.ScoreGood: "满意", store.ScoreFair: "基本满意", store.ScoreBad: "不满意"}

// scoresOf reads the two scores an entry of a rating refers to.
func scoresOf(ref string) string {
	reply, result, _ := strings.Cut(ref, ",")
	return "答复：" + scoreWords[store.Score(reply)] + "；办理结果：" + scoreWords[store.Score(result)]
}

// taskWord is the state of a deputy's task, with the colour.
func taskWord(a *store.Assignment, o *store.Opinion) (word, colour string) {
	if a.State == store.AssignmentPassed {
		return "已退回", "done"
	}
	if a.State == store.AssignmentOpen {
		switch {
		case o.Round > 0:
			return "请再办理", "new"
		case a.Since.After(a.Created): // given again, and not by its author
			return "请修改答复", "new"
		case a.Read.IsZero():
			return "新意见", "new"
		}
		return "待答复", "due"
	}
	switch o.State {
	case store.OpinionChecked:
		return "待审核发布", "going"
	case store.OpinionDecide:
		return "已答复，工作人员研究中", "going"
	case store.OpinionClosed:
		return "已办结", "done"
	}
	return "已发布", "done"
}

// byWhen is until when a deputy is asked to answer.
func byWhen(due, now time.Time) string {
	switch {
	case due.IsZero():
		return ""
	case now.After(due):
		return "已超过期限（" + page.Date(due) + "），请尽快答复"
	}
	return "请在" + page.Date(due) + "前答复"
}
