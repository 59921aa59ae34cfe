package bot

import (
	"errors"
	"strings"
	"unicode/utf8"

	"liaison/store"
)

// latest is how many of a person's items the chat lists; the page has all.
const latest = 3

// progress tells how the person's latest items stand.
func (c *talk) progress() (string, error) {
	list, err := c.t.Mine(c.p, latest)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return wordNoItems, nil
	}
	return wordProgress(c.base, list), nil
}

// lookUp tells how one item stands: to its own author, or to the deputy whose
// task it is. Everybody else reads the same words as for a number that is none.
func (c *talk) lookUp() (string, error) {
	number, own, err := c.fullNumber(c.in.number)
	if err != nil {
		return "", err
	}
	task, err := c.taskNumbered(number)
	if err != nil {
		return "", err
	}
	if task != nil {
		return wordTask(c.base, task.Opinion.Number, task.ID), nil
	}
	if !own && utf8.RuneCountInString(letters(c.k.Text)) <= choiceDigits {
		return c.noChoice(), nil
	}
	o, err := c.t.Lookup(c.p, number)
	switch {
	case errors.Is(err, store.ErrNotFound) && c.p.DeputyID != "":
		return wordNotFoundDeputy, nil
	case errors.Is(err, store.ErrNotFound):
		return wordNotFound, nil
	case errors.Is(err, store.ErrTooMany):
		return wordTooManyLookups, nil
	case err != nil:
		return "", err
	}
	return wordProgress(c.base, []store.Opinion{*o}), nil
}

// choiceDigits is how long a number may be to be a choice from a list of ours.
const choiceDigits = 2

// noChoice answers a 1 or a 12 that is nobody's number: the choice from a list whose
// time has passed. It is no guess at somebody else's number, and is not counted.
func (c *talk) noChoice() string {
	if c.p.Expect == store.ExpectArea && c.p.ExpectID == areaListed {
		return wordListPast
	}
	return wordNotFound
}

// rate leads to the page with the ratings, when there is something to rate. A
// bare word of praise or blame otherwise adds to the item it follows.
func (c *talk) rate() (string, error) {
	list, err := c.t.Mine(c.p, maxOwn)
	if err != nil {
		return "", err
	}
	for i := range list {
		if list[i].State == store.OpinionAnswered {
			return wordRate(c.base, &list[i]), nil
		}
	}
	if c.open != nil {
		return c.content()
	}
	return c.progress()
}

// maxOwn is how many of the own items are searched for a number without a year.
const maxOwn = 50

// fullNumber gives a number its year: that of the person's own item which ends so,
// else this one. own says that the person has one that ends so.
func (c *talk) fullNumber(number string) (full string, own bool, err error) {
	if strings.HasPrefix(number, "YJ-") {
		return number, false, nil
	}
	list, err := c.t.Mine(c.p, maxOwn)
	if err != nil {
		return "", false, err
	}
	for _, o := range list {
		if strings.HasSuffix(o.Number, "-"+number) {
			return o.Number, true, nil
		}
	}
	return "YJ-" + c.t.Now().In(store.ChinaTime).Format("2006") + "-" + number, false, nil
}
