package media

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
)

// orientation is EXIF's tag 0x0112: how a camera was held. 1 is upright; it is
// the one thing of EXIF that is honoured before all of it is dropped.
type orientation int

// apply turns and mirrors a picture upright.
func (o orientation) apply(src *image.RGBA) *image.RGBA {
	if o < 2 || o > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			p := o.source(x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(p.X, p.Y):][:4])
		}
	}
	return dst
}

// source is the pixel of a stored picture of w × h that belongs at x, y of the
// upright one.
func (o orientation) source(x, y, w, h int) image.Point {
	switch o {
	case 2: // mirrored
		return image.Pt(w-1-x, y)
	case 3: // upside down
		return image.Pt(w-1-x, h-1-y)
	case 4: // mirrored, upside down
		return image.Pt(x, h-1-y)
	case 5: // mirrored, turned left
		return image.Pt(y, x)
	case 6: // to be turned right
		return image.Pt(y, h-1-x)
	case 7: // mirrored, turned right
		return image.Pt(w-1-y, h-1-x)
	default: // 8, to be turned left
		return image.Pt(w-1-y, x)
	}
}

// readOrientation finds the orientation of a JPEG. Anything without one, or
// with one that cannot be read, is taken as upright; only the machine's own
// failure is an error. Cameras write it to JPEG; PNG and WebP are not searched.
func readOrientation(f io.ReadSeeker) (orientation, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("read picture: %w", err)
	}
	exif, err := findExif(bufio.NewReader(f))
	if err != nil {
		return 1, nil
	}
	return parseOrientation(exif), nil
}

var errNoExif = errors.New("no EXIF")

// findExif walks the segments of a JPEG up to the picture data and returns the
// TIFF structure of its EXIF segment.
func findExif(r *bufio.Reader) ([]byte, error) {
	var marker [4]byte
	if _, err := io.ReadFull(r, marker[:2]); err != nil || marker[0] != 0xff || marker[1] != 0xd8 {
		return nil, errNoExif
	}
	for range 100 { // a picture has a dozen; a made-up file could have millions
		if _, err := io.ReadFull(r, marker[:]); err != nil {
			return nil, err
		}
		size := int(binary.BigEndian.Uint16(marker[2:])) - 2
		if marker[0] != 0xff || marker[1] == 0xda || size < 0 {
			return nil, errNoExif
		}
		if marker[1] != 0xe1 {
			if _, err := r.Discard(size); err != nil {
				return nil, err
			}
			continue
		}
		segment := make([]byte, size)
		if _, err := io.ReadFull(r, segment); err != nil {
			return nil, err
		}
		if len(segment) > 6 && string(segment[:6]) == "Exif\x00\x00" {
			return segment[6:], nil
		}
	}
	return nil, errNoExif
}

// parseOrientation reads the tag from the first directory of a TIFF structure.
func parseOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	offset := uint64(order.Uint32(tiff[4:]))
	if offset+2 > uint64(len(tiff)) {
		return 1
	}
	count, entries := int(order.Uint16(tiff[offset:])), tiff[offset+2:]
	for range count {
		if len(entries) < 12 {
			return 1
		}
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			return orientation(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
