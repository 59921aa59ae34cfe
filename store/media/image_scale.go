package media

import (
	"image"
	"image/draw"
	"math"
)

// shrink returns the picture on white, scaled down so that neither edge is
// longer than the limit; a picture that fits keeps its size. Every pixel of the
// result is the mean of the area it covers. It goes row by row, so that beside
// the source it needs only the result and a few rows.
func shrink(src image.Image, limit int) *image.RGBA {
	from := src.Bounds()
	width, height := fit(from.Dx(), from.Dy(), limit)
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	if width == from.Dx() && height == from.Dy() {
		paintOnWhite(dst, src, from.Min)
		return dst
	}
	across := areaShares(from.Dx(), width)
	sum := make([]float32, 3*width)  // the row of the result being gathered
	line := make([]float32, 3*width) // one row of the source, narrowed
	strip := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	for y, share := range areaShares(from.Dy(), height) {
		paintOnWhite(strip, src, image.Pt(from.Min.X, from.Min.Y+y))
		narrow(line, strip.Pix, across)
		addRow(sum, line, share.first)
		if !share.last {
			continue
		}
		writeRow(dst.Pix[share.to*dst.Stride:], sum)
		addRow(sum, line, share.rest)
	}
	return dst
}

// fit scales width and height down to the limit, keeping their proportion and
// at least one pixel.
func fit(width, height, limit int) (int, int) {
	longest := max(width, height)
	if longest <= limit {
		return width, height
	}
	scale := float64(limit) / float64(longest)
	return max(1, int(math.Round(float64(width)*scale))), max(1, int(math.Round(float64(height)*scale)))
}

func paintOnWhite(dst *image.RGBA, src image.Image, at image.Point) {
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(dst, dst.Bounds(), src, at, draw.Over)
}

// areaShare says how one pixel of the source is divided: the part first goes to
// pixel to of the result, and when that is then complete (last), the rest goes
// to the next. The parts for one pixel of the result add up to 1.
type areaShare struct {
	to          int
	first, rest float32
	last        bool
}

// areaShares divides from pixels among fewer, to, in whole numbers: a pixel of
// the source is to units wide and one of the result from units.
func areaShares(from, to int) []areaShare {
	shares := make([]areaShare, from)
	for i := range shares {
		begin, end := i*to, (i+1)*to
		cell := begin / from
		border := (cell + 1) * from
		share := areaShare{to: cell, first: float32(min(end, border)-begin) / float32(from), last: end >= border}
		share.rest = float32(max(end-border, 0)) / float32(from)
		shares[i] = share
	}
	return shares
}

// narrow gathers one row of the source into fewer pixels.
func narrow(line []float32, pix []uint8, across []areaShare) {
	clear(line)
	for x, share := range across {
		for c := range 3 {
			value, at := float32(pix[4*x+c]), 3*share.to+c
			line[at] += value * share.first
			if share.rest > 0 {
				line[at+3] += value * share.rest
			}
		}
	}
}

func addRow(sum, line []float32, share float32) {
	if share == 0 {
		return
	}
	for i, value := range line {
		sum[i] += value * share
	}
}

// writeRow writes a complete row and empties the sums for the next.
func writeRow(pix []uint8, sum []float32) {
	for x := range len(sum) / 3 {
		for c := range 3 {
			pix[4*x+c] = uint8(min(sum[3*x+c]+0.5, 255))
		}
		pix[4*x+3] = 255
	}
	clear(sum)
}
