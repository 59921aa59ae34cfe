package store

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Setting names a value that an office may change. Everything here is local
// practice: the law fixes none of it.
type Setting string

// The settings.
const (
	SetOfficeName       Setting = "office.name"        // what the account calls itself
	SetJoinMinutes      Setting = "voter.join"         // minutes in which what follows joins the item
	SetAgainMax         Setting = "voter.again_max"    // how often 不满意 is handled again
	SetCategories       Setting = "opinion.categories" // words a clerk chooses from
	SetAssignNotice     Setting = "assign.notice"      // who is given an item is told
	SetCloseReasons     Setting = "close.reasons"      // words a clerk chooses from
	SetRelease          Setting = "answer.release"     // answers wait for release by staff
	SetStepsAnswer      Setting = "steps.answer"       // 1 直接签发, 2 拟稿 → 签发, 3 拟稿 → 审核 → 签发
	SetStepsReply       Setting = "steps.reply"
	SetStepsClose       Setting = "steps.close"
	SetStepsDigest      Setting = "steps.digest"
	SetStepsMeeting     Setting = "steps.meeting"
	SetStepsSelf        Setting = "steps.self"   // one person may take several steps of one draft
	SetDigestUnits      Setting = "digest.units" // lines: category=unit
	SetDigestDue        Setting = "digest.due"   // days of the year, as 06-30,12-31
	SetSignBefore       Setting = "sign.before"  // minutes before a meeting at which sign-in opens
	SetSignGrace        Setting = "sign.grace"   // minutes after its beginning that are not late
	SetRemindDays       Setting = "remind.days"  // working days after which a deputy is reminded
	SetOverdueDays      Setting = "overdue.days" // working days after which staff are told
	SetQuietFrom        Setting = "quiet.from"
	SetQuietTo          Setting = "quiet.to"
	SetThrottleRate     Setting = "abuse.rate"  // messages a minute
	SetThrottleBurst    Setting = "abuse.burst" // messages at once
	SetLookupMax        Setting = "abuse.lookups"
	SetInviteDays       Setting = "invite.days"
	SetBackupKeep       Setting = "backup.keep" // nightly backups that are kept; 0 makes none
	SetContactMin       Setting = "contact.min" // contact voters each deputy should have
	SetContactMax       Setting = "contact.max"
	SetReceptionMinutes Setting = "reception.minutes" // length of one time
	SetReceptionPlaces  Setting = "reception.places"  // voters in one time
	SetReceptionClose   Setting = "reception.close"   // hours before the beginning that booking ends
	SetReceptionReply   Setting = "reception.reply"   // to whose matter was taken down; {编号}
	SetKeepAudit        Setting = "keep.audit"        // months, as the others
	SetKeepMessages     Setting = "keep.messages"
	SetKeepIdentity     Setting = "keep.identity"
	SetKeepVoice        Setting = "keep.voice"
	SetKeepNotices      Setting = "keep.notices"
	SetKeepBookings     Setting = "keep.bookings"
	SetKeepLeave        Setting = "keep.leave"
	SetIdleMinutes      Setting = "signin.idle"       // minutes without use that end a session
	SetSessionHours     Setting = "signin.hours"      // hours that end any session
	SetFirstDays        Setting = "signin.first_days" // that a one-time password lives
	SetPasswordMin      Setting = "signin.length"
	SetPasswordKinds    Setting = "signin.kinds"
	SetPasswordDays     Setting = "signin.days"
	SetPasswordReuse    Setting = "signin.reuse"
	SetCombine          Setting = "staff.combine" // one person may hold several of the three powers
	SetGreeting         Setting = "text.greeting"
	SetPrivacy          Setting = "text.privacy"
	SetDangerWords      Setting = "words.danger"
	SetDangerReply      Setting = "reply.danger"
	SetElsewhere        Setting = "words.elsewhere" // lines: words|reply
	SetThanksWords      Setting = "words.thanks"
	SetReplyNotOurs     Setting = "reply.not_ours"
	SetReplyEmerg       Setting = "reply.emergency"
	SetReplyLaw         Setting = "reply.litigation"
	SetReplyAccuse      Setting = "reply.accusation"
	SetReplyOurs        Setting = "reply.ours"
	SetTemplate         Setting = "wechat.template" // prefix: wechat.template.KIND = id|field=value;…
)

// The settings of broadcasts.
const (
	SetStepsBroadcast Setting = "steps.broadcast"
	SetBroadcastAgain Setting = "broadcast.again" // days in which the same broadcast needs a second yes
)

// The settings of text messages.
const (
	SetSMSMeeting   Setting = "sms.meeting"
	SetSMSLeave     Setting = "sms.leave"
	SetSMSDeadline  Setting = "sms.deadline"
	SetSMSBroadcast Setting = "sms.broadcast"
	SetSMSHour      Setting = "sms.hour" // messages in any hour, of all offices; 0 is no limit
	SetSMSDay       Setting = "sms.day"  // messages in a day of China, of all offices; 0 is no limit
)

// The settings of what the law wants at intervals.
const (
	SetReportLead    Setting = "watch.report"   // days before a step of a special report is due
	SetWatchCongress Setting = "watch.congress" // a day of the year; none watches nothing
	SetWatchStanding Setting = "watch.standing" // days since the last meeting; 0 watches nothing
)

// The settings of plans, groups' activities, and what leaves them.
const (
	SetStepsPlan    Setting = "steps.plan"
	SetStepsFinding Setting = "steps.finding"
	SetGroupPace    Setting = "activity.per_quarter"   // activities of a group in a quarter
	SetGroupWarn    Setting = "activity.remind"        // days before a quarter ends
	SetReportDue    Setting = "activity.report_due"    // days of the year, as 06-15,12-15
	SetReportWarn   Setting = "activity.report_remind" // days before
	SetHandoverDays Setting = "activity.reply_days"    // that a unit has to report back
	SetPlanRemind   Setting = "plan.remind"            // days before an item's date
	SetPlanBodies   Setting = "plan.bodies"            // who adopts plans: words a clerk chooses from
	SetPlanPublic   Setting = "plan.public"            // released plans are published
)

// SettingKind says how a value is checked.
type SettingKind string

// The kinds of value.
const (
	SettingText  SettingKind = "text"
	SettingLine  SettingKind = "line"
	SettingInt   SettingKind = "int"
	SettingBool  SettingKind = "bool"
	SettingClock SettingKind = "clock" // 15:04
	SettingDays  SettingKind = "days"  // 3,7
	SettingDates SettingKind = "dates" // 06-30,12-31
	// SettingQuorum is a QuorumRule.
	SettingQuorum SettingKind = "quorum"
)

// SettingDef describes one setting.
type SettingDef struct {
	Name     Setting
	Kind     SettingKind
	Default  string
	Min, Max int    // of an int; of the runes of a text
	Label    string // on screen
}

// SettingDefs lists every setting with its default, in the order of the page.
var SettingDefs = slices.Concat(settingDefs, meetingDefs())

var settingDefs = []SettingDef{
	{SetOfficeName, SettingLine, "", 0, 40, "公众号里的自称（留空用机构简称）"},
	{SetJoinMinutes, SettingInt, "10", 1, 120, "几分钟内续发的内容并入同一件"},
	{SetAgainMax, SettingInt, "2", 0, 5, "评价“不满意”后最多重新办理几次"},
	{SetCategories, SettingText, defaultCategories, 2, 1000, "意见的类别（空格或换行分开，按常用的顺序）"},
	{SetAssignNotice, SettingBool, "true", 0, 0, "意见交给同事办理时，用微信告知这位同事"},
	{SetCloseReasons, SettingText, "已经解决 已列入计划 已作解释说明 暂不具备条件 与其他意见重复 反映人撤回", 2, 400, "办结的情形（空格或换行分开）"},
	{SetRelease, SettingBool, "true", 0, 0, "代表的答复须经工作人员审核后发出"},
	{SetStepsAnswer, SettingInt, "1", 1, StepsMax, "代表的答复发出前经过几步（1：直接签发；2：由领导签发；3：先审核，再由领导签发）"},
	{SetStepsReply, SettingInt, "1", 1, StepsMax, "给反映人的回复发出前经过几步，审核分类时改过的回复也一样（1：直接发出；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsClose, SettingInt, "1", 1, StepsMax, "办结并告知反映人前经过几步（1：直接办结；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsDigest, SettingInt, "2", 1, StepsMax, "群众意见综合发出前经过几步（1：直接签发；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsMeeting, SettingInt, "2", 1, StepsMax, "会议和活动的通知发出前经过几步（1：直接发出；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsBroadcast, SettingInt, "2", 1, StepsMax, "群发通知发出前经过几步（1：直接发出；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetBroadcastAgain, SettingInt, "7", 0, 60, "几天内同样的群发通知再发一次，须再确认（0为不问）"},
	{SetStepsPlan, SettingInt, "2", 1, StepsMax, "年度计划印发前经过几步（1：直接签发；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsFinding, SettingInt, "2", 1, StepsMax, "视察报告、意见交办函发出前经过几步（1：直接签发；2：拟稿、签发；3：拟稿、审核、签发）"},
	{SetStepsSelf, SettingBool, "false", 0, 0, "同一个人可以拟稿、审核并签发同一份稿件（只有一个人的单位）"},
	{SetDigestUnits, SettingText, defaultDigestUnits, 0, 2000, "各类意见综合后反馈给哪个单位（每行：类别=单位；没有列出的类别归入“其他”）"},
	{SetDigestDue, SettingDates, "06-30,12-31", 0, 0, "每年哪几天提醒经办人员综合群众意见（月-日，用逗号分开）"},
	{SetSignBefore, SettingInt, "60", 5, 1440, "会议、活动开始前几分钟可以签到"},
	{SetSignGrace, SettingInt, "5", 0, 120, "开始后几分钟内到会不算迟到"},
	{SetGroupPace, SettingInt, "1", 0, 12, "每个代表小组每季度至少开展几次活动（0 为不检查）"},
	{SetGroupWarn, SettingInt, "15", 1, 60, "季度结束前几天，提醒还没有开展活动的小组组长，并告知工作人员"},
	{SetReportDue, SettingDates, "06-15,12-15", 0, 0, "组长半年汇报的截止日期（月-日，用逗号分开）"},
	{SetReportWarn, SettingInt, "7", 1, 60, "组长半年汇报截止前几天提醒"},
	{SetHandoverDays, SettingInt, "30", 1, 366, "视察报告、意见交办函送出后，请有关单位几日内报告整改情况"},
	{SetPlanRemind, SettingInt, "7", 1, 60, "年度计划的事项提前几天提醒"},
	{SetPlanBodies, SettingText, "主任会议 主席团会议 人大工委会议 代表小组会议", 2, 200, "通过年度计划的会议（空格或换行分开）"},
	{SetPlanPublic, SettingBool, "true", 0, 0, "印发后的年度代表工作计划向社会公布（《代表法》第四十三条）"},
	{SetRemindDays, SettingDays, "3,7", 0, 0, "代表未答复时提醒（交办后第几个工作日，用逗号分开）"},
	{SetOverdueDays, SettingInt, "10", 1, 90, "代表仍未答复时告知工作人员（交办后第几个工作日）"},
	{SetWatchCongress, SettingDates, "10-01", 0, 0, "乡镇人大会议一般每年举行两次（《地方组织法》第十四条）：到哪一天还没有安排第二次就提醒工作人员（月-日，留空不提醒）"},
	{SetWatchStanding, SettingInt, "50", 0, 120, "常委会会议每两个月至少举行一次（《地方组织法》第五十一条）：距上次会议超过几天、下次还没有安排就提醒工作人员（0 为不提醒）"},
	{SetReportLead, SettingInt, "3", 0, 30, "专项工作报告送征求意见、送交、发给组成人员的期限（《监督法》第十五条）到期前几天提醒工作人员（0 为当天提醒）"},
	{SetQuietFrom, SettingClock, "21:00", 0, 0, "免打扰开始"},
	{SetQuietTo, SettingClock, "08:00", 0, 0, "免打扰结束"},
	{SetSMSMeeting, SettingBool, "true", 0, 0, "会议、活动的通知微信送不到时发短信"},
	{SetSMSLeave, SettingBool, "true", 0, 0, "请假的结果和待签署的意见微信送不到时发短信（短信里不写事由）"},
	{SetSMSDeadline, SettingBool, "true", 0, 0, "到期的提醒微信送不到时发短信（短信里不写意见的内容）"},
	{SetSMSBroadcast, SettingBool, "false", 0, 0, "群发通知微信送不到时发短信（只发标题）"},
	{SetSMSHour, SettingInt, "300", 0, 100000, "每小时至多发几条短信，超过的稍后再发（0 为不限；以最上级机构的设置为准）"},
	{SetSMSDay, SettingInt, "2000", 0, 1000000, "每天至多发几条短信，超过的列入未送达名单（0 为不限；以最上级机构的设置为准）"},
	{SetThrottleRate, SettingInt, "6", 1, 600, "每人每分钟处理的消息数"},
	{SetThrottleBurst, SettingInt, "20", 1, 600, "每人一次可连发的消息数"},
	{SetLookupMax, SettingInt, "5", 1, 100, "每人每天可查询他人或不存在的编号次数"},
	{SetInviteDays, SettingInt, "7", 1, 60, "邀请码有效天数"},
	{SetBackupKeep, SettingInt, "7", 0, 365, "每天凌晨自动备份，保留最近几份（0 为不自动备份）"},
	{SetContactMin, SettingInt, "3", 0, 20, "每位代表至少联系几位选民"},
	{SetContactMax, SettingInt, "5", 1, 50, "每位代表至多联系几位选民"},
	{SetReceptionMinutes, SettingInt, "20", ReceptionMinutesMin, ReceptionMinutesMax, "接待日每个时段几分钟（每次可以改）"},
	{SetReceptionPlaces, SettingInt, "1", 1, ReceptionPlacesMax, "接待日每个时段接待几位群众（每次可以改）"},
	{SetReceptionClose, SettingInt, "2", 0, 72, "接待日开始前几小时截止网上预约"},
	{SetReceptionReply, SettingText, "您在代表接待日反映的情况已经登记，编号 {编号}，办理进展会在这里告诉您。", 1, 300, "接待日反映的情况登记后告诉本人的话（{编号}换成意见编号）"},
	{SetKeepMessages, SettingInt, "3", 1, 36, "收到的消息原文保存几个月（意见内容不受影响；《个人信息保护法》第十九条：保存必要的最短时间）"},
	{SetKeepIdentity, SettingInt, "24", 1, 240, "意见办结或告知后几个月，解除意见与反映人的对应关系（内容保留，姓名电话不再保留；同上）"},
	{SetKeepVoice, SettingInt, "24", 1, 240, "意见办结或告知后几个月删除语音原声（转写文字保留；同上）"},
	{SetKeepNotices, SettingInt, "12", 1, 120, "已发出通知的文字和收件人保存几个月（同上）"},
	{SetKeepBookings, SettingInt, "12", 1, 240, "接待日过后几个月，删除预约人的姓名、电话和想谈的事（来过几人、登记成的意见保留；同上）"},
	{SetKeepLeave, SettingInt, "36", 1, 240, "请假几个月后，删除请假理由和审批意见的文字（准假与否的记录保留；同上）"},
	{SetKeepAudit, SettingInt, "36", 6, 240, "审计记录保存几个月（《网络安全法》要求网络日志不少于6个月；政务应用的日志不少于1年）"},
	{SetIdleMinutes, SettingInt, "30", 5, 30, "工作台多少分钟不操作自动退出登录"},
	{SetSessionHours, SettingInt, "12", 1, 12, "工作台每次登录最长几小时"},
	{SetFirstDays, SettingInt, "3", 1, 30, "一次性密码几天内有效"},
	{SetPasswordMin, SettingInt, "10", 8, 64, "密码至少几个字"},
	{SetPasswordKinds, SettingInt, "1", 1, 4, "密码至少含几类字符（大写、小写、数字、其他；1表示不要求）"},
	{SetPasswordDays, SettingInt, "0", 0, 365, "密码用满几天须更换（0表示不要求）"},
	{SetPasswordReuse, SettingInt, "3", 0, 12, "新密码不得与最近几次用过的相同（0表示不要求）"},
	{SetCombine, SettingBool, "false", 0, 0, "系统管理员、安全管理员、安全审计员可由一人兼任（只有一名工作人员的机构才应开启）"},
	{SetGreeting, SettingText, "您好，这里是{机构}。\n有事想向人大代表反映，直接打字、说话、发照片就行。\n想看进展，发“查询”两个字。", 1, 300, "关注后的问候（三行以内）"},
	{SetPrivacy, SettingText, defaultPrivacy, 1, 4000, "个人信息保护告知"},
	{SetDangerWords, SettingText, "自杀 轻生 不想活 活不下去 跳楼 救命 着火 起火 火灾 爆炸 塌方 溺水 煤气泄漏 燃气泄漏 持刀 杀人 绑架 中毒 触电 漏电 淹死 落水 掉进河 掉河里 坠楼 喝农药 割腕 自残", 0, 2000, "危及生命安全的词（空格分开）"},
	{SetDangerReply, SettingText, "如果现在有危险，请马上拨打：公安 110、火警 119、急救 120。这里不能保证随时有人看到。", 1, 300, "出现上述词时随编号附上的话"},
	{SetElsewhere, SettingText, "自杀 轻生 不想活 活不下去 想不开=心里难受，想找人说说，可以打心理援助热线 12356，也请告诉身边的亲人。\n删除我的 删掉我的 删除个人信息 注销账号=您要删除个人信息，已经记下，工作人员看到后处理。取消关注本公众号，能识别您身份的信息也会删除。\n报警 小偷 抢劫 家暴=如需紧急求助，请直接拨打 110。\n停水 停电 停气=停水、停电、停气也可以拨打 12345 热线，处理会更快。\n判决 开庭 法官 上诉 立案=正在审理或已经判决的案件，请向受理案件的法院（12368）或检察院（12309）反映，人大代表不直接处理个案。", 0, 4000, "其他渠道的提示（每行：词=提示）"},
	{SetThanksWords, SettingText, "谢谢 谢谢您 谢谢你 谢谢你们 谢谢了 谢谢啊 多谢 感谢 感谢您 非常感谢 十分感谢 太感谢了 谢谢你们的帮助 谢谢您的帮助 感谢你们的帮助 感谢您的帮助 谢谢关心 感谢关心 感谢支持 谢谢领导 感谢领导 谢谢政府 感谢政府 谢谢人大 感谢人大 太好了 真好 大家辛苦了 代表 同志 您好 你好 你们好 大家好 在吗 在么 在不在 在 喂 早 早上好 上午好 中午好 下午好 晚上好 晚安 好的 好 好嘞 行 可以 收到 知道了 明白 明白了 嗯 嗯嗯 哦 辛苦了 辛苦 您辛苦了 麻烦您了 麻烦你们了 再见 拜拜 hello hi ok 👍 👌 🙏 🌹 😊 ❤", 0, 2000, "问候、致谢的词（不立件）"},
	{SetReplyOurs, SettingText, "您反映的情况已受理，我们正在转请人大代表办理。", 1, 500, "受理时的回复"},
	{SetReplyNotOurs, SettingText, "您反映的事项不属于人大的职责范围，建议您拨打 12345 政务服务便民热线，或向主管部门反映。感谢您的信任。", 1, 500, "不属于人大职责时的回复"},
	{SetReplyEmerg, SettingText, "您反映的是紧急情况，请马上拨打 110（公安）、119（火警）或 120（急救）；心里难受，可以打心理援助热线 12356。您的留言我们已经登记，但这里不能保证随时有人值守。", 1, 500, "紧急情况的回复"},
	{SetReplyLaw, SettingText, "您反映的是涉法涉诉事项，依照规定由法院、检察院、公安机关依法处理，请向办案机关反映。人大代表不直接处理具体案件。", 1, 500, "涉法涉诉的回复"},
	{SetReplyAccuse, SettingText, "您反映的情况已收到，由专人负责处理，内容严格保密。", 1, 500, "检举控告的回复"},
}

// The six of the study of deputies' work, then those that desks of letters and
// hotlines use most.
const defaultCategories = "土地征用 房屋拆迁 劳资纠纷 村居选举 农村管理 医疗保险 城乡建设 道路交通 供水供电 环境保护 " +
	"物业服务 教育文体 医疗卫生 社会保障 民政救助 市场监管 社会治安 政务服务 其他"

const defaultPrivacy = `我们收集您发来的文字、语音、照片、位置，以及您自愿填写的姓名和电话，只用于登记、转办和答复您反映的意见（《个人信息保护法》第十三条：履行法定职责）。
您的姓名和电话加密保存，只有办理您意见的工作人员可以看到；您同意时，办理的代表也可以看到。
您可以不留姓名和电话，这不影响我们办理。您也可以指定不让某位代表看到您的意见。
您取消关注后，我们会删除能识别您身份的信息，意见内容不带身份地保留。
想查阅、更正、删除您的信息，请直接在对话里告诉我们，或联系本机构。`

// Settings answers what a setting is for an office: its own value, else the
// nearest one above it, else the default.
type Settings struct {
	offices Offices
	rows    map[string]SettingRow // by office NUL name
	texts   sync.Map              // what Text gave, by settingOf: it is asked several times for each message
}

// settingOf is a setting of an office.
type settingOf struct {
	office string
	name   Setting
}

// SettingChange is what somebody of an office changed, and when. Unset means that
// the office goes by the one above it again.
type SettingChange struct {
	ID       string
	At       time.Time
	OfficeID string
	Name     string
	Was      string
	Value    string
	Unset    bool
	By       string // staff id, or a duty's name
}

// NewSettings gathers the changed settings over a tree of offices.
func NewSettings(offices Offices, rows []SettingRow) *Settings {
	s := &Settings{offices: offices, rows: make(map[string]SettingRow, len(rows))}
	for _, r := range rows {
		s.rows[r.OfficeID+"\x00"+r.Name] = r
	}
	return s
}

// Text is a setting's value.
func (s *Settings) Text(office string, name Setting) string {
	if text, ok := s.texts.Load(settingOf{office, name}); ok {
		return text.(string)
	}
	text := s.find(office, name)
	s.texts.Store(settingOf{office, name}, text)
	return text
}

func (s *Settings) find(office string, name Setting) string {
	if r, ok := s.Source(office, name); ok {
		return r.Value
	}
	if d, ok := SettingDefOf(name); ok {
		return d.Default
	}
	return ""
}

// Source is the row a setting's value comes from, its own office's or the nearest
// one's above it; false means that the default holds.
func (s *Settings) Source(office string, name Setting) (SettingRow, bool) {
	for _, id := range append(s.offices.Above(office), "") {
		if r, ok := s.rows[id+"\x00"+string(name)]; ok {
			return r, true
		}
	}
	return SettingRow{}, false
}

// Int is a number's value; what was stored wrong counts as the default.
func (s *Settings) Int(office string, name Setting) int {
	if n, err := strconv.Atoi(s.Text(office, name)); err == nil {
		return n
	}
	d, _ := SettingDefOf(name)
	n, _ := strconv.Atoi(d.Default)
	return n
}

// Bool is a switch's value.
func (s *Settings) Bool(office string, name Setting) bool { return s.Text(office, name) == "true" }

// Words is a list of words, as they are separated by spaces or lines.
func (s *Settings) Words(office string, name Setting) []string {
	return strings.Fields(s.Text(office, name))
}

// Days is a list of day counts, ascending.
func (s *Settings) Days(office string, name Setting) []int {
	days, err := parseDays(s.Text(office, name))
	if err != nil {
		d, _ := SettingDefOf(name)
		days, _ = parseDays(d.Default)
	}
	return days
}

func parseDays(text string) ([]int, error) {
	var days []int
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == ' ' }) {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > 365 {
			return nil, Invalid("", ProblemMalformed)
		}
		days = append(days, n)
	}
	slices.Sort(days)
	return slices.Compact(days), nil
}

// SettingDefOf finds a setting's definition.
func SettingDefOf(name Setting) (SettingDef, bool) {
	i := slices.IndexFunc(SettingDefs, func(d SettingDef) bool { return d.Name == name })
	if i < 0 {
		return SettingDef{}, false
	}
	return SettingDefs[i], true
}

// Check refuses a value that the setting cannot have.
func (d SettingDef) Check(value string) error {
	bad := Invalid(string(d.Name), ProblemMalformed)
	n := len([]rune(value))
	switch d.Kind {
	case SettingInt:
		if v, err := strconv.Atoi(value); err != nil || v < d.Min || v > d.Max {
			return bad
		}
	case SettingBool:
		if value != "true" && value != "false" {
			return bad
		}
	case SettingClock:
		if !isClock(value) {
			return bad
		}
	case SettingDays:
		if _, err := parseDays(value); err != nil {
			return bad
		}
	case SettingDates:
		if _, err := parseDates(value); err != nil {
			return bad
		}
	case SettingQuorum:
		if !slices.Contains(QuorumRules, QuorumRule(value)) {
			return bad
		}
	case SettingLine:
		if n > d.Max || strings.ContainsAny(value, "\r\n") {
			return bad
		}
	default:
		if n < d.Min || n > d.Max {
			return bad
		}
	}
	return nil
}

func isClock(v string) bool {
	if len(v) != 5 || v[2] != ':' {
		return false
	}
	h, err1 := strconv.Atoi(v[:2])
	m, err2 := strconv.Atoi(v[3:])
	return err1 == nil && err2 == nil && h >= 0 && h < 24 && m >= 0 && m < 60
}
