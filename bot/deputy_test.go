package bot

import (
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

func TestInvitation(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.tap("z", KeyCode), wordAskCode)
		o.want(o.say("z", "2345-abcd"), wordCodeUnknown)
		code := o.invite()
		o.want(o.event("z", store.EventSubscribe, "qrscene_inv_"+code), wordDeputyBound)
		if p := o.person("z"); p.DeputyID != o.zhang.ID || p.DistrictID != o.first.ID {
			t.Fatalf("%+v", p)
		}
		o.want(o.event("z", store.EventScan, "inv_"+code), wordDeputyBound) // the same person scans twice
		o.want(o.say("y", "邀请码："+code), wordsCodeRefused[store.ProblemInvitationUsed])
		o.want(o.say("z", "我是代表"), wordAlreadyDeputy)
		o.want(o.tap("z", KeyTasks), wordNoTasks)
	})
}

func TestInvitationThatCannotBeUsed(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		first := o.invite()
		second := o.invite() // takes the first one back
		o.want(o.say("z", "邀请码 "+first), wordsCodeRefused[store.ProblemInvitationRevoked])
		o.step(8 * 24 * time.Hour)
		o.want(o.say("z", strings.ToLower("邀请码 "+second)), wordsCodeRefused[store.ProblemInvitationExpired])
		var other string
		var li *store.Deputy
		o.do(o.clerk, func(x *act.Tx) (err error) {
			li, err = x.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "李四"})
			return err
		})
		o.do(o.clerk, func(x *act.Tx) (err error) {
			_, other, err = x.Invite(li.ID)
			return err
		})
		o.bind("z")
		o.want(o.say("z", "邀请码 "+other), wordsCodeRefused[store.ProblemAlreadyBound])
	})
}

func TestCodesCannotBeGuessed(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		for range 5 {
			o.want(o.say("x", "邀请码 23456789"), wordCodeUnknown)
		}
		o.want(o.say("x", "邀请码 "+o.invite()), wordTooManyCodes)
	})
}

func TestEightCharactersThatAreNoCodeAreHeard(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.want(o.say("v1", "ABCDEFGH"), "编号 YJ-2026-000001")
	})
}

func TestAnswerByNumber(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		item := o.task("路灯坏了")
		o.want(o.tap("z", KeyTasks), "有 1 件", item.Number, base+"/h5/tasks/"+item.AssignID)
		o.want(o.say("z", item.Number), "等您答复", base+"/h5/tasks/"+item.AssignID)
		o.want(o.say("z", "yj2026000001：已联系 供电所，\n后天修好。"), "已收到您对 "+item.Number+" 的答复，工作人员审核")
		d, err := o.acts.Dossier(t.Context(), o.clerk, item.ID)
		o.must(err)
		if a := d.Waiting(); a == nil || a.Text != "已联系 供电所，\n后天修好。" {
			t.Errorf("answer: %+v", a)
		}
		o.want(o.say("z", item.Number+" 再补充"), wordNotFoundDeputy) // answered: it is no task any more
	})
}

func TestAnswerByVoiceAfterTheButton(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		item := o.task("路灯坏了")
		o.want(o.send("z", store.Message{Text: "语音答复 " + item.Number, MenuID: "1"}), "作为您对 "+item.Number+" 的答复")
		o.want(o.send("z", store.Message{Kind: store.KindVoice, MediaID: "m1", Format: "amr", Speech: "修好了"}), "已收到您对 "+item.Number)
		d, err := o.acts.Dossier(t.Context(), o.clerk, item.ID)
		o.must(err)
		a := d.Waiting()
		if a == nil || a.Text != "［语音］修好了" {
			t.Fatalf("answer: %+v", a)
		}
		var files int
		for _, s := range d.Steps {
			if s.ID == a.EntryID {
				files = len(s.Media)
			}
		}
		if files != 1 {
			t.Errorf("%d files", files)
		}
		o.want(o.tap("z", KeyAnswer+item.AssignID), wordTaskGone)
	})
}

func TestTaskTakenBackWhileTheDeputyTypes(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		item := o.task("路灯坏了")
		o.tap("z", KeyAnswer+item.AssignID)
		o.do(o.clerk, func(x *act.Tx) error { return x.Recall(item.ID, "", 0) })
		got := o.say("z", "已联系供电所")
		o.want(got, wordTaskGone, "编号 YJ-2026-000002") // nothing is lost
	})
}

func TestFreeTextOfADeputyIsAskedAbout(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		item := o.task("路灯坏了")
		o.want(o.say("z", "已经找了供电所"), "回复 1：答复 "+item.Number+"\n路灯坏了", "回复 2：我自己反映的意见")
		o.want(o.send("z", store.Message{Kind: store.KindImage, MediaID: "m1"}), "一共 2 条")
		o.want(o.say("z", "9"), "回复 1")
		o.want(o.say("z", "谢谢"), "不客气。"+wordTasksHow)
		o.want(o.say("z", "是什么时候的事情，问问"), "一共 3 条") // no question for progress now
		o.want(o.say("z", "1"), "已收到您对 "+item.Number)
		d, err := o.acts.Dossier(t.Context(), o.clerk, item.ID)
		o.must(err)
		if a := d.Waiting(); a == nil || a.Text != "已经找了供电所\n是什么时候的事情，问问" {
			t.Errorf("%+v", a)
		}
		if n := len(o.items("z")); n != 0 {
			t.Errorf("%d own items", n)
		}
	})
}

func TestFreeTextOfADeputyAsOwnOpinion(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		o.task("路灯坏了")
		o.say("z", "我们村的桥")
		o.say("z", "栏杆断了")
		o.want(o.say("z", "2"), "编号 YJ-2026-000002")
		if steps := o.said(&o.items("z")[0]); len(steps) != 2 || steps[0].Text != "我们村的桥" || steps[1].Text != "栏杆断了" {
			t.Errorf("%+v", steps)
		}
		o.want(o.say("z", "两处"), wordJoinedOwn("YJ-2026-000002")) // the item is open: no question
		o.step(time.Hour)
		o.want(o.tap("z", KeySay), wordOwnHow)
		o.want(o.say("z", "河道有垃圾"), "编号 YJ-2026-000003")
		o.step(time.Hour)
		o.want(o.say("z", "有人溺水了"), "编号 YJ-2026-000004", "120") // no question first
	})
}

func TestWhatADeputyLeavesUndecidedIsFiled(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		o.task("路灯坏了")
		o.say("z", "桥栏杆断了")
		if n := o.pending(); n != 0 {
			t.Errorf("filed %d too early", n)
		}
		o.step(11 * time.Minute)
		if n := o.pending(); n != 1 {
			t.Errorf("filed %d", n)
		}
		if list := o.items("z"); len(list) != 1 || o.said(&list[0])[0].Text != "桥栏杆断了" {
			t.Errorf("%+v", list)
		}
		o.want(o.notices(store.NoticeLate), "编号 YJ-2026-000002")
		if n := o.pending(); n != 0 {
			t.Errorf("filed %d again", n)
		}
		o.want(o.say("z", "供电所来过了"), "回复 1") // asked about anew
	})
}

func TestUndecidedDoesNotGrowWithoutEnd(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		o.task("路灯坏了")
		for range maxUndecided - 1 {
			o.want(o.say("z", "桥栏杆断了"), "回复 1")
		}
		o.want(o.say("z", "桥栏杆断了"), "编号 YJ-2026-000002")
		if n := len(o.said(&o.items("z")[0])); n != maxUndecided {
			t.Errorf("%d steps", n)
		}
	})
}

func TestUnfollowingDeputyLosesNothing(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bind("z")
		o.task("路灯坏了")
		o.say("z", "桥栏杆断了")
		o.event("z", store.EventUnsubscribe, "")
		list, err := o.acts.Inbox(t.Context(), o.clerk, act.InboxFilter{Limit: 10})
		o.must(err)
		if len(list) != 2 || list[0].Summary != "桥栏杆断了" || list[0].PersonID != "" {
			t.Errorf("%+v", list)
		}
	})
}

// notices puts the due notices of a kind into words.
func (o *office) notices(kind store.NoticeKind) string {
	o.t.Helper()
	_, list, err := o.acts.Deliveries(o.t.Context(), 1000)
	o.must(err)
	var texts []string
	for _, d := range list {
		if d.Notice.Kind == kind {
			texts = append(texts, Word(d, base).Text)
		}
	}
	return strings.Join(texts, "\n---\n")
}
