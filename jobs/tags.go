package jobs

import (
	"context"
	"strconv"

	"liaison/bot/wechat"
	"liaison/store/act"
)

// DeputyTag is the name under which act.Remember keeps the id of the tag whose
// people see the deputies' menu.
const DeputyTag = "tag.deputy"

// tag puts the deputies' tag on a person who is bound as a deputy in office, and
// takes it off one who is not: what the person is now decides, whichever notice came
// first, so that repeating and overtaking do no harm. It reports whether to go on;
// otherwise the notice is put off.
func (s *Sender) tag(ctx context.Context, view *act.View, d *act.Delivery) bool {
	id, err := strconv.Atoi(view.Remembered(DeputyTag))
	if err != nil || d.Person == nil || !d.Person.Reachable() {
		return true // no menu to show, or the platform took the tags itself
	}
	n, now, quiet := &d.Notice, s.now(), view.Quiet(d.Notice.OfficeID)
	if end, closed := s.gate.closed(apiTag, now); closed {
		until(n, end, quiet)
		return false
	}
	put := s.client.UntagPeople
	if d.InOffice {
		put = s.client.TagPeople
	}
	err = put(ctx, id, []string{d.Person.Openid})
	switch wechat.Decide(err) {
	case wechat.Done:
		return true
	case wechat.WaitQuota:
		s.exhausted(apiTag, now)
		until(n, wechat.QuotaReturns(now), quiet)
		return false
	case wechat.Retry, wechat.Refresh, wechat.Unknown:
		s.rest(apiTag, err, now)
		later(n, err, quiet, now)
		return false
	}
	// It can never work; the person must hear that binding worked all the same.
	s.log.Warn("a deputy's menu could not be switched", "notice", n.ID, "code", codeOf(err), "error", err)
	return true
}
