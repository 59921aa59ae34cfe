package db

import (
	"context"

	"liaison/store"
)

var plans = table[store.Plan]{
	name:    "plan",
	columns: columns("id created office_id group_id plan_year slot title preface adopted_by adopted draft_id released told made_by updated version"), fixed: 6,
	at: func(p *store.Plan) []any {
		return []any{&p.ID, when(&p.Created), &p.OfficeID, &p.GroupID, &p.Year, &p.Slot, &p.Title, &p.Preface, &p.AdoptedBy, &p.Adopted,
			&p.DraftID, when(&p.Released), &p.Told, &p.By, when(&p.Updated), &p.Version}
	},
}

var planItems = table[store.PlanItem]{
	name:    "plan_item",
	columns: columns("id created plan_id office_id day whole_month kind text group_id who reminded dropped version"), fixed: 4,
	at: func(i *store.PlanItem) []any {
		return []any{&i.ID, when(&i.Created), &i.PlanID, &i.OfficeID, &i.Day, &i.Month, &i.Kind, &i.Text, &i.GroupID, &i.Who,
			when(&i.Reminded), when(&i.Dropped), &i.Version}
	},
}

// Plan reads a year's plan.
func Plan(ctx context.Context, q Q, id string) (*store.Plan, error) { return plans.byID(ctx, q, id) }

// PlanAt reads the plan with a slot's key.
func PlanAt(ctx context.Context, q Q, slot string) (*store.Plan, error) {
	return plans.one(ctx, q, "WHERE slot = ?", slot)
}

// PlansOf reads the plans of offices from a year on, the newest year first.
func PlansOf(ctx context.Context, q Q, officeIDs []string, fromYear, limit int) ([]store.Plan, error) {
	marks, args := in(officeIDs)
	return plans.list(ctx, q, "WHERE office_id IN "+marks+" AND plan_year >= ? ORDER BY plan_year DESC, group_id, id LIMIT ?",
		append(args, fromYear, limit)...)
}

// PlansByID reads plans, in no order.
func PlansByID(ctx context.Context, q Q, ids []string) ([]store.Plan, error) {
	return plans.byIDs(ctx, q, "id", ids)
}

// PlanItem reads a line of a plan.
func PlanItem(ctx context.Context, q Q, id string) (*store.PlanItem, error) {
	return planItems.byID(ctx, q, id)
}

// PlanItems reads the lines of plans that stand in them.
func PlanItems(ctx context.Context, q Q, planIDs ...string) ([]store.PlanItem, error) {
	marks, args := in(planIDs)
	return planItems.list(ctx, q, "WHERE plan_id IN "+marks+" AND dropped IS NULL ORDER BY day, id", args...)
}

// PlanItemsDue reads the lines of adopted plans of which nobody was reminded yet and
// whose day is in a span, the earliest first.
func PlanItemsDue(ctx context.Context, q Q, from, to string, limit int) ([]store.PlanItem, error) {
	return planItems.list(ctx, q, `WHERE reminded IS NULL AND day >= ? AND day <= ? AND dropped IS NULL
		AND EXISTS (SELECT 1 FROM plan WHERE plan.id = plan_item.plan_id AND plan.adopted <> '') ORDER BY day, id LIMIT ?`, from, to, limit)
}

// ActivitiesOfItems reads the meetings and activities that carry out lines of plans.
func ActivitiesOfItems(ctx context.Context, q Q, itemIDs []string) ([]store.Meeting, error) {
	return meetings.byIDs(ctx, q, "plan_id", itemIDs)
}
