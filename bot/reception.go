package bot

import "liaison/store/act"

// shownDays bounds the reception days that the chat lists; the page has all.
const shownDays = 3

// receptions tells the next reception days at the stations near the person.
func (c *talk) receptions() (string, error) {
	if c.placeless() {
		list, err := c.areas()
		return wordWhichArea + "\n" + list, err
	}
	days, err := c.nextDays(shownDays)
	if err != nil {
		return "", err
	}
	if len(days) == 0 {
		return wordNoReceptions + "\n" + link(c.base+"/h5/reception", wordAllDays), nil
	}
	return wordReceptions(c.base, days, c.t.Now()), nil
}

// nextDays reads the next reception days near the person.
func (c *talk) nextDays(limit int) ([]act.Day, error) {
	near, _ := c.t.View().StationsFor(c.p)
	return c.t.DaysAt(near, limit)
}

// withReception adds the next reception day to what was said of the deputies.
func (c *talk) withReception(words string) (string, error) {
	days, err := c.nextDays(1)
	if err != nil || len(days) == 0 || days[0].Left == 0 {
		return words, err
	}
	return words + "\n" + wordNextReception(c.base, &days[0]), nil
}
