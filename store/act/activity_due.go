package act

import (
	"fmt"
	"strconv"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// The duties about groups, reports, plans and deadlines. Each tells once: what was
// told is known by the notice's key, or noted in the row, so that a day that was
// missed catches up and a second run tells nobody again.

// dueMost is how many lines or letters one run handles.
const dueMost = 500

// lateDays is how long after its day a report that did not come is still told of,
// when the program stood still.
const lateDays = 30

// GroupsDue reminds the leaders of groups that have held too few activities this
// quarter, from so many days before it ends (a setting), and tells staff how many
// groups these are. It gives how many it told.
func (t *Tx) GroupsDue() (told int, err error) {
	if err := t.may(store.ActActivityDue, store.Target{}); err != nil {
		return 0, err
	}
	q := store.QuarterOf(t.now)
	for _, o := range t.view.Offices {
		if !t.view.asksPace(o.ID, t.now) {
			continue
		}
		n, err := t.tellIdle(o, q)
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

// tellIdle tells of one office's groups.
func (t *Tx) tellIdle(o store.Office, q store.Quarter) (int, error) {
	idle, err := t.view.idleGroups(t.ctx, t.q, []string{o.ID}, t.now)
	if err != nil {
		return 0, err
	}
	told, err := t.tellLeaders(idle, func(g store.Group) store.Notice {
		return store.Notice{Kind: store.NoticeGroupIdle, Ref: g.ID + "." + q.String(), Text: g.Name}
	})
	if err != nil || len(idle) == 0 {
		return told, err
	}
	n, err := t.tellClerks(o.ID, store.ActActivity, store.Notice{Kind: store.NoticeGroupsIdle, Ref: o.ID + "." + q.String(), Text: strconv.Itoa(len(idle))})
	return told + n, err
}

// tellLeaders tells the leaders of groups, of each who is in office, what say words,
// and nobody twice.
func (t *Tx) tellLeaders(groups []store.Group, say func(store.Group) store.Notice) (int, error) {
	var leaders []string
	for _, g := range groups {
		leaders = append(leaders, g.LeaderID)
	}
	serving, err := t.inOffice(unique(leaders))
	if err != nil {
		return 0, err
	}
	serves, told := map[string]bool{}, 0
	for _, id := range serving {
		serves[id] = true
	}
	for _, g := range groups {
		if !serves[g.LeaderID] {
			continue
		}
		n := say(g)
		n.OfficeID, n.DeputyID = g.OfficeID, g.LeaderID
		fresh, err := t.tellFresh(n, n.DeputyID)
		if err != nil {
			return told, err
		}
		told += fresh
	}
	return told, nil
}

// tellClerks tells the people of the desk of one office who may do an act, and
// nobody twice.
func (t *Tx) tellClerks(officeID string, a store.Act, n store.Notice) (int, error) {
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return 0, err
	}
	told := 0
	for i := range everybody {
		s := &everybody[i]
		if s.OfficeID != officeID || !s.Disabled.IsZero() || !store.StaffActor(s, "").Has(store.RoleClerk) ||
			!store.May(store.StaffActor(s, ""), a, store.Target{OfficeID: officeID}, t.view.Offices) {
			continue
		}
		n.OfficeID, n.StaffID = officeID, s.ID
		fresh, err := t.tellFresh(n, s.ID)
		if err != nil {
			return told, err
		}
		told += fresh
	}
	return told, nil
}

// tellFresh puts a notice into the outbox unless the recipient was told; it gives 1
// or 0.
func (t *Tx) tellFresh(n store.Notice, recipient string) (int, error) {
	known, err := db.NoticeKnown(t.ctx, t.q, store.AboutKey(n.Kind, n.Ref, recipient))
	if err != nil || known {
		return 0, err
	}
	t.notify(n)
	t.audit(store.ActActivityDue, "notice", recipient, n.OfficeID, string(n.Kind), "")
	return 1, nil
}

// ReportsDue reminds leaders who have not handed in the half-year's report, from so
// many days before it is due, and tells staff of those that did not come.
func (t *Tx) ReportsDue() (told int, err error) {
	if err := t.may(store.ActActivityDue, store.Target{}); err != nil {
		return 0, err
	}
	for _, o := range t.view.Offices {
		days := t.view.Settings.Dates(o.ID, store.SetReportDue)
		n := 0
		if half, due, soon := store.ReportDue(days, t.view.Settings.Int(o.ID, store.SetReportWarn), t.now); soon {
			n, err = t.reportsDue(o, half, due)
		} else if half, missed := store.ReportMissed(days, lateDays, t.now); missed {
			n, err = t.reportsLate(o, half)
		}
		if told += n; err != nil {
			return told, err
		}
	}
	return told, nil
}

// unreported are the groups of an office whose report for a half-year is not there.
func (t *Tx) unreported(officeID string, half store.Half) ([]store.Group, error) {
	groups, err := db.GroupsOf(t.ctx, t.q, []string{officeID})
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	reports, err := db.GroupReportsIn(t.ctx, t.q, []string{officeID}, half.String())
	came := map[string]bool{}
	for _, r := range reports {
		came[r.GroupID] = true
	}
	var missing []store.Group
	for _, g := range groups {
		if !came[g.ID] {
			missing = append(missing, g)
		}
	}
	return missing, err
}

func (t *Tx) reportsDue(o store.Office, half store.Half, due time.Time) (int, error) {
	missing, err := t.unreported(o.ID, half)
	if err != nil {
		return 0, err
	}
	return t.tellLeaders(missing, func(g store.Group) store.Notice {
		return store.Notice{Kind: store.NoticeReportDue, Ref: g.ID + "." + half.String(), Text: due.In(store.ChinaTime).Format("1月2日")}
	})
}

func (t *Tx) reportsLate(o store.Office, half store.Half) (int, error) {
	missing, err := t.unreported(o.ID, half)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	return t.tellClerks(o.ID, store.ActGroupReport, store.Notice{Kind: store.NoticeReportsLate, Ref: o.ID + "." + half.String(), Text: strconv.Itoa(len(missing))})
}

// PlansDue reminds of the dates of adopted plans, so many days before (a setting):
// the leader of the line's group, and the clerks. What an activity was arranged for
// already is not reminded of.
func (t *Tx) PlansDue() (told int, err error) {
	if err := t.may(store.ActActivityDue, store.Target{}); err != nil {
		return 0, err
	}
	due, err := db.PlanItemsDue(t.ctx, t.q, store.DayOf(t.now.AddDate(0, 0, -7)), store.DayOf(t.now.AddDate(0, 0, 60)), dueMost)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	ids := make([]string, len(due))
	for i := range due {
		ids[i] = due[i].ID
	}
	arranged, err := db.ActivitiesOfItems(t.ctx, t.q, ids)
	if err != nil {
		return 0, err
	}
	has := map[string]bool{}
	for _, m := range arranged {
		has[m.PlanID] = has[m.PlanID] || m.State != store.MeetingCancelled
	}
	for i := range due {
		item := &due[i]
		if !item.RemindDue(t.view.Settings.Int(item.OfficeID, store.SetPlanRemind), t.now) {
			continue
		}
		item.Reminded = t.now
		touch(t, &t.batch.Changed.PlanItems, item)
		if has[item.ID] {
			continue
		}
		n, err := t.remindItem(item)
		if told += n; err != nil {
			return told, err
		}
	}
	return told, nil
}

// remindItem tells whom a line of a plan concerns.
func (t *Tx) remindItem(i *store.PlanItem) (int, error) {
	n := store.Notice{Kind: store.NoticePlanDue, Ref: i.ID, Text: i.Label() + "，" + i.Text}
	told := 0
	if i.GroupID != "" {
		g, err := db.Group(t.ctx, t.q, i.GroupID)
		if err != nil {
			return 0, err
		}
		if g.Closed.IsZero() {
			if told, err = t.tellLeaders([]store.Group{*g}, func(store.Group) store.Notice { return n }); err != nil {
				return told, err
			}
		}
	}
	clerks, err := t.tellClerks(i.OfficeID, store.ActPlanEdit, n)
	return told + clerks, err
}

// HandoversDue tells clerks, once for each deadline, of a 整改情况报告 that did not
// come in time.
func (t *Tx) HandoversDue() (told int, err error) {
	if err := t.may(store.ActActivityDue, store.Target{}); err != nil {
		return 0, err
	}
	late, err := db.HandoversLate(t.ctx, t.q, store.DayOf(t.now), dueMost)
	if err != nil {
		return 0, err
	}
	for i := range late {
		h := &late[i]
		n, err := t.tellClerks(h.OfficeID, store.ActHandover, store.Notice{Kind: store.NoticeHandoverLate, Ref: fmt.Sprintf("%s.%s", h.ID, h.Due), Text: h.To})
		if err != nil {
			return told, err
		}
		told += n
		h.Told = h.Due
		touch(t, &t.batch.Changed.Handovers, h)
	}
	return told, nil
}
