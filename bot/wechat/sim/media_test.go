package sim

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/officialaccount/basic"
	"github.com/silenceper/wechat/v2/officialaccount/material"

	"image"
	_ "image/jpeg"
)

func (b *bench) upload(kind material.MediaType, name string, data []byte) string {
	b.t.Helper()
	m, err := b.sdk.GetMaterial().MediaUploadFromReader(kind, name, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	return m.MediaID
}

// fetch gets a path and returns status, type and body.
func (b *bench) fetch(path string) (int, string, []byte) {
	b.t.Helper()
	res, err := http.Get(b.server.URL + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), data
}

func TestMediaLivesThreeDays(t *testing.T) {
	b := newBench(t, nil)
	id := b.upload("image", "照片.jpg", samplePicture)
	get := "/cgi-bin/media/get?media_id=" + url.QueryEscape(id) + "&access_token="
	status, kind, data := b.fetch(get + b.token())
	if status != 200 || kind != "image/jpeg" || !bytes.Equal(data, samplePicture) {
		t.Fatalf("%d %s %d bytes", status, kind, len(data))
	}
	b.clock.step(mediaLife - time.Second)
	if _, kind, _ := b.fetch(get + b.stable(false)); kind != "image/jpeg" {
		t.Fatalf("before its end: %s", kind)
	}
	b.clock.step(time.Second)
	if got := code(b.call(get+b.stable(false), nil)); got != "40007" {
		t.Fatalf("after its end: %s", got)
	}
}

func TestUploadRefusals(t *testing.T) {
	b := newBench(t, nil)
	for name, c := range map[string]struct {
		kind, file string
		data       []byte
		want       string
	}{
		"odd kind":    {"poem", "a.jpg", samplePicture, "40004"},
		"odd ending":  {"image", "a.txt", samplePicture, "40005"},
		"not a voice": {"voice", "a.amr", samplePicture, "40005"},
		"a web page":  {"image", "a.jpg", []byte("<!DOCTYPE html><html>"), "40005"},
		"large thumb": {"thumb", "a.jpg", append(bytes.Clone(samplePicture), make([]byte, 64<<10)...), "40006"},
		"empty":       {"image", "a.jpg", nil, "41005"},
	} {
		_, err := b.sdk.GetMaterial().MediaUploadFromReader(material.MediaType(c.kind), c.file, bytes.NewReader(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	b.wantCode(41005, "/cgi-bin/media/upload?type=image", obj{})
	b.wantCode(41006, "/cgi-bin/media/get", nil)
	b.wantCode(40007, "/cgi-bin/media/get?media_id=none", nil)
}

func TestWhatUsersSendCanBeFetched(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	b.fetch("/cgi-bin/x")
	mustOutcome(t, Answered)(b.Send(t.Context(), "o1", Message{Kind: "voice", Data: []byte("#!AMR\nabc")}))
	m := b.app.last()
	if _, kind, data := b.fetch("/cgi-bin/media/get?media_id=" + m.MediaID + "&access_token=" + b.token()); kind != "audio/amr" || string(data) != "#!AMR\nabc" {
		t.Fatalf("%s %q", kind, data)
	}
	mustOutcome(t, Answered)(b.Send(t.Context(), "o1", Message{Kind: "image"}))
	u, err := url.Parse(b.app.last().PicURL)
	if err != nil || "http://"+u.Host != b.server.URL {
		t.Fatalf("PicUrl %s", b.app.last().PicURL)
	}
	if status, kind, _ := b.fetch(u.Path); status != 200 || kind != "image/jpeg" {
		t.Fatalf("PicUrl: %d %s", status, kind)
	}
	mustOutcome(t, Answered)(b.Send(t.Context(), "o1", Message{Kind: "image", Data: []byte("<svg onload=alert(1)>")}))
	u, _ = url.Parse(b.app.last().PicURL)
	if _, kind, _ := b.fetch(u.Path); kind != "application/octet-stream" {
		t.Fatalf("a forged picture is served as %s", kind)
	}
}

func TestArticlePictures(t *testing.T) {
	b := newBench(t, nil)
	var body bytes.Buffer
	kind := writeForm(&body, "a.jpg", samplePicture)
	res, err := http.Post(b.server.URL+"/cgi-bin/media/uploadimg?access_token="+b.token(), kind, &body)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	if !strings.Contains(string(answer), "/mmbiz_jpg/") {
		t.Fatalf("answer %s", answer)
	}
}

func TestCodesThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	base := b.sdk.GetBasic()
	made, err := base.GetQRTicket(basic.NewTmpQrRequest(time.Hour, "st_1"))
	if err != nil || made.ExpireSeconds != 3600 {
		t.Fatalf("%+v %v", made, err)
	}
	status, kind, data := b.fetch("/cgi-bin/showqrcode?ticket=" + url.QueryEscape(made.Ticket))
	if status != 200 || kind != "image/jpg" {
		t.Fatalf("%d %s", status, kind)
	}
	if img, _, err := image.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != 430 {
		t.Fatalf("picture %v", err)
	}
	b.clock.step(time.Hour)
	if _, err := b.Scan(t.Context(), "o1", Scan{Ticket: made.Ticket}); err == nil {
		t.Fatal("an expired code must not be scanned")
	}
	forever, err := base.GetQRTicket(basic.NewLimitQrRequest(7))
	if err != nil {
		t.Fatal(err)
	}
	again, err := base.GetQRTicket(basic.NewLimitQrRequest(7))
	if err != nil || again.Ticket != forever.Ticket {
		t.Fatalf("a permanent scene must keep its code: %v", err)
	}
	if status, _, _ := b.fetch("/cgi-bin/showqrcode?ticket=none"); status != 404 {
		t.Errorf("an unknown ticket: %d", status)
	}
}

func TestCodeRefusals(t *testing.T) {
	b := newBench(t, nil)
	for name, body := range map[string]obj{
		"no action":     {},
		"no scene":      {"action_name": "QR_STR_SCENE"},
		"long scene":    {"action_name": "QR_STR_SCENE", "action_info": obj{"scene": obj{"scene_str": strings.Repeat("x", 65)}}},
		"zero":          {"action_name": "QR_SCENE", "action_info": obj{"scene": obj{"scene_id": 0}}},
		"large forever": {"action_name": "QR_LIMIT_SCENE", "action_info": obj{"scene": obj{"scene_id": 100_001}}},
		"too long":      {"action_name": "QR_SCENE", "expire_seconds": 2_592_001, "action_info": obj{"scene": obj{"scene_id": 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.wantCode(40053, "/cgi-bin/qrcode/create", body)
		})
	}
}
