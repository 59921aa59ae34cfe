package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"

	"golang.org/x/image/webp"
)

// Qualities of the JPEG written: text in a photographed notice must stay
// readable, a thumbnail need not.
const (
	imageQuality = 85
	thumbQuality = 75
)

// imageDecoder reads a format: its size without decoding, then the picture.
type imageDecoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// The registry of package image is not used: whatever another package
// registers there would be taken from strangers too.
var imageDecoders = map[format]imageDecoder{
	formatJPEG: {jpeg.DecodeConfig, jpeg.Decode},
	formatPNG:  {png.DecodeConfig, png.Decode},
	formatGIF:  {gif.DecodeConfig, gif.Decode}, // the first frame
	formatWebP: {webp.DecodeConfig, webp.Decode},
}

// PutImage keeps a picture as a JPEG made anew, upright, at most MaxEdge wide
// and high, on white where it was transparent, and a thumbnail beside it. It
// takes JPEG, PNG, GIF (the first frame) and WebP that does not move. The
// pixels are counted before anything is decoded, and the decoding waits until
// the memory for it is free. A *RefusedError says what is wrong with it.
func (s *Store) PutImage(ctx context.Context, r io.Reader) (File, error) {
	upload, head, err := s.spool(ctx, r, s.opt.MaxImageBytes)
	if err != nil {
		return File{}, err
	}
	defer upload.discard()
	decoder, err := imageDecoderFor(sniff(head))
	if err != nil {
		return File{}, err
	}
	pixels, err := s.countPixels(upload.file, decoder)
	if err != nil {
		return File{}, err
	}
	orient, err := readOrientation(upload.file)
	if err != nil {
		return File{}, err
	}
	// At most four at once, whatever their size: each also holds its result.
	share := max(pixels, s.opt.MaxPixels/4)
	if err := s.pixels.Acquire(ctx, share); err != nil {
		return File{}, fmt.Errorf("wait to decode a picture: %w", err)
	}
	defer s.pixels.Release(share)
	picture, err := readImage(upload.file, decoder.decode)
	if err != nil {
		return File{}, err
	}
	if picture.Bounds().Empty() {
		return File{}, refuse(ReasonUndecoded)
	}
	return s.keepImage(ctx, orient.apply(shrink(picture, s.opt.MaxEdge)))
}

func imageDecoderFor(f format) (imageDecoder, error) {
	if f == formatHEIC {
		return imageDecoder{}, refuse(ReasonHEIC)
	}
	decoder, ok := imageDecoders[f]
	if !ok {
		return imageDecoder{}, refuse(ReasonKind)
	}
	return decoder, nil
}

// countPixels reads the size that the header claims. The decoders hold to it:
// each refuses content that is larger than its header.
func (s *Store) countPixels(f io.ReadSeeker, decoder imageDecoder) (int64, error) {
	config, err := readImage(f, decoder.config)
	if err != nil {
		return 0, err
	}
	if config.Width <= 0 || config.Height <= 0 {
		return 0, refuse(ReasonUndecoded)
	}
	pixels := int64(config.Width) * int64(config.Height)
	if pixels > s.opt.MaxPixels {
		return 0, refuse(ReasonTooLarge)
	}
	return pixels, nil
}

// readImage runs one function of a decoder from the start of the file. Its
// errors and panics are the file's fault: decoders have panicked on made-up
// input before, and one picture must not end the program.
func readImage[T any](f io.ReadSeeker, read func(io.Reader) (T, error)) (result T, err error) {
	defer func() {
		if recover() != nil {
			err = refuse(ReasonUndecoded)
		}
	}()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return result, fmt.Errorf("read picture: %w", err)
	}
	result, err = read(bufio.NewReaderSize(f, 64<<10))
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return result, fmt.Errorf("read picture: %w", err)
	}
	if err != nil {
		return result, fmt.Errorf("%w: %w", refuse(ReasonUndecoded), err)
	}
	return result, nil
}

// keepImage writes a picture and its thumbnail.
func (s *Store) keepImage(ctx context.Context, picture *image.RGBA) (File, error) {
	if err := ctx.Err(); err != nil {
		return File{}, err
	}
	size := picture.Bounds().Size()
	hash, bytes, err := s.keepJPEG(picture, imageQuality)
	if err != nil {
		return File{}, err
	}
	file := File{Hash: hash, MIME: formatJPEG.mime(), Size: bytes, Width: size.X, Height: size.Y, ThumbHash: hash}
	if max(size.X, size.Y) > s.opt.ThumbEdge {
		file.ThumbHash, _, err = s.keepJPEG(shrink(picture, s.opt.ThumbEdge), thumbQuality)
	}
	return file, err
}

func (s *Store) keepJPEG(picture image.Image, quality int) (hash string, size int64, err error) {
	d, err := s.newDraft()
	if err != nil {
		return "", 0, err
	}
	defer d.discard()
	w := bufio.NewWriter(d)
	if err := jpeg.Encode(w, picture, &jpeg.Options{Quality: quality}); err != nil {
		return "", 0, fmt.Errorf("write picture: %w", err)
	}
	if err := w.Flush(); err != nil {
		return "", 0, fmt.Errorf("write picture: %w", err)
	}
	hash, err = d.keep()
	return hash, d.size, err
}
