package phone

import (
	"net/url"
	"testing"
	"time"
)

func TestChoosingAnArea(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "路灯坏了")
	p := o.phone("voter").get("/h5/deputies").sees("告诉我们您在哪里").lacks("张三")
	p.get("/h5/me").sees("城关镇第三选区", "县直机关选区", `<optgroup label="城关镇人大">`)
	p.send("/h5/me/area", url.Values{"district": {o.dist.ID}})
	p.sees("已保存您所在的地方", `value="`+o.dist.ID+`" selected`)
	if o.stored(item.ID).Opinion.DistrictID != o.dist.ID {
		t.Error("the item said minutes ago did not come along")
	}
	p.get("/h5/deputies").sees("张三", "李秀英", "建设路代表联络站", "每周三 14:30–17:00", "建设路18号", `href="tel:0743-8225678"`).
		lacks("13800000001")
	p.get("/h5/me").send("/h5/me/area", url.Values{"district": {"nowhere"}})
	p.sees("没有找到您选的地方")
	p.send("/h5/me/area", nil)
	p.sees("请选择您所在的地方")
}

func TestLeavingAndRemovingNameAndPhone(t *testing.T) {
	o := open(t)
	o.follow("voter")
	p := o.phone("voter").get("/h5/me")
	p.send("/h5/me/contact", url.Values{"name": {"李桂芳"}, "phone": {"13800138000"}})
	p.sees("已保存。", `value="李桂芳"`, `value="13800138000"`)
	p.send("/h5/me/contact", url.Values{"name": {"李\n桂芳"}})
	p.sees("姓名请写在一行里", `value="李桂芳"`)
	p.send("/h5/me/contact", url.Values{"name": {""}, "phone": {""}})
	p.sees("已删除您的姓名和电话").lacks("李桂芳", "13800138000")
}

func TestLargerType(t *testing.T) {
	o := open(t)
	o.follow("voter")
	p := o.phone("voter").get("/h5/me").lacks(`class="phone elderly`)
	p.send("/h5/me/type", url.Values{"large": {"1"}})
	p.sees(`class="phone elderly`, "现在用的是大字")
	p.get("/h5/opinions").sees(`class="phone elderly`)
	p.get("/h5/me").send("/h5/me/type", nil)
	p.lacks(`class="phone elderly`)
}

func TestAnybodyReadsThePrivacyNotice(t *testing.T) {
	o := open(t)
	o.phone("stranger").get("/h5/privacy").sees("个人信息保护告知", "姓名和电话加密保存")
}

func TestASessionThatWasIdleTooLongAsksWeChatAgain(t *testing.T) {
	o := open(t)
	o.follow("voter")
	p := o.phone("voter").get("/h5/opinions")
	before := len(o.used)
	o.step(8 * 24 * time.Hour)
	if p.get("/h5/opinions").sees("这里还没有您的意见"); len(o.used) != before+1 {
		t.Errorf("%d codes, want one more than %d", len(o.used), before)
	}
}

func TestHomeIsWhatIsNeededMost(t *testing.T) {
	o := open(t)
	o.follow("voter")
	if p := o.phone("voter").get("/h5"); p.path != "/h5/opinions" {
		t.Errorf("a voter starts at %s", p.path)
	}
	o.bind("dep", o.zhang.ID)
	if p := o.phone("dep").get("/h5"); p.path != "/h5/tasks" {
		t.Errorf("a deputy starts at %s", p.path)
	}
}
