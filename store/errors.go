package store

import "errors"

// The sentinels every layer tests with errors.Is. The words a person reads are
// chosen once, at the edge (handlers/page for pages, bot for the chat).
var (
	// ErrNotFound means there is no such thing, or none that the actor may know
	// of: the two must read alike, or a foreign id could be probed.
	ErrNotFound = errors.New("not found")
	// ErrForbidden means the actor may see the thing but not do this to it.
	ErrForbidden = errors.New("not allowed")
	// ErrConflict means somebody was faster: the row changed since it was read.
	ErrConflict = errors.New("changed by somebody else")
	// ErrTooMany means a limit against guessing or flooding was reached.
	ErrTooMany = errors.New("too many attempts")
)

// Problem names what is wrong with an input or a request, for the edge to put
// into words. It is a code, never a sentence.
type Problem string

// The problems an act may refuse with.
const (
	ProblemEmpty             Problem = "empty"
	ProblemTooLong           Problem = "too_long"
	ProblemMalformed         Problem = "malformed"
	ProblemState             Problem = "state"              // not possible in the state the thing is in
	ProblemNoNext            Problem = "no_next"            // handled again as often as the setting allows
	ProblemNotOffered        Problem = "not_offered"        // this deputy must not or cannot get this item
	ProblemNamed             Problem = "named"              // the deputy is named in the text
	ProblemInterested        Problem = "interested"         // the deputy has an interest in the matter
	ProblemExcluded          Problem = "excluded"           // the author asked not to be shown to the deputy
	ProblemOwnDraft          Problem = "own_draft"          // nobody reviews or signs what passed the own hands
	ProblemNotDrafter        Problem = "not_drafter"        // somebody else's draft, which nobody else changes
	ProblemInvitationUsed    Problem = "invitation_used"    // single use
	ProblemInvitationExpired Problem = "invitation_expired" // past its time
	ProblemInvitationRevoked Problem = "invitation_revoked" // taken back by staff
	ProblemAlreadyBound      Problem = "already_bound"      // this WeChat is bound to somebody else
	ProblemTaken             Problem = "taken"              // the deputy is bound to another WeChat, or a name is in use
	ProblemWeak              Problem = "weak"               // a password that guessers try first
	ProblemTooShort          Problem = "too_short"          // password
	ProblemPlain             Problem = "plain"              // a password of too few kinds of characters
	ProblemReused            Problem = "reused"             // a password that was used before
	ProblemExpired           Problem = "expired"            // a one-time password past its time
	ProblemSignIn            Problem = "sign_in"            // wrong name, password or code: never which
	ProblemLocked            Problem = "locked"             // too many failures
	ProblemLastOne           Problem = "last_one"           // the last administrator
	ProblemFull              Problem = "full"               // as many as the setting allows
	ProblemTooFew            Problem = "too_few"            // fewer than the law asks for
	ProblemOneself           Problem = "oneself"            // nobody does this to the own account
	ProblemCombined          Problem = "combined"           // two of the three administrators' powers in one person
	ProblemTooMany           Problem = "too_many"           // more than one act takes
	ProblemNobody            Problem = "nobody"             // nobody takes part
	ProblemNotMember         Problem = "not_member"         // is no member of the session's presidium
	ProblemNotServing        Problem = "not_serving"        // no mandate of the deputy runs today
	ProblemLate              Problem = "late"               // the notice period is not kept, and no reason given
	ProblemWaits             Problem = "waits"              // it lies before others: take it back first
	ProblemUnreachable       Problem = "unreachable"        // nobody to send it to
	ProblemAgain             Problem = "again"              // the same went out a short time ago: needs a second yes
	ProblemMassMonth         Problem = "mass_month"         // no mass message is left this month
	ProblemMassToday         Problem = "mass_today"         // one to everybody went out today
	ProblemMassWords         Problem = "mass_words"         // it goes to all alike and can name nobody
	ProblemMassLong          Problem = "mass_long"          // more than one message holds
	ProblemMassFew           Problem = "mass_few"           // fewer followers than a mass message takes
	ProblemMassMany          Problem = "mass_many"          // more followers than one call takes
	ProblemRepeated          Problem = "repeated"           // a form came a second time, with other content
	ProblemPlaceholder       Problem = "placeholder"        // {…} that stands for nothing known
	ProblemFuture            Problem = "future"             // a day that has not come
	ProblemBefore            Problem = "before"             // a day before what it must follow
	ProblemAfter             Problem = "after"              // a time after what it must precede
	ProblemPast              Problem = "past"               // a time that is over
	ProblemTwice             Problem = "twice"              // there is one like it already
	ProblemInUse             Problem = "in_use"             // cannot go: something stands on it
	ProblemDone              Problem = "done"               // it has happened already
	ProblemFindings          Problem = "findings"           // lines of a file are wrong, each with its reason
	ProblemMismatch          Problem = "mismatch"           // the two do not go together
	ProblemBlocked           Problem = "blocked"            // staff stopped answering the person
	ProblemClosed            Problem = "closed"             // takes nothing more
	ProblemTooEarly          Problem = "too_early"          // it has not begun
	ProblemCancelled         Problem = "cancelled"          // it does not take place
	ProblemNotBound          Problem = "not_bound"          // the chat is no deputy's
	ProblemNotCalled         Problem = "not_called"         // the deputy is not called to it
	ProblemPhoneUsed         Problem = "phone_used"         // one phone signs in one person
	ProblemTooFar            Problem = "too_far"            // from where it takes place
	ProblemBegun             Problem = "begun"              // the meeting has begun
	ProblemChanged           Problem = "changed"            // time or place of the meeting is another by now
	ProblemNotEndorsed       Problem = "not_endorsed"       // the head of the delegation has not given an opinion
	ProblemAbsent            Problem = "absent"             // who is on leave from a meeting decides on nobody's leave from it
	ProblemNotInOffice       Problem = "not_in_office"      // holds no mandate now
	ProblemTooSoon           Problem = "too_soon"           // was done minutes ago
	ProblemNobodyLeft        Problem = "nobody_left"        // there is nobody to do it to
)

// InvalidError is a refusal because of what was given. Nothing was changed.
type InvalidError struct {
	Field   string // name of the form field, may be empty
	Problem Problem
}

// Error gives the refusal for logs, in English and without the value given.
func (e *InvalidError) Error() string {
	if e.Field == "" {
		return "refused: " + string(e.Problem)
	}
	return "refused: " + e.Field + ": " + string(e.Problem)
}

// Invalid makes an InvalidError.
func Invalid(field string, p Problem) error { return &InvalidError{Field: field, Problem: p} }

// IsProblem reports whether err is, or wraps, an InvalidError of that kind.
func IsProblem(err error, p Problem) bool {
	var e *InvalidError
	return errors.As(err, &e) && e.Problem == p
}
