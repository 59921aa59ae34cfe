package media

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// PutVideo keeps an MP4 as it came; WeChat has already made it small. Its form
// is checked, not its pictures: the boxes must fill the file to its last byte
// and the index (moov) must be among them, so that a video cut off on the way
// is refused. Whatever a camera wrote into the index, its place among it, stays:
// show a video only to those who handle the matter.
func (s *Store) PutVideo(ctx context.Context, r io.Reader) (File, error) {
	upload, head, err := s.spool(ctx, r, s.opt.MaxVideoBytes)
	if err != nil {
		return File{}, err
	}
	defer upload.discard()
	if sniff(head) != formatMP4 {
		return File{}, refuse(ReasonKind)
	}
	if err := checkBoxes(upload.file, upload.size); err != nil {
		return File{}, err
	}
	file := File{MIME: formatMP4.mime(), Size: upload.size}
	file.Hash, err = upload.keep()
	return file, err
}

// mp4MaxBoxes bounds the walk; a video has about five boxes at the top.
const mp4MaxBoxes = 10_000

// checkBoxes walks the boxes of an MP4 at its top level.
func checkBoxes(f io.ReaderAt, size int64) error {
	hasIndex := false
	at := int64(0)
	for range mp4MaxBoxes {
		if at == size {
			break
		}
		kind, length, err := readBox(f, at, size-at)
		if err != nil {
			return err
		}
		hasIndex = hasIndex || kind == "moov"
		at += length
	}
	if at != size || !hasIndex {
		return refuse(ReasonUndecoded)
	}
	return nil
}

// readBox reads the header of a box: its kind and its length with the header,
// which is at most room.
func readBox(f io.ReaderAt, at, room int64) (kind string, length int64, err error) {
	var header [16]byte
	n, err := f.ReadAt(header[:], at)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, fmt.Errorf("read video: %w", err)
	}
	if n < 8 {
		return "", 0, refuse(ReasonUndecoded)
	}
	least := int64(8)
	switch short := binary.BigEndian.Uint32(header[:]); {
	case short == 0: // to the end of the file
		length = room
	case short == 1 && n == 16: // a long one follows
		least, length = 16, int64(binary.BigEndian.Uint64(header[8:]))
	default:
		length = int64(short)
	}
	if length < least || length > room {
		return "", 0, refuse(ReasonUndecoded)
	}
	return string(header[4:8]), length, nil
}
