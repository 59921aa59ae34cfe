package page

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

// Problem is an error in words for people. Nothing of the error's own text is
// in it.
type Problem struct {
	Status int    // HTTP
	Title  string // what happened: 没有找到
	Advice string // what to do now, one sentence
}

// busy is every error that has no words of its own.
var busy = Problem{http.StatusInternalServerError, "系统暂时出了问题", "请稍后再试。如果一直这样，请把下面的编号告诉工作人员。"}

// known is tried in order with errors.Is. Not found and forbidden read alike:
// otherwise the answer to a guessed id would say that the thing exists.
var known = []struct {
	err error
	Problem
}{
	{store.ErrNotFound, notFound},
	{store.ErrForbidden, notFound},
	{store.ErrConflict, Problem{http.StatusConflict, "内容已被他人更新", "在您操作之前，有人刚刚处理了这一项。请返回刷新，看过最新情况后再办理。"}},
	{store.ErrTooMany, Problem{http.StatusTooManyRequests, "操作太频繁", "请稍等一会儿再试。"}},
	{errStale, Problem{http.StatusForbidden, "页面已过期", "页面打开的时间太久，或账号已在别处登录。请返回刷新页面后再提交。"}},
	{errCrossOrigin, Problem{http.StatusForbidden, "无法接受这次提交", "提交不是从本平台的页面发出的。请从本平台重新打开页面。"}},
	{errTooLarge, Problem{http.StatusRequestEntityTooLarge, "内容太大", "提交的文字或文件超过了限制，请减少后再试。"}},
	{context.DeadlineExceeded, Problem{http.StatusServiceUnavailable, "系统繁忙", "请稍后再试。"}},
}

var notFound = Problem{http.StatusNotFound, "没有找到", "您要看的内容不存在，或者不在您可以查看的范围内。"}

// words puts each store.Problem into a sentence.
var words = map[store.Problem]string{
	store.ProblemEmpty:             "请填写这一项。",
	store.ProblemTooLong:           "内容太长，请精简后再提交。",
	store.ProblemMalformed:         "填写的内容格式不对，请检查。",
	store.ProblemState:             "这一项目前的状态不能这样办理，请刷新后查看。",
	store.ProblemNoNext:            "重新办理的次数已用完，将由工作人员决定下一步。",
	store.ProblemNotOffered:        "这一项不能转给这位代表，请另选。",
	store.ProblemNamed:             "意见中提到了这位代表，应当回避，请另选。",
	store.ProblemInterested:        "这位代表与此事有利害关系，应当回避，请另选。",
	store.ProblemExcluded:          "反映人要求不向这位代表公开，请另选。",
	store.ProblemInvitationUsed:    "这个邀请已经使用过，请向工作人员要新的邀请。",
	store.ProblemInvitationExpired: "这个邀请已经过期，请向工作人员要新的邀请。",
	store.ProblemInvitationRevoked: "这个邀请已被收回，请联系工作人员。",
	store.ProblemAlreadyBound:      "这个微信已经绑定了其他身份，请联系工作人员。",
	store.ProblemTaken:             "已被占用，请核对后再试。",
	store.ProblemWeak:              "密码太简单，请换一个更长的密码。",
	store.ProblemSignIn:            "用户名、密码或验证码不正确。",
	store.ProblemLocked:            "失败次数过多，账号已暂时锁定，请15分钟后再试。",
	store.ProblemFull:              "已经达到上限，请先移出一项。",
	store.ProblemOwnDraft:          "自己拟的稿件，或者自己审核过的，要由另一位来审核、签发。",
	store.ProblemNotDrafter:        "这是别人拟的稿件，只有拟稿人可以修改。",
	store.ProblemPlaceholder:       "内容里有不认识的占位词，或大括号没有成对，请检查。",
	store.ProblemTooFew:            "人数不够。",
	store.ProblemTooShort:          "密码太短，请再长一些。",
	store.ProblemPlain:             "密码的字符种类不够，请搭配着用。",
	store.ProblemReused:            "这个密码最近用过，请换一个。",
	store.ProblemExpired:           "这个一次性密码已经过期，请重新设置。",
	store.ProblemLastOne:           "这是最后一位管理员，不能停用。",
	store.ProblemOneself:           "不能对自己的账号做这件事，请另一位管理员来办。",
	store.ProblemCombined:          "这几个岗位要由不同的人担任。",
	store.ProblemTooMany:           "人数太多，一次最多通知5000人；人再多，请分开办理或改用群发。",
	store.ProblemNobody:            "还没有选中任何人，请先选好再送审。",
	store.ProblemNotMember:         "大会主席团会议由本次大会的主席团成员参加，其他人只能选列席。",
	store.ProblemNotServing:        "所选的人里有人现在不执行代表职务（资格已终止、暂停，或者还没有开始），请核对后再选。",
	store.ProblemLate:              "离开会的时间短于规定的通知期限，请先写明原因。",
	store.ProblemWaits:             "通知正在审核签发。要修改，请先撤回或请审核的同事退回。",
	store.ProblemUnreachable:       "没有可以送达的对象。",
	store.ProblemAgain:             "几天前发过一份同样的通知。确实要再发一次，请先在群发页面确认。",
	store.ProblemMassMonth:         "本月的4次群发已经用完，下个月1日起才能再发。",
	store.ProblemMassToday:         "今天已经向全部关注的人群发过一次，平台规定一天只能发一次，请明天再发。",
	store.ProblemMassWords:         "群发给大家的内容人人一样，不能用大括号里的占位词。",
	store.ProblemMassLong:          "标题、正文和链接合在一起太长了，群发的一条消息放不下，请精简到600字以内。",
	store.ProblemMassFew:           "关注的人不到2位，不能群发。",
	store.ProblemMassMany:          "关注的人超过10000位，一次群发不了，请由上级机构来发。",
	store.ProblemRepeated:          "这张表单已经提交过一次，这次的内容和那次不一样，没有再执行。请刷新页面，核对最新情况后重新填写。",
	store.ProblemFuture:            "日期还没有到，请填写已经过去的日期。",
	store.ProblemBefore:            "日期早于它之前的一步，请核对。",
	store.ProblemAfter:             "时间晚于它应当早于的一步，请核对。",
	store.ProblemPast:              "这个时间已经过去，请核对。",
	store.ProblemTwice:             "已经有同样的一项，不能重复登记。",
	store.ProblemInUse:             "还有内容在使用这一项，不能删除。",
	store.ProblemDone:              "这件事已经办过了，没有重复办理。",
	store.ProblemFindings:          "文件里还有问题，一行也没有导入。请按每行的说明改正后再试。",
	store.ProblemMismatch:          "所选的两项不相符，请核对。",
	store.ProblemBlocked:           "现在不能在网上办理，请直接联系工作人员。",
	store.ProblemClosed:            "已经截止，请联系工作人员。",
	store.ProblemTooEarly:          "还没有到时间，请稍后再来。",
	store.ProblemCancelled:         "这次会议（活动）已经取消。",
	store.ProblemNotBound:          "这个微信还没有绑定代表身份，请联系工作人员。",
	store.ProblemNotCalled:         "名单里没有您，请联系工作人员。",
	store.ProblemPhoneUsed:         "这部手机已经为另一位代表签过到，一部手机只能签一个人，请联系工作人员。",
	store.ProblemTooFar:            "您离会场还有些远，请到会场后再签到。",
	store.ProblemBegun:             "会议或活动已经开始，不能再这样办理。",
	store.ProblemChanged:           "会议的时间或地点后来有变更，需要本人按新的安排重新答复。",
	store.ProblemNotEndorsed:       "代表团团长还没有签署意见，签署后才能审批。",
	store.ProblemAbsent:            "您本人也请了这次会议的假，请由另一位有权限的同事审批。",
	store.ProblemNotInOffice:       "按登记，目前没有在任的代表职务，不能这样办理。",
	store.ProblemTooSoon:           "刚刚已经提醒过，两次提醒之间至少隔5分钟，请稍后再试。",
	store.ProblemNobodyLeft:        "没有需要提醒的人：都已经答复，或者已经离任。",
}

// Sentence is the refusal in words, for a form that is shown again. It is ""
// for an error that is not about what was given: hand that to Pages.Error.
func Sentence(err error) string {
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		return ""
	}
	if s, ok := words[invalid.Problem]; ok {
		return s
	}
	return "提交的内容有误，请检查。"
}

// Explain puts an error into words.
func (p *Pages) Explain(err error) Problem {
	for _, explain := range p.cfg.Explain {
		if problem, ok := explain(err); ok {
			return problem
		}
	}
	if s := Sentence(err); s != "" {
		return Problem{http.StatusUnprocessableEntity, "无法提交", s}
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return k.Problem
		}
	}
	return busy
}

// Error ends the request with an error, as a page, as a fragment for htmx, or
// as JSON, whichever was asked for. What is not the reader's doing is logged.
func (p *Pages) Error(c *gin.Context, err error) {
	problem := p.Explain(err)
	c.Abort()
	if problem.Status >= 500 && c.Request.Context().Err() == nil {
		p.cfg.Log.Error("request failed", "id", RequestID(c), "route", c.FullPath(), "err", err)
	}
	if c.Writer.Written() {
		return // too late for words: the page is half sent
	}
	switch {
	case c.GetHeader("HX-Request") == "true":
		p.sendError(c, problem, "error-fragment")
	case strings.HasPrefix(c.GetHeader("Accept"), "application/json"):
		c.JSON(problem.Status, gin.H{"error": problem.Title, "advice": problem.Advice, "request_id": RequestID(c)})
	default:
		p.sendError(c, problem, "layout")
	}
}

// NotFound is the handler for addresses that no route has.
func (p *Pages) NotFound(c *gin.Context) { p.Error(c, store.ErrNotFound) }

func (p *Pages) sendError(c *gin.Context, problem Problem, part string) {
	set := p.setFor(c.Request.URL.Path)
	if set.cfg.Layout == Console {
		set = p.plain // the console's frame needs the database
	}
	set.send(c, problem.Status, errorPage, part, p.view(c, set, Chrome{}, problem))
}
