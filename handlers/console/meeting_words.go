package console

import (
	"errors"
	"strconv"

	"liaison/store"
)

var meetingKinds = map[store.MeetingKind]string{
	store.MeetingCongress: "人民代表大会会议", store.MeetingStanding: "常委会会议", store.MeetingChairs: "主任会议",
	store.MeetingPresidium: "乡镇人大主席团会议", store.MeetingJoint: "代表联席会议", store.MeetingOther: "其他会议",
	store.MeetingRegister: "报到", store.MeetingPrepare: "预备会议", store.MeetingPresiding: "大会主席团会议",
	store.MeetingPlenary: "全体会议", store.MeetingDelegation: "代表团会议",
	store.ActivityGroup: "代表小组活动", store.ActivityInspect: "视察", store.ActivityStudy: "专题调研", store.ActivityLaw: "执法检查",
	store.ActivityAppraise: "评议", store.ActivityTrain: "培训", store.ActivityTour: "考察学习", store.ActivityReception: "接待选民",
	store.ActivityVisits: "走访代表",
}

func meetingKindWord(k store.MeetingKind) string { return meetingKinds[k] }

var meetingStates = map[store.MeetingState]struct{ word, colour string }{
	store.MeetingPlanned: {"筹备中", "due"}, store.MeetingAnnounced: {"已通知", "going"},
	store.MeetingCancelled: {"已取消", "done"}, store.MeetingClosed: {"已结束", "done"},
}

func meetingStateWord(s store.MeetingState) string { return meetingStates[s].word }

func meetingStateColour(s store.MeetingState) string { return meetingStates[s].colour }

var quorumWords = map[store.QuorumRule]string{
	store.QuorumTwoThirds: "三分之二以上", store.QuorumMajority: "过半数", store.QuorumNone: "不作要求",
}

func quorumWord(r store.QuorumRule) string { return quorumWords[r] }

// reportSteps name the steps of a special report with the body each goes to.
var reportSteps = map[store.ReportStep]string{
	store.ReportConsult: "送有关委员会或工作机构征求意见", store.ReportHand: "修改后送常委会", store.ReportGive: "发给组成人员",
}

func reportStepWord(s store.ReportStep) string { return reportSteps[s] }

// meetingRefusals are the words for what acts on meetings refuse, where a field of
// the same name means something else on other pages.
var meetingRefusals = map[refusal]string{
	{"title", store.ProblemEmpty}:            "请填写会议或活动的名称。",
	{"title", store.ProblemTooLong}:          "名称太长了，请精简一些。",
	{"place", store.ProblemEmpty}:            "请填写地点。",
	{"place", store.ProblemTooLong}:          "地点太长了，请不要超过80个字。",
	{"starts", store.ProblemEmpty}:           "请填写开始时间。",
	{"starts", store.ProblemMalformed}:       "开始时间的格式不对，请重新填写。",
	{"starts", store.ProblemPast}:            "开始时间已经过去了，请核对。",
	{"starts", store.ProblemTwice}:           "时间和地点都没有变，不用重新通知。",
	{"ends", store.ProblemBefore}:            "结束时间要晚于开始时间，请核对。",
	{"ends", store.ProblemMalformed}:         "结束时间的格式不对，请重新填写。",
	{"reply_by", store.ProblemAfter}:         "回复截止时间不能晚于开始时间，请核对。",
	{"reply_by", store.ProblemMalformed}:     "回复截止时间的格式不对，请重新填写。",
	{"nearby", store.ProblemMalformed}:       "签到的位置不对：请填纬度、经度，和10到5000米之间的范围。",
	{"approver", store.ProblemMalformed}:     "请重新选择由谁批假：要是本机构或上级机构的工作人员。",
	{"term", store.ProblemMalformed}:         "没有找到所选的届次，请重新选择。",
	{"note", store.ProblemTooLong}:           "其他事项太长了，请不要超过5000字。",
	{"late", store.ProblemLate}:              "离开会的时间短于规定的通知期限，请先在“修改”里写明原因。",
	{"participants", store.ProblemNobody}:    "还没有选参加人员，请先选好再送审。",
	{"participants", store.ProblemState}:     "这一部分的参加人员跟着整个会议走，请在会议里调整。",
	{"participants", store.ProblemMalformed}: "来宾请每行写一位：姓名和职务，不超过60个字。",
	{"presidium", store.ProblemMalformed}:    "大会主席团成员要是出席大会的代表，请重新勾选。",
	{"state", store.ProblemWaits}:            "通知正在审核签发，要改请先撤回文稿。",
	{"choice", store.ProblemEmpty}:           "请先选至少一位。",
	{"why", store.ProblemEmpty}:              "请写明取消的原因。",
	{"why", store.ProblemTooLong}:            "原因太长了，请精简一些。",
	{"state", store.ProblemState}:            "会议目前的状态不能这样办理，请看最新情况。",
	{"head", store.ProblemMalformed}:         "团长要是这个代表团的代表，请重新选择。",
	{"name", store.ProblemEmpty}:             "请填写代表团的名称。",
	{"delegation", store.ProblemInUse}:       "代表团里还有代表，请先把他们调到别的团。",
	{"reporter", store.ProblemEmpty}:         "专项工作报告请填写由哪个机关报告。",
	{"declared", store.ProblemEmpty}:         "请先确认材料不涉密。涉密的材料不能放到这里。",
	{"paper", store.ProblemEmpty}:            "请选一个文件。",
	{"paper", store.ProblemTooLong}:          "材料名称太长了，请不要超过100个字。",
	{"paper", store.ProblemMalformed}:        "这种文件不能上传。请用PDF、Word、Excel、PPT（不带宏）或照片。",
	{"paper", store.ProblemFull}:             "一个会议最多放100份材料。",
	{"day", store.ProblemMalformed}:          "日期不对，请重新填写。",
	{"day", store.ProblemFuture}:             "日期还没有到，请填今天或以前的日期。",
	{"kind", store.ProblemMalformed}:         "请选择种类。",
	{"session", store.ProblemMalformed}:      "会次请填0到99的数字。",
	{"sms_file", store.ProblemChanged}:       "会议的时间或地点后来有变更，这份短信名单已经作废，请不要再发；需要的话请重新生成。",
	{"sms_file", store.ProblemCancelled}:     "会议已经取消，这份短信名单已经作废，请不要再发。",
	{"parent", store.ProblemState}:           "这次大会已经取消或结束，不能再加会议。",
	{"reporter", store.ProblemTooLong}:       "报告机关太长了，请不要超过100个字。",
}

// meetingRefused are the words for what whoever prepares a meeting can mend.
func meetingRefused(err error) string {
	var e *store.InvalidError
	if errors.As(err, &e) {
		if s := meetingRefusals[refusal{e.Field, e.Problem}]; s != "" {
			return s
		}
	}
	return refused(err)
}

var replyWords = map[store.Reply]string{store.ReplyConfirmed: "已确认", store.ReplyLeave: "请假"}

func replyWord(r store.Reply) string { return replyWords[r] }

// coordinateWord is a coordinate as the form has it; none is empty.
func coordinateWord(x float64) string {
	if x == 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 6, 64)
}
