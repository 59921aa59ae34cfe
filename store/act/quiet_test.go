package act

import (
	"testing"
	"time"

	"liaison/store"
)

// Every notice goes into the outbox by notify: one that is not urgent is due when
// the office's quiet hours end, at whatever minute of the night it was made.
func TestNothingIsDueAtNight(t *testing.T) {
	offices := store.Offices{{ID: "o"}}
	for _, quiet := range []struct {
		rows     []store.SettingRow
		from, to time.Duration
	}{
		{nil, 21 * time.Hour, 32 * time.Hour},
		{[]store.SettingRow{{OfficeID: "o", Name: string(store.SetQuietFrom), Value: "19:30"}, {OfficeID: "o", Name: string(store.SetQuietTo), Value: "07:00"}},
			19*time.Hour + 30*time.Minute, 31 * time.Hour},
	} {
		midnight := time.Date(2026, 12, 31, 0, 0, 0, 0, store.ChinaTime)
		for at := midnight.Add(12 * time.Hour); at.Before(midnight.Add(36 * time.Hour)); at = at.Add(10 * time.Minute) {
			x := &Tx{core: &core{now: at.UTC(), view: &View{Settings: store.NewSettings(offices, quiet.rows)}}}
			x.notify(store.Notice{Kind: store.NoticeReminded, OfficeID: "o", DeputyID: "d", Ref: "a"})
			x.notify(store.Notice{Kind: store.NoticeDanger, OfficeID: "o", StaffID: "s", Ref: "b", Urgent: true})
			want := at
			if at.Sub(midnight) >= quiet.from && at.Sub(midnight) < quiet.to {
				want = midnight.Add(quiet.to)
			}
			if calm, urgent := x.batch.Notices[0].NextAt, x.batch.Notices[1].NextAt; !calm.Equal(want) || !urgent.Equal(at) {
				t.Errorf("at %s: due %s, urgent %s; want %s and at once", at, calm, urgent, want)
			}
		}
	}
}
