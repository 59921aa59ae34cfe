package console

import (
	"strings"
	"testing"

	"liaison/store"
)

// TestAFormIDServesOneContent sends a note twice, then other words and another
// person under its id: as after the back key, where a page shows the old form.
func TestAFormIDServesOneContent(t *testing.T) {
	d := open(t)
	o := heard(d)
	b, id := d.signIn("clerk"), formID()
	path := "/console/opinions/" + o.ID + "/note"
	notes := func() (list []string) {
		for _, s := range d.fresh(o.ID).Steps {
			if s.Kind == store.EntryNote {
				list = append(list, s.Text)
			}
		}
		return list
	}
	send := func(b *client, words string) string {
		got := b.post(path, "form_id", id, "seen", "1", "text", words)
		if got.Location != "" {
			got = b.get(got.Location)
		}
		return got.Body
	}
	send(b, "第一条备注")
	send(b, "第一条备注")
	if got := notes(); len(got) != 1 {
		t.Fatalf("sent twice: %q", got)
	}
	if shown := send(b, "第二条备注"); !strings.Contains(shown, "已经提交过一次") {
		t.Errorf("other words under the id: %s", text(shown))
	}
	if shown := send(d.signIn("leader"), "第一条备注"); !strings.Contains(shown, "已经提交过一次") {
		t.Errorf("another person under the id: %s", text(shown))
	}
	if got := notes(); len(got) != 1 || got[0] != "第一条备注" {
		t.Errorf("the notes are %q", got)
	}
}
