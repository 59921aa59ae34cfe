package bot

import (
	"fmt"
	"strconv"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// Every sentence that the bot says stands in this file, and those about reception
// days in wording_reception.go: answers first, then notices, then the labels of the
// menus. The tone is that of a courteous clerk.
// Nothing here promises a date, a person awake, or an outcome. Words that an
// office may change are settings of package store.
//
// A text may hold links, so nothing that a person wrote is put into one without
// harmless.

// commands are the words that ask for something by themselves, as letters gives
// them.
var commands = commandsOf(map[verb]string{
	doProgress:   "查询 查进展 进展 查询进展 进度 查询进度 查进度 查一下 查查 查询一下 结果 编号",
	doMine:       "我的意见 我反映的意见",
	doDeputies:   "联系代表 我的代表 找代表 代表",
	doReceptions: "接待日 代表接待日 代表接待 接待时间 代表接待时间 接待安排 预约 我要预约 预约接待 预约代表 我要预约代表 见代表 我要见代表 怎么见代表",
	doHelp:       "帮助 使用帮助 怎么用 怎么操作 不会用 我不会用 你是谁 您是谁 这是什么 这是哪里 HELP",
	doAreas:      "选择地区 选地区 更换地区",
	doSpeakHow:   "我要反映 我想反映 反映情况 反映意见 反映问题 我要反映问题 我想反映问题 怎么反映 投诉 我要投诉 我想投诉 举报 我要举报 我有意见",
	doAskCode:    "我是代表 邀请码",
	doTasks:      "待办 待办意见 我的待办",
	doMeetings:   "会议活动 我的会议 我的活动 会议通知 活动通知 小组活动 登记活动 登记小组活动 组长汇报",
	doRate:       "满意 很满意 非常满意 基本满意 不满意 很不满意 非常不满意 我不满意 我满意 评价 我要评价",
	doPeople: "有人吗 有人么 有没有人 有人在吗 人呢 人工 人工服务 转人工 客服 人工客服 找人工 工作人员 找工作人员 " +
		"联系电话 电话 电话多少 你们电话多少 你们的电话 怎么没人 没人吗 怎么没人理我 没人理我 怎么没人回 怎么不回 怎么不回复 怎么不回话",
})

// A question for progress consists of nothing but askWords, and one of askingWords
// is among them: 请问我上次反映的事怎么样了.
var (
	askWords = strings.Fields("我 我们 我的 俺 的 上次 上回 之前 以前 昨天 前天 反映 反应 提 说 报 发 问 过 了 事 事儿 事情 问题 意见 情况 " +
		"这 那 个 件 现在 目前 到底 请问 请 麻烦 帮 帮忙 帮我 下 一下 查 查查 查询 看 看看 想 想问 想知道 办 处理 解决 办理 得 " +
		"怎么样 怎样 咋样 进展 进度 结果 回复 答复 消息 回音 有 有没有 没 吗 呢 吧 啊 呀 到 哪 哪里 哪儿 哪一步 哪步 " +
		"什么时候 啥时候 多久 要 能 好 编号 是 多少 啦 您好 你好 同志")
	askingWords = strings.Fields("怎么样 怎样 咋样 进展 进度 结果 哪一步 哪步 到哪 什么时候 啥时候 多久 编号 查 看看 了吗 了没 消息 回音 有没有 答复吗 回复吗")
)

// hotlines are numbers to dial, which must not be taken for an opinion's.
var hotlines = map[string]bool{"110": true, "119": true, "120": true, "122": true, "12345": true, "12309": true, "12368": true,
	"12315": true, "12333": true, "12348": true, "12356": true, "12388": true}

// Receiving.
const (
	wordNext         = "工作人员会查看处理，有进展在这里告诉您。\n还有要说的，接着发就行。"
	wordAreaHint     = "方便的话，发个位置，或点菜单“选择地区”，好找您那里的代表；不发也不耽误。"
	wordFileOnlyName = "文件本身我们收不到，请拍成照片发来。"
	wordThrottled    = "您发得有点快，先发来的都已存下。请过一分钟再接着发。"
	wordUnknownKind  = "这种内容我们还看不了，请用文字、语音、照片、视频或位置发来。"
	wordMute         = "请用文字、语音或照片说说：在什么地方，出了什么情况。"
	wordSpeakHow     = "请直接发文字、语音、照片或位置：在什么地方，什么情况，希望怎么解决。发来就给您编号。"
	wordPolite       = "有新的情况直接发来就行，发“查询”看进展。"
	wordTasksHow     = "发“待办”看转给您的意见。"
	wordNotPhone     = "请直接用电话拨打 %s，在这里发是转不过去的。"
	wordVoice        = "［语音］"
	wordLocation     = "位置：%s（%.6f,%.6f）"
	wordLink         = "链接："
	wordFile         = "文件："
)

func wordReceived(number string) string { return "已收到您反映的情况，编号 " + number }

func wordJoined(number string) string { return "已补充到 " + number + "。" }

// wordJoinedOwn keeps a deputy from taking an own opinion for an answer.
func wordJoinedOwn(number string) string {
	return "已补充到您自己反映的 " + number + "。要答复群众，请发“待办”。"
}

// wordManners returns a greeting or thanks, by what was said.
func wordManners(said string) string {
	switch {
	case mentions(said, []string{"谢", "辛苦", "麻烦"}):
		return "不客气。"
	case mentions(said, []string{"您好", "你好", "你们好", "大家好", "在吗", "在不在", "喂", "早", "下午", "晚上", "HELLO", "HI"}):
		return "您好。"
	}
	return "好的。"
}

// wordPeople answers who asks for a person, and promises none.
func wordPeople(o store.Office) string {
	words := "您发来的话都会存下，工作人员上班时查看，不能马上回话。\n看进展发“查询”；要补充，直接发来就行。"
	if o.Phone != "" {
		words += "\n办公电话：" + joinFilled("，", o.Phone, o.Hours)
	}
	return words
}

// wordPeopleDeputy is the same to a deputy, who has a better way.
const wordPeopleDeputy = "要问工作人员，或者要退回，请打开那件意见，点“问工作人员”或“请转给别人”。发“待办”看转给您的意见。"

// wordRate asks for the ratings, which have two parts that a word cannot give.
func wordRate(base string, o *store.Opinion) string {
	return "请点开评价，您的评价才能记下来：\n" + link(opinionURL(base, o.ID)+"#rating", "评价 "+o.Number)
}

// Progress.
const (
	wordNoItems        = "没有查到您反映的意见。取消过关注的，以前的查不到了。\n有什么情况，直接发文字、语音、照片或位置就行。"
	wordNotFound       = "没有找到这个编号。请核对后再发；只能查询您自己反映的意见。"
	wordListPast       = "刚才的列表已经过了时间。要选择地区，请再发“选择地区”；要看进展，发“查询”。"
	wordNotFoundDeputy = "没有找到这件意见：可能已经答复，或已由工作人员收回。发“待办”看转给您的意见。"
	wordTooManyLookups = "今天查询的次数已用完，请明天再试，或点菜单“我的意见”查看。"
)

func wordMine(base string) string {
	return "您反映的意见和答复都在这里：" + link(base+"/h5/opinions", "我的意见")
}

func wordMeetings(base string) string {
	return "会议、活动的通知在这里看，可以确认或请假：" + link(base+"/h5/meetings", "会议活动") +
		"\n担任小组组长的，在这里登记活动、写半年汇报：" + link(base+"/h5/activities", "小组活动")
}

// wordProgress lists items with their state. Of a sealed one nothing but that.
func wordProgress(base string, list []store.Opinion) string {
	lines := []string{"您反映的意见："}
	for i := range list {
		o := &list[i]
		line := o.Number + "　" + wordState(o)
		if o.Summary != "" && o.State != store.OpinionSealed {
			line += "\n" + harmless(clipped(o.Summary, 24))
		}
		lines = append(lines, line)
	}
	return strings.Join(append(lines, "全部过程和答复见 "+link(base+"/h5/opinions", "我的意见")), "\n")
}

// wordState says how an item stands, to its author.
func wordState(o *store.Opinion) string {
	switch o.State {
	case store.OpinionNew:
		if o.Triage == store.TriageOurs {
			return "正在转请人大代表办理"
		}
		return "已收到，等工作人员查看"
	case store.OpinionAssigned, store.OpinionChecked:
		if o.Round > 0 {
			return "代表正在重新办理"
		}
		return "代表正在办理"
	case store.OpinionAnswered:
		return "代表已答复，请您看看是否满意"
	case store.OpinionDecide:
		return "工作人员正在研究怎么办"
	case store.OpinionClosed:
		return "已办结"
	case store.OpinionDeclined:
		return "已告诉您该找哪里"
	case store.OpinionSealed:
		return "由专人处理，内容保密"
	}
	return "已收到"
}

// Areas.
const (
	wordNoAreas   = "这里还没有划分地区，不用选。有什么情况直接发来就行。"
	wordNotListed = "没有这个序号，请回复上面列出的序号，或发一个位置。"
	wordNowhere   = "没有认出这个位置属于哪个地区。点菜单“选择地区”可以从列表里选；不选也不耽误。"
	wordWhichArea = "还不知道您在哪个地区。"
)

func wordArea(name string) string {
	return "已记下您所在的地区：" + name + "。要更换，发“选择地区”。"
}

func wordStation(s store.Station) string {
	return "您扫的是" + s.Name + "的码，已记下您所在的地区。有什么情况，直接发文字、语音、照片或位置就行。"
}

func wordAreas(names []string, more bool) string {
	var b strings.Builder
	b.WriteString("请回复序号选择您所在的地区，或直接发一个位置：")
	for i, n := range names {
		b.WriteString("\n" + strconv.Itoa(i+1) + "　" + n)
	}
	if more {
		b.WriteString("\n没有列出的，回复地区名称就行。")
	}
	return b.String()
}

func wordDeputies(cards []act.DeputyCard) string {
	lines := []string{"您所在地区的人大代表："}
	for i, c := range cards {
		line := c.Deputy.Name
		if len(c.Titles) > 0 {
			line += "（" + strings.Join(c.Titles, "、") + "）"
		}
		lines = append(lines, line)
		s := c.Station // said once for all who are met there
		if s.ID != "" && (i+1 == len(cards) || cards[i+1].Station.ID != s.ID) {
			lines = append(lines, wordMeeting(s))
		}
	}
	return strings.Join(append(lines, "有什么情况，也可以直接在这里发来。"), "\n")
}

// wordMeeting tells where and when the deputies named above are met.
func wordMeeting(s store.Station) string {
	words := joinFilled("，", "接待地点："+s.Name, s.Address)
	if s.Hours != "" {
		words += "\n接待时间：" + s.Hours
	}
	if s.Phone != "" {
		words += "\n电话：" + s.Phone
	}
	return words
}

func wordNoDeputies(o store.Office) string {
	words := "您那里的代表名单还没有录入。有什么情况，直接在这里发来就行。"
	if o.Phone != "" {
		words += "\n办公电话：" + joinFilled("，", o.Phone, o.Hours)
	}
	return words
}

// wordHelp is the help in a few lines.
func wordHelp(base string, deputy bool) string {
	lines := []string{
		"反映情况：直接发文字、语音、照片、视频或位置，发来就给您编号；接着发的算同一件。",
		"看进展：发“查询”，或发编号；全部过程见 " + link(base+"/h5/opinions", "我的意见") + "。",
		"找代表：发“联系代表”。当面见代表：发“接待日”。换地区：发“选择地区”。",
	}
	if deputy {
		lines = append(lines, "代表：发“待办”看转给您的意见；要直接答复，先写编号，再写答复。")
	}
	return strings.Join(append(lines, "遇到危险请直接拨打 110、119、120。"), "\n")
}

// Deputies.
const (
	wordNotDeputy   = "这是人大代表用的。您如果是代表，请发“我是代表”，用工作人员给您的邀请码绑定。"
	wordNoTasks     = "现在没有需要您答复的群众意见。"
	wordOwnHow      = "请发文字、语音、照片或位置，接下来发的作为您自己反映的意见登记。"
	wordTaskGone    = "没有找到需要您答复的这件意见：可能已经答复，或已由工作人员收回。"
	wordEmptyAnswer = "这一条没有可以作为答复的内容，请发文字、语音或照片。"
	wordLongAnswer  = "答复太长了，请分开写，或到页面上填写。"
	wordNothingLeft = "没有需要登记的内容。"

	// buttonVoiceAnswer begins the line to tap in a notice; an item's number
	// follows. The tap comes back as a text, so that typing it does the same.
	buttonVoiceAnswer = "语音答复"
)

func wordAnswerNow(number string) string {
	return "请发语音、文字或照片，接下来的一条作为您对 " + number + " 的答复。"
}

func wordAnswered(number string, released bool) string {
	if released {
		return "已收到您对 " + number + " 的答复，正在告知群众。"
	}
	return "已收到您对 " + number + " 的答复，工作人员审核后告知群众。"
}

func wordTask(base, number, assignment string) string {
	return number + " 等您答复：" + link(taskURL(base, assignment), "打开这件意见")
}

func wordTasks(base string, list []act.TaskRow, all int) string {
	lines := []string{fmt.Sprintf("有 %d 件群众意见等您答复：", all)}
	for _, r := range list {
		lines = append(lines, joinFilled("\n", link(taskURL(base, r.ID), r.Opinion.Number)+"　"+day(r.Since)+"转来", brief(&r.Opinion)))
	}
	return strings.Join(append(lines, "全部见 "+link(base+"/h5/tasks", "我的待办")), "\n")
}

// brief is enough of an item to know it again.
func brief(o *store.Opinion) string { return harmless(clipped(o.Summary, 18)) }

// wordWhich asks what a deputy's words are.
func wordWhich(tasks []act.TaskRow, messages int) string {
	lines := []string{"收到。请问这是哪一种？"}
	if messages > 1 {
		lines[0] = fmt.Sprintf("收到，一共 %d 条。请问这是哪一种？", messages)
	}
	for i := range tasks {
		o := &tasks[i].Opinion
		lines = append(lines, joinFilled("\n", fmt.Sprintf("回复 %d：答复 %s", i+1, o.Number), brief(o)))
	}
	lines = append(lines, fmt.Sprintf("回复 %d：我自己反映的意见", len(tasks)+1))
	return strings.Join(append(lines, "十分钟内没有选，就按您自己反映的意见登记。"), "\n")
}

// Invitations.
const (
	wordAskCode       = "请发工作人员给您的 8 位邀请码，或扫邀请二维码。\n这是人大代表用的；反映情况不用管它，直接发来就行。"
	wordAlreadyDeputy = "您已经绑定了代表身份。发“待办”看转给您的意见。"
	wordDeputyBound   = "已绑定您的代表身份，正在为您打开代表菜单，好了再告诉您。"
	wordStaffBound    = "已绑定您的工作人员身份，需要马上处理的情况会在这里提醒您。"
	wordCodeUnknown   = "没有这个邀请码，请核对后再发，或请工作人员重新给您一个。"
	wordTooManyCodes  = "今天试的次数太多了，请明天再试，或请工作人员帮您核对。"
)

// wordsCodeRefused says why an invitation cannot be used.
var wordsCodeRefused = map[store.Problem]string{
	store.ProblemInvitationUsed:    "这个邀请码已经用过了，请工作人员重新给您一个。",
	store.ProblemInvitationExpired: "这个邀请码已经过期，请工作人员重新给您一个。",
	store.ProblemInvitationRevoked: "这个邀请码已经作废，请工作人员重新给您一个。",
	store.ProblemAlreadyBound:      "您的微信已经绑定了另一个身份，请先联系工作人员解除。",
	store.ProblemTaken:             "这个身份已经绑定了另一个微信，请联系工作人员核对。",
}

// link makes words that open a page.
func link(url, words string) string { return `<a href="` + url + `">` + words + `</a>` }

func meetingURL(base, participant string) string {
	return base + "/h5/meetings/" + participant
}
func leaveURL(base, leave string) string     { return base + "/h5/leaves/" + leave }
func deskLeaveURL(base, leave string) string { return base + "/h5/desk/leaves/" + leave }
func taskURL(base, assignment string) string { return base + "/h5/tasks/" + assignment }
func draftURL(base, draft string) string     { return base + "/h5/desk/" + draft }
func broadcastURL(base, id string) string    { return base + "/h5/broadcasts/" + id }
func opinionURL(base, opinion string) string { return base + "/h5/opinions/" + opinion }

// notice is how one kind of notice reads. %s of text is the item's number.
type notice struct {
	title  string // at most 20 characters, for a field of a template
	status string // at most 5 Chinese characters
	text   string
}

// authorNotices are told to whoever brought an item up. An item that became
// confidential has sealedNotice for all of them.
var authorNotices = map[store.NoticeKind]notice{
	store.NoticeTold:       {"您反映的意见有新回复", "有新回复", "您反映的意见 %s 有新的回复："},
	store.NoticeForwarded:  {"您反映的意见已转请代表办理", "代表办理中", "您反映的意见 %s 已转请人大代表办理。"},
	store.NoticeAnswered:   {"您反映的意见代表已答复", "代表已答复", "您反映的意见 %s，代表已答复。请打开看答复，并说说是否满意。"},
	store.NoticeAgain:      {"您反映的意见正在重新办理", "重新办理", "已收到您的评价，您反映的意见 %s 已请代表重新办理。"},
	store.NoticeDecide:     {"您反映的意见转由机关研究", "研究处理中", "已收到您的评价，您反映的意见 %s 转由机关研究处理。"},
	store.NoticeClosed:     {"您反映的意见已办结", "已办结", "您反映的意见 %s 已办结，谢谢您。"},
	store.NoticeHandedBack: {"您反映的意见正在另请代表办理", "另请代表", "您反映的意见 %s，原来办理的代表任职有变动，工作人员会另请代表办理。"},

	store.NoticeAnew:   {"您反映的意见正在进一步办理", "进一步办理", "您反映的意见 %s 正在进一步办理，有了新的结果会告诉您。"},
	store.NoticeMerged: {"您反映的意见已合并办理", "合并办理", "您反映的意见 %s 与其他群众反映的是同一件事，已合并办理。您的编号不变，有了结果同样告诉您。"},
	store.NoticeParted: {"您反映的意见改为单独办理", "单独办理", "您反映的意见 %s 已改为单独办理，有了进展会告诉您。"},
	store.NoticeSplit:  {"您反映的意见已分开办理", "分开办理", "您反映的情况里有另一件事，已分开办理，新的编号是 %s。"},
	store.NoticeMoved:  {"您反映的意见已转其他机构", "已转办", "您反映的意见 %s 已转由其他人大机构办理。"},
}

// authorNoticesNamed are the steps that name the deputy, where there is one: %s is
// the number, then the deputy.
var authorNoticesNamed = map[store.NoticeKind]string{
	store.NoticeForwarded: "您反映的意见 %s 已转请%s办理。",
	store.NoticeAnswered:  "您反映的意见 %s，%s已答复。请打开看答复，并说说是否满意。",
	store.NoticeAgain:     "已收到您的评价，您反映的意见 %s 已请%s重新办理。",
}

// wordMovedTo names the office that has an item now.
const wordMovedTo = "您反映的意见 %s 已转由%s办理。"

var sealedNotice = notice{"您反映的意见有新进展", "请查看", "您反映的意见 %s 有新的进展，请打开查看。"}

// deputyNotices are told to the deputy who has an item.
var deputyNotices = map[store.NoticeKind]notice{
	store.NoticeAssigned: {"收到一条群众意见，请阅处", "待您答复", "收到一条群众意见，请阅处。\n编号 %s"},
	store.NoticeReminded: {"有一条群众意见等您答复", "待您答复", "群众意见 %s 还没有答复，请您抽空办理。"},
	store.NoticeReturned: {"您的答复需要修改", "请修改", "您对群众意见 %s 的答复需要修改，工作人员的说明请打开查看。"},
	store.NoticeRedo:     {"群众不满意，请重新办理", "重新办理", "群众对意见 %s 的答复不满意，请您重新办理。"},
	store.NoticeRecalled: {"一条群众意见已由工作人员收回", "已收回", "群众意见 %s 已由工作人员收回，不用您再办理。"},
	store.NoticeReplied:  {"工作人员回复了您的提问", "有新回复", "关于群众意见 %s，工作人员回复您："},
}

// staffNotices are told to the desk.
var staffNotices = map[store.NoticeKind]notice{
	store.NoticeDanger:    {"有意见涉及生命安全，请马上处理", "紧急", "【紧急】意见 %s 里出现了危及生命安全的词，请马上登录工作台处理。"},
	store.NoticeOverdue:   {"代表逾期未答复", "逾期未复", "意见 %s 的代表经提醒仍未答复，请登录工作台处理。"},
	store.NoticeAsked:     {"代表有情况需要您处理", "待处理", "办理意见 %s 的代表有提问或退回，请登录工作台处理。"},
	store.NoticeGiven:     {"有一件意见交给您办理", "待处理", "意见 %s 交给您办理，请登录工作台查看。"},
	store.NoticeCame:      {"收到其他机构转来的意见", "待处理", "收到其他人大机构转来的意见 %s，请登录工作台处理。"},
	store.NoticeReset:     {"您的工作台账号已重设", "账号已重设", "您的工作台账号刚刚由安全管理员重设。如果不是您本人要求的，请马上联系单位负责人和安全审计员。"},
	store.NoticeOfficer:   {"信访专办岗位的账号有变动", "账号有变动", "刚刚有信访专办岗位的账号被开通或重设，能看到封存的检举控告。如果您不知情，请马上向单位负责人核实。"},
	store.NoticeToRelease: {"有一条代表答复等待审核", "待审核", "意见 %s 的代表答复等待审核，请登录工作台处理。"},
}

// draftNotices are told to who must take the next step of a draft; they open its
// page on the phone.
var draftNotices = map[store.NoticeKind]notice{
	store.NoticeToReview:  {"有一件待您审核", "待审核", "有一件文稿待您审核。"},
	store.NoticeToSign:    {"有一件待您签发", "待签发", "有一件文稿待您签发。"},
	store.NoticeDraftBack: {"您拟的文稿已退回修改", "请修改", "您拟的文稿已退回修改，修改意见请打开查看，修改请登录工作台。"},
}

// meetingNotices are told to who takes part in a meeting or an activity. Its name
// stands for %s of text, and behind title.
var meetingNotices = map[store.NoticeKind]notice{
	store.NoticeMeeting:          {"", "请回复", "请您参加：%s"},
	store.NoticeMeetingChanged:   {"有变动：", "请再确认", "%s的时间或地点有变动，请您重新确认。"},
	store.NoticeMeetingCancelled: {"取消：", "已取消", "%s已取消，您不用参加了。"},
	store.NoticeMeetingSpared:    {"不用参加：", "不用参加", "%s照常举行，您不用参加了。"},
	store.NoticeMeetingUrged:     {"等您回复：", "请回复", "%s还没有收到您的回复，请点开确认参加，或者请假。"},
}

// leaveNotices are told about leave from a meeting: to the head of the delegation,
// to who decides, and to who asked. The meeting stands as in meetingNotices.
var leaveNotices = map[store.NoticeKind]notice{
	store.NoticeLeaveEndorse: {"请假待签署：", "待签署", "有代表请假，请您以代表团团长的身份签署意见：%s。"},
	store.NoticeLeaveAsked:   {"请假待审批：", "待审批", "有代表请假，等您审批：%s。"},
	store.NoticeLeaveDecided: {"已准假：", "已准假", "您的请假已经批准：%s。"},
	store.NoticeLeaveStuck:   {"请假没有人审批：", "请处理", "有代表请假，但是没有可以审批的人：%s。请联系安全管理员增加有审批权的工作人员。"},
}

// leaveRefused stands for NoticeLeaveDecided where the answer is no.
var leaveRefused = notice{"未准假：", "未准假", "您的请假没有获准，请按时参加：%s。理由请打开查看。"}

// How a notice of a meeting reads beside that.
const (
	wordSomeMeeting = "会议或活动通知"
	wordSitIn       = "请您列席："
	wordMeetingTime = "时间："
	wordMeetingAt   = "地点："
	wordReplyBy     = "请在%s前回复。"
	wordOpenMeeting = "打开看通知，确认参加或请假"
	wordSeeMeeting  = "打开查看"
)

// broadcastNotice has no words of its own: the office writes them.
var broadcastNotice = notice{"", "请查看", ""}

// textNotices are the text messages of what is no meeting's notice, behind the
// office's name and the deputy's. %s is the title of the meeting or broadcast.
var textNotices = map[store.NoticeKind]string{
	store.NoticeLeaveEndorse: "“%s”有代表请假，请您以代表团团长的身份签署意见。",
	store.NoticeLeaveDecided: "“%s”的请假申请已有答复，请查看，或与我们联系。",
	store.NoticeReminded:     "有一件交给您办理的事项还没有答复，请抽空办理，或与我们联系。",
	store.NoticeReportDue:    "代表小组的半年汇报就要到期，请抽空提交，或与我们联系。",
	store.NoticePlanDue:      "年度计划里有一项就要到了，请及早安排，或与我们联系。",
	store.NoticeGroupIdle:    "本季度快要结束了，您的代表小组还没有登记活动，请抽空安排，或与我们联系。",
	store.NoticeBroadcast:    "有一则通知《%s》发给您，请在公众号里查看，或与我们联系。",
}

// wordTextLink stands before the link of a text message.
const wordTextLink = " 在微信里打开："

// activityNotices tell leaders, deputies and the desk of groups, reports, plans and
// deadlines. %s is the notice's own text.
var activityNotices = map[store.NoticeKind]notice{
	store.NoticeGroupIdle:    {"本季度小组活动还没有开展", "请安排", "本季度快要结束了，“%s”还没有开展活动，请您抽空安排；已经开展的，请登记一下。"},
	store.NoticeGroupsIdle:   {"有代表小组本季度还没有活动", "请督促", "本季度快要结束了，有%s个代表小组还没有开展活动，已提醒组长。名单请登录工作台，在“代表活动”里查看。"},
	store.NoticeReportDue:    {"请提交代表小组半年汇报", "请提交", "代表小组的半年汇报请在%s前提交，数字已经按记录填好，您看过、补充几句就行。"},
	store.NoticeReportsLate:  {"有代表小组没有提交半年汇报", "请督促", "有%s个代表小组的半年汇报到期没有提交，名单请登录工作台，在“组长汇报”里查看。"},
	store.NoticePlan:         {"年度计划已经印发，请查看", "请查看", "《%s》已经印发，请您查看并按计划参加活动。"},
	store.NoticePlanDue:      {"年度计划里的一项就要到了", "请安排", "年度计划里的一项就要到了，请及早安排：%s。"},
	store.NoticeHandoverLate: {"整改情况报告到期没有收到", "请催办", "%s的整改情况报告到期没有收到，请登录工作台，在“交办与整改”里查看、催办。"},
}

// activityLinks are the pages that the notices to deputies open.
var activityLinks = map[store.NoticeKind][2]string{
	store.NoticeGroupIdle: {"/h5/activities", "登记小组活动"},
	store.NoticeReportDue: {"/h5/reports/", "打开汇报"},
	store.NoticePlan:      {"/h5/plans/", "查看计划"},
	store.NoticePlanDue:   {"/h5/activities", "查看小组活动"},
}

// reportNotice tells the desk of a step of a special report: the day and the step,
// the report, and the body.
var reportNotice = notice{"专项工作报告的期限就要到了", "请督办", "《%s》（报告机关：%s）最迟应在%s%s（《监督法》第十五条），还没有登记。请督促报告机关，办了以后在工作台的会议议程里登记。"}

// reportSteps name the steps with the body that each goes to.
var reportSteps = map[store.ReportStep]string{
	store.ReportConsult: "送有关专门委员会或者工作机构征求意见",
	store.ReportHand:    "修改后送交常委会",
	store.ReportGive:    "发给常委会组成人员",
}

// textsFullNotice tells whoever telephones that the list grows.
var textsFullNotice = notice{"今天的短信额度已经用完", "请留意", "今天的短信额度已经用完，微信送不到的通知从现在起列入“未送达名单”，请打电话告知。额度可以由系统管理员在“设置”里调整。"}

var digestNotice = notice{"该综合群众意见了", "请办理", "%s的群众意见可以综合了：请登录工作台，在“意见综合”里生成，修改后送审签发。"}

// These tell the desk what the calendar asks of it; each text has its own
// place for what it is about.
var (
	holidayNotice  = notice{"节假日安排还没有导入", "请导入", "%s年的放假和调休安排还没有导入，工作日期限暂时只按双休日推算。请登录工作台，在“节假日”里导入。"}
	congressNotice = notice{"今年的人大会议还没有安排第二次", "请安排", "%s：%s年的乡镇人民代表大会会议还没有安排第二次。乡镇人大会议一般每年举行两次（《地方组织法》第十四条），请及早安排，并在工作台登记。"}
	standingNotice = notice{"下一次常委会会议还没有安排", "请安排", "%s：上一次常委会会议在%s举行，下一次还没有安排在两个月之内。常委会会议每两个月至少举行一次（《地方组织法》第五十一条），请及早安排，并在工作台登记。"}
)

var (
	lateNotice        = notice{"您发来的内容有回复", "有新回复", ""}
	inOfficeNotice    = notice{"您的代表职务已登记", "正在履职", "您好，您的代表职务已经登记。菜单里的“待办意见”是转给您的群众意见；有新的会在这里通知您。"}
	outOfOfficeNotice = notice{"您的代表职务登记有变动", "有变动", "您好，按登记您目前不执行代表职务，代表菜单已经收起，新的群众意见不再转给您；您办理过的都还在。如有疑问，请联系%s。"}

	boundNotice = notice{"代表身份绑定成功", "绑定成功", "您好，代表身份已经绑定。菜单里的“待办意见”是转给您的群众意见；有新的会在这里通知您。没有看到代表菜单，请过几分钟重新打开本公众号。"}
)

const (
	wordSeeDetail  = "查看详情"
	wordOpenTask   = "打开办理"
	wordOpenDraft  = "打开查看"
	wordThisHalf   = "这半年"
	wordPreviewIs  = "【预览，只发给您】\n"
	wordMore       = "……（全文请打开查看）"
	wordVoiceByTap = "也可以点 "
	wordDear       = "您好："
)

// The menus' labels: at most 4 characters at the top, 8 below.
var (
	menuSpeak = []Button{
		{Type: buttonClick, Name: "怎么反映", Key: KeySay},
		{Type: buttonPhoto, Name: "拍照反映", Key: KeyPhoto},
		{Type: buttonPlace, Name: "发送位置", Key: KeyPlace},
		{Type: buttonClick, Name: "选择地区", Key: KeyAreas},
	}
	menuHelp = Button{Type: buttonClick, Name: "使用帮助", Key: KeyHelp}
)

func voterMenu(base string) []Button {
	return []Button{
		{Name: "我要反映", Sub: menuSpeak},
		{Name: "我的意见", Sub: []Button{
			{Type: buttonView, Name: "我的意见", URL: base + "/h5/opinions"},
			{Type: buttonClick, Name: "查询进展", Key: KeyProgress},
		}},
		{Name: "联系代表", Sub: []Button{
			{Type: buttonClick, Name: "我的代表", Key: KeyDeputies},
			{Type: buttonClick, Name: "代表接待日", Key: KeyReceptions},
			menuHelp,
			{Type: buttonClick, Name: "我是代表", Key: KeyCode},
		}},
	}
}

func deputyMenu(base string) []Button {
	return []Button{
		{Name: "待办意见", Sub: []Button{
			{Type: buttonView, Name: "我的待办", URL: base + "/h5/tasks"},
			{Type: buttonView, Name: "会议活动", URL: base + "/h5/meetings"},
			{Type: buttonClick, Name: "待答复清单", Key: KeyTasks},
		}},
		{Name: "我要反映", Sub: append([]Button{{Type: buttonClick, Name: "我要反映", Key: KeySay}}, menuSpeak[1:]...)},
		{Name: "我的", Sub: []Button{
			{Type: buttonView, Name: "我的意见", URL: base + "/h5/opinions"},
			{Type: buttonClick, Name: "查询进展", Key: KeyProgress},
			menuHelp,
		}},
	}
}
