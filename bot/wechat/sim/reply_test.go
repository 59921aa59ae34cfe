package sim

import (
	"strings"
	"testing"

	"github.com/silenceper/wechat/v2/util"
	"go.uber.org/goleak"
)

// FuzzReply feeds answers to deliveries; whatever comes, the phone shows either
// words, or nothing, or the failure, and never breaks.
func FuzzReply(f *testing.F) {
	cfg := Config{AppID: "wx1", Secret: "s", Token: "t", AESKey: testKey, Mode: Compatible}
	s, err := New(cfg)
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close()
	good := strings.ReplaceAll(replyTo("o1", "text", "<Content>x</Content>"), "ACCOUNT", s.Account())
	sealed, err := util.EncryptMsg(make([]byte, 16), []byte(good), cfg.AppID, cfg.AESKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(good))
	f.Add([]byte("<xml><Encrypt>" + string(sealed) + "</Encrypt><MsgSignature>" + util.Signature("t", "1", "2", string(sealed)) +
		"</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"))
	f.Add([]byte("success"))
	f.Add([]byte("<xml><MsgType>news</MsgType><Articles><item></item></Articles></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		item, err := s.readReply(parcel{openID: "o1", answers: true}, body)
		if err != nil && item != nil {
			t.Fatal("a refused answer made a bubble")
		}
		if item != nil && item.Kind == "text" && (item.Text == "" || len(item.Text) > textLimit) {
			t.Fatalf("a text of %d bytes was taken", len(item.Text))
		}
	})
}

// FuzzUpload feeds multipart bodies.
func FuzzUpload(f *testing.F) {
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n\r\nxyz\r\n--b--\r\n"))
	f.Add("multipart/form-data", []byte(""))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		u, err := readUpload(kind, body)
		if err == nil && (u == nil || len(u.data) == 0 || strings.ContainsAny(u.name, `/`) && u.name != "/") {
			t.Fatalf("took %+v", u)
		}
	})
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s, err := New(Config{AppID: "wx1", Secret: "s", Token: "t", Callback: "http://127.0.0.1:1/", State: t.TempDir() + "/s.json"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Seed("o1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.doLater("o1", s.saying("x", "")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.doLater("o1", s.saying("x", "")); err == nil {
		t.Fatal("a closed emulator must refuse")
	}
}

func TestDamagedStateIsRefused(t *testing.T) {
	path := t.TempDir() + "/s.json"
	if err := replaceFile(path, []byte("{")); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{AppID: "wx1", Secret: "s", Token: "t", State: path}); err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("error %v does not name the file", err)
	}
}
