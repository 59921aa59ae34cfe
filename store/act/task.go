package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// TaskRow is an assignment as a deputy's list shows it.
type TaskRow struct {
	store.Assignment
	Opinion store.Opinion
}

// Tasks lists the actor's assignments, the newest first.
func (a *Acts) Tasks(ctx context.Context, actor store.Actor, limit int, states ...store.AssignmentState) ([]TaskRow, error) {
	if !store.MayAnywhere(actor, store.ActReadTask) {
		return nil, store.ErrForbidden
	}
	return a.tasks(ctx, a.db.Read(), actor.DeputyID, limit, states)
}

// Tasks lists the open assignments of a deputy, inside a transaction.
func (t *Tx) Tasks(deputyID string, limit int) ([]TaskRow, error) {
	if deputyID == "" {
		return nil, nil
	}
	return t.acts.tasks(t.ctx, t.q, deputyID, limit, []store.AssignmentState{store.AssignmentOpen})
}

func (a *Acts) tasks(ctx context.Context, q db.Q, deputyID string, limit int, states []store.AssignmentState) ([]TaskRow, error) {
	list, err := db.AssignmentsOfDeputy(ctx, q, deputyID, limit, states...)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].OpinionID
	}
	opinions, err := db.OpinionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var rows []TaskRow
	for _, as := range list {
		i := slices.IndexFunc(opinions, func(o store.Opinion) bool { return o.ID == as.OpinionID })
		if i >= 0 && opinions[i].State != store.OpinionSealed {
			rows = append(rows, TaskRow{as, opinions[i]})
		}
	}
	return rows, nil
}
