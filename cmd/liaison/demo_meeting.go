package main

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// makeMeetings makes a meeting that the deputies are called to, and one that is
// being prepared.
func (d *demonstration) makeMeetings(ctx context.Context, o sampleOffice) error {
	acts := d.main.Acts
	if err := acts.Do(ctx, o.clerk, "demo:meetings", func(t *act.Tx) error {
		if err := callForum(t, o); err != nil {
			return err
		}
		return prepareCommittee(t, o)
	}); err != nil {
		return err
	}
	waiting, err := acts.DraftsWaiting(ctx, o.leader)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		if w.Kind != store.DraftMeeting {
			continue
		}
		if err := acts.Do(ctx, o.leader, "demo:sign:"+w.ID, func(t *act.Tx) error {
			_, err := t.StepDraft(w.ID, store.StepSign, "", 0)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// morning is nine o'clock in China, so many days after t.
func morning(t time.Time, days int) time.Time {
	day, _ := store.ParseDay(store.DayOf(t.AddDate(0, 0, days)))
	return day.Add(9 * time.Hour)
}

// callForum calls every deputy to a meeting in eight days.
func callForum(t *act.Tx, o sampleOffice) error {
	root := t.View().Offices.Root().ID
	starts := morning(t.Now(), 8)
	m, err := t.AddMeeting(store.Meeting{OfficeID: root, Kind: store.MeetingOther, Title: "县人大代表座谈会", Starts: starts, Ends: starts.Add(150 * time.Minute),
		Place: "县人大机关三楼会议室", ReplyBy: morning(t.Now(), 6).Add(8 * time.Hour), Dress: "佩戴代表证", Contact: "陈经办 0000-1234567",
		Approver: o.leader.ID, Note: "请带上联系选民时听到的意见。"})
	if err != nil {
		return err
	}
	for _, title := range []string{"通报上半年代表建议办理情况", "代表交流联系选民的做法"} {
		if _, err := t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaPlain, Title: title}); err != nil {
			return err
		}
	}
	if _, err := t.ChooseParticipants(m.ID, act.MeetingChoice{Levels: []store.Level{store.LevelCounty}}, 0); err != nil {
		return err
	}
	if _, err := t.ChooseParticipants(m.ID, act.MeetingChoice{Guests: "吴局长 县民政局局长", Role: store.RoleSitsIn}, 0); err != nil {
		return err
	}
	_, err = t.LayMeeting(m.ID, 0)
	return err
}

// prepareCommittee prepares a meeting of the standing committee that hears a
// special report, in five weeks.
func prepareCommittee(t *act.Tx, o sampleOffice) error {
	starts := morning(t.Now(), 35)
	m, err := t.AddMeeting(store.Meeting{OfficeID: t.View().Offices.Root().ID, Kind: store.MeetingStanding, Title: "县人大常委会第三十二次会议", Starts: starts,
		Place: "县人大机关二楼常委会会议厅"})
	if err != nil {
		return err
	}
	if _, err := t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaReport, Title: "听取和审议县政府关于道路照明管理情况的报告", Reporter: "县政府"}); err != nil {
		return err
	}
	return t.AddParticipants(m.ID, []store.Participant{{DeputyID: o.deputies["张三"], Role: store.RoleSitsIn}}, 0)
}
