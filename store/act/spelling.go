package act

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are those that are not read as their character usually is. Two
// characters come first where they are one surname.
var surnames = []struct{ name, read string }{
	{"万俟", "mo qi"}, {"尉迟", "yu chi"}, {"长孙", "zhang sun"}, {"澹台", "tan tai"}, {"单于", "chan yu"}, {"令狐", "ling hu"},
	{"单", "shan"}, {"仇", "qiu"}, {"曾", "zeng"}, {"解", "xie"}, {"区", "ou"}, {"查", "zha"}, {"朴", "piao"}, {"盖", "ge"},
	{"乐", "yue"}, {"缪", "miao"}, {"翟", "zhai"}, {"任", "ren"}, {"华", "hua"}, {"冼", "xian"}, {"员", "yun"}, {"种", "chong"},
	{"秘", "bi"}, {"折", "she"}, {"繁", "po"}, {"召", "shao"}, {"纪", "ji"}, {"宁", "ning"}, {"燕", "yan"}, {"覃", "qin"},
	{"晁", "chao"}, {"黑", "he"}, {"逄", "pang"}, {"乜", "nie"}, {"佘", "she"}, {"过", "guo"}, {"尹", "yin"}, {"冯", "feng"},
}

// spelling is what a name is found by: its pinyin in one word, and its initials:
// "zhangsan zs".
func spelling(name string) string {
	var sounds []string
	for _, s := range surnames {
		if rest, ok := strings.CutPrefix(name, s.name); ok && name != s.name {
			sounds, name = strings.Fields(s.read), rest
			break
		}
	}
	sounds = append(sounds, pinyin.LazyPinyin(name, pinyin.NewArgs())...)
	var whole, initials strings.Builder
	for _, s := range sounds {
		whole.WriteString(s)
		initials.WriteString(s[:1])
	}
	return clip(strings.TrimSpace(whole.String()+" "+initials.String()), spellingMost)
}

// spellingMost is what the columns hold.
const spellingMost = 200
