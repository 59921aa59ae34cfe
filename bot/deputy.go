package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

const (
	maxTasks   = 50 // open tasks that are searched
	shownTasks = 5
	// maxUndecided bounds what waits for a deputy's word; maxChoices how many tasks
	// it can be said to answer. The ids of both fit person.expect_id.
	maxUndecided = 8
	maxChoices   = 4
)

// tasks lists what waits for the deputy.
func (c *talk) tasks() (string, error) {
	if c.p.DeputyID == "" {
		return wordNotDeputy, nil
	}
	list, err := c.t.Tasks(c.p.DeputyID, maxTasks)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return wordNoTasks, nil
	}
	return wordTasks(c.base, list[:min(len(list), shownTasks)], len(list)), nil
}

// meetings leads a deputy to the own meetings and activities; a group's leader to
// the group's too.
func (c *talk) meetings() (string, error) {
	if c.p.DeputyID == "" {
		return wordNotDeputy, nil
	}
	return wordMeetings(c.base), nil
}

// speakHow tells how to bring something up. A deputy's next words are then an own
// opinion, without being asked.
func (c *talk) speakHow() (string, error) {
	if c.p.DeputyID == "" {
		return wordSpeakHow, nil
	}
	if c.p.Expect == store.ExpectWhich {
		c.in.choice = c.ownChoice()
		return c.choose()
	}
	c.expect(store.ExpectOwn, "")
	return wordOwnHow, nil
}

func (c *talk) taskWith(match func(*act.TaskRow) bool) (*act.TaskRow, error) {
	list, err := c.t.Tasks(c.p.DeputyID, maxTasks)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if match(&list[i]) {
			return &list[i], nil
		}
	}
	return nil, nil
}

func (c *talk) taskNumbered(number string) (*act.TaskRow, error) {
	return c.taskWith(func(r *act.TaskRow) bool { return r.Opinion.Number == number })
}

// startAnswer takes the press of 语音答复: what comes next answers that item.
func (c *talk) startAnswer() (string, error) {
	task, err := c.taskWith(func(r *act.TaskRow) bool { return r.ID == c.in.id || r.Opinion.Number == c.in.number })
	if err != nil {
		return "", err
	}
	if task == nil {
		return wordTaskGone, nil
	}
	if c.p.Expect == store.ExpectWhich { // first the words before: they may be this answer, or not
		ids, _ := c.undecided()
		return c.ask(ids)
	}
	c.expect(store.ExpectAnswer, task.ID)
	return wordAnswerNow(task.Opinion.Number), nil
}

// answerByNumber takes a deputy's words after an item's number. With no such task
// it is what anybody else's message would be.
func (c *talk) answerByNumber() (string, error) {
	task, err := c.taskNumbered(c.in.number)
	if err != nil {
		return "", err
	}
	if task != nil {
		return c.answer(task, act.Said{Text: c.in.text})
	}
	if len([]rune(c.in.text)) <= chatty {
		return c.lookUp()
	}
	return c.content()
}

func (c *talk) answerWith(assignmentID string, said act.Said) (string, error) {
	task, err := c.taskWith(func(r *act.TaskRow) bool { return r.ID == assignmentID })
	if err != nil {
		return "", err
	}
	c.settled()
	if task == nil { // taken back, or answered on the page meanwhile
		words, err := c.ask([]string{c.k.ID})
		return wordTaskGone + "\n" + words, err
	}
	return c.answer(task, said)
}

// answer files an answer and says what becomes of it.
func (c *talk) answer(task *act.TaskRow, said ...act.Said) (string, error) {
	var texts []string
	var files []store.Media
	for _, s := range said {
		texts = append(texts, s.Text)
		if s.Media != nil {
			files = append(files, *s.Media)
		}
	}
	ans, err := c.t.Answer(task.ID, joinFilled("\n", texts...), files...)
	switch {
	case errors.Is(err, store.ErrNotFound), store.IsProblem(err, store.ProblemState):
		return wordTaskGone, nil
	case store.IsProblem(err, store.ProblemEmpty):
		return wordEmptyAnswer, nil
	case store.IsProblem(err, store.ProblemTooLong):
		return wordLongAnswer, nil
	case err != nil:
		return "", err
	}
	return wordAnswered(task.Opinion.Number, ans.State == store.AnswerReleased), nil
}

// ask asks a deputy what words without a number are: an answer, and to which, or
// an own opinion. With nothing to answer it is the latter.
func (c *talk) ask(ids []string) (string, error) {
	list, err := c.t.Tasks(c.p.DeputyID, maxTasks)
	if err != nil {
		return "", err
	}
	if len(list) == 0 || len(ids) >= maxUndecided {
		return c.fileAll(ids)
	}
	slices.SortStableFunc(list, func(x, y act.TaskRow) int { return cmp.Compare(x.ID, y.ID) })
	list = list[:min(len(list), maxChoices)]
	var tasks []string
	for _, r := range list {
		tasks = append(tasks, r.ID)
	}
	c.expect(store.ExpectWhich, strings.Join(ids, ",")+"|"+strings.Join(tasks, ","))
	return wordWhich(list, len(ids)), nil
}

// undecided gives the messages a deputy has not decided about, and the tasks that
// were offered.
func (c *talk) undecided() (ids, tasks []string) {
	first, second, _ := strings.Cut(c.p.ExpectID, "|")
	return splitFilled(first), splitFilled(second)
}

func splitFilled(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

// ponder adds a message to what waits for the deputy's word.
func (c *talk) ponder() (string, error) {
	ids, _ := c.undecided()
	return c.ask(append(ids, c.k.ID))
}

func (c *talk) ownChoice() int {
	_, tasks := c.undecided()
	return len(tasks) + 1
}

// choose takes the deputy's word.
func (c *talk) choose() (string, error) {
	ids, tasks := c.undecided()
	switch n := c.in.choice; {
	case n == len(tasks)+1:
		return c.fileAll(ids)
	case n > len(tasks):
		return c.ask(ids)
	}
	task, err := c.taskWith(func(r *act.TaskRow) bool { return r.ID == tasks[c.in.choice-1] })
	if err != nil {
		return "", err
	}
	if task == nil {
		words, err := c.ask(ids)
		return wordTaskGone + "\n" + words, err
	}
	return c.answerAll(task, ids)
}

// answerAll makes one answer of what waited.
func (c *talk) answerAll(task *act.TaskRow, ids []string) (string, error) {
	list, err := c.t.Sent(c.p, ids)
	if err != nil {
		return "", err
	}
	c.settled()
	said := make([]act.Said, len(list))
	for i := range list {
		said[i] = saidBy(&list[i].Message)
	}
	return c.answer(task, said...)
}

// fileAll makes one own opinion of what waited. The message being worked on may be
// among it.
func (c *talk) fileAll(ids []string) (string, error) {
	c.settled()
	if len(ids) == 1 && ids[0] == c.k.ID {
		return c.file()
	}
	list, err := c.t.Sent(c.p, ids)
	if err != nil {
		return "", err
	}
	var o *store.Opinion
	var danger bool
	for i := range list {
		said := c.said(&list[i].Message)
		danger = danger || said.Danger
		if o, _, err = c.t.Say(c.p, said); err != nil {
			return "", err
		}
	}
	if o == nil {
		return wordNothingLeft, nil
	}
	words := wordReceived(o.Number) + "\n" + wordNext
	if danger {
		words = c.setting(store.SetDangerReply) + "\n" + words
	}
	return words, nil
}

// fileUndecided files what deputies sent and never said what it was, so that
// nothing is lost, and tells them the number.
func (b *Bot) fileUndecided(ctx context.Context, limit int) (int, error) {
	list, err := b.acts.Undecided(ctx, limit)
	if err != nil {
		return 0, fmt.Errorf("reading undecided messages: %w", err)
	}
	done := 0
	for _, who := range list {
		err := b.acts.DoFor(ctx, who.ID, func(t *act.Tx, p *store.Person) error {
			if p.Expect != store.ExpectWhich || t.Now().Before(p.ExpectUntil) {
				return nil // decided meanwhile
			}
			c := &talk{base: b.base, t: t, p: p, k: &store.Kept{}}
			ids, _ := c.undecided()
			words, err := c.fileAll(ids)
			if err == nil && len(ids) > 0 {
				t.TellLater(p, ids[0]+"/own", words)
			}
			p.OpenUntil = time.Time{} // it was minutes ago: what comes next is asked about anew
			return err
		})
		if err != nil {
			return done, fmt.Errorf("filing what a deputy left undecided: %w", err)
		}
		done++
	}
	return done, nil
}
