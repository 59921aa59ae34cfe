package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// GeoPoint is a place in degrees, longitude first as in GeoJSON. WeChat sends
// GCJ-02 coordinates (国测局坐标, also those of Tencent's and Gaode's maps),
// which lie 100 to 700 m from the WGS-84 of a GPS receiver. An outline must be
// drawn on such a map; nothing here converts.
type GeoPoint struct {
	Lng, Lat float64
}

// Outline is the border of a district: one or more areas, each an outer ring
// and the rings of its holes. The zero Outline contains nothing.
type Outline struct {
	areas []outlineArea
}

type outlineArea []outlineRing

type outlineRing []GeoPoint

// outlineMaxPoints bounds the work of one question and the size of a row. A
// county's border at 50 m is about 6,000 points.
const outlineMaxPoints = 20_000

// ErrOutline is wrapped by every refusal of ParseOutline, whose text says what
// is wrong and where.
var ErrOutline = errors.New("outline of a district")

// ParseOutline reads the border of a district in GCJ-02: a plain list of
// points [[lng,lat],…], or GeoJSON of type Polygon or MultiPolygon, alone or
// as the geometry of a Feature. A ring may be closed or not. Empty text is the
// zero Outline. Coordinates outside China are refused, which also catches
// latitude and longitude the wrong way round.
func ParseOutline(text string) (Outline, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Outline{}, nil
	}
	raw, err := outlineCoordinates([]byte(text))
	if err != nil {
		return Outline{}, err
	}
	var outline Outline
	points := 0
	for i, rings := range raw {
		area, err := newOutlineArea(rings)
		if err != nil {
			return Outline{}, fmt.Errorf("%w: area %d, %w", ErrOutline, i+1, err)
		}
		for _, ring := range area {
			points += len(ring)
		}
		outline.areas = append(outline.areas, area)
	}
	if points > outlineMaxPoints {
		return Outline{}, fmt.Errorf("%w: has %d points, more than %d", ErrOutline, points, outlineMaxPoints)
	}
	return outline, nil
}

// outlineShape is the part of a GeoJSON object that matters here.
type outlineShape struct {
	Type        string
	Coordinates json.RawMessage
}

// outlineCoordinates brings the accepted forms to that of a MultiPolygon.
func outlineCoordinates(text []byte) ([][][][]float64, error) {
	if text[0] == '[' {
		var ring [][]float64
		if err := json.Unmarshal(text, &ring); err != nil {
			return nil, fmt.Errorf("%w: is not a list of points [[lng,lat],…]", ErrOutline)
		}
		return [][][][]float64{{ring}}, nil
	}
	var object struct {
		outlineShape
		Geometry outlineShape
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("%w: is neither a list of points nor GeoJSON", ErrOutline)
	}
	if object.Type == "Feature" {
		return object.Geometry.coordinates()
	}
	return object.coordinates()
}

func (s outlineShape) coordinates() ([][][][]float64, error) {
	areas := make([][][][]float64, 1)
	var err error
	switch s.Type {
	case "Polygon":
		err = json.Unmarshal(s.Coordinates, &areas[0])
	case "MultiPolygon":
		err = json.Unmarshal(s.Coordinates, &areas)
	default:
		return nil, fmt.Errorf("%w: must be a Polygon, a MultiPolygon or a Feature of one", ErrOutline)
	}
	if err != nil || len(areas) == 0 {
		return nil, fmt.Errorf("%w: the coordinates of the %s are not as GeoJSON has them", ErrOutline, s.Type)
	}
	return areas, nil
}

func newOutlineArea(rings [][][]float64) (outlineArea, error) {
	if len(rings) == 0 {
		return nil, errors.New("it has no ring")
	}
	var area outlineArea
	for i, positions := range rings {
		ring, err := newOutlineRing(positions)
		if err != nil {
			return nil, fmt.Errorf("ring %d: %w", i+1, err)
		}
		area = append(area, ring)
	}
	return area, nil
}

func newOutlineRing(positions [][]float64) (outlineRing, error) {
	ring := make(outlineRing, 0, len(positions))
	for i, position := range positions {
		if len(position) < 2 || len(position) > 3 { // GeoJSON allows a height
			return nil, fmt.Errorf("point %d has %d numbers, not longitude and latitude", i+1, len(position))
		}
		p := GeoPoint{Lng: position[0], Lat: position[1]}
		if !p.inChina() {
			return nil, fmt.Errorf("point %d does not lie in China; longitude comes first", i+1)
		}
		ring = append(ring, p)
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	if len(ring) < 3 || ring.size() < outlineMinSize {
		return nil, errors.New("it encloses nothing")
	}
	return ring, nil
}

// inChina is the frame of the country's territory, generously.
func (p GeoPoint) inChina() bool {
	return p.Lng >= 73 && p.Lng <= 136 && p.Lat >= 3 && p.Lat <= 54
}

// outlineMinSize is about 100 m², in square degrees.
const outlineMinSize = 1e-8

// size is the ring's area in square degrees (the shoelace formula, about the
// first point so that the differences keep their digits).
func (r outlineRing) size() float64 {
	sum, o := 0.0, r[0]
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += (p.Lng-o.Lng)*(q.Lat-o.Lat) - (q.Lng-o.Lng)*(p.Lat-o.Lat)
	}
	return math.Abs(sum) / 2
}

// Empty reports whether nobody has drawn an outline.
func (o Outline) Empty() bool { return len(o.areas) == 0 }

// Contains reports whether the point lies inside the outline or on its
// border; the neighbours of a common border both contain it. Degrees are taken
// as a plane, which is right to a metre at the size of a county.
func (o Outline) Contains(p GeoPoint) bool {
	return slices.ContainsFunc(o.areas, func(a outlineArea) bool { return a.contains(p) })
}

func (a outlineArea) contains(p GeoPoint) bool {
	inside, border := a[0].locate(p)
	if !inside && !border {
		return false
	}
	return !slices.ContainsFunc(a[1:], func(hole outlineRing) bool {
		inHole, onEdge := hole.locate(p)
		return inHole && !onEdge
	})
}

// locate casts a ray to the east and counts the edges it crosses. Each edge
// includes its lower end and not its upper one, so that a corner counts once.
func (r outlineRing) locate(p GeoPoint) (inside, border bool) {
	for i, a := range r {
		b := r[(i+1)%len(r)]
		if p.between(a, b) {
			return false, true
		}
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lng < a.Lng+(b.Lng-a.Lng)*(p.Lat-a.Lat)/(b.Lat-a.Lat) {
			inside = !inside
		}
	}
	return inside, false
}

// between reports whether p lies on the line from a to b, to a fraction of a
// millimetre.
func (p GeoPoint) between(a, b GeoPoint) bool {
	cross := (b.Lng-a.Lng)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lng-a.Lng)
	return math.Abs(cross) <= 1e-12 &&
		p.Lng >= min(a.Lng, b.Lng) && p.Lng <= max(a.Lng, b.Lng) &&
		p.Lat >= min(a.Lat, b.Lat) && p.Lat <= max(a.Lat, b.Lat)
}

// Distance is how many metres two places lie apart, along a sphere: right to a few
// in a thousand.
func (p GeoPoint) Distance(q GeoPoint) float64 {
	const radius, rad = 6_371_000, math.Pi / 180
	lat, lng := (q.Lat-p.Lat)*rad, (q.Lng-p.Lng)*rad
	h := math.Pow(math.Sin(lat/2), 2) + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin(lng/2), 2)
	return 2 * radius * math.Asin(min(1, math.Sqrt(h)))
}
