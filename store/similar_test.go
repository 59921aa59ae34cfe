package store

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSimilarity(t *testing.T) {
	lamp := "幸福路的路灯坏了三个多月，晚上老人出门看不见，请尽快修好。"
	for _, x := range []struct {
		name, a, b string
		low, high  float64
	}{
		{"same", lamp, lamp, 1, 1},
		{"other punctuation", lamp, "幸福路的路灯坏了三个多月 晚上老人出门看不见！！请尽快修好", 1, 1},
		{"other width and case", "ＡＰＰ打不开１２３４５", "app打不开12345", 1, 1},
		{"other wording", lamp, "幸福路路灯坏了三个多月了没人管，晚上看不见，老人出门不安全，请修好", 0.35, 0.7},
		{"unrelated", lamp, "村里的医疗保险报销太慢，跑了四次镇政府也没有结果", 0, 0.05},
		{"reversed", "路灯坏了", "了坏灯路", 0, 0},
		{"pairs, not characters", "上海自来水", "水来自海上", 0, 0},
		{"one shared pair of three", "路灯坏", "路灯好", 1.0 / 3, 1.0 / 3},
		{"repeated words count once", "修路修路修路", "修路修路", 1, 1},
		{"one character", "灯", "灯", 1, 1},
		{"one character and text", "灯", "路灯", 0, 0},
		{"empty", "", "", 0, 0},
		{"only punctuation", "！！！", "！！！", 0, 0},
	} {
		if got := Similarity(x.a, x.b); got < x.low || got > x.high {
			t.Errorf("%s: %.2f, want %.2f to %.2f", x.name, got, x.low, x.high)
		}
	}
}

func TestSimilarityProperties(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("路灯坏修水电，a1")), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		got := Similarity(a, b)
		if got != Similarity(b, a) || got < 0 || got > 1 {
			t.Fatalf("%q and %q: %v, the other way %v", a, b, got, Similarity(b, a))
		}
		if own := Similarity(a, a); own != 1 && len(BigramsOf(a)) > 0 {
			t.Fatalf("%q is like itself only by %v", a, own)
		}
		if want := naiveSimilarity(a, b); got != want {
			t.Fatalf("%q and %q: %v, counted plainly %v", a, b, got, want)
		}
	})
}

// naiveSimilarity counts with maps.
func naiveSimilarity(a, b string) float64 {
	left, right := map[uint64]bool{}, map[uint64]bool{}
	for _, p := range BigramsOf(a) {
		left[p] = true
	}
	shared := 0
	for _, p := range BigramsOf(b) {
		right[p] = true
		if left[p] {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(left)+len(right)-shared)
}
