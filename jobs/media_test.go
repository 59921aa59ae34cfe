package jobs

import (
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
)

func TestMediaAreFetchedBeforeTheyExpire(t *testing.T) {
	each(t, func(b *bench) {
		// The platform is down for most of the three days that it keeps media.
		wx := b.upload(picture(b.t))
		id := b.wanted(store.KindImage, wx)
		b.must(b.sim.Fault(sim.Fault{Path: pathMedia, Kind: sim.FaultErrcode, Code: -1}))
		f, _ := b.fetcher()
		for range 70 {
			b.once(f)
			b.step(time.Hour)
		}
		if m := b.file(id); m.State != store.MediaWanted || m.Tries < 60 {
			b.t.Fatalf("after 70 hours: %+v", m)
		}
		b.sim.ClearFaults()
		b.once(f)
		m := b.file(id)
		if m.State != store.MediaFetched || m.Hash == "" || m.MIME != "image/jpeg" || !m.NextAt.IsZero() {
			b.t.Errorf("fetched: %+v", m)
		}
	})
}

func TestMediaOlderThanThreeDaysAreLost(t *testing.T) {
	each(t, func(b *bench) {
		id := b.wanted(store.KindImage, b.upload(picture(b.t)))
		b.step(73 * time.Hour)
		f, n := b.fetcher()
		b.once(f)
		if m := b.file(id); m.State != store.MediaLost || n.lost.Load() != 1 {
			b.t.Errorf("got %+v", m)
		}
	})
}

// sends lets somebody send a medium, whatever is in it, and gives its id.
func (b *bench) sends(kind string, data []byte) string {
	b.t.Helper()
	p := b.person(true)
	_, err := b.sim.Send(b.t.Context(), p.Openid, sim.Message{Kind: kind, Data: data})
	b.must(err)
	items, err := b.sim.Conversation(p.Openid)
	b.must(err)
	return items[len(items)-1].MediaID
}

func TestVoiceAndVideoAreFetched(t *testing.T) {
	each(t, func(b *bench) {
		voice, video := b.wanted(store.KindVoice, b.sends("voice", nil)), b.wanted(store.KindVideo, b.sends("video", nil))
		f, _ := b.fetcher()
		b.once(f)
		if m := b.file(voice); m.State != store.MediaFetched || m.MIME != "audio/amr" {
			b.t.Errorf("voice: %+v", m)
		}
		if m := b.file(video); m.State != store.MediaFetched || m.MIME != "video/mp4" {
			b.t.Errorf("video: %+v", m)
		}
	})
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		f, n := b.fetcher()
		svg := b.wanted(store.KindImage, b.sends("image", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)))
		other := b.wanted(store.KindFile, "x")
		b.once(f)
		for _, id := range []string{svg, other} {
			if m := b.file(id); m.State != store.MediaRefused || m.Hash != "" || !m.NextAt.IsZero() {
				b.t.Errorf("got %+v", m)
			}
		}
		if n.refused.Load() != 2 {
			b.t.Errorf("counted %d", n.refused.Load())
		}
	})
}

func TestTwoReplicasFetchAFileOnce(t *testing.T) {
	each(t, func(b *bench) {
		b.wanted(store.KindImage, b.upload(picture(b.t)))
		first, err := b.acts.ClaimMedia(b.t.Context(), fetchMost)
		b.must(err)
		second, err := b.replica(b.d).ClaimMedia(b.t.Context(), fetchMost)
		b.must(err)
		if len(first) != 1 || len(second) != 0 {
			b.t.Errorf("claimed %d and %d", len(first), len(second))
		}
		b.step(5 * time.Minute) // the first one died
		third, err := b.acts.ClaimMedia(b.t.Context(), fetchMost)
		if b.must(err); len(third) != 1 {
			b.t.Errorf("nobody took over")
		}
	})
}

func TestNoDownloadUntilTheQuotaReturns(t *testing.T) {
	each(t, func(b *bench) {
		wx := b.upload(picture(b.t))
		b.must(b.sim.Fault(sim.Fault{Path: pathMedia, Kind: sim.FaultErrcode, Code: 45009, Times: 1}))
		f, _ := b.fetcher()
		b.sim.ClearLog()
		first := b.wanted(store.KindImage, wx)
		b.once(f)
		b.wanted(store.KindImage, wx)
		for range 3 {
			b.step(time.Hour)
			b.once(f)
		}
		if n := b.calls(pathMedia); n != 1 {
			b.t.Errorf("%d calls, want the one that found the quota used up", n)
		}
		b.set(wechat.QuotaReturns(monday))
		b.once(f)
		if m := b.file(first); m.State != store.MediaFetched {
			b.t.Errorf("after midnight: %+v", m)
		}
	})
}
