package console

import "strings"

// marks are what a browser's User-Agent tells, the first that fits: browsers name
// their ancestors too.
type mark struct{ in, word string }

var systemMarks = []mark{
	{"HarmonyOS", "鸿蒙手机"}, {"iPhone", "苹果手机"}, {"iPad", "苹果平板"}, {"Android", "安卓手机"},
	{"Windows", "Windows 电脑"}, {"Macintosh", "苹果电脑"}, {"UOS", "统信电脑"}, {"Kylin", "麒麟电脑"}, {"Linux", "Linux 电脑"},
}

var browserMarks = []mark{
	{"MicroMessenger", "微信"}, {"Edg/", "Edge"}, {"QQBrowser", "QQ浏览器"}, {"360", "360浏览器"}, {"MetaSr", "搜狗浏览器"},
	{"Firefox/", "火狐"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

// deviceWord says what somebody signed in with, as its owner would: a browser may
// claim anything, so it is a help to the memory and no proof.
func deviceWord(agent string) string {
	system, browser := marked(systemMarks, agent), marked(browserMarks, agent)
	switch {
	case system == "" && browser == "":
		return "其他设备"
	case system == "" || browser == "":
		return system + browser
	}
	return system + " · " + browser
}

func marked(marks []mark, agent string) string {
	for _, m := range marks {
		if strings.Contains(agent, m.in) {
			return m.word
		}
	}
	return ""
}
