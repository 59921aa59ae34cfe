package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

// Fetcher brings the pictures, voice and video that people sent from the platform,
// which deletes them after three days, into the store.
type Fetcher struct {
	acts   *act.Acts
	client Client
	gate   *gate
	log    *slog.Logger
	count  *counts
}

const (
	fetchMost = 8 // files of one look
	fetchAt   = 4 // at once
	// mediaMost is more than the platform sends of any kind, and than the store
	// takes: what reaches it is refused.
	mediaMost = 32 << 20
)

var fetcher = store.JobActor("media")

// RunOnce fetches what is due.
func (f *Fetcher) RunOnce(ctx context.Context, now time.Time) (int, error) {
	if _, closed := f.gate.closed(apiMedia, now); closed {
		return 0, nil
	}
	list, err := f.acts.ClaimMedia(ctx, fetchMost)
	if err != nil {
		return 0, fmt.Errorf("claiming media: %w", err)
	}
	var work errgroup.Group
	work.SetLimit(fetchAt)
	for _, m := range list {
		work.Go(func() error { return f.one(ctx, m) })
	}
	return len(list), work.Wait()
}

// one fetches one file and writes what became of it.
func (f *Fetcher) one(ctx context.Context, m store.Media) error {
	if _, closed := f.gate.closed(apiMedia, f.acts.Now()); closed {
		return nil // it is due again in some minutes
	}
	file, err := f.fetch(ctx, m)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer stop()
	return f.note(ctx, m, file, err)
}

// note writes the outcome of a fetch.
func (f *Fetcher) note(ctx context.Context, m store.Media, file media.File, failure error) error {
	state := f.judge(failure, f.acts.Now())
	switch state {
	case store.MediaFetched:
		f.count.fetched.Add(1)
	case store.MediaLost:
		f.count.lost.Add(1)
	case store.MediaRefused:
		f.count.refused.Add(1)
	}
	if failure != nil {
		f.log.Info("media not fetched", "media", m.ID, "refused", state == store.MediaRefused, "error", failure)
	}
	return f.acts.Do(ctx, fetcher, "", func(t *act.Tx) error {
		switch state {
		case store.MediaFetched:
			return t.Fetched(m, file)
		case store.MediaLost:
			return t.MediaGone(m)
		}
		return t.NotFetched(m, state == store.MediaRefused)
	})
}

// judge says what a failure means for the file.
func (f *Fetcher) judge(failure error, now time.Time) store.MediaState {
	var refused *media.RefusedError
	switch {
	case failure == nil:
		return store.MediaFetched
	case errors.As(failure, &refused), errors.Is(failure, wechat.ErrTooLarge):
		return store.MediaRefused
	case codeOf(failure) == codeNoMedia:
		return store.MediaLost
	}
	switch wechat.Decide(failure) {
	case wechat.WaitQuota:
		f.count.quota.Add(1)
		f.gate.shut(apiMedia, wechat.QuotaReturns(now))
	case wechat.Retry:
		if codeOf(failure) == codePerMinute {
			f.gate.shut(apiMedia, now.Add(perMinute))
		}
	}
	return store.MediaWanted
}

// fetch streams a file from the platform into the store.
func (f *Fetcher) fetch(ctx context.Context, m store.Media) (media.File, error) {
	put := f.putter(m)
	if put == nil {
		return media.File{}, &media.RefusedError{Reason: media.ReasonKind}
	}
	r, w := io.Pipe()
	downloaded := make(chan error, 1)
	go func() {
		_, _, err := f.client.Download(ctx, m.WxID, w, mediaMost)
		w.CloseWithError(err) // nil is the end of the file
		downloaded <- err
	}()
	file, err := put(ctx, r)
	_ = r.Close() // ends a download that the store did not want to the end
	broken := <-downloaded
	var refused *media.RefusedError
	if broken != nil && !errors.Is(broken, io.ErrClosedPipe) && !errors.As(err, &refused) {
		return media.File{}, fmt.Errorf("downloading media: %w", broken)
	}
	return file, err
}

// putter is how the store takes a kind of file; nil when it does not.
func (f *Fetcher) putter(m store.Media) func(context.Context, io.Reader) (media.File, error) {
	files := f.acts.Files()
	switch m.Kind {
	case store.KindImage:
		return files.PutImage
	case store.KindVideo, store.KindShortVideo:
		return files.PutVideo
	case store.KindVoice:
		return func(ctx context.Context, r io.Reader) (media.File, error) { return files.PutVoice(ctx, r, m.Format) }
	}
	return nil
}
