package jobs

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
)

// Client makes the calls to the platform. *wechat.Client is one. Each call must
// end by itself: a deadline of the caller's would leave a message in doubt.
type Client interface {
	SendText(ctx context.Context, openid, text string) error
	SendTemplate(ctx context.Context, t wechat.Template) (msgID int64, err error)
	SendMass(ctx context.Context, m wechat.Mass) (msgID int64, err error)
	PreviewMass(ctx context.Context, openid, text string) error
	Download(ctx context.Context, mediaID string, w io.Writer, limit int64) (contentType string, n int64, err error)
	TagPeople(ctx context.Context, tagID int, openids []string) error
	UntagPeople(ctx context.Context, tagID int, openids []string) error
}

// Bot works on messages that were kept and whose request did not come to it.
type Bot interface {
	// WorkPending works on at most limit of them and gives how many it did.
	WorkPending(ctx context.Context, limit int) (int, error)
}

// Config is what the duties need. Word, Sends, Holder and Log may be left out.
type Config struct {
	Acts   *act.Acts
	Client Client
	Bot    Bot
	Word   func(d act.Delivery, base string) bot.Words // nil means bot.Word
	Base   string                                      // the public address that links begin with, without a slash at the end
	Now    func() time.Time                            // decides what is due; how long to wait is measured by the machine's own timers
	Log    *slog.Logger                                // nil means slog.Default; never given content, openids or secrets
	Holder string                                      // names this replica in the table of runs, at most 26 characters
	// Gateway sends text messages; nil where the office has none. TextWord puts a
	// notice into one: nil means bot.TextWord.
	Gateway  Gateway
	TextWord func(d act.Delivery, base string) string
	// Backups is the directory of the nightly backups; "" makes none.
	Backups string
	Sends   int // how many messages leave at once; 0 means 16
}

func (c Config) withDefaults() (Config, error) {
	switch {
	case c.Acts == nil, c.Client == nil, c.Bot == nil, c.Now == nil:
		return c, errors.New("jobs: Acts, Client, Bot and Now are required")
	case len(c.Holder) > 26:
		return c, errors.New("jobs: the holder's name is longer than 26 characters")
	case c.Sends < 0:
		return c, errors.New("jobs: Sends is negative")
	}
	if c.Word == nil {
		c.Word = bot.Word
	}
	if c.TextWord == nil {
		c.TextWord = bot.TextWord
	}
	c.Log = cmp.Or(c.Log, slog.Default())
	c.Holder = cmp.Or(c.Holder, store.NewID(c.Now()))
	c.Sends = cmp.Or(c.Sends, 16)
	return c, nil
}
