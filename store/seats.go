package store

// SeatsFor is how many deputies 选举法 Art. 12 gives a congress for its population:
// a base and one for so many people, with a ceiling. Small places may have fewer
// than the base; provinces and a people of unknown number give 0. It is a hint:
// the number is fixed by the standing committee above (Art. 13).
func SeatsFor(l Level, population int) int {
	rule, ok := map[Level]struct{ base, per, most int }{
		LevelTownship: {45, 1_500, 160},
		LevelCounty:   {140, 5_000, 450},
		LevelCity:     {240, 25_000, 650},
	}[l]
	if !ok || population <= 0 {
		return 0
	}
	return min(rule.base+population/rule.per, rule.most)
}
