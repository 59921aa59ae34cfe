package act

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// HolidayYear is a year as its holidays are known.
type HolidayYear struct {
	Year     int
	Known    bool
	Imported bool // by staff; else they ship with the program
	Days     []store.Holiday
	At       time.Time // of the import that holds
	By       string    // who made it
}

// HolidayImportRow is an import with the name of who made it.
type HolidayImportRow struct {
	store.HolidayImport
	Who string
}

// holidayImportsShown is how many imports the page lists.
const holidayImportsShown = 20

// HolidayYears lists the years that can be imported, last year to next, and what
// was imported.
func (a *Acts) HolidayYears(ctx context.Context, actor store.Actor) ([]HolidayYear, []HolidayImportRow, error) {
	if err := a.may(ctx, actor, store.ActHolidays, store.Target{}); err != nil {
		return nil, nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	list, err := db.HolidayImports(ctx, a.db.Read(), holidayImportsShown)
	if err != nil {
		return nil, nil, err
	}
	names, err := a.StaffNames(ctx)
	if err != nil {
		return nil, nil, err
	}
	var imports []HolidayImportRow
	for _, i := range list {
		imports = append(imports, HolidayImportRow{i, names[i.By]})
	}
	var years []HolidayYear
	for y := firstHolidayYear(a.Now()); y < firstHolidayYear(a.Now())+holidayYears; y++ {
		years = append(years, view.holidayYear(y, imports))
	}
	return years, imports, nil
}

// holidayYears are last year, this one and the next: nobody announces more.
const holidayYears = 3

func firstHolidayYear(now time.Time) int { return now.In(store.ChinaTime).Year() - 1 }

func (v *View) holidayYear(year int, imports []HolidayImportRow) HolidayYear {
	y := HolidayYear{Year: year, Known: !v.Calendar.Missing(year)}
	for _, h := range v.imported {
		if h.Year == year {
			y.Imported = true
			y.Days = append(y.Days, h.Holiday)
		}
	}
	if i := slices.IndexFunc(imports, func(r HolidayImportRow) bool { return r.Year == year }); y.Imported && i >= 0 {
		y.At, y.By = imports[i].Created, imports[i].Who
	}
	if !y.Imported {
		for _, h := range seed() {
			if strings.HasPrefix(h.Day, strconv.Itoa(year)) {
				y.Days = append(y.Days, h)
			}
		}
	}
	return y
}

// HolidayImport reads what was once imported, for looking at it and importing it
// again.
func (a *Acts) HolidayImport(ctx context.Context, actor store.Actor, id string) (*store.HolidayImport, error) {
	if err := a.may(ctx, actor, store.ActHolidays, store.Target{}); err != nil {
		return nil, err
	}
	return db.HolidayImport(ctx, a.db.Read(), id)
}

// ReadHolidays reads a year's notice line by line and says what an import would do.
// Nothing is changed.
func (a *Acts) ReadHolidays(ctx context.Context, actor store.Actor, year int, text string) (*store.HolidayPlan, error) {
	if err := a.may(ctx, actor, store.ActHolidays, store.Target{}); err != nil {
		return nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	return view.readHolidays(year, text, a.Now())
}

func (v *View) readHolidays(year int, text string, now time.Time) (*store.HolidayPlan, error) {
	if first := firstHolidayYear(now); year < first || year >= first+holidayYears {
		return nil, store.Invalid("year", store.ProblemMalformed)
	}
	if strings.TrimSpace(text) == "" {
		return nil, store.Invalid("text", store.ProblemEmpty)
	}
	var others []store.Holiday
	for _, h := range v.imported {
		if h.Year != year {
			others = append(others, h.Holiday)
		}
	}
	for _, h := range seed() {
		if y, err := strconv.Atoi(h.Day[:4]); err == nil && y != year {
			others = append(others, h)
		}
	}
	return store.ReadHolidays(text, year, others), nil
}

// ImportHolidays writes a year's notice in the place of what was known of that
// year, all of it or nothing. What was imported is kept, so that it can be imported
// again. Deadlines that were given before stay as they are.
func (t *Tx) ImportHolidays(year int, text string) error {
	if err := t.may(store.ActHolidays, store.Target{}); err != nil {
		return err
	}
	plan, err := t.view.readHolidays(year, text, t.now)
	if err != nil {
		return err
	}
	if !plan.OK() {
		return store.Invalid("text", store.ProblemFindings)
	}
	days := plan.Days()
	off, worked := store.CountHolidays(days)
	t.forget = true
	t.audit(store.ActHolidays, "holiday", strconv.Itoa(year), "", fmt.Sprintf("days=%d worked=%d", off, worked), store.FormatHolidays(days))
	return db.ReplaceHolidays(t.ctx, t.q, &store.HolidayImport{ID: store.NewID(t.now), Created: t.now, Year: year, By: t.Actor.ID,
		Days: off, Worked: worked, Body: store.FormatHolidays(days)}, days)
}

// HolidaysDue tells whoever imports holidays, once a week, that a year's are
// missing that are needed. It gives the year, 0 when none is missing, and how many
// it told.
func (t *Tx) HolidaysDue() (year, told int, err error) {
	if err := t.may(store.ActWatch, store.Target{}); err != nil {
		return 0, 0, err
	}
	year, due := t.view.Calendar.HolidaysDue(t.now)
	if !due {
		return 0, 0, nil
	}
	_, week := t.now.In(store.ChinaTime).ISOWeek()
	told, err = t.tellOnce(store.ActHolidays, "", store.NoticeHolidays, fmt.Sprintf("%d.%d", year, week))
	return year, told, err
}
