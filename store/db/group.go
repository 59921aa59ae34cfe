package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var groups = table[store.Group]{
	name:    "deputy_group",
	columns: columns("id created office_id name kind about leader_id place closed version"), fixed: 3,
	at: func(g *store.Group) []any {
		return []any{&g.ID, when(&g.Created), &g.OfficeID, &g.Name, &g.Kind, &g.About, &g.LeaderID, &g.Order, when(&g.Closed), &g.Version}
	},
}

var groupMembers = table[store.GroupMember]{
	name: "group_member", columns: columns("id group_id deputy_id"), fixed: 3,
	at: func(m *store.GroupMember) []any { return []any{&m.ID, &m.GroupID, &m.DeputyID} },
}

var links = table[store.Link]{
	name:    "liaison_link",
	columns: columns("id created office_id kind who post target target_id target_name note ended version"), fixed: 4,
	at: func(l *store.Link) []any {
		return []any{&l.ID, when(&l.Created), &l.OfficeID, &l.Kind, &l.Who, &l.Post, &l.Target, &l.TargetID, &l.TargetName,
			&l.Note, when(&l.Ended), &l.Version}
	},
}

var deputyVisits = table[store.DeputyVisit]{
	name:    "deputy_visit",
	columns: columns("id created office_id deputy_id staff_id day visitors place said follow_up followed version"), fixed: 5,
	at: func(v *store.DeputyVisit) []any {
		return []any{&v.ID, when(&v.Created), &v.OfficeID, &v.DeputyID, &v.StaffID, &v.Day, &v.Visitors, &v.Place, &v.Said,
			&v.FollowUp, when(&v.Followed), &v.Version}
	},
}

// Group reads a group.
func Group(ctx context.Context, q Q, id string) (*store.Group, error) {
	return groups.byID(ctx, q, id)
}

// GroupsOf reads the groups of offices that are not dissolved, in their order.
func GroupsOf(ctx context.Context, q Q, officeIDs []string) ([]store.Group, error) {
	marks, args := in(officeIDs)
	return groups.list(ctx, q, "WHERE closed IS NULL AND office_id IN "+marks+" ORDER BY place, id", args...)
}

// GroupMembers reads who is in groups.
func GroupMembers(ctx context.Context, q Q, groupIDs []string) ([]store.GroupMember, error) {
	return groupMembers.byIDs(ctx, q, "group_id", groupIDs)
}

// DropGroupMembers takes deputies out of a group.
func DropGroupMembers(ctx context.Context, q Q, groupID string, deputyIDs []string) error {
	marks, args := in(deputyIDs)
	_, err := q.ExecContext(ctx, "DELETE FROM group_member WHERE group_id = ? AND deputy_id IN "+marks, append([]any{groupID}, args...)...)
	if err != nil {
		return fmt.Errorf("taking deputies out of a group: %w", err)
	}
	return nil
}

// Link reads a link.
func Link(ctx context.Context, q Q, id string) (*store.Link, error) { return links.byID(ctx, q, id) }

// LinksOf reads the links of offices that have not ended.
func LinksOf(ctx context.Context, q Q, officeIDs []string) ([]store.Link, error) {
	marks, args := in(officeIDs)
	return links.list(ctx, q, "WHERE ended IS NULL AND office_id IN "+marks+" ORDER BY kind, who, id", args...)
}

// DeputyVisit reads a visit.
func DeputyVisit(ctx context.Context, q Q, id string) (*store.DeputyVisit, error) {
	return deputyVisits.byID(ctx, q, id)
}

// DeputyVisitsIn reads the visits of offices from a day on, the newest first;
// those whose follow-up is open alone, when open says so.
func DeputyVisitsIn(ctx context.Context, q Q, officeIDs []string, from string, open bool, limit int) ([]store.DeputyVisit, error) {
	marks, args := in(officeIDs)
	where := "WHERE day >= ? AND office_id IN " + marks
	if open {
		where += " AND followed IS NULL AND follow_up <> ''"
	}
	return deputyVisits.list(ctx, q, where+" ORDER BY day DESC, id DESC LIMIT ?", append(append([]any{from}, args...), limit)...)
}
