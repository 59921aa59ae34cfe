package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

const (
	voiceTimeout = 30 * time.Second
	// voiceSeconds is the length taken of a voice; WeChat ends it after 60.
	voiceSeconds = "300"
	mp3MaxBytes  = 8 << 20
)

// PutVoice keeps a voice as it came and, where ffmpeg is found, as an MP3 that
// browsers play. The declared format is WeChat's Format, "amr" or "speex"; the
// content decides what it is. Speex outside an Ogg container can be neither
// recognised nor converted: declared as speex it is kept, as bytes to save. A
// voice that is not converted is kept all the same, with Playable empty and a
// line in the log. MP3 is playable as it is.
func (s *Store) PutVoice(ctx context.Context, r io.Reader, declared string) (File, error) {
	upload, head, err := s.spool(ctx, r, s.opt.MaxVoiceBytes)
	if err != nil {
		return File{}, err
	}
	defer upload.discard()
	found := sniff(head)
	if !acceptsVoice(found, declared) {
		return File{}, refuse(ReasonKind)
	}
	file := File{MIME: found.mime(), Size: upload.size}
	if file.Hash, err = upload.keep(); err != nil {
		return File{}, err
	}
	if found == formatMP3 {
		file.Playable = file.Hash
		return file, nil
	}
	file.Playable, err = s.convertVoice(ctx, file.Hash, found)
	if err != nil && ctx.Err() != nil {
		return File{}, err
	}
	if err != nil {
		s.opt.Log.Warn("voice is kept but not playable", "hash", file.Hash, "format", declared, "error", err)
	}
	return file, nil
}

func acceptsVoice(found format, declared string) bool {
	switch found {
	case formatAMR, formatOgg, formatMP3:
		return true
	}
	// A page of HTML or an error in JSON is no voice, whatever it is called.
	return found == formatUnknown && strings.EqualFold(declared, "speex")
}

// voiceDemuxers are ffmpeg's names. The demuxer is always named: left to guess,
// ffmpeg also reads playlists, which open other files.
var voiceDemuxers = map[format]string{formatAMR: "amr", formatOgg: "ogg"}

var errNotConverted = errors.New("no way to convert it")

// convertVoice runs ffmpeg as a child process that sees nothing but a pipe: no
// environment, no other protocol, one thread, bounded memory, output and time.
// The MP3 has a constant bit rate and no header: into a pipe ffmpeg cannot write
// a header that is true, and without sound nothing at all comes out.
func (s *Store) convertVoice(ctx context.Context, voice string, from format) (hash string, err error) {
	demuxer, ok := voiceDemuxers[from]
	if !ok || s.opt.FFmpeg == "" {
		return "", errNotConverted
	}
	// Opened anew, for reading only: the child gets this very file.
	in, _, err := s.Open(voice)
	if err != nil {
		return "", err
	}
	defer in.Close()
	if err := s.voices.Acquire(ctx, 1); err != nil {
		return "", fmt.Errorf("wait to convert a voice: %w", err)
	}
	defer s.voices.Release(1)
	d, err := s.newDraft()
	if err != nil {
		return "", err
	}
	defer d.discard()
	if err := s.runFFmpeg(ctx, in, d, demuxer); err != nil {
		return "", err
	}
	if d.size == 0 {
		return "", errNotConverted
	}
	return d.keep()
}

func (s *Store) runFFmpeg(ctx context.Context, in io.Reader, out io.Writer, demuxer string) error {
	ctx, cancel := context.WithTimeout(ctx, voiceTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.opt.FFmpeg, "-nostdin", "-hide_banner", "-loglevel", "error",
		"-max_alloc", "67108864", "-threads", "1",
		"-protocol_whitelist", "pipe", "-f", demuxer, "-i", "pipe:0",
		"-map", "0:a:0", "-map_metadata", "-1", "-vn", "-sn", "-dn", "-t", voiceSeconds,
		"-ac", "1", "-ar", "16000", "-c:a", "libmp3lame", "-b:a", "32k", "-threads", "1",
		"-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "pipe:1")
	cmd.Env = []string{} // nil would hand over ours, with its secrets
	cmd.Stdin, cmd.Stdout = in, &cappedWriter{w: out, left: mp3MaxBytes}
	complaint := &cappedBuffer{limit: 300}
	cmd.Stderr = complaint
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ffmpeg: %w: %q", err, complaint.kept.String())
	}
	return nil
}

// cappedWriter fails when more is written than allowed.
type cappedWriter struct {
	w    io.Writer
	left int
}

// Write passes p on while it fits.
func (c *cappedWriter) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, errors.New("output is too large")
	}
	return c.w.Write(p)
}

// cappedBuffer keeps the beginning of what is written and drops the rest. It
// does not embed bytes.Buffer, whose ReadFrom would take everything.
type cappedBuffer struct {
	kept  bytes.Buffer
	limit int
}

// Write keeps as much of p as there is room for, and never fails.
func (c *cappedBuffer) Write(p []byte) (int, error) {
	c.kept.Write(p[:min(len(p), c.limit-c.kept.Len())])
	return len(p), nil
}

// findFFmpeg looks for the program once.
func findFFmpeg(name string) string {
	switch name {
	case "none":
		return ""
	case "":
		name = "ffmpeg"
	}
	found, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return found
}
