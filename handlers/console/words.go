package console

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/handlers/page"
	"liaison/store"
)

// Sentences that are not about one field.
const (
	wordsConflict = "刚刚已由他人处理，请看最新情况。您的这次操作没有执行。"
	wordsSealed   = "已按检举控告封存，交信访专办人员办理。"
	wordsReady    = "账号已设置好，可以开始工作了。"
	wordsFounded  = "机构已建好。请接着为同事开通账号：先开通系统管理员和经办人员，再由另一位担任安全审计员。"
	wordsOnce     = "这张表单已经提交过，内容只显示一次。如果没有记下，请重新生成。"
	wordsNoQR     = "暂时没有从微信取到二维码，请稍后刷新本页再试。"
)

// refusal is the field and problem of a refusal; a field of "" fits every field.
type refusal struct {
	field   string
	problem store.Problem
}

// refusals are the words for what acts refuse, where they differ from those of
// package page.
var refusals = map[refusal]string{
	{"", store.ProblemSignIn}:            "登录名、密码或动态验证码不正确。动态验证码每个只能用一次；连续错误5次，账号会锁定15分钟。",
	{"old", store.ProblemSignIn}:         "原密码不正确。",
	{"code", store.ProblemSignIn}:        "验证码不正确。请核对手机时间是否准确，再输入身份验证器里最新的6位数字。",
	{"", store.ProblemExpired}:           "这个一次性密码已经过期，请联系本单位的安全管理员重新设置。",
	{"password", store.ProblemTooShort}:  "密码太短了，请再长一些。",
	{"password", store.ProblemPlain}:     "密码的字符种类不够，请把大写字母、小写字母、数字和其他符号搭配起来用。",
	{"password", store.ProblemWeak}:      "这个密码太容易被人猜到：不要用登录名、姓名、常见的词或连着的数字、字母来凑。",
	{"password", store.ProblemReused}:    "这个密码最近用过，请换一个没有用过的。",
	{"roles", store.ProblemCombined}:     "系统管理员、安全管理员、安全审计员要由不同的人担任。只有一名工作人员的机构，可以请系统管理员在设置里开启“可由一人兼任”。",
	{"staff", store.ProblemOneself}:      "不能对自己的账号做这件事，请另一位安全管理员来办。",
	{"office", store.ProblemMalformed}:   "没有找到所选的机构，请重新选择。",
	{"office", store.ProblemEmpty}:       "请填写机构名称。",
	{"password", store.ProblemTooLong}:   "密码太长了，请不要超过128个字。",
	{"password", store.ProblemTaken}:     "新密码不能与现在的密码相同。",
	{"again", store.ProblemMalformed}:    "两次输入的密码不一样，请重新输入。",
	{"triage", store.ProblemMalformed}:   "请先选一个类别。",
	{"station", store.ProblemEmpty}:      "请选择联络站。",
	{"station", store.ProblemClosed}:     "这个联络站已经停用，请另选，或先恢复它。",
	{"deputies", store.ProblemEmpty}:     "请至少选一位接待的代表。",
	{"starts", store.ProblemEmpty}:       "请填写开始的时间。",
	{"starts", store.ProblemPast}:        "开始的时间已经过去，请核对。",
	{"starts", store.ProblemTwice}:       "同一时间在这里已经有安排，请核对时间。",
	{"ends", store.ProblemEmpty}:         "请填写结束的时间。",
	{"ends", store.ProblemBefore}:        "结束的时间要晚于开始的时间。",
	{"ends", store.ProblemMismatch}:      "开始和结束要在同一天。",
	{"ends", store.ProblemTooShort}:      "这段时间排不下一个时段，请延长时间，或缩短每个时段。",
	{"minutes", store.ProblemMalformed}:  "每个时段请填5到120分钟。",
	{"places", store.ProblemMalformed}:   "每个时段请填接待1到20位。",
	{"reception", store.ProblemDone}:     "这个接待日已经公布或取消过了，没有重复办理。",
	{"reception", store.ProblemState}:    "这个接待日目前的情况不能这样办理，请看最新情况。",
	{"reception", store.ProblemPast}:     "这个接待日已经开始或过去，不能再改。",
	{"booking", store.ProblemDone}:       "这次来访反映的事已经登记过了。",
	{"booking", store.ProblemState}:      "这个预约已经取消了。",
	{"person", store.ProblemUnreachable}: "预约的人已经取消关注，不能再以其名义登记。",
	{"day", store.ProblemFuture}:         "还没有到接待的那一天。",
	{"do", store.ProblemEmpty}:           "请先选怎样办理。",
	{"triage", store.ProblemState}:       "请先审核分类为“受理”，再转请代表。",
	{"state", store.ProblemState}:        "这件意见目前的状态不能这样办理，请看下面的最新情况。",
	{"who", store.ProblemOwnDraft}:       "自己拟的稿件，或者自己审核过的，要由另一位来审核、签发。",
	{"who", store.ProblemNotDrafter}:     "这是别人拟的稿件，只有拟稿人可以修改、送审和撤回。",
	{"to", store.ProblemEmpty}:           "请填写主送单位，再送审。",
	{"to", store.ProblemTooLong}:         "主送单位太长了，请精简一些。",
	{"title", store.ProblemEmpty}:        "请填写标题。",
	{"title", store.ProblemTooLong}:      "标题太长了，请不要超过100个字。",
	{"unit", store.ProblemTaken}:         "这个单位的综合已经生成过，请打开已有的文稿。",
	{"unit", store.ProblemEmpty}:         "这半年没有归到这个单位的意见。",
	{"half", store.ProblemMalformed}:     "请重新选择半年。",
	{"filter", store.ProblemEmpty}:       "请给这个筛选起个名称。",
	{"filter", store.ProblemTooLong}:     "名称太长了，请不要超过20个字。",
	{"filter", store.ProblemMalformed}:   "这个筛选没有保存：条件太多，或名称里有换行。",
	{"filter", store.ProblemFull}:        "常用筛选最多保存30个，请先删除不用的。",
	{"deputy", store.ProblemEmpty}:       "请先选一位代表。",
	{"deputy", store.ProblemTaken}:       "这位代表已经绑定了微信。要换微信，请先解除绑定。",
	{"text", store.ProblemEmpty}:         "请先写下内容，再提交。",
	{"text", store.ProblemTooLong}:       "内容太长了，请不要超过2万字。",
	{"title", store.ProblemEmpty}:        "请给这条常用语起个名称。",
	{"title", store.ProblemTooLong}:      "名称请写在一行里，不要超过40个字。",
	{"use", store.ProblemMalformed}:      "请选择这条常用语是给谁的。",
	{"text", store.ProblemPlaceholder}:   "内容里有不认识的占位词，或大括号没有成对。请只用下面列出的那几个，写成“{编号}”这样。",
	{"erase", store.ProblemState}:        "反映人的微信绑定了代表或工作人员身份，请先解除绑定，再删除个人信息。",
	{"sure", store.ProblemEmpty}:         "请先勾选“已核对本人身份”。",
	{"reason", store.ProblemEmpty}:       "请写明理由。",
	{"reason", store.ProblemTooLong}:     "理由太长了，请精简一些。",
	{"reply", store.ProblemTooLong}:      "回复太长了，请精简一些。",
	{"note", store.ProblemTooLong}:       "给代表的话太长了，请精简一些。",
	{"seen", store.ProblemEmpty}:         "页面不完整，请刷新后再办理。",
	{"seen", store.ProblemMalformed}:     "页面不完整，请刷新后再办理。",
	{"name", store.ProblemEmpty}:         "请填写名称或姓名。",
	{"name", store.ProblemTooLong}:       "名称或姓名太长了，请不要超过40个字。",
	{"phone", store.ProblemMalformed}:    "电话号码不像是有效的号码，请核对。",
	{"place", store.ProblemTooLong}:      "住址太长了，请不要超过100字。",
	{"consent", store.ProblemEmpty}:      "请写明选民本人是怎样同意的，没有同意不能登记。",
	{"consent", store.ProblemTooLong}:    "同意的情况写得太长了，请不要超过100字。",
	{"contact", store.ProblemFull}:       "联系选民已经达到上限，请先移出一位。",
	{"login", store.ProblemMalformed}:    "登录名请用2到40个小写字母、数字、点、横线或下划线。",
	{"login", store.ProblemTaken}:        "这个登录名已经有人使用，请换一个。",
	{"roles", store.ProblemEmpty}:        "请至少选一个岗位。",
	{"staff", store.ProblemLastOne}:      "这是最后一位安全管理员，不能停用，也不能免去这个岗位，否则没有人能再开通账号。请先让另一位工作人员担任安全管理员。",
	{"level", store.ProblemMalformed}:    "请选择代表的层级。",
	{"level", store.ProblemEmpty}:        "请选择代表的层级。",
	{"district", store.ProblemMalformed}: "没有找到所选的选区，请重新选择。",
	{"station", store.ProblemMalformed}:  "没有找到所选的联络站，请重新选择。",
	{"members", store.ProblemTooFew}:     fmt.Sprintf("代表小组至少要有%d位代表，请再选几位。", store.GroupMin),
	{"leader", store.ProblemMalformed}:   "组长要是小组的成员，请在成员里也勾选，或另选组长。",
	{"place", store.ProblemMalformed}:    "排列次序请填0到999的数字。",
	{"place", store.ProblemEmpty}:        "排列次序请填0到999的数字。",
	{"target", store.ProblemEmpty}:       "请选择联系对象。",
	{"who", store.ProblemEmpty}:          "请填写联系人或委员会。",
	{"unit", store.ProblemEmpty}:         "请填写联系的部门或单位。",
	{"day", store.ProblemMalformed}:      "日期不对，请填今天或以前的日期。",
	{"visitors", store.ProblemEmpty}:     "请填写走访人。",
	{"said", store.ProblemEmpty}:         "请写下代表谈的情况。",

	{"recipients", store.ProblemNobody}:           "所选的范围里没有在任的代表，请核对发给谁。",
	{"recipients", store.ProblemTooMany}:          "一次最多发给20000位代表，请分几次发。",
	{"recipients", store.ProblemEmpty}:            "请先选择发给谁。",
	{"link", store.ProblemMalformed}:              "链接不对，请填写以 https:// 开头的完整网址。",
	{"broadcast", store.ProblemState}:             "这份群发通知目前的状态不能这样办理，请看最新情况。",
	{"broadcast.title", store.ProblemTooLong}:     "标题太长了，请不要超过60个字。",
	{"broadcast.title", store.ProblemPlaceholder}: "标题里不能用大括号。要称呼代表，请写在正文里。",
	{"broadcast.text", store.ProblemTooLong}:      "正文太长了，请不要超过2000字。",
	{"broadcast.text", store.ProblemPlaceholder}:  "正文里有不认识的占位词，或大括号没有成对。可以用：{称呼}、{姓名}、{机构}、{日期}。",
	{"preview", store.ProblemUnreachable}:         "您还没有绑定微信，收不到预览。请先在“我的账号”里绑定。",

	// at a meeting
	{"at", store.ProblemEmpty}:          "会议已经结束，请填写离会的时间。",
	{"at", store.ProblemFuture}:         "时间还没有到，请核对。",
	{"at", store.ProblemMalformed}:      "时间不在会议期间，请核对。",
	{"at", store.ProblemBefore}:         "离会时间早于签到时间，请核对。",
	{"left", store.ProblemState}:        "还没有签到的人不能登记早退。",
	{"participant", store.ProblemEmpty}: "请先勾选要登记的人。",
	{"sign", store.ProblemTooEarly}:     "还没有到签到的时间。",
	{"sign", store.ProblemCancelled}:    "会议已经取消。",
	{"member", store.ProblemState}:      "这位代表现在没有执行代表职务，不能登记出席。",
	{"close", store.ProblemTooEarly}:    "会议还没有结束，结束以后再归档。",
	{"close", store.ProblemCancelled}:   "会议已经取消，不用归档。",
	{"close", store.ProblemDone}:        "已经归档过了，没有重复办理。",
	{"paper", store.ProblemMalformed}:   "请填写文件的日期。",
	{"paper", store.ProblemFuture}:      "文件的日期还没有到，请核对。",
	{"paper", store.ProblemBefore}:      "文件的日期早于会议，请核对。",
	{"paper", store.ProblemMismatch}:    "编号属于原来的年份，日期不能改到另一年。",
	{"heading", store.ProblemEmpty}:     "请填写标题。",
	{"heading", store.ProblemTooLong}:   "标题太长了，请不要超过100个字。",
	{"votes", store.ProblemMalformed}:   "票数不对，请核对。",
	{"body", store.ProblemEmpty}:        "请填写正文。",
	{"body", store.ProblemTooLong}:      "正文太长了，请不要超过5万字。",

	// one matter
	{"into", store.ProblemEmpty}:          "请选一件，或填写要并入的那一件的编号。",
	{"into", store.ProblemMalformed}:      "没有找到这个编号，请核对。只能并入您能办理的意见。",
	{"into", store.ProblemState}:          "不能并入这一件：它要是同一机构的、正在办理的另一件。办结的请先重新受理，其他机构的请先转过来。",
	{"entries", store.ProblemEmpty}:       "请先勾选要分出去的内容。",
	{"office", store.ProblemMalformed}:    "请选择要转给的机构。",
	{"assignee", store.ProblemNotOffered}: "这位同事不能办理此件，请另选一位。",
	{"category", store.ProblemMalformed}:  "没有这个类别，请从列表里选。",
	{"how", store.ProblemMalformed}:       "没有这种办结情形，请从列表里选。",
	{"until", store.ProblemEmpty}:         "请选择暂缓到哪一天。",
	{"until", store.ProblemMalformed}:     "请选择明天以后、半年以内的一天。",
	{"kind", store.ProblemEmpty}:          "请选择种类。",

	{"came", store.ProblemEmpty}:         "请勾选到场的代表，至少一位。",
	{"findings", store.ProblemEmpty}:     "请写几句活动情况。",
	{"findings", store.ProblemTooLong}:   "活动情况太长了，请不要超过2万字。",
	{"expenses", store.ProblemMalformed}: "经费请每行写一项：先写用途，再写金额，如“车辆租用 320.50”。",
	{"expenses", store.ProblemFull}:      "经费最多写20项，请合并一些。",
	{"minutes", store.ProblemMalformed}:  "时长请填分钟数，最多两周。",
	{"photo", store.ProblemMalformed}:    "有一个文件不是照片，或者太大，没有保存。",
	{"photo", store.ProblemFull}:         "这次活动的照片已经够多了，请先删掉几张。",
	{"record", store.ProblemEmpty}:       "请先登记活动情况，再拟视察报告或交办函。",
	{"days", store.ProblemMalformed}:     "期限请填1到366天。",
	{"handover", store.ProblemState}:     "这件交办目前的状态不能这样办理，请看最新情况。",
	{"verdict", store.ProblemEmpty}:      "请选择整改得怎样。",
	{"due", store.ProblemEmpty}:          "没有整改完的，请填写新的期限。",
	{"due", store.ProblemPast}:           "新的期限要在今天以后。",
	{"received", store.ProblemBefore}:    "收到日期早于送出日期，请核对。",
	{"received", store.ProblemFuture}:    "收到日期还没有到，请核对。",
	{"issuer", store.ProblemEmpty}:       "请填写发出整改通知书的机关。",
	{"issued", store.ProblemFuture}:      "整改通知书的日期还没有到，请核对。",
	{"plan", store.ProblemState}:         "计划已经通过，要改请先点“调整计划”；没有通过的还不能印发。",
	{"plan", store.ProblemDone}:          "这份计划已经登记过通过。",
	{"year", store.ProblemTwice}:         "这一年的计划已经有了，请直接打开修改。",
	{"from", store.ProblemEmpty}:         "上一年没有计划，不能照着生成，请去掉勾选再编制。",
	{"items", store.ProblemEmpty}:        "计划里还没有事项，请先添加。",
	{"adopted", store.ProblemFuture}:     "通过日期还没有到，请核对。",
	{"day", store.ProblemMismatch}:       "日期不在计划的这一年里，请核对。",
	{"closing", store.ProblemTwice}:      "已经有一份办结说明在等待签发，签发后才会办结。要修改，请到待审核签发里打开它。",
	{"draft", store.ProblemTwice}:        "印发通知已经拟好，请打开已有的文稿。",

	{"mandate", store.ProblemTwice}:     "这位代表已有同一级的代表职务。一个人不能同时担任两个同级代表；届次不同的，请先办理换届。",
	{"mandate", store.ProblemDone}:      "这个代表职务已经终止，没有重复登记。",
	{"mandate", store.ProblemState}:     "这个代表职务目前的状态不能这样登记，请看最新情况。",
	{"mandate", store.ProblemInUse}:     "这个代表职务已有任免记录，不能删除。登记有误的，请用“更正”。",
	{"ground", store.ProblemMismatch}:   "请选择法律规定的情形。",
	{"day", store.ProblemEmpty}:         "请填写日期。",
	{"day", store.ProblemFuture}:        "日期还没有到。事情发生以后再登记。",
	{"day", store.ProblemBefore}:        "日期早于任职日期或上一次变动，请核对。",
	{"from", store.ProblemFuture}:       "任职日期还没有到，请核对。",
	{"from", store.ProblemBefore}:       "任职日期早于本届第一次会议，请核对。",
	{"term", store.ProblemDone}:         "这次换届已经登记过了，没有重复办理。",
	{"term", store.ProblemEmpty}:        "新一届还没有登记当选的代表，请先登记，再办理换届。",
	{"term", store.ProblemInUse}:        "这一届已有代表，不能删除。",
	{"term", store.ProblemMismatch}:     "所选届次不是这一级人大的，请重新选择。",
	{"term", store.ProblemState}:        "新一届的日期在第一次会议召开后登记，请办理换届。",
	{"number", store.ProblemTwice}:      "这一届已经登记过了。",
	{"number", store.ProblemMalformed}:  "请填写第几届，如17。",
	{"deputy", store.ProblemInUse}:      "这位代表已有办理记录、回避记录或绑定了微信，不能删除。不再任职的，请登记代表资格终止。",
	{"district", store.ProblemMismatch}: "县级和乡镇代表由选区选举，市级以上代表由选举单位选举，请核对。",
	{"district", store.ProblemInUse}:    "还有代表、联络站、意见或群众在这个选区，不能删除。",
	{"outline", store.ProblemMalformed}: "范围的格式不对。请粘贴 GeoJSON，或按“[[经度,纬度],…]”填写，经度在前，至少三个点。",
	{"parent", store.ProblemMismatch}:   "不能移到自己或自己的下级机构之下。",
	{"root", store.ProblemInUse}:        "这是最上级机构，不能撤销。",
	{"children", store.ProblemInUse}:    "还有下级机构，请先移走或撤销。",
	{"mandates", store.ProblemInUse}:    "还有在任的代表，请先登记变动。",
	{"opinions", store.ProblemInUse}:    "还有没有办结的意见，请先办结或转出。",
	{"stations", store.ProblemInUse}:    "还有联络站在用，请先停用。",
	{"staff", store.ProblemInUse}:       "还有工作人员的账号，请先停用或调到别的机构。",
	{"office", store.ProblemDone}:       "已经办过了，没有重复办理。",
	{"station", store.ProblemDone}:      "已经办过了，没有重复办理。",
}

// sentence puts a refusal into words; "" for an error that is not about what was
// given, and for none.
func sentence(err error) string {
	var e *store.InvalidError
	if !errors.As(err, &e) {
		return ""
	}
	if s, ok := refusals[refusal{e.Field, e.Problem}]; ok {
		return s
	}
	if _, ok := store.SettingDefOf(store.Setting(e.Field)); ok {
		return "填写的内容不符合这一项的要求，没有保存。"
	}
	return page.Sentence(err)
}

// opinionStates name the states of a matter and give their colours, those of
// page's style sheet. 已办复 is not 办结.
var opinionStates = map[store.OpinionState]struct{ word, colour string }{
	store.OpinionNew: {"待分办", "new"}, store.OpinionAssigned: {"代表办理中", "going"},
	store.OpinionChecked: {"答复待审核", "due"}, store.OpinionAnswered: {"已办复", "done"},
	store.OpinionDecide: {"待研究", "due"}, store.OpinionClosed: {"已办结", "done"},
	store.OpinionDeclined: {"已告知", "done"}, store.OpinionMerged: {"已合并", "done"}, store.OpinionSealed: {"检举控告", "new"},
}

func stateWord(s store.OpinionState) string { return opinionStates[s].word }

func stateColour(s store.OpinionState) string { return opinionStates[s].colour }

var triageWords = map[store.Triage]string{
	store.TriageOurs: "受理", store.TriageNotOurs: "不属于人大职责", store.TriageEmergency: "紧急情况",
	store.TriageLitigation: "涉法涉诉", store.TriageAccusation: "检举控告", store.TriageSpam: "无效信息",
}

func triageWord(k store.Triage) string {
	if w, ok := triageWords[k]; ok {
		return w
	}
	return "未分类"
}

var triageHints = map[store.Triage]string{
	store.TriageOurs:       "转请人大代表办理",
	store.TriageNotOurs:    "告知应当找哪个部门",
	store.TriageEmergency:  "请对方马上拨打110、119、120",
	store.TriageLitigation: "请对方向办案机关反映",
	store.TriageAccusation: "封存，只交信访专办人员",
	store.TriageSpam:       "广告、骚扰、无意义内容，不回复",
}

// afterTriage says what comes next.
var afterTriage = map[store.Triage]string{
	store.TriageOurs:       "请接着选择代表。",
	store.TriageNotOurs:    wordsTelling,
	store.TriageEmergency:  wordsTelling,
	store.TriageLitigation: wordsTelling,
}

const wordsTelling = "回复正在发给反映人。"

// triagedWords say what triage did with the reply, and what comes next.
func triagedWords(kind store.Triage, reply string, laid bool) string {
	next := afterTriage[kind]
	switch {
	case laid:
		next = strings.Replace(next, wordsTelling, "", 1)
		return "已审核为“" + triageWord(kind) + "”。您改过的回复已送审，签发后发给反映人。" + next
	case strings.TrimSpace(reply) == "" && next == wordsTelling:
		next = "没有写回复，反映人不会收到通知。"
	}
	return "已审核为“" + triageWord(kind) + "”。" + next
}

var roleWords = map[store.Role]string{
	store.RoleClerk: "经办", store.RoleLeader: "领导", store.RolePetition: "信访专办",
	store.RoleSystem: "系统管理员", store.RoleSecurity: "安全管理员", store.RoleAuditor: "安全审计员",
}

func roleWord(r store.Role) string { return roleWords[r] }

func rolesWords(list []store.Role) string {
	var out []string
	for _, r := range list {
		out = append(out, roleWord(r))
	}
	return strings.Join(out, "、")
}

var whyWords = map[store.Why]string{
	store.WhyNamed: "文中点名", store.WhyInterested: "利害关系", store.WhyAuthor: "反映人要求回避",
}

func whyWord(w store.Why) string { return whyWords[w] }

var stepWords = map[store.EntryKind]string{
	store.EntrySaid: "反映人发来内容", store.EntryTold: "回复反映人", store.EntryReleased: "答复已发给反映人",
	store.EntryReturned: "答复退回代表修改", store.EntryAgain: "请代表重新办理", store.EntryReminded: "已提醒代表阅处",
	store.EntryRecalled: "从代表处收回", store.EntrySealed: "按检举控告封存", store.EntryUnsealed: "退回普通意见",
	store.EntryContact: "代表联系选民时听到，转为意见", store.EntryReception: "代表接待日当面反映，由工作人员登记", store.EntryReopened: "重新受理", store.EntryMoved: "按反映人所在的地区归入",
	store.EntryHandedBack: "代表任职有变动，另请代表办理",

	store.EntryTransfer: "转给其他机构", store.EntryParted: "撤销合并",
}

var draftKinds = map[store.DraftKind]string{
	store.DraftAnswer: "代表答复", store.DraftReply: "回复反映人", store.DraftClose: "办结说明", store.DraftDigest: "意见综合",
	store.DraftMeeting: "会议（活动）通知", store.DraftBroadcast: "群发通知",
	store.DraftPlan: "年度计划", store.DraftFinding: "视察报告、交办函",
}

func draftKindWord(k store.DraftKind) string { return draftKinds[k] }

var draftStates = map[store.DraftState]struct{ word, colour string }{
	store.DraftWriting: {"拟稿中", "going"}, store.DraftInReview: {"待审核", "due"}, store.DraftToSign: {"待签发", "due"},
	store.DraftReleased: {"已签发", "done"}, store.DraftReturned: {"退回修改", "new"}, store.DraftWithdrawn: {"已撤回", "done"},
}

func draftStateWord(s store.DraftState) string { return draftStates[s].word }

func draftStateColour(s store.DraftState) string { return draftStates[s].colour }

var stepVerbs = map[store.StepVerb]string{
	store.StepEdit: "修改", store.StepSubmit: "送审", store.StepPass: "审核通过", store.StepSign: "签发",
	store.StepReturn: "退回修改", store.StepWithdraw: "撤回",
}

func stepVerbWord(v store.StepVerb) string { return stepVerbs[v] }

var audienceWords = map[store.Audience]string{
	store.ForDesk: "仅工作人员可见", store.ForDeputy: "代表可见", store.ForAuthor: "反映人可见",
}

var scoreWords = map[store.Score]string{store.ScoreGood: "满意", store.ScoreFair: "基本满意", store.ScoreBad: "不满意"}

func scoreWord(s store.Score) string { return scoreWords[s] }

var noticeWords = map[store.NoticeKind]string{
	store.NoticeLate: "补发的回复", store.NoticeTold: "工作人员的回复", store.NoticeForwarded: "已转请代表",
	store.NoticeAnswered: "代表已答复", store.NoticeAgain: "重新办理", store.NoticeDecide: "单位研究",
	store.NoticeClosed: "已办结", store.NoticeAssigned: "收到意见，请阅处", store.NoticeReminded: "提醒阅处",
	store.NoticeReturned: "答复退回修改", store.NoticeRedo: "请重新办理", store.NoticeRecalled: "意见已收回",
	store.NoticeReplied: "工作人员的说明", store.NoticeDanger: "紧急意见", store.NoticeOverdue: "代表逾期未答复",
	store.NoticeToReview: "文稿待审核", store.NoticeToSign: "文稿待签发", store.NoticeDraftBack: "文稿退回修改",
	store.NoticeDigestDue: "该综合群众意见了", store.NoticeBroadcast: "群发通知", store.NoticePreview: "群发预览", store.NoticeMassTry: "群发预览",
	store.NoticeHolidays: "节假日安排待导入", store.NoticeWatch: "法定期限提醒",
	store.NoticeAsked: "代表询问或退回", store.NoticeToRelease: "答复待审核", store.NoticeBound: "绑定成功",
	store.NoticeReset: "账号重设", store.NoticeOfficer: "信访岗位变动",
	store.NoticeUnbound: "解除绑定", store.NoticeHandedBack: "另请代表办理", store.NoticeOffice: "代表职务变动",

	store.NoticeMeeting: "会议（活动）通知", store.NoticeMeetingChanged: "会议（活动）变更",
	store.NoticeMeetingCancelled: "会议（活动）取消", store.NoticeMeetingSpared: "不再参加会议（活动）",
	store.NoticeBooked: "接待日预约成功", store.NoticeBookingEve: "接待日提醒", store.NoticeBookingMoved: "接待日变动", store.NoticeBookingOff: "接待日取消",

	store.NoticeMeetingUrged: "提醒回执", store.NoticeLeaveEndorse: "请假待签署意见", store.NoticeLeaveAsked: "请假待审批", store.NoticeLeaveDecided: "请假审批结果",
	store.NoticeGroupIdle: "小组活动提醒", store.NoticeGroupsIdle: "小组活动情况", store.NoticeReportDue: "半年汇报提醒",
	store.NoticeReportsLate: "半年汇报情况", store.NoticePlan: "年度计划印发", store.NoticePlanDue: "年度计划事项提醒", store.NoticeHandoverLate: "整改报告到期",
	store.NoticeLeaveStuck: "请假无人审批", store.NoticeReportStep: "专项工作报告期限", store.NoticeSMSFull: "短信额度用完",

	store.NoticeGiven: "交给同事经办", store.NoticeCame: "其他机构转来", store.NoticeMerged: "合并办理",
	store.NoticeParted: "改为单独办理", store.NoticeSplit: "分开办理", store.NoticeMoved: "已转其他机构", store.NoticeAnew: "进一步办理",
}

func noticeWord(k store.NoticeKind) string { return noticeWords[k] }

var noticeStates = map[store.NoticeState]string{
	store.NoticeWaiting: "等待发送", store.NoticeSent: "已发出", store.NoticeDelivered: "已送达",
	store.NoticeUnknown: "可能已送达，待核实", store.NoticeUnreached: "未送达", store.NoticePhoned: "已电话告知",
	store.NoticeDropped: "已取消", store.NoticeHeld: "已暂停",
	store.NoticeHanded: "已交短信名单",
}

func noticeStateWord(s store.NoticeState) string { return noticeStates[s] }

var channelWords = map[store.Channel]string{
	store.ChannelChat: "微信对话", store.ChannelTemplate: "微信通知", store.ChannelSMS: "短信", store.ChannelPhone: "电话", store.ChannelMass: "微信群发",
}

func channelWord(c store.Channel) string { return channelWords[c] }

// outcomes are why the sender gave a notice to the telephone (jobs/outcome.go).
var outcomes = map[string]string{
	"no wechat": "没有绑定微信，或已取消关注", "no template": "没有设置这种微信通知的模板",
	"refused": "微信不允许发送", "given up": "多次发送没有成功",
	"sms refused": "微信送不到，短信平台也不能发给这个号码", "sms given up": "微信送不到，短信多次发送没有成功",
	"sms quota": "微信送不到，今天的短信额度已经用完", "sms none": "微信送不到，现在没有接短信平台",
}

// reasonWord says why somebody must be telephoned.
func reasonWord(n store.Notice) string {
	if n.State == store.NoticeUnknown && n.Channel == store.ChannelSMS {
		return "短信平台没有明确答复，不知是否送达"
	}
	if n.State == store.NoticeUnknown {
		return "发送时网络中断，不知是否送达"
	}
	if w, ok := outcomes[n.Outcome]; ok {
		return w
	}
	return "微信没有送达"
}

// levels are the five levels of congresses, the own ones of a county first.
var levels = []store.Level{store.LevelTownship, store.LevelCounty, store.LevelCity, store.LevelProvince, store.LevelNation}

var levelWords = map[store.Level]string{
	store.LevelTownship: "乡镇", store.LevelCounty: "县（市、区）", store.LevelCity: "设区的市",
	store.LevelProvince: "省（自治区、直辖市）", store.LevelNation: "全国",
}

func levelWord(l store.Level) string { return levelWords[l] }

// nations are offered while typing; any other may be written.
var nations = []string{"汉族", "苗族", "侗族", "土家族", "壮族", "回族", "满族", "维吾尔族", "彝族", "藏族", "蒙古族", "布依族", "瑶族", "白族", "朝鲜族", "哈尼族"}

// nameWord writes a deputy as lists of names do: 张　三（女，苗族）.
func nameWord(d *store.Deputy) string { return d.Listed() }

// invitationWord says where an invitation stands.
func invitationWord(i *store.Invitation, now time.Time) string {
	err := i.Usable(now)
	switch {
	case err == nil:
		return "已邀请"
	case store.IsProblem(err, store.ProblemInvitationExpired):
		return "邀请已过期"
	case store.IsProblem(err, store.ProblemInvitationRevoked):
		return "邀请已收回"
	}
	return "邀请已使用"
}

// countWord is a number as far as it was counted.
func countWord(n int) string {
	switch {
	case n == 0:
		return ""
	case n > countedTo:
		return "1000+"
	}
	return fmt.Sprint(n)
}

var officeKindWords = map[store.OfficeKind]string{
	store.OfficeCity: "市人大常委会", store.OfficeCounty: "县（市、区）人大常委会", store.OfficeStreet: "街道人大工委",
	store.OfficeTownship: "乡镇人大主席团", store.OfficeZone: "开发区人大工委",
}

func officeKindOptions() []kindOption {
	var list []kindOption
	for _, k := range store.OfficeKinds {
		list = append(list, kindOption{k, officeKindWords[k]})
	}
	return list
}

// summaryWord is the first words of a matter for a list: of a place without a name,
// the area it is in.
func summaryWord(summary, area string) string {
	switch summary {
	case "":
		return "（图片、语音或文件）"
	case "位置：":
		return "发来一个位置" + map[bool]string{true: "", false: "，在" + area}[area == ""]
	}
	return summary
}
