package act

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// What one search looks at, however many opinions there are.
const (
	gramsLooked   = 24   // pairs of a query that are counted
	gramsJoined   = 6    // of those, the rarest, that a candidate must have
	scanMost      = 5000 // opinions with the rarest pair that are looked at
	candidates    = 150  // whose texts are read at once
	rounds        = 12   // of candidates
	deputiesFound = 50
)

var (
	letters    = regexp.MustCompile(`^[A-Za-z]{2,24}$`)
	wholeNo    = regexp.MustCompile(`^(?:[Yy][Jj]\s*[-－—]?\s*)?(\d{4})\s*[-－—]\s*(\d{1,9})$`)
	bareNo     = regexp.MustCompile(`^\d{1,6}$`)
	yearsBack  = 3 // a bare number is looked for in this year and the two before
	nameLonger = 6 // what is longer is no deputy's name
)

// found answers a query: by number, by a deputy's name in pinyin, or by words.
func (a *Acts) found(ctx context.Context, view *View, f db.OpinionFilter, query string) (*InboxPage, error) {
	if numbers := a.numbersIn(query); numbers != nil {
		p, err := a.byNumber(ctx, view, f, numbers)
		if err != nil || len(p.Rows) > 0 || wholeNo.MatchString(query) {
			return p, err
		}
	}
	deputies, err := a.deputiesCalled(ctx, view, f.Offices, query)
	if err != nil {
		return nil, err
	}
	if letters.MatchString(query) && len(deputies) > 0 && f.Deputies == nil {
		for _, d := range deputies {
			f.Deputies = append(f.Deputies, d.ID)
		}
		p, err := a.page(ctx, view, f)
		if err == nil {
			p.Search = Search{Done: true, ByDeputy: true, Deputies: deputies}
		}
		return p, err
	}
	p, err := a.byWords(ctx, view, f, query)
	if err == nil {
		p.Search.Deputies = deputies
	}
	return p, err
}

// numbersIn are the numbers a query may mean; nil when it is none.
func (a *Acts) numbersIn(query string) []string {
	if m := wholeNo.FindStringSubmatch(query); m != nil {
		year, _ := strconv.Atoi(m[1]) // digits, few enough
		n, _ := strconv.ParseInt(m[2], 10, 64)
		return []string{Number(year, n)}
	}
	if !bareNo.MatchString(query) {
		return nil
	}
	var list []string
	n, _ := strconv.ParseInt(query, 10, 64)
	for back := range yearsBack {
		list = append(list, Number(a.Now().In(store.ChinaTime).Year()-back, n))
	}
	return list
}

func (a *Acts) byNumber(ctx context.Context, view *View, f db.OpinionFilter, numbers []string) (*InboxPage, error) {
	list, err := db.OpinionsByNumber(ctx, a.db.Read(), f, numbers)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(x, y store.Opinion) int { return strings.Compare(y.Number, x.Number) })
	rows, err := a.rows(ctx, view, list)
	return &InboxPage{Rows: rows, Search: Search{Done: true}}, err
}

// deputiesCalled finds deputies of some offices and of those above them by a part
// of the name, or by its beginning in pinyin.
func (a *Acts) deputiesCalled(ctx context.Context, view *View, offices []string, query string) ([]store.Deputy, error) {
	var near []string
	for _, id := range offices {
		near = append(near, view.Offices.Above(id)...)
	}
	near = known(near)
	if n := utf8.RuneCountInString(query); n < 2 || !letters.MatchString(query) && n > nameLonger || strings.ContainsAny(query, " 　") {
		return nil, nil
	}
	return db.DeputiesNamed(ctx, a.db.Read(), near, query, deputiesFound)
}

// byWords finds opinions whose authors said all the words of a query, the highest
// number first. Each word has to stand in one piece of what was said; commas and
// spaces do not part it.
func (a *Acts) byWords(ctx context.Context, view *View, f db.OpinionFilter, query string) (*InboxPage, error) {
	words, grams := wordsOf(query)
	p := &InboxPage{Search: Search{Done: true}}
	if len(grams) == 0 {
		p.Search.Short = true
		return p, nil
	}
	grams, err := a.rarest(ctx, grams)
	if err != nil || grams == nil {
		return p, err
	}
	before := int64(math.MaxInt64)
	if n, err := strconv.ParseInt(f.At.ID, 10, 64); err == nil && f.At.ID != "" {
		before = n
	}
	list, next, looked, err := a.look(ctx, f, words, grams, before)
	if err != nil {
		return nil, err
	}
	if next != 0 {
		p.Older = &store.Cursor{ID: strconv.FormatInt(next, 10)}
		p.Search.Unlooked = looked
		if f.At.ID == "" {
			if err := a.tally(ctx, f, grams, p); err != nil {
				return nil, err
			}
		}
	}
	p.Rows, err = a.rows(ctx, view, list)
	return p, err
}

// wordsOf are the words of a query as texts are compared with, and their pairs.
func wordsOf(query string) (words []string, grams []int64) {
	for w := range strings.FieldsSeq(query) {
		if w = store.Plain(w); w == "" {
			continue
		}
		words = append(words, w)
		if utf8.RuneCountInString(w) > 1 {
			for _, g := range store.BigramsOf(w) {
				grams = append(grams, int64(g))
			}
		}
	}
	slices.Sort(grams)
	grams = slices.Compact(grams)
	return words, grams[:min(len(grams), gramsLooked)]
}

// rarest puts pairs in order of how many opinions have them, and leaves the few
// that say most; nil when one of them stands nowhere.
func (a *Acts) rarest(ctx context.Context, grams []int64) ([]int64, error) {
	counts, err := db.GramCounts(ctx, a.db.Read(), grams, countLimit)
	if err != nil || slices.Contains(counts, 0) {
		return nil, err
	}
	order := make([]int, len(grams))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return counts[x] - counts[y] })
	var out []int64
	for _, i := range order[:min(len(order), gramsJoined)] {
		out = append(out, grams[i])
	}
	return out, nil
}

// look gathers a page of opinions whose texts hold the words. next is below which
// number to go on, or 0; looked says that it is there because looking stopped, not
// because the page is full.
func (a *Acts) look(ctx context.Context, f db.OpinionFilter, words []string, grams []int64, before int64) (list []store.Opinion, next int64, looked bool, err error) {
	for range rounds {
		nums, reached, err := db.GramNums(ctx, a.db.Read(), grams, before, scanMost, candidates)
		if err != nil {
			return nil, 0, false, err
		}
		some, err := a.holding(ctx, f, words, nums)
		if err != nil {
			return nil, 0, false, err
		}
		list = append(list, some...)
		if len(list) > f.Limit {
			list = list[:f.Limit]
			next, _ = numberKey(list[f.Limit-1].Number)
			return list, next, false, nil
		}
		if len(nums) < candidates {
			return list, reached, reached != 0, nil
		}
		before = nums[len(nums)-1]
	}
	return list, before, true, nil
}

// holding reads those of some numbers that the filter selects and whose texts hold
// the words, the highest number first.
func (a *Acts) holding(ctx context.Context, f db.OpinionFilter, words []string, nums []int64) ([]store.Opinion, error) {
	numbers := make([]string, len(nums))
	for i, n := range nums {
		numbers[i] = numberOf(n)
	}
	list, err := db.OpinionsByNumber(ctx, a.db.Read(), f, numbers)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	said, err := db.SaidIn(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	texts := map[string][]string{}
	for _, e := range said {
		texts[e.OpinionID] = append(texts[e.OpinionID], store.Plain(e.Text))
	}
	list = slices.DeleteFunc(list, func(o store.Opinion) bool { return !holds(texts[o.ID], words) })
	slices.SortFunc(list, func(x, y store.Opinion) int {
		kx, _ := numberKey(x.Number)
		ky, _ := numberKey(y.Number)
		return int(max(-1, min(1, ky-kx)))
	})
	return list, nil
}

func holds(texts, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, w) }) {
			return false
		}
	}
	return true
}

// tally counts what may fit a query, in the reader's own offices.
func (a *Acts) tally(ctx context.Context, f db.OpinionFilter, grams []int64, p *InboxPage) error {
	nums, reached, err := db.GramNums(ctx, a.db.Read(), grams, math.MaxInt64, scanMost, countLimit)
	if err != nil {
		return err
	}
	numbers := make([]string, len(nums))
	for i, n := range nums {
		numbers[i] = numberOf(n)
	}
	p.Search.Total, err = db.CountNumbers(ctx, a.db.Read(), f, numbers)
	p.Search.Countable = true
	p.Search.More = len(nums) == countLimit || reached != 0
	return err
}
