package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// OutcomeSending stands in a notice's Outcome from just before a customer-service
// message leaves until its result is written. A claimed notice that still carries
// it was left by a sender that died: the message may have gone out.
const OutcomeSending = "sending"

// BeginChat takes one customer-service message off a person's quota and notes on
// the notice that it is about to leave, in one commit. Such a message carries no
// id of ours, so that only this note keeps it from being sent twice when the
// sender dies before it can say what became of it. false means that the window is
// shut or its quota spent; store.ErrConflict that another sender has the notice.
func (a *Acts) BeginChat(ctx context.Context, lease string, n *store.Notice, personID string) (bool, error) {
	ok := false
	mark := *n
	mark.Channel, mark.Outcome = store.ChannelChat, OutcomeSending
	err := a.do(ctx, func(t *Tx) error {
		ok = false
		list, err := db.LockPersonsByID(t.ctx, t.q, []string{personID})
		if err != nil || len(list) == 0 || !list[0].WindowOpen(t.now) {
			return err
		}
		list[0].Quota--
		touch(t, &t.batch.Changed.Persons, &list[0])
		ok = true
		return db.MarkNotice(t.ctx, t.q, &mark, lease)
	})
	if ok = ok && err == nil; ok {
		n.Channel, n.Outcome = mark.Channel, mark.Outcome
	}
	return ok, err
}
