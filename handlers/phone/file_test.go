package phone

import (
	"net/http"
	"regexp"
	"testing"

	"liaison/store"
	"liaison/store/db/dbtest"
)

var fileAddress = regexp.MustCompile(`/h5/files/[0-9a-z]+`)

func TestFilesAreServedAsWhatTheyAre(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "看照片", o.photo(7))
	p := o.phone("voter").get("/h5/opinions/" + item.ID)
	path := fileAddress.FindString(p.page)
	if path == "" {
		t.Fatal("no photo on the page")
	}
	full := len(p.get(path).page)
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": "inline", "Cache-Control": "private, no-cache"} {
		if got := p.head.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if p.get(path + "?s=thumb"); len(p.page) >= full {
		t.Errorf("the thumbnail has %d bytes, the photo %d", len(p.page), full)
	}
	req, err := http.NewRequest(get, o.srv.URL+path, nil)
	must(t, err)
	req.Header.Set("Range", "bytes=0-9")
	if p.take(p.http.Do(req)); p.code != http.StatusPartialContent || len(p.page) != 10 {
		t.Errorf("a part: status %d, %d bytes", p.code, len(p.page))
	}
	o.follow("other")
	if p := o.phone("other").get(path); p.code != http.StatusNotFound {
		t.Errorf("somebody else's photo: status %d", p.code)
	}
}

func TestVoiceIsPlayable(t *testing.T) {
	o := open(t)
	if !o.Files().CanConvert() {
		dbtest.LeaveOut(t, "no ffmpeg on this machine")
	}
	item := o.hear("voter", "［语音］村口的路灯坏了三天了", o.voice())
	p := o.phone("voter").get("/h5/opinions/"+item.ID).sees("<audio controls", "村口的路灯坏了三天了", "文字由语音转成")
	path := fileAddress.FindString(p.page)
	if p.get(path + "?s=play"); p.head.Get("Content-Type") != "audio/mpeg" {
		t.Errorf("played as %s", p.head.Get("Content-Type"))
	}
	if p.get(path); p.head.Get("Content-Type") != "audio/amr" {
		t.Errorf("kept as %s", p.head.Get("Content-Type"))
	}
}

func TestWhatIsNotHereIsSaid(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "看照片", store.Media{Kind: store.KindImage, WxID: "M"})
	p := o.phone("voter").get("/h5/opinions/" + item.ID).sees("有一份照片正在接收，请稍后再看。")
	if fileAddress.MatchString(p.page) {
		t.Error("a link to what is not here")
	}
}
