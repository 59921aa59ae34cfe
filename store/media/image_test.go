package media

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func decodeKept(t testing.TB, s *Store, hash string) image.Image {
	t.Helper()
	content, info := contentOf(t, s, hash)
	if info.MIME != "image/jpeg" {
		t.Fatalf("kept as %s", info.MIME)
	}
	m, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func near(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 0x2800 }
	return !far(r1, r2) && !far(g1, g2) && !far(b1, b2)
}

func TestImageFormats(t *testing.T) {
	picture := quarters(64, 48)
	for name, content := range map[string][]byte{
		"jpeg": jpegOf(t, picture), "png": pngOf(t, picture), "gif": gifOf(t, picture),
	} {
		s, dir := newStore(t, Options{})
		f, err := s.PutImage(t.Context(), iotest.OneByteReader(bytes.NewReader(content)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Width != 64 || f.Height != 48 || f.MIME != "image/jpeg" || f.ThumbHash != f.Hash || f.Playable != "" {
			t.Errorf("%s: %+v", name, f)
		}
		kept := decodeKept(t, s, f.Hash)
		for i, p := range []image.Point{{16, 12}, {48, 12}, {16, 36}, {48, 36}} {
			if !near(kept.At(p.X, p.Y), quarterColors[i]) {
				t.Errorf("%s: quarter %d is %v", name, i, kept.At(p.X, p.Y))
			}
		}
		wantFiles(t, dir, 1)
	}
}

func TestWebP(t *testing.T) {
	s, _ := newStore(t, Options{})
	if f, err := put(s, tinyWebP(t)); err != nil || f.Width != 1 || f.Height != 1 {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestTransparentBecomesWhite(t *testing.T) {
	s, _ := newStore(t, Options{MaxEdge: 16})
	for _, size := range []int{16, 40} { // kept as it is, and scaled
		f, err := put(s, pngOf(t, image.NewNRGBA(image.Rect(0, 0, size, size))))
		if err != nil {
			t.Fatal(err)
		}
		if c := decodeKept(t, s, f.Hash).At(8, 8); !near(c, color.White) {
			t.Errorf("%d pixels: %v", size, c)
		}
	}
}

func TestScaledDown(t *testing.T) {
	s, dir := newStore(t, Options{MaxEdge: 200, ThumbEdge: 50})
	f, err := put(s, jpegOf(t, quarters(300, 150)))
	if err != nil {
		t.Fatal(err)
	}
	content, _ := contentOf(t, s, f.Hash)
	if f.Width != 200 || f.Height != 100 || f.Size != int64(len(content)) || f.ThumbHash == f.Hash {
		t.Errorf("%+v with %d bytes", f, len(content))
	}
	thumb := decodeKept(t, s, f.ThumbHash)
	if thumb.Bounds().Size() != image.Pt(50, 25) || !near(thumb.At(12, 6), quarterColors[0]) || !near(thumb.At(37, 18), quarterColors[3]) {
		t.Errorf("thumbnail %v, %v, %v", thumb.Bounds(), thumb.At(12, 6), thumb.At(37, 18))
	}
	wantFiles(t, dir, 2)
}

func TestOrientation(t *testing.T) {
	// Which quarter of the stored picture is seen at each corner, by EXIF's
	// definition of the eight values.
	seen := map[uint16][4]int{
		0: {0, 1, 2, 3}, 1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
		5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2}, 9: {0, 1, 2, 3},
	}
	picture := jpegOf(t, quarters(64, 32))
	for value, corners := range seen {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			s, _ := newStore(t, Options{})
			f, err := put(s, withExif(picture, value, order))
			if err != nil {
				t.Fatal(err)
			}
			w, h := 64, 32
			if value >= 5 && value <= 8 {
				w, h = 32, 64
			}
			if f.Width != w || f.Height != h {
				t.Errorf("orientation %d: %d × %d", value, f.Width, f.Height)
			}
			kept := decodeKept(t, s, f.Hash)
			for i, p := range []image.Point{{w / 4, h / 4}, {w * 3 / 4, h / 4}, {w / 4, h * 3 / 4}, {w * 3 / 4, h * 3 / 4}} {
				if !near(kept.At(p.X, p.Y), quarterColors[corners[i]]) {
					t.Errorf("orientation %d, %v: corner %d is %v", value, order, i, kept.At(p.X, p.Y))
				}
			}
		}
	}
}

func TestNothingHiddenIsKept(t *testing.T) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("payload.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("PAYLOAD-" + strings.Repeat("x", 40))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	picture := quarters(600, 400)
	comment := append([]byte{0xff, 0xd8, 0xff, 0xfe, 0, 40}, "<script>alert(1)</script>              "[:38]...)
	png := pngOf(t, picture)
	for name, content := range map[string][]byte{
		"place in EXIF":    withExif(jpegOf(t, picture), 1, binary.BigEndian),
		"zip behind JPEG":  append(jpegOf(t, picture), archive.Bytes()...),
		"script in JPEG":   append(comment, jpegOf(t, picture)[2:]...),
		"zip behind PNG":   append(png, archive.Bytes()...),
		"script after GIF": append(gifOf(t, picture), "*/=1;alert(1);<script>alert(1)</script>"...),
	} {
		s, _ := newStore(t, Options{})
		f, err := put(s, content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, hash := range []string{f.Hash, f.ThumbHash} {
			kept, _ := contentOf(t, s, hash)
			for _, mark := range []string{"Exif", "GPS", "PK\x03\x04", "payload", "script", "alert", "IHDR", "GIF8"} {
				if bytes.Contains(kept, []byte(mark)) {
					t.Errorf("%s: %q is still there", name, mark)
				}
				if mark == "GPS" && name == "place in EXIF" && !bytes.Contains(content, []byte(mark)) {
					t.Error("the upload never had a place")
				}
			}
			if !bytes.HasSuffix(kept, []byte{0xff, 0xd9}) {
				t.Errorf("%s: bytes follow the end of the picture", name)
			}
		}
	}
}

func TestImageRefusals(t *testing.T) {
	whole := jpegOf(t, quarters(64, 48))
	gifScript := "GIF89a/*\x00\x00\x00\x00\x00\x00*/=1;alert(document.domain)//"
	for name, x := range map[string]struct {
		content string
		want    Reason
	}{
		"nothing":            {"", ReasonEmpty},
		"200 megapixels":     {string(hugePNG(20_000, 10_000)), ReasonTooLarge},
		"whole range":        {string(hugePNG(1<<31-1, 1<<31-1)), ReasonUndecoded},
		"one row too many":   {string(hugePNG(8000, 5001)), ReasonTooLarge},
		"within, but empty":  {string(hugePNG(100, 100)), ReasonUndecoded},
		"no width":           {string(hugePNG(0, 100)), ReasonUndecoded},
		"GIF 65535 × 65535":  {"GIF89a\xff\xff\xff\xff\x00\x00\x00", ReasonTooLarge},
		"JPEG 65500 × 65500": {"\xff\xd8\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x02", ReasonTooLarge},
		"WebP 16384 × 16384": {"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00", ReasonTooLarge},
		"cut JPEG":           {string(whole[:len(whole)*2/3]), ReasonUndecoded},
		"JPEG head only":     {"\xff\xd8\xff", ReasonUndecoded},
		"GIF and script":     {gifScript, ReasonUndecoded},
		"SVG":                {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, ReasonKind},
		"SVG with prologue":  {`<?xml version="1.0"?><svg/>`, ReasonKind},
		"HTML":               {"<html><img src=x onerror=alert(1)>", ReasonKind},
		"blank, then JPEG":   {" " + string(whole), ReasonKind},
		"BMP":                {"BM\x46\x00\x00\x00\x00\x00", ReasonKind},
		"TIFF":               {"II*\x00\x08\x00\x00\x00", ReasonKind},
		"PDF":                {"%PDF-1.7\n", ReasonKind},
		"zip":                {"PK\x03\x04\x14\x00", ReasonKind},
		"HEIC":               {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", ReasonHEIC},
		"AVIF":               {"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", ReasonHEIC},
		"MP4":                {"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", ReasonKind},
		"MP3":                {string(mp3(3)), ReasonKind},
	} {
		s, dir := newStore(t, Options{})
		_, err := put(s, []byte(x.content))
		if refused, ok := errors.AsType[*RefusedError](err); !ok || refused.Reason != x.want {
			t.Errorf("%s: got %v, want %s", name, err, x.want)
		}
		wantFiles(t, dir, 0)
	}
}

func TestBombsTakeNoMemory(t *testing.T) {
	s, _ := newStore(t, Options{})
	bomb := hugePNG(20_000, 10_000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		if _, err := put(s, bomb); err == nil {
			t.Fatal("a bomb was taken")
		}
	}
	runtime.ReadMemStats(&after)
	if grown := (after.TotalAlloc - before.TotalAlloc) / 10; grown > 1<<20 {
		t.Errorf("each bomb took %d bytes", grown)
	}
}

func TestDecodingIsBounded(t *testing.T) {
	s, dir := newStore(t, Options{MaxPixels: 10_000})
	if err := s.pixels.Acquire(t.Context(), 10_000-2_499); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	small := jpegOf(t, quarters(4, 4)) // even this counts for a quarter of the budget
	if _, err := s.PutImage(ctx, bytes.NewReader(small)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while the budget is spent: %v", err)
	}
	wantFiles(t, dir, 0)
	s.pixels.Release(10_000 - 2_499)
	for range 5 { // each gives back what it took
		if _, err := s.PutImage(t.Context(), bytes.NewReader(small)); err != nil {
			t.Fatal(err)
		}
		if _, err := put(s, small[:len(small)/2]); err == nil {
			t.Fatal("half a picture was taken")
		}
	}
	if !s.pixels.TryAcquire(10_000) {
		t.Error("part of the budget is lost")
	}
}

func TestShrinkIsTheMeanOfTheArea(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		w, h, limit := 1+random.IntN(40), 1+random.IntN(40), 1+random.IntN(30)
		src := image.NewRGBA(image.Rect(3, 5, 3+w, 5+h))
		for i := range src.Pix {
			src.Pix[i] = uint8(random.IntN(256)) | uint8(255*(i%4/3)) // opaque
		}
		got := shrink(src, limit)
		size := got.Bounds().Size()
		if max(size.X, size.Y) > limit && max(w, h) > limit || max(w, h) <= limit && size != image.Pt(w, h) {
			t.Fatalf("%d × %d within %d became %v", w, h, limit, size)
		}
		for y := range size.Y {
			for x := range size.X {
				for c := range 3 {
					want := areaMean(src, x, y, c, size)
					if diff := float64(got.Pix[got.PixOffset(x, y)+c]) - want; diff > 0.6 || diff < -0.6 {
						t.Fatalf("%d × %d to %v: pixel %d,%d channel %d differs by %.2f from %.2f", w, h, size, x, y, c, diff, want)
					}
				}
			}
		}
	}
}

// areaMean integrates the source over the area of one pixel of the result.
func areaMean(src *image.RGBA, x, y, c int, size image.Point) float64 {
	w, h := float64(src.Bounds().Dx()), float64(src.Bounds().Dy())
	x0, x1 := float64(x)*w/float64(size.X), float64(x+1)*w/float64(size.X)
	y0, y1 := float64(y)*h/float64(size.Y), float64(y+1)*h/float64(size.Y)
	sum := 0.0
	for sy := range src.Bounds().Dy() {
		for sx := range src.Bounds().Dx() {
			across := max(0, min(x1, float64(sx+1))-max(x0, float64(sx)))
			down := max(0, min(y1, float64(sy+1))-max(y0, float64(sy)))
			sum += across * down * float64(src.Pix[sy*src.Stride+4*sx+c])
		}
	}
	return sum / ((x1 - x0) * (y1 - y0))
}

func FuzzPutImage(f *testing.F) {
	picture := quarters(8, 6)
	for _, seed := range [][]byte{
		jpegOf(f, picture), pngOf(f, picture), gifOf(f, picture), tinyWebP(f), hugePNG(20_000, 10_000),
		withExif(jpegOf(f, picture), 6, binary.LittleEndian), []byte("<svg/>"), []byte("\x00\x00\x00\x18ftypheic"),
	} {
		f.Add(seed)
	}
	s, _ := newStore(f, Options{MaxPixels: 1 << 16, MaxEdge: 32, ThumbEdge: 8})
	f.Fuzz(func(t *testing.T, content []byte) {
		kept, err := put(s, content)
		if err != nil {
			if _, ok := errors.AsType[*RefusedError](err); !ok {
				t.Fatal(err)
			}
			return
		}
		for _, hash := range []string{kept.Hash, kept.ThumbHash} {
			m := decodeKept(t, s, hash)
			if size := m.Bounds().Size(); size.X > 32 || size.Y > 32 {
				t.Fatalf("kept at %v", size)
			}
		}
		if !s.pixels.TryAcquire(1 << 16) {
			t.Fatal("part of the budget is lost")
		}
		s.pixels.Release(1 << 16)
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(withExif(jpegOf(f, quarters(2, 2)), 6, binary.BigEndian))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		o, err := readOrientation(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		o.apply(quarters(3, 2))
		parseOrientation(content)
	})
}
