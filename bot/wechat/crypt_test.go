package wechat

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"testing"

	"github.com/silenceper/wechat/v2/util"
)

// sealBytes encrypts a plaintext as it is, well formed or not.
func sealBytes(c *Callback, plain []byte) string {
	b := bytes.Clone(plain)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(b, b)
	return base64.StdEncoding.EncodeToString(b)
}

func TestDecryptChecksLengthAndEveryPaddingByte(t *testing.T) {
	c := newCallback(t, false)
	good := append(make([]byte, 16), 0, 0, 0, 4)
	good = append(good, "<a/>"+testAppID...)
	pad := padBlock - len(good)%padBlock
	good = append(good, bytes.Repeat([]byte{byte(pad)}, pad)...)
	if got, err := c.decrypt(sealBytes(c, good)); err != nil || string(got) != "<a/>" {
		t.Fatalf("got %q, %v", got, err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"padding 0":            func(b []byte) []byte { b[len(b)-1] = 0; return b },
		"padding 33":           func(b []byte) []byte { b[len(b)-1] = 33; return b },
		"padding not uniform":  func(b []byte) []byte { b[len(b)-2]++; return b },
		"length too large":     func(b []byte) []byte { binary.BigEndian.PutUint32(b[16:], 1000); return b },
		"length near overflow": func(b []byte) []byte { binary.BigEndian.PutUint32(b[16:], 1<<32-1); return b },
		"all padding":          func([]byte) []byte { return bytes.Repeat([]byte{32}, 32) },
		"half a block":         func(b []byte) []byte { return b[:len(b)-16] },
	} {
		if _, err := c.decrypt(sealBytes(c, change(bytes.Clone(good)))); err != RefusedCipher {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestEncryptIsReadByTheSDKAndNeverTheSameTwice(t *testing.T) {
	c := newCallback(t, false)
	for n := range 70 { // every length of padding
		reply := bytes.Repeat([]byte("x"), n+1)
		a, b := string(c.encrypt(nil, reply)), string(c.encrypt(nil, reply))
		if a == b {
			t.Fatal("two ciphertexts are equal")
		}
		_, got, err := util.DecryptMsg(testAppID, a, testKey)
		if err != nil || !bytes.Equal(got, reply) {
			t.Fatalf("%d bytes: got %q, %v", n+1, got, err)
		}
	}
}

func FuzzDecrypt(f *testing.F) {
	c := newCallback(f, false)
	f.Add([]byte(helloXML), testAppID)
	f.Add([]byte(""), "")
	f.Fuzz(func(t *testing.T, b []byte, appID string) {
		_, _ = c.decrypt(string(b)) // must not panic on what is not ours
		sealed := base64.StdEncoding.EncodeToString(b)
		ours, err := c.decrypt(sealed)
		_, theirs, sdkErr := util.DecryptMsg(testAppID, sealed, testKey)
		// The SDK does not look at the padding's bytes: it may accept more.
		if err == nil && (sdkErr != nil || !bytes.Equal(ours, theirs)) {
			t.Fatalf("ours %q; SDK %q, %v", ours, theirs, sdkErr)
		}
		if len(b) == 0 {
			return // the SDK takes an empty message for too short
		}
		made, err := util.EncryptMsg(make([]byte, 16), b, appID, testKey)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.decrypt(string(made))
		if appID == testAppID && (err != nil || !bytes.Equal(got, b)) || appID != testAppID && err != RefusedAppID {
			t.Fatalf("app id %q: %q, %v", appID, got, err)
		}
	})
}
