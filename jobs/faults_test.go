package jobs

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/db"
)

// fate is what a fault makes of a notice or a file.
type fate string

const (
	putOff      fate = "put off"       // tried again after a pause
	tillQuota   fate = "till quota"    // tried again when the day's quota returns
	inDoubt     fate = "in doubt"      // never repeated blindly
	byTemplate  fate = "by template"   // went out by the next channel
	byTelephone fate = "by telephone"  // no channel is left
	wentOn      fate = "went on"       // done, the fault was passed over
	gone        fate = "gone"          // the platform no longer has it
	oneRepeat   fate = "repeated once" // and then in doubt
	notSent     fate = "not sent"      // shown as refused: there is no other channel
)

// faultTable is the promise: fault × API → what becomes of it.
var faultTable = []struct {
	name                             string
	fault                            sim.Fault
	chat, template, media, tag, mass fate
}{
	{"-1", sim.Fault{Kind: sim.FaultErrcode, Code: -1}, putOff, putOff, putOff, putOff, putOff},
	{"502", sim.Fault{Kind: sim.FaultHTTP, Status: 502}, inDoubt, oneRepeat, putOff, putOff, oneRepeat},
	{"503", sim.Fault{Kind: sim.FaultHTTP, Status: 503}, putOff, putOff, putOff, putOff, putOff},
	{"reset", sim.Fault{Kind: sim.FaultReset}, inDoubt, oneRepeat, putOff, putOff, oneRepeat},
	{"timeout", sim.Fault{Kind: sim.FaultTimeout}, inDoubt, oneRepeat, putOff, putOff, oneRepeat},
	{"half a body", sim.Fault{Kind: sim.FaultHalf, Done: true}, inDoubt, oneRepeat, putOff, putOff, oneRepeat},
	{"HTML", sim.Fault{Kind: sim.FaultHTML, Done: true}, inDoubt, oneRepeat, putOff, putOff, oneRepeat},
	{"40001", sim.Fault{Kind: sim.FaultErrcode, Code: 40001}, putOff, putOff, putOff, putOff, putOff},
	{"42001", sim.Fault{Kind: sim.FaultErrcode, Code: 42001}, putOff, putOff, putOff, putOff, putOff},
	{"45009", sim.Fault{Kind: sim.FaultErrcode, Code: 45009}, byTemplate, tillQuota, putOff, tillQuota, tillQuota},
	{"45011", sim.Fault{Kind: sim.FaultErrcode, Code: 45011}, putOff, putOff, putOff, putOff, putOff},
	{"45015", sim.Fault{Kind: sim.FaultErrcode, Code: 45015}, byTemplate, byTelephone, putOff, wentOn, notSent},
	{"45047", sim.Fault{Kind: sim.FaultErrcode, Code: 45047}, byTemplate, byTelephone, putOff, wentOn, notSent},
	{"43004", sim.Fault{Kind: sim.FaultErrcode, Code: 43004}, byTemplate, byTelephone, putOff, wentOn, notSent},
	{"40003", sim.Fault{Kind: sim.FaultErrcode, Code: 40003}, byTemplate, byTelephone, putOff, wentOn, notSent},
	{"43101", sim.Fault{Kind: sim.FaultErrcode, Code: 43101}, byTemplate, byTelephone, putOff, wentOn, notSent},
	{"47003", sim.Fault{Kind: sim.FaultErrcode, Code: 47003}, byTelephone, byTelephone, putOff, wentOn, notSent},
	{"45028", sim.Fault{Kind: sim.FaultErrcode, Code: 45028}, byTelephone, byTelephone, putOff, wentOn, notSent},
	{"40007", sim.Fault{Kind: sim.FaultErrcode, Code: 40007}, byTelephone, byTelephone, gone, wentOn, notSent},
}

func TestFaultsOfChat(t *testing.T) {
	each(t, func(b *bench) {
		for _, f := range faultTable {
			p := b.person(true)
			id := b.notice(store.Notice{PersonID: p.ID})
			b.strike(f.fault, pathChat)
			s, _ := b.sender()
			b.once(s)
			b.expect(f.name, p, id, f.chat)
		}
	})
}

func TestFaultsOfTemplates(t *testing.T) {
	each(t, func(b *bench) {
		for _, f := range faultTable {
			p := b.person(false)
			id := b.notice(store.Notice{PersonID: p.ID})
			b.strike(f.fault, pathTemplate)
			s, _ := b.sender()
			b.once(s)
			b.expect(f.name, p, id, f.template)
		}
	})
}

func TestFaultsOfTags(t *testing.T) {
	each(t, func(b *bench) {
		b.tag()
		for _, f := range faultTable {
			p := b.person(true)
			id := b.notice(store.Notice{PersonID: p.ID, Kind: store.NoticeBound, Urgent: true})
			b.strike(f.fault, pathTags)
			s, _ := b.sender()
			b.once(s)
			b.expect(f.name, p, id, f.tag)
		}
	})
}

func (b *bench) strike(f sim.Fault, path string) {
	b.t.Helper()
	b.dial(patient)
	if f.Kind == sim.FaultTimeout {
		b.dial(curt)
	}
	b.sim.ClearFaults()
	b.sim.ClearLog()
	f.Path = path
	b.must(b.sim.Fault(f))
}

// expect compares what became of a notice with its fate.
func (b *bench) expect(name string, p *store.Person, id string, want fate) {
	b.t.Helper()
	n, now := b.read(id), b.Now()
	var ok bool
	switch want {
	case putOff:
		ok = n.State == store.NoticeWaiting && n.Tries == 1 && n.NextAt.After(now) && n.NextAt.Before(now.Add(2*time.Minute))
	case oneRepeat:
		ok = n.State == store.NoticeWaiting && n.Outcome == outcomeDoubt && n.NextAt.Equal(now.Add(10*time.Second))
	case tillQuota:
		at := wechat.QuotaReturns(now)
		if !n.Urgent {
			at = store.DefaultQuiet().NextAllowed(at) // at midnight nobody is woken
		}
		ok = n.State == store.NoticeWaiting && n.NextAt.Equal(at)
	case inDoubt:
		ok = n.State == store.NoticeUnknown && n.Channel == store.ChannelChat
	case byTemplate:
		ok = n.State == store.NoticeSent && n.Channel == store.ChannelTemplate && n.JobID != 0 && b.got(p.Openid, sim.ViaTemplate) == 1
	case byTelephone:
		ok = n.State == store.NoticeUnreached && n.Channel == store.ChannelPhone && n.Code != 0
	case notSent:
		ok = n.State == store.NoticeUnreached && n.Channel == store.ChannelMass && n.Code != 0
	case wentOn:
		ok = n.State == store.NoticeSent && n.Channel == store.ChannelChat && b.got(p.Openid, sim.ViaCustom) == 1
	}
	if !ok || n.Lease != "" {
		b.t.Errorf("%s: want %q, got state %s channel %s outcome %q tries %d next %s code %d",
			name, want, n.State, n.Channel, n.Outcome, n.Tries, n.NextAt.Sub(now), n.Code)
	}
}

// hasty downloads with less patience than the client, so that a hanging call does
// not keep the test.
type hasty struct{ *wechat.Client }

func (h hasty) Download(ctx context.Context, id string, w io.Writer, most int64) (string, int64, error) {
	ctx, end := context.WithTimeout(ctx, 300*time.Millisecond)
	defer end()
	return h.Client.Download(ctx, id, w, most)
}

func (b *bench) fetcher() (*Fetcher, *counts) {
	var n counts
	return &Fetcher{acts: b.acts, client: hasty{b.client}, gate: newGate(), log: quiet(), count: &n}, &n
}

func picture(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// wanted puts a file that must be fetched into the database.
func (b *bench) wanted(kind store.Kind, wxID string) string {
	b.t.Helper()
	m := &store.Media{ID: store.NewID(b.Now()), Kind: kind, WxID: wxID, Format: "amr", State: store.MediaWanted,
		NextAt: b.Now(), Created: b.Now(), OpinionID: "o", EntryID: "e"}
	b.insert(db.Batch{Media: []*store.Media{m}})
	return m.ID
}

func (b *bench) upload(data []byte) string {
	b.t.Helper()
	id, err := b.client.Upload(b.t.Context(), wechat.MediumImage, "a.jpg", bytes.NewReader(data))
	b.must(err)
	return id
}

func (b *bench) file(id string) store.Media {
	b.t.Helper()
	m, err := db.Media(b.t.Context(), b.d.Read(), id)
	b.must(err)
	return *m
}

func TestFaultsOfMedia(t *testing.T) {
	each(t, func(b *bench) {
		wx := b.upload(picture(t))
		for _, f := range faultTable {
			id := b.wanted(store.KindImage, wx)
			b.strike(f.fault, pathMedia)
			fetch, _ := b.fetcher()
			b.once(fetch)
			m := b.file(id)
			ok := m.State == store.MediaWanted && m.Tries == 1 && m.NextAt.After(b.Now())
			if f.media == gone {
				ok = m.State == store.MediaLost && m.NextAt.IsZero()
			}
			if !ok {
				b.t.Errorf("%s: got %s, tries %d, next in %s", f.name, m.State, m.Tries, m.NextAt.Sub(b.Now()))
			}
		}
		b.sim.ClearFaults()
		b.step(3 * time.Minute)
		fetch, n := b.fetcher()
		for b.once(fetch) > 0 {
		}
		if got := n.fetched.Load(); got != int64(len(faultTable)-1) {
			b.t.Errorf("%d of %d files were fetched after the faults", got, len(faultTable)-1)
		}
	})
}

func (b *bench) tag() int {
	b.t.Helper()
	made, err := b.client.CreateTag(b.t.Context(), "人大代表")
	b.must(err)
	b.remember(DeputyTag, itoa(made.ID))
	return made.ID
}
