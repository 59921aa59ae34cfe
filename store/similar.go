package store

import (
	"slices"
	"strings"
	"unicode"
)

// Bigrams is the set of pairs of neighbouring characters in a text, sorted.
// Chinese has no spaces between words, and pairs are near enough to words.
type Bigrams []uint64

// BigramsOf takes the pairs of a text's letters, characters and digits, full
// width like half width and capitals like small letters. Everything else
// (punctuation, spaces, emoji) is dropped and does not part a pair, so that
// the same words with other commas are the same. A single character pairs
// with nothing.
func BigramsOf(text string) Bigrams {
	var pairs Bigrams
	last, n := rune(0), 0
	for _, r := range text {
		r = unicode.ToLower(halfWidth(r))
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if n++; n > 1 {
			pairs = append(pairs, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	if n == 1 {
		pairs = append(pairs, uint64(last)<<32)
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// Similarity is the Jaccard index of the two sets, shared pairs by all pairs:
// 1 for the same words, about 0.5 for two wordings of one complaint, under 0.1
// for unrelated ones. It is 0 when either text has no words. Take the sets once
// when one text is compared with many.
func (b Bigrams) Similarity(other Bigrams) float64 {
	shared := 0
	for i, j := 0, 0; i < len(b) && j < len(other); {
		switch {
		case b[i] < other[j]:
			i++
		case b[i] > other[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(b)+len(other)-shared)
}

// Similarity compares two texts by their Bigrams.
func Similarity(a, b string) float64 { return BigramsOf(a).Similarity(BigramsOf(b)) }

// Plain is a text as Bigrams sees it: its letters, characters and digits alone,
// half width and small. A text holds a word when its Plain holds the word's.
func Plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r = unicode.ToLower(halfWidth(r)); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
