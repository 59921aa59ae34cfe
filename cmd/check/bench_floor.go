package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func init() { subcommands["bench-floor"] = serveFloor }

// serveFloor is the comparison (a): a bare net/http handler that verifies, parses
// with encoding/xml and answers the same encrypted message, and stores nothing.
// It runs as a process of its own, as Liaison does.
func serveFloor(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: bench-floor ADDR")
	}
	acc, err := openAccount(os.Getenv("LIAISON_WECHAT_APPID"), os.Getenv("LIAISON_WECHAT_TOKEN"), os.Getenv("LIAISON_WECHAT_AES_KEY"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", args[0])
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	server := &http.Server{Handler: floor{acc}, ReadHeaderTimeout: 5 * time.Second}
	go func() { <-ctx.Done(); server.Close() }()
	if err := server.Serve(listener); ctx.Err() == nil {
		return err
	}
	return nil
}

type floor struct{ acc *account }

// ServeHTTP answers what a person said with the same words.
func (f floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	stamp, nonce := q.Get("timestamp"), q.Get("nonce")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
	var sealed sealedReply
	if err != nil || f.acc.sign(stamp, nonce) != q.Get("signature") || xml.Unmarshal(body, &sealed) != nil ||
		f.acc.sign(stamp, nonce, sealed.Encrypt) != q.Get("msg_signature") {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	text, err := f.acc.decrypt(sealed.Encrypt)
	var m plainMessage
	if err != nil || xml.Unmarshal([]byte(text), &m) != nil {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	m.ToUserName, m.FromUserName = m.FromUserName, m.ToUserName
	inner, _ := xml.Marshal(m) // strings and a number: it cannot fail
	out := sealedReply{Encrypt: f.acc.encrypt(string(inner)), TimeStamp: stamp, Nonce: nonce}
	out.MsgSignature = f.acc.sign(stamp, nonce, out.Encrypt)
	answer, _ := xml.Marshal(struct {
		XMLName struct{} `xml:"xml"`
		sealedReply
	}{sealedReply: out})
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	_, _ = w.Write(answer) // the client will notice
}
