package console

import (
	"strings"

	"liaison/store"
)

// auditWords name every act as an auditor reads it.
var auditWords = map[store.Act]string{
	store.ActSay: "群众反映意见", store.ActReadOwn: "反映人查看意见", store.ActRate: "反映人评价", store.ActIdentify: "修改本人信息",
	store.ActExclude: "反映人要求回避", store.ActReadTask: "代表查看意见", store.ActAnswer: "代表答复", store.ActPassOn: "代表退回意见",
	store.ActAsk: "代表询问工作人员", store.ActVisit: "代表走访", store.ActInbox: "查看意见列表", store.ActRead: "查看意见",
	store.ActTriage: "审核分类", store.ActForward: "转请代表", store.ActRecall: "从代表处收回", store.ActRelease: "审核代表答复",
	store.ActDraft: "拟稿", store.ActDraftRead: "查看文稿", store.ActReview: "审核文稿", store.ActSign: "签发文稿",
	store.ActBroadcast: "拟群发通知", store.ActBroadcastRun: "暂停、继续或取消群发", store.ActBroadcastRead: "代表查看群发通知",
	store.ActNote: "内部备注", store.ActTell: "回复反映人", store.ActMerge: "合并意见", store.ActSplit: "拆分意见",
	store.ActTransfer: "移交其他机构", store.ActTakeOver: "指定经办人", store.ActSnooze: "暂缓办理",
	store.ActCanned: "查看常用语", store.ActCannedEdit: "修改常用语", store.ActInterest: "登记利害关系",
	store.ActClose: "办结", store.ActReopen: "重新受理", store.ActBlock: "屏蔽或解除屏蔽", store.ActReadSealed: "查看检举控告",
	store.ActUnseal: "解除封存", store.ActRoster: "查看名册", store.ActRosterEdit: "修改名册", store.ActInvite: "邀请代表",
	store.ActAccept: "绑定微信", store.ActUnbind: "解除代表绑定", store.ActContacts: "查看联系选民", store.ActContactEdit: "修改联系选民",
	store.ActMeetings: "查看会议和活动", store.ActMeetingEdit: "办理会议和活动",
	store.ActReceptions: "查看接待日", store.ActReceptionEdit: "办理接待日", store.ActReceptionDue: "提醒接待日预约人", store.ActBook: "预约接待日", store.ActReceive: "代表查看接待安排",
	store.ActContactLog: "记录联系选民", store.ActExport: "导出名单", store.ActUnreached: "查看未送达名单",
	store.ActNoticeDone: "电话告知", store.ActParked: "处理搁置的消息", store.ActStaff: "管理账号", store.ActSettings: "查看设置",
	store.ActSettingsEdit: "修改设置", store.ActHolidays: "导入节假日安排", store.ActWatch: "按时提醒工作人员", store.ActWatched: "查看法定期限", store.ActDuties: "查看定时任务", store.ActRunDuty: "马上运行定时任务", store.ActAudit: "查阅审计", store.ActAuditPrune: "删除到期的审计记录",
	store.ActSeePerson: "查看姓名电话", store.ActHeld: "提供个人信息副本", store.ActErase: "删除个人信息", store.ActRetain: "删除到期的数据",
	store.ActRotate: "更换密钥", store.ActAccount: "登录与本人账号", store.ActRemind: "提醒代表", store.ActDigestDue: "提醒整理意见综述",
	store.ActDeliver: "发送通知", store.ActFetch: "取回文件", store.ActBackup: "备份", store.ActRestore: "从备份恢复",
	store.ActSignIn: "会议签到", store.ActTick: "登记到会情况", store.ActAttendance: "查看到会情况", store.ActMeetingClose: "会议归档",
	store.ActMinutes: "会议记录、纪要、决议", store.ActOwnRecords: "代表查看本人履职",
	store.ActReceipts: "查看回执", store.ActUrge: "提醒回执", store.ActCall: "电话通知会议", store.ActPart: "代表查看会议", store.ActReply: "代表答复会议通知",
	store.ActLeaveEndorse: "签署请假意见", store.ActLeaveDecide: "审批请假", store.ActFeed: "管理日历链接",
	store.ActPlan: "查看年度计划", store.ActPlanEdit: "编制年度计划", store.ActActivity: "查看代表活动", store.ActActivityEdit: "登记代表活动",
	store.ActHandover: "交办与整改跟踪", store.ActGroupReport: "查看组长汇报", store.ActGroupReportEdit: "组长汇报", store.ActActivityDue: "提醒活动与计划",
	store.ActGroupEdit: "修改代表小组", store.ActLinkEdit: "修改联系分工", store.ActVisitDeputy: "走访代表", store.ActStatistics: "查看统计", store.ActRollover: "换届", store.ActWall: "管理大屏链接", store.ActFilter: "保存意见筛选", store.ActIndex: "建立检索",
}

// auditWord names an act; one without a word by its code.
func auditWord(a store.Act) string {
	if w, ok := auditWords[a]; ok {
		return w
	}
	return string(a)
}

// auditFields put into words what happened often enough to be read at a glance.
// The rest stands as it was written.
var auditFields = map[string]string{
	"sign_in=ok": "登录成功", "sign_in=refused": "登录失败", "sign_in=locked": "连续失败，账号锁定", "sign_in=unknown": "登录名不存在",
	"password": "修改密码", "second_factor": "设置动态验证码", "unbound": "解除微信绑定", "reset": "重设密码", "new": "新建", "joined": "补充内容",
	"detached": "取消关注，身份已解除", "name phone": "姓名、电话", "area": "所在地区", "run now": "马上运行", "check": "校验记录链", "edit": "修改", "read": "已打开",
	"revoked": "收回邀请", "value": "修改内容", "to=deputy": "告知代表", "disabled=true": "停用", "disabled=false": "恢复使用", "blocked=true": "屏蔽",
	"blocked=false": "解除屏蔽", "contact=true": "同意代表看到姓名电话", "contact=false": "不再同意代表看到姓名电话", "state=phoned": "已电话告知",
}

func auditDetail(fields string) string {
	if w, ok := auditFields[fields]; ok {
		return w
	}
	var words []string
	for _, code := range strings.Fields(fields) {
		if w := auditCode(code); w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, "；")
}

// auditCode puts one code of a row into words. What a name=ID refers to stands in
// the column of objects or in the matter's own timeline: the id tells nobody more.
func auditCode(code string) string {
	if w, ok := auditFields[code]; ok {
		return w
	}
	name, value, pair := strings.Cut(code, "=")
	from, to, changed := strings.Cut(value, ">")
	switch {
	case name == "state" && changed && stateWord(store.OpinionState(to)) != "":
		return stateWord(store.OpinionState(from)) + " → " + stateWord(store.OpinionState(to))
	case name == "triage":
		return "分类：" + triageWord(store.Triage(value))
	case name == "reply" && scoreWord(store.Score(value)) != "":
		return "答复：" + scoreWord(store.Score(value))
	case name == "result" && scoreWord(store.Score(value)) != "":
		return "结果：" + scoreWord(store.Score(value))
	case name == "roles":
		return "岗位：" + roleWord(store.Role(strings.Trim(value, "[]")))
	case name == "why":
		return whyWord(store.Why(value))
	case name == "rows":
		return value + "行"
	case name == "columns":
		return "栏目：" + strings.ReplaceAll(value, ",", "、")
	case len(value) == idLength, pair && value == "":
		return ""
	}
	return code
}

// idLength is how long an id is.
const idLength = 26

var auditObjects = map[string]string{
	"opinion": "意见", "person": "群众", "staff": "工作人员", "deputy": "代表", "office": "机构", "district": "选区", "station": "联络站",
	"term": "届次", "setting": "设置", "duty": "定时任务", "list": "名单", "notice": "通知", "message": "消息", "assignment": "交办",
	"plan": "年度计划", "activity": "代表活动", "handover": "视察报告或交办函", "group_report": "组长汇报",
	"meeting": "会议或活动", "participant": "参会名单", "leave": "请假", "minutes": "会议记录", "booking": "接待日预约", "calendar": "日历链接",
	"phones": "电话名单", "mandate": "代表职务", "group": "代表小组", "link": "联系分工", "deputy_visit": "走访代表", "wall": "大屏",
	"holiday": "节假日安排", "filter": "意见筛选", "roster_file": "名册文件",
	"invitation": "邀请", "draft": "文稿", "broadcast": "群发通知", "canned": "常用语", "contact": "联系选民", "backup": "备份", "audit": "审计记录", "media": "文件", "key": "密钥", "data": "到期数据",
}

func auditObject(o string) string {
	if w, ok := auditObjects[o]; ok {
		return w
	}
	return o
}

// auditWho says who it was: a name, or what sort of actor.
func auditWho(kind store.ActorKind, id, name string) string {
	switch {
	case kind == store.ActorJob:
		return "系统（" + id + "）"
	case name != "" && kind == store.ActorPerson:
		return name + "代表"
	case name != "":
		return name
	case kind == store.ActorPerson && id == "":
		return "群众（身份已解除）"
	case kind == store.ActorPerson:
		return "群众 " + strings.ToUpper(id[max(0, len(id)-6):])
	}
	return "未知"
}

// auditFaults say what is wrong with the chain, after "第12号".
var auditFaults = map[store.AuditFault]string{
	store.AuditChanged: "记录被改动", store.AuditMissing: "记录缺失，有记录被删除", store.AuditTwice: "编号重复，有记录被插入",
	store.AuditCut: "起到末尾的记录被截去", store.AuditRewritten: "记录与留存的校验值不符，记录链被重做", store.AuditCheckpoint: "以前的记录没有按规定删除的凭据",
}

func auditFault(f store.AuditFault) string { return auditFaults[f] }
