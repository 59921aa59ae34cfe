package wechat

import (
	"errors"
	"time"
)

// Verdict is what to do about the outcome of a call.
type Verdict int

// The verdicts.
const (
	Done          Verdict = iota // it worked, now or by an earlier try
	Retry                        // nothing happened; the same again later, with growing pauses
	Refresh                      // the token is dead; the Client has already renewed it once: treat as Retry
	ChangeChannel                // this way to this person is closed; take the next one
	GiveUp                       // the same call can never work
	WaitQuota                    // nothing of this kind works before QuotaReturns
	Unknown                      // it may have worked: repeat only what carries a client_msg_id
)

var verdictNames = [...]string{"done", "retry", "refresh", "change channel", "give up", "wait for quota", "unknown"}

// String names the verdict, for logs.
func (v Verdict) String() string { return verdictNames[v] }

// Decide judges the error of a Client's method. A refusal with a code that is
// not in the table is taken for ChangeChannel: the platform adds codes, and a
// person should be reached some other way rather than not at all.
func Decide(err error) Verdict {
	if err == nil {
		return Done
	}
	api, isAPI := errors.AsType[*APIError](err)
	if _, ok := errors.AsType[*TokenError](err); ok {
		if isAPI && api.Code == 45009 {
			return WaitQuota
		}
		return Retry // a wrong secret or address list is mended by the operator; the notice waits
	}
	if isAPI {
		if c, ok := codes[api.Code]; ok {
			return c.verdict
		}
		return ChangeChannel
	}
	if call, ok := errors.AsType[*CallError](err); ok {
		if call.Unknown {
			return Unknown
		}
		return Retry
	}
	return GiveUp // our own refusal to make the call
}

// Explain says in English what an errcode means, for operators; empty when it
// is not in the table.
func Explain(code int) string { return codes[code].meaning }

// NeedsOperator tells errors that last until somebody changes the account's
// settings or ours.
func NeedsOperator(err error) bool {
	api, ok := errors.AsType[*APIError](err)
	if !ok {
		return false
	}
	if _, ok := errors.AsType[*TokenError](err); ok && api.Code == 40001 {
		return true // said of the secret here, not of a token
	}
	return codes[api.Code].operator
}

// beijing needs no time zone data: China has had no summer time since 1991.
var beijing = time.FixedZone("CST", 8*3600)

// QuotaReturns is when the daily quotas are full again: the next midnight in
// Asia/Shanghai, in UTC.
func QuotaReturns(now time.Time) time.Time {
	y, m, d := now.In(beijing).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, beijing).UTC()
}

// isStaleToken tells the refusals that a new token cures.
func isStaleToken(err error) bool {
	api, ok := errors.AsType[*APIError](err)
	return ok && codes[api.Code].verdict == Refresh
}

type code struct {
	verdict  Verdict
	operator bool
	meaning  string
}

// codes is the platform's list as far as calls of this package can meet it.
// Some meanings come from operation, not from documents; a wrong one costs a
// detour by another channel at most.
var codes = map[int]code{
	-1:    {Retry, false, "the platform is busy"},
	40001: {Refresh, false, "token is dead or secret is wrong"},
	40003: {ChangeChannel, false, "openid is not of this account or does not follow it"},
	40007: {GiveUp, false, "media id is unknown or older than three days"},
	40013: {Retry, true, "app id is wrong"},
	40014: {Refresh, false, "token is malformed or dead"},
	40029: {GiveUp, false, "sign-in code is wrong"},
	40032: {GiveUp, false, "too many openids in one call"},
	40037: {GiveUp, true, "template id is not of this account"},
	40125: {Retry, true, "secret is wrong"},
	40163: {GiveUp, false, "sign-in code was used before"},
	40164: {Retry, true, "this server's address is not on the account's IP list"},
	40243: {Retry, true, "secret is frozen"},
	41001: {GiveUp, false, "token is missing"},
	41028: {GiveUp, false, "form id is wrong"},
	41029: {GiveUp, false, "form id was used before"},
	41030: {GiveUp, true, "mini program page is wrong"},
	42001: {Refresh, false, "token has expired"},
	42003: {GiveUp, false, "sign-in code has expired"},
	43004: {ChangeChannel, false, "does not follow the account"},
	43019: {ChangeChannel, false, "is on the account's blacklist"},
	43101: {ChangeChannel, false, "did not consent to this subscription notice"},
	43116: {ChangeChannel, true, "template is banned"},
	43117: {Retry, false, "too many messages to this person at once"},
	45002: {GiveUp, false, "content is too long"},
	45009: {WaitQuota, false, "daily quota of this call is used up"},
	45011: {Retry, false, "too many calls this minute"},
	45015: {ChangeChannel, false, "wrote longer than 48 hours ago or unfollowed"},
	45028: {GiveUp, false, "no mass messages left this month"},
	45047: {ChangeChannel, false, "no customer messages left until the person writes again"},
	45056: {GiveUp, true, "account has too many tags"},
	45057: {GiveUp, false, "tag has too many people to be deleted"},
	45058: {GiveUp, false, "tag belongs to the platform"},
	45059: {GiveUp, false, "person has too many tags"},
	45065: {Done, false, "client message id was sent before"},
	45066: {Retry, false, "client message id repeated too soon"},
	45067: {GiveUp, false, "client message id is too long"},
	45157: {GiveUp, false, "tag name is taken or not allowed"},
	45158: {GiveUp, false, "tag name is too long"},
	45159: {GiveUp, false, "tag does not exist"},
	46003: {GiveUp, false, "there is no menu"},
	47001: {GiveUp, false, "request is not JSON"},
	47003: {GiveUp, true, "a template field has a value its type does not allow"},
	48001: {ChangeChannel, true, "account is not entitled to this call"},
	48002: {ChangeChannel, false, "has switched off the account's messages"},
	48004: {ChangeChannel, true, "call is banned for this account"},
	48006: {GiveUp, false, "quotas were reset too often this month"},
	50002: {ChangeChannel, false, "person's account is restricted"},
	50005: {ChangeChannel, false, "does not follow the account"},
	61450: {Retry, false, "the platform has a fault"},
	65301: {GiveUp, false, "there is no such menu"},
	65303: {GiveUp, false, "there is no default menu yet"},
	65304: {GiveUp, false, "menu rule is empty"},
	65305: {GiveUp, true, "too many conditional menus"},
	65316: {GiveUp, true, "menu links to more than three domains"},
	65317: {GiveUp, true, "menu has a bad link"},
	65320: {GiveUp, false, "menu rule uses a personal attribute"},
}
