package act

import (
	"slices"
	"strings"
	"testing"
)

func TestSpelling(t *testing.T) {
	for name, want := range map[string]string{
		"张三": "zhangsan zs", "单雄信": "shanxiongxin sxx", "仇英": "qiuying qy", "欧阳修": "ouyangxiu oyx", "尉迟恭": "yuchigong ycg",
		"曾国": "zengguo zg", "重阳": "zhongyang zy", "": "", "A": "", "乐": "le l",
	} {
		if got := spelling(name); got != want {
			t.Errorf("%s is spelt %q, want %q", name, got, want)
		}
	}
}

// TestStrokes: 7 strokes are 李 (begins with 横) before 张 (begins with 折); 敬, 12,
// is not listed and comes behind the listed of 12.
func TestStrokes(t *testing.T) {
	want := []string{"丁山", "王一", "王二", "王五", "李四", "张三", "张三丰", "赵六", "黄河", "谢安", "敬先", "戴高"}
	got := slices.Clone(want)
	slices.Sort(got) // by code point: another order
	if slices.Equal(got, want) {
		t.Fatal("the test shows nothing")
	}
	slices.SortFunc(got, func(x, y string) int { return strings.Compare(strokes(x), strokes(y)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %v, want %v", got, want)
	}
	if n := len(strokes(strings.Repeat("戴", 40))); n > spellingMost {
		t.Errorf("a long name's key has %d characters", n)
	}
}

// countedOtherwise have a part (艹, 阝, 礻 …) that CLDR counts in its full form.
const countedOtherwise = "边邓邝印艾连邢那邬阮阳祁芮花苏邱邵邹陆陈苑苗英范茅郁郎郑祖祝荀荣荆郝莫郭陶敖萧隋黄葛董蒋蒙蒲蓝褚蔡蔺薛魏"

// TestSurnamesAreCountedAsCLDRDoes holds the table against a second source: CLDR's
// order counts strokes first, so a surname with more strokes never comes before
// one with fewer.
func TestSurnamesAreCountedAsCLDRDoes(t *testing.T) {
	for x, a := range surnamesListed() {
		for y, b := range surnamesListed() {
			if a.count < b.count && a.key > b.key && !strings.Contains(countedOtherwise, x) && !strings.Contains(countedOtherwise, y) {
				t.Errorf("%s is listed with %d strokes and %s with %d; CLDR has them the other way round", x, a.count, y, b.count)
			}
		}
	}
}
