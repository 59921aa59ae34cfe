package console

import (
	"net/http"
	"strings"
	"testing"
)

// TestARefusedFormKeepsWhatWasTyped on whatever page it stands, and the version that
// was seen stays what it was: a conflict shows what is true and what was typed.
func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	path := "/console/deputies/" + d.zhang.ID
	got := b.post(path, "seen", "1", "name", "", "work", "甲镇小学“教师”", "phone", "138", "nation", "苗族", "order", "3", "office", d.town.ID)
	if got.Code != http.StatusUnprocessableEntity || got.Location != "" || !strings.Contains(got.Body, `value="甲镇小学“教师”"`) ||
		!strings.Contains(got.Body, `class="flash flash-warning refused`) || !strings.Contains(got.Body, `name="page_from" value="`+path+`"`) {
		t.Fatalf("%d %s\n%s", got.Code, got.Location, got.Body)
	}
	if again := b.post(path, "seen", "1", "page_from", "/console/opinions", "name", "", "office", d.town.ID); strings.Contains(again.Body, "没有找到") || again.Code != http.StatusUnprocessableEntity {
		t.Errorf("with another page's address: %d", again.Code)
	}
	saved := b.post(path, "seen", "1", "name", "张三", "sex", "男", "nation", "汉族", "work", "教师", "order", "0", "office", d.town.ID)
	if saved.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", saved.Code, text(saved.Body))
	}
	late := b.post(path, "seen", "1", "name", "张三", "sex", "男", "nation", "汉族", "work", "医生", "order", "0", "office", d.town.ID)
	if late.Code != http.StatusConflict || !strings.Contains(late.Body, "您刚才填写的内容没有保存") || !strings.Contains(late.Body, `value="教师"`) || strings.Contains(late.Body, `value="医生"`) {
		t.Errorf("after a conflict: %d\n%s", late.Code, late.Body)
	}
}
