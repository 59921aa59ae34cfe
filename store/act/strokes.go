package act

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// bySurname lists common surnames by the number of their strokes, and those of one
// number by 横竖撇点折, stroke after stroke (GB 13000.1 字符集汉字字序). CLDR's stroke
// order counts the same but orders one number by radical, which would put 张 before
// 李; it orders the surnames that are not here, behind those that are, and given
// names.
var bySurname = map[int]string{
	2: "丁卜刁", 3: "于万上山千凡门卫习马",
	4:  "王元韦云木支尤车戈中贝牛毛仇公仓文方尹巴孔水邓",
	5:  "甘艾古左石龙平东卢叶申田史冉丘付代白仝令印乐包邝冯兰宁司皮边",
	6:  "邢吉巩成毕曲吕朱乔伍伏任华向全邬庄刘齐闫羊关米江池汤安祁许那阮孙阳牟纪",
	7:  "寿麦芮花严劳苏杜巫李杨束连肖时吴岑邱何佟余谷狄邹冷辛汪沙沈宋初张陆陈邵",
	8:  "武青苗英苑范茅林杭郁欧尚明易罗和季竺岳金周庞郑单宗官郎房居屈孟练",
	9:  "封项赵郝荆荀荣胡南柯查柏柳战钟秋段侯俞饶施闻姜娄洪宫祖祝费胥姚贺骆",
	10: "秦班敖袁耿聂莫桂贾夏顾柴党晁晏钱倪徐殷奚翁凌高郭席唐海涂容谈陶桑",
	11: "黄萧梅曹戚龚盛常崔符麻康章商阎盖梁寇尉屠隋",
	12: "彭葛董蒋韩覃景喻程傅焦储舒鲁童曾温游谢强",
	13: "靳蓝蒲蒙楚赖雷虞路詹鲍解满窦褚", 14: "蔡蔺裴管廖谭翟熊", 15: "樊黎滕颜潘", 16: "燕薛霍冀穆", 17: "戴鞠魏", 18: "瞿",
}

// surname is a listed one: where it stands among those of its number of strokes.
type surname struct {
	count, place int
	key          string // CLDR's
}

var surnamesListed = sync.OnceValue(func() map[string]surname {
	all := map[string]surname{}
	for count, names := range bySurname {
		for i, name := range strings.Split(names, "") {
			all[name] = surname{count, i, cldrKey(name)}
		}
	}
	return all
})

// unlistedPlace is behind every listed surname of the same number of strokes.
const unlistedPlace = 999

// strokes is a key by which names sort by 姓氏笔画: the surname, then the rest. It
// is kept with the name, since the database knows no such order.
func strokes(name string) string {
	_, size := utf8.DecodeRuneInString(name)
	first, rest := name[:size], name[size:]
	s, ok := surnamesListed()[first]
	if !ok {
		s = surname{strokesOf(first), unlistedPlace, cldrKey(first)}
	}
	key := fmt.Sprintf("%02d%03d%s/%s", s.count, s.place, s.key, cldrKey(rest))
	return key[:min(len(key), spellingMost)]
}

// strokesOf counts, as CLDR does, the strokes of a character that is not listed: as many as the
// last listed one that CLDR has before it. 0 for what is no Chinese character.
func strokesOf(char string) int {
	if char == "" || !strings.ContainsFunc(char, isHan) {
		return 0
	}
	key, count := cldrKey(char), 1
	for _, s := range surnamesListed() {
		if s.key <= key {
			count = max(count, s.count)
		}
	}
	return count
}

func isHan(r rune) bool { return r >= 0x3400 }

// collators are kept: making one takes longer than using it, and one is not safe
// for two at once.
var collators = sync.Pool{New: func() any { return collate.New(language.MustParse("zh-u-co-stroke")) }}

// cldrKey is a text's sort key in CLDR's Chinese stroke order, in hex: its first
// level is enough, since nothing in a name differs on the others alone.
func cldrKey(text string) string {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	key := c.KeyFromString(new(collate.Buffer), text)
	if end := slices.Index(key, 0); end >= 0 {
		key = key[:end]
	}
	return hex.EncodeToString(key)
}
