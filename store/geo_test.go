package store

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const (
	geoSquare = `[[120.0,30.0],[120.2,30.0],[120.2,30.2],[120.0,30.2]]`
	geoHole   = `[[120.05,30.05],[120.1,30.05],[120.1,30.1],[120.05,30.1],[120.05,30.05]]`
	geoFar    = `[[121.0,31.0],[121.1,31.0],[121.1,31.1],[121.0,31.0]]`
)

func outlineOf(t testing.TB, text string) Outline {
	t.Helper()
	o, err := ParseOutline(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOutlineContains(t *testing.T) {
	plain := outlineOf(t, geoSquare)
	polygon := outlineOf(t, `{"type":"Polygon","coordinates":[`+geoSquare+`,`+geoHole+`]}`)
	multi := outlineOf(t, ` {"type":"Feature","properties":{"name":"某镇"},"geometry":{"type":"MultiPolygon","coordinates":[[`+geoSquare+`],[`+geoFar+`]]}}`)
	for _, x := range []struct {
		name                  string
		p                     GeoPoint
		plain, polygon, multi bool
	}{
		{"inside", GeoPoint{120.15, 30.15}, true, true, true},
		{"in the hole", GeoPoint{120.07, 30.07}, true, false, true},
		{"on the hole's border", GeoPoint{120.05, 30.07}, true, true, true},
		{"beside", GeoPoint{120.3, 30.1}, false, false, false},
		{"west, on the ray", GeoPoint{119.9, 30.1}, false, false, false},
		{"west, level with a corner", GeoPoint{119.9, 30.0}, false, false, false},
		{"west, level with the top", GeoPoint{119.9, 30.2}, false, false, false},
		{"on an edge", GeoPoint{120.0, 30.1}, true, true, true},
		{"on the top edge", GeoPoint{120.1, 30.2}, true, true, true},
		{"on a corner", GeoPoint{120.2, 30.2}, true, true, true},
		{"in line with an edge", GeoPoint{120.0, 30.3}, false, false, false},
		{"the other area", GeoPoint{121.08, 31.02}, false, false, true},
		{"nowhere", GeoPoint{}, false, false, false},
		{"not a number", GeoPoint{math.NaN(), math.NaN()}, false, false, false},
		{"infinite", GeoPoint{math.Inf(1), 30.1}, false, false, false},
	} {
		if a, b, c := plain.Contains(x.p), polygon.Contains(x.p), multi.Contains(x.p); a != x.plain || b != x.polygon || c != x.multi {
			t.Errorf("%s: plain %v, with hole %v, two areas %v", x.name, a, b, c)
		}
	}
}

func TestOutlineConcave(t *testing.T) {
	// A U, open to the north.
	u := outlineOf(t, `[[120,30],[120.3,30],[120.3,30.3],[120.2,30.3],[120.2,30.1],[120.1,30.1],[120.1,30.3],[120,30.3]]`)
	for p, want := range map[GeoPoint]bool{{120.05, 30.2}: true, {120.15, 30.2}: false, {120.25, 30.2}: true, {120.15, 30.05}: true, {120.15, 30.1}: true} {
		if u.Contains(p) != want {
			t.Errorf("%v: %v", p, !want)
		}
	}
}

func TestEmptyOutline(t *testing.T) {
	for _, text := range []string{"", "  \n"} {
		if o := outlineOf(t, text); !o.Empty() || o.Contains(GeoPoint{120, 30}) {
			t.Errorf("%q is not empty", text)
		}
	}
	if outlineOf(t, geoSquare).Empty() {
		t.Error("a square is empty")
	}
}

func TestParseOutlineRefusals(t *testing.T) {
	many := "[" + strings.Repeat("[120,30],[120.1,30.1],[120,30.1],", 7000) + "[120,30.5]]"
	for name, x := range map[string]struct{ text, want string }{
		"no JSON":            {`120,30`, "neither"},
		"cut":                {geoSquare[:30], "not a list of points"},
		"trailing":           {geoSquare + "]", "not a list of points"},
		"words":              {`[["120","30"]]`, "not a list of points"},
		"no point":           {`[]`, "encloses nothing"},
		"two points":         {`[[120,30],[120.1,30.1],[120,30]]`, "encloses nothing"},
		"on one line":        {`[[120,30],[120.1,30.1],[120.2,30.2]]`, "encloses nothing"},
		"one place":          {`[[120,30],[120,30],[120,30],[120,30]]`, "encloses nothing"},
		"swapped":            {`[[30,120],[30,120.2],[30.2,120.2]]`, "ring 1: point 1 does not lie in China"},
		"one number":         {`[[120,30],[120.2],[120.2,30.2]]`, "point 2 has 1 numbers"},
		"four numbers":       {`[[120,30,1,2],[120.2,30],[120.2,30.2]]`, "point 1 has 4 numbers"},
		"too big a number":   {`[[120,30],[1e999,30],[120.2,30.2]]`, "not a list of points"},
		"too many":           {many, "more than 20000"},
		"a line":             {`{"type":"LineString","coordinates":[[120,30],[121,31]]}`, "must be a Polygon"},
		"a feature of none":  {`{"type":"Feature","geometry":null}`, "must be a Polygon"},
		"no coordinates":     {`{"type":"Polygon"}`, "not as GeoJSON"},
		"no ring":            {`{"type":"Polygon","coordinates":[]}`, "has no ring"},
		"no area":            {`{"type":"MultiPolygon","coordinates":[]}`, "not as GeoJSON"},
		"a polygon too flat": {`{"type":"Polygon","coordinates":` + geoSquare + `}`, "not as GeoJSON"},
		"bad hole":           {`{"type":"Polygon","coordinates":[` + geoSquare + `,[[120,30]]]}`, "ring 2: it encloses nothing"},
		"bad second area":    {`{"type":"MultiPolygon","coordinates":[[` + geoSquare + `],[[[1,2]]]]}`, "area 2, ring 1: point 1"},
		"null":               {`null`, "must be"},
	} {
		_, err := ParseOutline(x.text)
		if !errors.Is(err, ErrOutline) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want %q", name, err, x.want)
		}
	}
}

// Every point of a triangle is a weighted mean of its corners, and no point is
// inside when a weight is negative.
func TestOutlineTriangles(t *testing.T) {
	corner := func(t *rapid.T, name string) GeoPoint {
		return GeoPoint{rapid.Float64Range(100, 110).Draw(t, name+" lng"), rapid.Float64Range(25, 35).Draw(t, name+" lat")}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := corner(t, "a"), corner(t, "b"), corner(t, "c")
		ring := outlineRing{a, b, c}
		if ring.size() < 0.01 {
			t.Skip("too thin to tell")
		}
		o, err := ParseOutline(fmt.Sprintf("[[%v,%v],[%v,%v],[%v,%v]]", a.Lng, a.Lat, b.Lng, b.Lat, c.Lng, c.Lat))
		if err != nil {
			t.Fatal(err)
		}
		u, v := rapid.Float64Range(-1, 2).Draw(t, "u"), rapid.Float64Range(-1, 2).Draw(t, "v")
		w := 1 - u - v
		least := min(u, v, w)
		if math.Abs(least) < 1e-6 {
			t.Skip("on the border")
		}
		p := GeoPoint{u*a.Lng + v*b.Lng + w*c.Lng, u*a.Lat + v*b.Lat + w*c.Lat}
		if got := o.Contains(p); got != (least > 0) {
			t.Fatalf("%v with weights %v %v %v: %v", p, u, v, w, got)
		}
	})
}

func FuzzParseOutline(f *testing.F) {
	f.Add(geoSquare)
	f.Add(`{"type":"Polygon","coordinates":[` + geoSquare + `,` + geoHole + `]}`)
	f.Add(`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[` + geoFar + `]]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ParseOutline(text)
		if err != nil {
			if !errors.Is(err, ErrOutline) || o.Contains(GeoPoint{120.15, 30.15}) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if o.Contains(GeoPoint{0, 0}) {
			t.Fatalf("%q contains a point outside China", text)
		}
		for _, area := range o.areas {
			if !o.Contains(area[0][0]) && len(area) == 1 {
				t.Fatalf("%q does not contain its own corner", text)
			}
		}
	})
}
