package media

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// amr is a second of silence in AMR-NB: 50 frames of the lowest bit rate.
func amr() []byte {
	return append([]byte("#!AMR\n"), bytes.Repeat(append([]byte{0x04}, make([]byte, 12)...), 50)...)
}

func needFFmpeg(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("ffmpeg is not installed: voices cannot be tested")
	}
	if err != nil {
		t.Skip("left out: ffmpeg is not installed")
	}
	return path
}

func TestVoiceBecomesPlayable(t *testing.T) {
	s, dir := newStore(t, Options{FFmpeg: needFFmpeg(t)})
	f, err := s.PutVoice(t.Context(), bytes.NewReader(amr()), "amr")
	if err != nil {
		t.Fatal(err)
	}
	original, info := contentOf(t, s, f.Hash)
	if !bytes.Equal(original, amr()) || info.MIME != "audio/amr" || f.MIME != "audio/amr" || f.Size != int64(len(amr())) {
		t.Errorf("the original is kept as %+v, %+v", f, info)
	}
	if f.Playable == "" || f.Playable == f.Hash {
		t.Fatalf("playable %q", f.Playable)
	}
	playable, info := contentOf(t, s, f.Playable)
	if info.MIME != "audio/mpeg" || len(playable) < 500 {
		t.Errorf("playable is %s of %d bytes", info.MIME, len(playable))
	}
	wantFiles(t, dir, 2)
}

func TestOggSpeexBecomesPlayable(t *testing.T) {
	ffmpeg := needFFmpeg(t)
	speex, err := exec.CommandContext(t.Context(), ffmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=1:sample_rate=16000",
		"-c:a", "libspeex", "-f", "ogg", "pipe:1").Output()
	if err != nil {
		t.Skip("left out: this ffmpeg cannot make speex")
	}
	s, _ := newStore(t, Options{FFmpeg: ffmpeg})
	f, err := s.PutVoice(t.Context(), bytes.NewReader(speex), "speex")
	if err != nil || f.Playable == "" || f.MIME != "audio/ogg" {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestVoiceWithoutFFmpeg(t *testing.T) {
	var logged bytes.Buffer
	s, dir := newStore(t, Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	f, err := s.PutVoice(t.Context(), bytes.NewReader(amr()), "amr")
	if err != nil || f.Playable != "" || s.CanConvert() {
		t.Errorf("got %+v, %v", f, err)
	}
	if kept, _ := contentOf(t, s, f.Hash); !bytes.Equal(kept, amr()) {
		t.Error("the original is not kept as it came")
	}
	wantFiles(t, dir, 1)
	if !strings.Contains(logged.String(), "not playable") || !strings.Contains(logged.String(), f.Hash) {
		t.Errorf("logged %q", logged.String())
	}
}

func TestDamagedVoiceIsKept(t *testing.T) {
	s, dir := newStore(t, Options{FFmpeg: needFFmpeg(t), Log: slog.New(slog.DiscardHandler)})
	f, err := s.PutVoice(t.Context(), strings.NewReader("#!AMR\n"), "amr")
	if err != nil || f.Playable != "" {
		t.Errorf("got %+v, %v", f, err)
	}
	wantFiles(t, dir, 1)
}

func TestMP3IsPlayableAsItIs(t *testing.T) {
	s, dir := newStore(t, Options{})
	if f := putVoice(t, s, mp3(4)); f.Playable != f.Hash || f.MIME != "audio/mpeg" {
		t.Errorf("got %+v", f)
	}
	wantFiles(t, dir, 1)
}

func TestVoiceRefusals(t *testing.T) {
	for name, x := range map[string]struct {
		content, declared string
		want              Reason
	}{
		"nothing":         {"", "amr", ReasonEmpty},
		"error page":      {`{"errcode":40007,"errmsg":"invalid media_id"}`, "speex", ReasonKind},
		"HTML":            {"<html><script>alert(1)</script>", "speex", ReasonKind},
		"playlist":        {"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "amr", ReasonKind},
		"picture":         {"\x89PNG\r\n\x1a\n", "speex", ReasonKind},
		"bytes for amr":   {"\x00\x01\x02\x03", "amr", ReasonKind},
		"unknown name":    {"\x00\x01\x02\x03", "silk", ReasonKind},
		"program":         {"\x7fELF\x02\x01\x01\x00", "amr", ReasonKind},
		"video for voice": {"\x00\x00\x00\x18ftypisom", "speex", ReasonKind},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := newStore(t, Options{})
			_, err := s.PutVoice(t.Context(), strings.NewReader(x.content), x.declared)
			wantRefused(t, dir, err, x.want)
		})
	}
}

func TestBareSpeexIsKeptAsBytes(t *testing.T) {
	s, _ := newStore(t, Options{Log: slog.New(slog.DiscardHandler)})
	f, err := s.PutVoice(t.Context(), strings.NewReader("\x1e\x9d\x66\x00\x00\x39\xce"), "Speex")
	if err != nil || f.MIME != "application/octet-stream" || f.Playable != "" {
		t.Errorf("got %+v, %v", f, err)
	}
}

// program writes a shell script that stands in for ffmpeg.
func program(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestConverterIsConfined(t *testing.T) {
	t.Setenv("LIAISON_WECHAT_SECRET", "do-not-tell")
	for name, x := range map[string]struct {
		script   string
		playable bool
	}{
		"no environment":    {`test -z "$LIAISON_WECHAT_SECRET" && echo ID3 mp3`, true},
		"cannot write":      {`echo bad >&0 2>/dev/null || echo ID3 mp3`, true},
		"endless output":    {`yes`, false},
		"no output":         {`true`, false},
		"failure":           {`echo ID3 half; exit 1`, false},
		"endless complaint": {`yes | head -c 1000000 >&2; exit 1`, false},
		"pipe only":         {`case "$*" in *"-protocol_whitelist pipe -f amr -i pipe:0"*) echo ID3 mp3;; esac`, true},
	} {
		t.Run(name, func(t *testing.T) {
			var logged bytes.Buffer
			s, dir := newStore(t, Options{FFmpeg: program(t, "PATH=/usr/bin:/bin\n"+x.script), Log: slog.New(slog.NewTextHandler(&logged, nil))})
			f, err := s.PutVoice(t.Context(), bytes.NewReader(amr()), "amr")
			if err != nil || (f.Playable != "") != x.playable {
				t.Errorf("got %+v, %v, logged %s", f, err, logged.String())
			}
			if kept, _ := contentOf(t, s, f.Hash); !bytes.Equal(kept, amr()) {
				t.Errorf("the original was changed")
			}
			if logged.Len() > 1500 {
				t.Errorf("logged %d bytes", logged.Len())
			}
			files := 1
			if x.playable {
				files = 2
			}
			wantFiles(t, dir, files)
		})
	}
}

func TestConverterEndsWithItsRequest(t *testing.T) {
	s, dir := newStore(t, Options{FFmpeg: program(t, "exec /bin/sleep 60")})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if _, err := s.PutVoice(ctx, bytes.NewReader(amr()), "amr"); err == nil {
		t.Error("no error although the request was over")
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
	wantFiles(t, dir, 1) // the voice itself was kept before
}

func TestFindFFmpeg(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if found := findFFmpeg(""); found != "" {
		t.Errorf("found %q on an empty PATH", found)
	}
	own := program(t, "true")
	if found := findFFmpeg(own); found != own {
		t.Errorf("found %q, want %q", found, own)
	}
	t.Setenv("PATH", filepath.Dir(own))
	if found := findFFmpeg(""); found != own {
		t.Errorf("found %q on PATH, want %q", found, own)
	}
	if found := findFFmpeg("none"); found != "" {
		t.Errorf("found %q although told not to", found)
	}
}
