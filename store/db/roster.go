package db

import (
	"context"
	"strings"

	"liaison/store"
)

// RosterFilter chooses deputies. The zero Standing is whoever has a mandate that
// has not ended.
type RosterFilter struct {
	OfficeIDs     []string
	Level         store.Level
	Standing      store.Standing
	Query         string // part of a name, or pinyin, or its initials
	Offset, Limit int
}

// Roster reads deputies by rank and strokes.
func Roster(ctx context.Context, q Q, f RosterFilter) ([]store.Deputy, error) {
	where, args := f.where()
	return deputies.list(ctx, q, where+" ORDER BY place, strokes, name, id LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

// CountRoster counts deputies, at most limit.
func CountRoster(ctx context.Context, q Q, f RosterFilter, limit int) (int, error) {
	where, args := f.where()
	return count(ctx, q, "deputy "+where, limit, args...)
}

func (f RosterFilter) where() (string, []any) {
	marks, args := in(f.OfficeIDs)
	parts := []string{"WHERE office_id IN " + marks}
	add := func(part string, more ...any) { parts, args = append(parts, part), append(args, more...) }
	const has = "EXISTS (SELECT 1 FROM mandate WHERE mandate.deputy_id = deputy.id AND "
	switch f.Standing {
	case store.StandingAll:
	case store.StandingFormer:
		add("NOT "+has+"status <> ?)", string(store.MandateEnded))
	case store.StandingNow:
		add(has+"status <> ?)", string(store.MandateEnded))
	default:
		add(has+"status = ?)", string(f.Standing))
	}
	if f.Level != "" {
		add(has+"level = ?)", string(f.Level))
	}
	if f.Query != "" {
		like := likeText(f.Query)
		spelt := likeText(strings.ToLower(strings.Join(strings.Fields(f.Query), "")))
		add("(name LIKE ? ESCAPE '!' OR spelling LIKE ? ESCAPE '!' OR spelling LIKE ? ESCAPE '!')", "%"+like+"%", spelt+"%", "% "+spelt+"%")
	}
	return strings.Join(parts, " AND "), args
}
