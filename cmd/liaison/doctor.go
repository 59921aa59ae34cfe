package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"liaison/bot/wechat"
	"liaison/jobs"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/media"
)

const doctorAbout = `Checks the configuration, the database, WeChat and what else serve needs, one line
each: OK, WARN for what can wait, MEND with what to do. The exit code is 1 when
something must be mended. It changes nothing, and may run beside a server.`

// errMend ends doctor when a line said MEND.
var errMend = errors.New("something must be mended")

// checkup writes the lines.
type checkup struct {
	out   io.Writer
	mends int
}

func (c *checkup) ok(what, found string) { fmt.Fprintf(c.out, "OK    %-10s %s\n", what, found) }

func (c *checkup) warn(what, found string) { fmt.Fprintf(c.out, "WARN  %-10s %s\n", what, found) }

func (c *checkup) mend(what string, err error) {
	c.mends++
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(c.out, "MEND  %-10s %s\n", what, line)
	}
}

func (t *terminal) doctor(ctx context.Context, f *flag.FlagSet, args []string) error {
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	c := &checkup{out: t.out}
	cfg, err := readConfig(t.environ)
	if err == nil {
		err = cfg.check(needDB | needKeys | needData | needWeChat | needServe)
	}
	if err != nil {
		c.mend("settings", err)
	} else {
		c.ok("settings", "every variable has a usable value")
	}
	for _, name := range unknown(t.environ) {
		c.warn("settings", name+" is not one of Liaison's variables; is it misspelt?")
	}
	c.files(cfg)
	c.database(ctx, t, cfg)
	c.weChat(ctx, t, cfg)
	c.texts(cfg)
	if c.mends > 0 {
		return errMend
	}
	return nil
}

// files looks at the directory of media by writing into it, and for ffmpeg.
func (c *checkup) files(cfg Config) {
	if cfg.Data == "" || cfg.checkData() != nil {
		return // said already
	}
	if _, err := os.Stat(cfg.Data); errors.Is(err, os.ErrNotExist) {
		c.ok("files", cfg.Data+" is not there yet; serve makes it")
		return
	}
	probe, err := os.CreateTemp(cfg.Data, ".doctor-*")
	if err != nil {
		c.mend("files", fmt.Errorf("LIAISON_DATA cannot be written (%w): give this user the directory", err))
		return
	}
	_, err = probe.WriteString("doctor")
	if err = errors.Join(err, probe.Sync(), probe.Close(), os.Remove(probe.Name())); err != nil {
		c.mend("files", fmt.Errorf("LIAISON_DATA takes no files (%w): is the disk full?", err))
		return
	}
	c.ok("files", cfg.Data+" can be written")
	c.backups(cfg)
	c.ffmpeg(cfg)
}

// backups looks how old the newest backup is that the program named itself.
func (c *checkup) backups(cfg Config) {
	list, err := act.Backups(backups(cfg))
	switch {
	case err != nil:
		c.mend("backup", err)
	case len(list) == 0:
		c.warn("backup", "there is none yet; serve makes one each night, liaison backup one now")
	default:
		c.ok("backup", "the newest is "+list[len(list)-1]+"; copy it to another machine, and keep LIAISON_KEYS apart from it")
	}
}

func (c *checkup) ffmpeg(cfg Config) {
	s, err := media.New(cfg.Data, media.Options{})
	if err != nil {
		c.mend("files", err)
		return
	}
	defer s.Close()
	if s.CanConvert() {
		c.ok("ffmpeg", "voice messages can be played in the console")
	} else {
		c.warn("ffmpeg", "is not installed: voice messages are kept, but browsers cannot play them; apt install ffmpeg")
	}
}

// database connects, and looks at the schema, the flush setting and what is in it.
func (c *checkup) database(ctx context.Context, t *terminal, cfg Config) {
	if len(cfg.checkDB()) > 0 {
		return
	}
	if path, isFile := strings.CutPrefix(string(cfg.DB), "sqlite:"); isFile {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			c.ok("database", path+" is not there yet; serve makes it")
			return
		}
	}
	whole := ctx
	ctx, cancel := context.WithTimeout(whole, 15*time.Second)
	defer cancel()
	d, err := openDB(ctx, cfg, false)
	if err != nil {
		c.mend("database", fmt.Errorf("LIAISON_DB: %w", err))
		return
	}
	defer d.Close()
	c.durable(ctx, d)
	if err := d.CheckSchema(ctx); err != nil {
		c.mend("database", err)
		return
	}
	c.ok("database", string(d.Engine)+", with the schema of this program")
	keys, err := store.ParseKeyring(string(cfg.Keys))
	if err != nil {
		return // said already
	}
	acts := act.New(act.Config{DB: d, Keys: keys, Now: t.now, Anchors: anchorFile(cfg)})
	defer acts.Close()
	c.contents(ctx, t, acts)
	c.keys(whole, acts, keys)
	c.audit(whole, acts)
}

func (c *checkup) durable(ctx context.Context, d *db.DB) {
	switch ok, err := d.Durable(ctx); {
	case err != nil:
		c.mend("database", err)
	case !ok:
		c.warn("database", "loses the last second at a power cut; set innodb_flush_log_at_trx_commit=1")
	}
}

// contents looks at what must be in the database for the work to begin.
func (c *checkup) contents(ctx context.Context, t *terminal, acts *act.Acts) {
	view, err := acts.View(ctx)
	if err != nil {
		c.mend("database", err)
		return
	}
	staff, err := acts.AnyStaff(ctx)
	switch {
	case err != nil:
		c.mend("office", err)
	case len(view.Offices) == 0 || !staff:
		c.warn("office", "nobody can sign in yet; run liaison staff add (what voters say is kept meanwhile)")
	default:
		c.ok("office", view.Name(""))
	}
	c.holidays(view.Calendar, t.now())
	if view.Remembered(jobs.DeputyTag) == "" {
		c.warn("account", "menus, tag and templates were never put up; run liaison wechat setup")
	}
}

// holidays looks whether this year's are known, and from December on next year's.
func (c *checkup) holidays(calendar *store.Calendar, now time.Time) {
	due, _ := calendar.HolidaysDue(now)
	this := now.In(store.ChinaTime).Year()
	for year := this; year <= this+1; year++ {
		switch {
		case !calendar.Missing(year):
			c.ok("holidays", fmt.Sprint(year, " is known"))
		case year == due:
			c.warn("holidays", fmt.Sprint(year, " is missing: deadlines count weekends only; import the State Council's notice in the console, under 节假日"))
		default:
			c.ok("holidays", fmt.Sprint(year, " is not announced yet; it is missed from December on"))
		}
	}
}

// texts says whether there is a gateway for text messages. It sends none.
func (c *checkup) texts(cfg Config) {
	if len(cfg.checkSMS()) > 0 {
		return // said already
	}
	if cfg.SMSURL == "" {
		c.ok("sms", "no gateway: who cannot be reached by WeChat is on a list to telephone, or in a file for a provider")
		return
	}
	c.ok("sms", "a gateway and its key are set; whether it takes messages shows when the first one goes")
}

// weChat compares the clocks, which the callback depends on, and gets a token.
func (c *checkup) weChat(ctx context.Context, t *terminal, cfg Config) {
	if len(cfg.checkAccount()) > 0 {
		return
	}
	client, err := newClient(cfg, t.now, t.logger(cfg))
	if err != nil {
		c.mend("wechat", err)
		return
	}
	defer client.Close()
	theirs, err := client.ServerDate(ctx)
	if err != nil {
		c.mend("wechat", fmt.Errorf("%w: does a firewall let this machine reach %s?", err, cfg.API))
		return
	}
	skew := t.now().Sub(theirs).Round(time.Second)
	if skew.Abs() > clockTolerance/4 {
		c.mend("clock", fmt.Errorf("%v off WeChat's, and at 5 minutes every delivery is refused: set the clock (timedatectl set-ntp true)", skew))
	} else {
		c.ok("clock", "agrees with WeChat's")
	}
	if err := client.CheckAccess(ctx); err != nil {
		c.mend("wechat", accessMend(err))
		return
	}
	c.ok("wechat", "app id, secret and this machine's address are accepted")
}

// accessMend says what to do about a refused token.
func accessMend(err error) error {
	mends := map[int]string{
		40001: "LIAISON_WECHAT_SECRET is wrong: reset AppSecret in the back end and copy it",
		40125: "LIAISON_WECHAT_SECRET is wrong: reset AppSecret in the back end and copy it",
		40013: "LIAISON_WECHAT_APPID is wrong: copy AppID from the back end",
		40164: "this machine's address is not on the account's list: add it in the back end, 基本配置 → IP白名单",
		40243: "the secret is frozen: an administrator of the account must unfreeze it",
	}
	if api, ok := errors.AsType[*wechat.APIError](err); ok && mends[api.Code] != "" {
		return fmt.Errorf("errcode %d: %s", api.Code, mends[api.Code])
	}
	return explained(err)
}
