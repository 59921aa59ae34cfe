package main

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"liaison/bot/wechat/sim"
)

// emulated is a person's phone on the emulator's page.
type emulated struct {
	*tab   // the emulator's page, which shows all phones
	sim    *sim.Sim
	name   string
	openid string
	root   string // XPath of this phone
}

// addPhone writes a name into the page's form, as a newcomer does.
func addPhone(b *tab, s *sim.Sim, name string) *emulated {
	b.t.Helper()
	b.write("#who", name)
	b.press("#add button")
	p := &emulated{tab: b, sim: s, name: name, root: "//section[header/strong='" + name + "的手机']"}
	b.sees(p.root)
	users := s.Users()
	i := slices.IndexFunc(users, func(u sim.User) bool { return u.Name == name })
	if i < 0 {
		b.t.Fatalf("the emulator has nobody called %s", name)
	}
	p.openid = users[i].OpenID
	return p
}

// button presses a button of this phone by its words.
func (p *emulated) button(words string) {
	p.t.Helper()
	p.press(p.root + "//button[normalize-space()='" + words + "']")
}

// scan scans a code of the account, from the list of those it has.
func (p *emulated) scan(opener, scene string) {
	p.t.Helper()
	p.button(opener)
	p.press(p.root + "//*[@role='dialog']//button[contains(., '" + scene + "')]")
}

// keyboard changes from the menu to typing.
func (p *emulated) keyboard() {
	p.t.Helper()
	if !p.has("//input[@aria-label='输入消息']") {
		p.press(p.root + "//button[@aria-label='切换到键盘']")
		p.sees(p.root + "//input[@aria-label='输入消息']")
	}
}

func (p *emulated) has(path string) bool {
	p.t.Helper()
	var has bool
	p.run(chromedp.Evaluate("!!"+find+"("+quoted(p.root+path)+")", &has))
	return has
}

// say types a text and sends it.
func (p *emulated) say(text string) {
	p.t.Helper()
	p.keyboard()
	p.write(p.root+"//input[@aria-label='输入消息']", text)
	p.button("发送")
}

// photo sends the emulator's sample picture.
func (p *emulated) photo() {
	p.t.Helper()
	p.keyboard()
	p.press(p.root + "//button[@aria-label='更多']")
	p.button("照片")
	p.press(p.root + "//*[@role='dialog']//button[contains(., '拍照')]")
}

// tap presses a button below a button of the account's menu.
func (p *emulated) tap(top, sub string) {
	p.t.Helper()
	p.menu()
	p.button(top)
	p.button(sub)
}

// menu changes from typing to the account's menu.
func (p *emulated) menu() {
	p.t.Helper()
	if p.has("//input[@aria-label='输入消息']") {
		p.press(p.root + "//button[@aria-label='切换到菜单']")
	}
}

// hears waits until the phone shows words of the account after so many that it
// showed before, and gives them.
func (p *emulated) hears(words string, before int) string {
	p.t.Helper()
	var heard string
	until(p.t, p.name+" hears "+words, func() bool {
		items := p.inbox()
		i := slices.IndexFunc(items[min(before, len(items)):], func(i sim.Item) bool { return strings.Contains(said(i), words) })
		if i >= 0 {
			heard = said(items[before+i])
		}
		return i >= 0
	}, p.words)
	p.sees(p.root + "//*[@role='log']//*[contains(., '" + words + "')]")
	return heard
}

// inbox is what the account has said on this phone.
func (p *emulated) inbox() []sim.Item {
	p.t.Helper()
	items, err := p.sim.Inbox(p.openid)
	if err != nil {
		p.t.Fatal(err)
	}
	return items
}

// said is all words of a bubble.
func said(i sim.Item) string {
	words := []string{i.Title, i.Text}
	for _, f := range i.Fields {
		words = append(words, f.Value)
	}
	if i.Menu != nil {
		words = append(words, i.Menu.Head, i.Menu.Tail)
	}
	return strings.Join(words, "\n")
}

// answers gives what the account says after something that was done.
func (p *emulated) answers(words string, do func()) string {
	p.t.Helper()
	before := len(p.inbox())
	do()
	return p.hears(words, before)
}

// open opens a page from the chat. The phone shows it in a frame; the frame's own
// button then opens it in a window, which is given the size of a phone.
func (p *emulated) open(link, path string) *tab {
	p.t.Helper()
	p.press(p.root + link)
	p.framed()
	opened := chromedp.WaitNewTarget(p.ctx, func(i *target.Info) bool { return strings.Contains(i.URL, path) })
	p.press(p.root + "//button[@aria-label='在新窗口打开']")
	var id target.ID
	until(p.t, "the window with "+path+" is open", func() bool {
		select {
		case id = <-opened:
			return true
		default:
			return false
		}
	}, p.words)
	ctx, _ := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id)) // leave closes it
	b := newTab(ctx, p.t, phoneScreen)
	b.run(page.Reload()) // its first document came before anybody listened
	b.arrive()
	return b
}

// framed waits for the page in the phone's frame.
func (p *emulated) framed() {
	p.t.Helper()
	until(p.t, "the frame shows its page", func() bool {
		shows := false
		err := chromedp.Run(p.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
			shows, err = frameShows(ctx, `document.readyState === 'complete' && !!document.querySelector('main h1')`)
			return err
		}))
		return err == nil && shows // a document that is just being replaced gives an error
	}, p.words)
}

// frameShows asks the document in a page's only frame, which is of another origin.
func frameShows(ctx context.Context, expression string) (bool, error) {
	tree, err := page.GetFrameTree().Do(ctx)
	if err != nil || len(tree.ChildFrames) != 1 {
		return false, err
	}
	world, err := page.CreateIsolatedWorld(tree.ChildFrames[0].Frame.ID).Do(ctx)
	if err != nil {
		return false, err
	}
	said, _, err := runtime.Evaluate(expression).WithContextID(world).Do(ctx)
	return err == nil && string(said.Value) == "true", err
}

// shut closes a window and the frame it came from.
func (p *emulated) shut(b *tab) {
	p.t.Helper()
	b.leave()
	p.press(p.root + "//button[@aria-label='关闭网页']")
}
