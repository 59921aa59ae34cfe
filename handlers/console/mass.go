package console

import (
	"strconv"
	"strings"

	"liaison/handlers/page"
	"liaison/store"
)

// massCodes are why the platform takes no mass message, by errcode.
var massCodes = map[int]string{
	45028: "按微信的统计，本月的群发次数已经用完，下个月再发",
	48001: "这个公众号没有群发的权限",
	45002: "内容太长",
	40003: "关注的人里有微信不认识的，请联系系统管理员",
}

// massWord says where a mass message stands: a word for its badge, a colour, and a
// sentence.
func (p broadcastPage) massWord() (word, colour, sentence string) {
	switch {
	case p.State == store.BroadcastPaused:
		return "已暂停", "due", "已暂停，还没有发出。"
	case p.Sent == nil && p.State == store.BroadcastCancelled:
		return "已取消", "plain", "已取消，没有发出。"
	case p.Sent == nil:
		return "正在发送", "going", "正在准备，马上发出。"
	}
	switch n := p.Sent; n.State {
	case store.NoticeWaiting, store.NoticeHeld:
		if n.NextAt.After(p.Now) {
			return "等待发出", "going", "还没有发出，" + page.DateTime(n.NextAt) + "再发。"
		}
		return "正在发送", "going", "正在发出。"
	case store.NoticeSent:
		return "正在发送", "going", "微信已经收下，正在送给大家。送到多少人，微信报告以后显示在这里。"
	case store.NoticeDelivered:
		if p.Result.Sent == p.Result.Total {
			return "已发完", "done", "微信报告已经发完，全部送到。"
		}
		return "已发完", "done", "微信报告已经发完。没有送到的，多半是本月已收满4条，或者设置了不接收。"
	case store.NoticeUnknown:
		return "待核实", "overdue", "发送时网络中断，不知道微信收下没有，系统不会再发。请看自己的微信收到没有，或到微信公众平台的群发记录里核对。"
	case store.NoticeUnreached:
		return "没有发出", "overdue", "微信没有发出这条消息：" + massReason(n) + "。"
	}
	return "已取消", "plain", "已取消，没有发出。"
}

func massReason(n *store.Notice) string {
	switch {
	case massCodes[n.Code] != "":
		return massCodes[n.Code]
	case strings.HasPrefix(n.Outcome, "err("):
		return "内容没有通过微信的审核，微信给的代码是" + strings.Trim(n.Outcome[3:], "()")
	case n.Outcome == "given up":
		return "多次发送没有成功"
	case n.Code != 0:
		return "微信给的代码是" + strconv.Itoa(n.Code)
	}
	return "微信发送失败"
}

// MassSays is the sentence about a mass message.
func (p broadcastPage) MassSays() string { _, _, s := p.massWord(); return s }

// Word is where a broadcast stands, in a word.
func (p broadcastPage) Word() string {
	switch {
	case p.BroadcastView == nil || !p.Released():
	case p.Mass():
		word, _, _ := p.massWord()
		return word
	case !p.Live && p.Tally.Done() == p.Tally.Total && p.State != store.BroadcastCancelled:
		return "已发完"
	case p.Live:
		return "正在发送"
	}
	return broadcastState(p.BroadcastRow)
}

// Colour goes with Word.
func (p broadcastPage) Colour() string {
	if p.Released() && p.Mass() {
		_, colour, _ := p.massWord()
		return colour
	}
	return broadcastColour(p.BroadcastRow)
}

// Stoppable reports whether something has not gone yet.
func (p broadcastPage) Stoppable() bool { return p.Tally.Done() < p.Tally.Total }

// massUnderWay: there is something to wait for, be it only the platform's report.
func (p broadcastPage) massUnderWay() bool {
	if p.State == store.BroadcastPaused || p.Sent == nil {
		return p.State == store.BroadcastQueueing || p.State == store.BroadcastSending
	}
	return p.Sent.State == store.NoticeWaiting || p.Sent.State == store.NoticeSent
}
