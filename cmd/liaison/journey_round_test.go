package main

import (
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"

	"liaison/store"
)

const (
	firstAnswer  = "我到学校门口看过，已请交警中队来量了路面。"
	secondAnswer = "斑马线昨天画好了，两边还装了减速带和提示牌。"
	complaint    = "只说量了路面，斑马线还是没有。"
)

// deputyAnswers opens the notice on the phone and answers with a photo.
func (j *journey) deputyAnswers() {
	j.deputy.hears("收到一条群众意见，请阅处", 0)
	b := j.task()
	j.phones.look("emulator-framed")
	b.sees("//*[contains(., '孩子过马路很危险')]")
	b.sees("//*[contains(., '请先到现场看看')]")
	b.sees(".words img")
	b.look("phone-task")
	b.press("#text")
	b.write("#text", firstAnswer)
	b.run(chromedp.SetUploadFiles("input[name=photo]", []string{j.picture()}))
	b.sees("#shots canvas")
	b.look("phone-task-written")
	b.follow("#answer button")
	b.sees("//section[contains(., '您的答复')]//img")
	b.look("phone-task-answered")
	b.visit(j.main.Config.PublicURL + "/h5/tasks?tab=done")
	b.look("phone-tasks-done")
	j.deputy.shut(b)
	j.is(store.OpinionChecked, 0)
}

// task opens the opinion that the deputy was told of last.
func (j *journey) task() *tab {
	j.t.Helper()
	return j.deputy.open("//*[@role='log']//a[normalize-space()='打开办理']", "/h5/tasks/")
}

// mine opens the opinion that the voter was told of last.
func (j *journey) mine() *tab {
	j.t.Helper()
	return j.voter.open("//*[@role='log']//a[normalize-space()='查看详情']", "/h5/opinions/")
}

// picture is a photo as a phone takes one.
func (j *journey) picture() string {
	j.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	for y := range 900 {
		for x := range 1200 {
			c := color.RGBA{uint8(90 + y/12), uint8(100 + y/12), uint8(110 + x/20), 255}
			if y > 500 && x/100%2 == 0 {
				c = color.RGBA{235, 235, 230, 255}
			}
			img.Set(x, y, c)
		}
	}
	path := filepath.Join(j.dir, "photo.jpg")
	f, err := os.Create(path)
	if err == nil {
		err = jpeg.Encode(f, img, nil)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		j.t.Fatal(err)
	}
	return path
}

// leaderReleases finds the answer among what waits and lets it go out.
func (j *journey) leaderReleases() {
	j.release(firstAnswer, "")
	j.is(store.OpinionAnswered, 0)
}

func (j *journey) leaderReleasesAgain() {
	j.release(secondAnswer, "-again")
	j.is(store.OpinionAnswered, 1)
}

func (j *journey) release(answer, shot string) {
	b := j.leader
	b.visit(j.console("/"))
	b.look("console-today-waiting" + shot)
	b.follow("//a[contains(@class, 'tile')][contains(., '审核')]")
	b.look("console-inbox-waiting" + shot)
	b.follow("//a[normalize-space()='" + j.number + "']")
	b.sees("//*[contains(@class, 'panel-quote')][contains(., '" + answer + "')]")
	b.look("console-opinion-release" + shot)
	b.follow("form[action$='/release'] button")
	b.sees(".flash-done")
	b.look("console-opinion-released" + shot)
}

// voterIsNotSatisfied reads the answer and rates it badly.
func (j *journey) voterIsNotSatisfied() {
	j.voter.hears("代表已答复", 0)
	b := j.mine()
	b.sees("//section[contains(@class, 'panel-answer')][contains(., '" + firstAnswer + "')]//img")
	b.look("phone-opinion-answered")
	b.press("//fieldset[contains(., '代表的答复')]//label[normalize-space()='不满意']")
	b.press("//fieldset[contains(., '办理的结果')]//label[normalize-space()='不满意']")
	b.write("#comment", complaint)
	b.look("phone-opinion-rating")
	b.follow("#rating button")
	b.sees("//*[contains(@class, 'state')][contains(., '重新办理')]")
	b.look("phone-opinion-again")
	b.visit(j.main.Config.PublicURL + "/h5/opinions")
	b.sees("//a[contains(., '" + j.number + "')]")
	b.look("phone-opinions")
	j.voter.shut(b)
	j.is(store.OpinionAssigned, 1)
}

func (j *journey) deputyAnswersAgain() {
	j.deputy.hears("请您重新办理", 0)
	b := j.task()
	b.sees("//section[contains(., '反映人不满意')][contains(., '" + complaint + "')]")
	b.look("phone-task-redo")
	b.write("#text", secondAnswer)
	b.follow("#answer button")
	b.look("phone-task-answered-again")
	j.deputy.shut(b)
	j.is(store.OpinionChecked, 1)
}

func (j *journey) voterIsSatisfied() {
	j.voter.hears("代表已答复", j.mark("重新办理"))
	b := j.mine()
	b.sees("//section[contains(@class, 'panel-answer')][contains(., '" + secondAnswer + "')]")
	b.look("phone-opinion-answered-again")
	b.press("//fieldset[contains(., '代表的答复')]//label[normalize-space()='满意']")
	b.press("//fieldset[contains(., '办理的结果')]//label[normalize-space()='满意']")
	b.follow("#rating button")
	b.sees("//ol[contains(@class, 'stages')]/li[@aria-current][contains(., '已办结')]")
	b.sees("//ol[contains(@class, 'timeline')]/li[contains(., '办结')]")
	b.look("phone-opinion-closed")
	j.voter.shut(b)
	j.is(store.OpinionClosed, 1)
}

// mark is how much the voter's phone showed when it said something last.
func (j *journey) mark(words string) int {
	j.t.Helper()
	items := j.voter.inbox()
	for i, item := range slices.Backward(items) {
		if strings.Contains(said(item), words) {
			return i + 1
		}
	}
	j.t.Fatalf("the voter was not told %s", words)
	return 0
}

// voterAsks asks in the chat, with one word and by the number.
func (j *journey) voterAsks() {
	for _, words := range []string{"查询", j.number} {
		reply := j.voter.answers("已办结", func() { j.voter.say(words) })
		if !strings.Contains(reply, j.number) {
			j.t.Errorf("asked %s, the voter reads %q", words, reply)
		}
	}
}

// otherAsks: somebody else's number says nothing, not even that it exists.
func (j *journey) otherAsks() {
	reply := j.another.answers("没有找到", func() { j.another.say(j.number) })
	strange := j.another.answers("没有找到", func() { j.another.say("YJ-2020-000001") })
	if reply != strange {
		j.t.Errorf("a number that exists reads %q, one that does not %q", reply, strange)
	}
	j.phones.look("emulator-asked")
}
