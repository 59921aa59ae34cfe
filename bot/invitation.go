package bot

import (
	"errors"

	"liaison/store"
)

// askCode asks for the code of an invitation.
func (c *talk) askCode() (string, error) {
	if c.p.DeputyID != "" {
		return wordAlreadyDeputy, nil
	}
	c.expect(store.ExpectCode, "")
	return wordAskCode, nil
}

// accept binds the person by the code of an invitation. Eight characters that are
// no code may be something else that somebody has to say.
func (c *talk) accept() (string, error) {
	inv, err := c.t.Accept(c.p, c.in.code)
	if errors.Is(err, store.ErrNotFound) && !c.in.sure {
		return c.content()
	}
	if words := invitationRefused(err); words != "" {
		return words, nil
	}
	if err != nil {
		return "", err
	}
	if c.p.Expect == store.ExpectCode {
		c.settled()
	}
	if inv.StaffID != "" {
		return wordStaffBound, nil
	}
	return wordDeputyBound, nil
}

// invitationRefused puts a refusal into words; none are there for other errors.
func invitationRefused(err error) string {
	var invalid *store.InvalidError
	switch {
	case errors.Is(err, store.ErrNotFound):
		return wordCodeUnknown
	case errors.Is(err, store.ErrTooMany):
		return wordTooManyCodes
	case errors.As(err, &invalid):
		return wordsCodeRefused[invalid.Problem]
	}
	return ""
}
