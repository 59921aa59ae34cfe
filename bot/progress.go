package bot

import (
	"errors"
	"strings"

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
	number, err := c.fullNumber(c.in.number)
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
// else this one.
func (c *talk) fullNumber(number string) (string, error) {
	if strings.HasPrefix(number, "YJ-") {
		return number, nil
	}
	list, err := c.t.Mine(c.p, maxOwn)
	if err != nil {
		return "", err
	}
	for _, o := range list {
		if strings.HasSuffix(o.Number, "-"+number) {
			return o.Number, nil
		}
	}
	return "YJ-" + c.t.Now().In(store.ChinaTime).Format("2006") + "-" + number, nil
}
