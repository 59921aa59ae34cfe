package act

import (
	"time"

	"liaison/store"
	"liaison/store/db"
)

// digestDays is how long after its day a reminder is still given, when the program
// stood still.
const digestDays = 7

// DigestDue tells the clerks of each office, once, that a half-year's opinions can
// be gathered: from the days that the office has set, where there is anything to
// gather. It gives how many it told.
func (t *Tx) DigestDue() (int, error) {
	if err := t.may(store.ActDigestDue, store.Target{}); err != nil {
		return 0, err
	}
	told := 0
	for _, o := range t.view.Offices {
		for _, day := range t.view.Settings.Dates(o.ID, store.SetDigestDue) {
			half, due := digestDue(day, t.now)
			if !due {
				continue
			}
			n, err := t.tellDigest(o, half)
			if err != nil {
				return told, err
			}
			told += n
		}
	}
	return told, nil
}

// digestDue gives the half-year that a day of the year falls into, and whether the
// reminder of it is due now.
func digestDue(day string, now time.Time) (store.Half, bool) {
	today := now.In(store.ChinaTime)
	for _, year := range []int{today.Year(), today.Year() - 1} {
		at, err := time.ParseInLocation("2006-01-02", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-")+day, store.ChinaTime)
		if err == nil && !now.Before(at) && now.Before(at.AddDate(0, 0, digestDays)) {
			return store.HalfOf(at), true
		}
	}
	return store.Half{}, false
}

// tellDigest tells the clerks of one office who were not told yet.
func (t *Tx) tellDigest(o store.Office, half store.Half) (int, error) {
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return 0, err
	}
	var clerks []string
	for i := range everybody {
		s := &everybody[i]
		about := store.AboutKey(store.NoticeDigestDue, half.String(), s.ID)
		if s.OfficeID != o.ID || !s.Disabled.IsZero() || !store.StaffActor(s, "").Has(store.RoleClerk) {
			continue
		}
		known, err := db.NoticeKnown(t.ctx, t.q, about)
		if err != nil {
			return 0, err
		}
		if !known {
			clerks = append(clerks, s.ID)
		}
	}
	if len(clerks) == 0 {
		return 0, nil
	}
	d, err := t.acts.digest(t.ctx, t.q, t.view, o, half)
	if err != nil || d.Total == 0 {
		return 0, err
	}
	for _, id := range clerks {
		t.notify(store.Notice{Kind: store.NoticeDigestDue, OfficeID: o.ID, StaffID: id, Ref: half.String()})
	}
	t.audit(store.ActDigestDue, "office", o.ID, o.ID, "half="+half.String(), "")
	return len(clerks), nil
}
