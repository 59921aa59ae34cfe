package media

import (
	"bytes"
	"net/http"
	"strings"
)

// format is what the first bytes of a file say it is.
type format string

const (
	formatUnknown format = ""
	formatJPEG    format = "jpeg"
	formatPNG     format = "png"
	formatGIF     format = "gif"
	formatWebP    format = "webp"
	formatHEIC    format = "heic"
	formatMP4     format = "mp4"
	formatAMR     format = "amr"
	formatOgg     format = "ogg"
	formatMP3     format = "mp3"
	formatText    format = "text" // also HTML, XML, SVG, JSON: never kept
)

// sniffSize is how much of a file sniff wants to see.
const sniffSize = 512

// magics are matched at the very start: leading blanks, which browsers forgive
// in HTML and SVG, make nothing a picture here.
var magics = []struct {
	prefix string
	format format
}{
	{"\xff\xd8\xff", formatJPEG},
	{"\x89PNG\r\n\x1a\n", formatPNG},
	{"GIF87a", formatGIF},
	{"GIF89a", formatGIF},
	{"#!AMR\n", formatAMR},
	{"#!AMR-WB\n", formatAMR},
	{"OggS\x00", formatOgg},
	{"ID3", formatMP3},
}

func sniff(head []byte) format {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.format
		}
	}
	switch {
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return formatWebP
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return brandFormat(string(head[8:12]))
	case isMP3Frame(head):
		return formatMP3
	case strings.HasPrefix(http.DetectContentType(head), "text/"):
		return formatText
	}
	return formatUnknown
}

// brandFormat tells the formats apart that share MP4's container.
func brandFormat(brand string) format {
	switch brand {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis":
		return formatHEIC
	case "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "3gp4", "3gp5":
		return formatMP4
	}
	return formatUnknown
}

// isMP3Frame recognises the header of an MPEG layer III frame, for files
// without an ID3 tag in front: sync, layer, a bit rate and a sample rate.
func isMP3Frame(head []byte) bool {
	if len(head) < 4 || head[0] != 0xff || head[1]&0xe6 != 0xe2 {
		return false
	}
	version, rate, sample := head[1]>>3&3, head[2]>>4, head[2]>>2&3
	return version != 1 && rate != 0 && rate != 15 && sample != 3
}

// mime is what a browser is told. What is not known is offered as bytes to
// save, so that it is never run as a page.
func (f format) mime() string {
	switch f {
	case formatJPEG:
		return "image/jpeg"
	case formatPNG, formatGIF, formatWebP:
		return "image/" + string(f)
	case formatMP4:
		return "video/mp4"
	case formatAMR, formatOgg:
		return "audio/" + string(f)
	case formatMP3:
		return "audio/mpeg"
	}
	return "application/octet-stream"
}
