package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"liaison/bot/wechat/sim"
)

const demoAbout = `Runs the whole thing on this machine with nothing to set up: the embedded database,
an emulated WeChat account with the phones of a few people, and a sample office.
It prints where to look and how to sign in. Everything is kept in the directory
of --dir: stopped and started again it goes on where it was; delete the directory
to begin anew.

It is for trying out: no message leaves this machine, the codes of the second
factor are shown to whoever can open the emulator's page, and so both addresses
are this machine's own unless you say otherwise.`

// demoFiles are what the demo keeps in its directory.
const (
	demoSettingsFile = "demo.json"
	demoDatabase     = "liaison.db"
	demoEmulator     = "emulator.json"
	demoLogFile      = "demo.log"
)

func (t *terminal) demo(ctx context.Context, f *flag.FlagSet, args []string) error {
	d := demonstration{now: t.now}
	f.StringVar(&d.addr, "addr", "127.0.0.1:8080", "where the console and the phone pages are")
	f.StringVar(&d.simAddr, "sim", "127.0.0.1:8081", "where the emulated phones are")
	f.StringVar(&d.dir, "dir", "liaison-demo", "directory that keeps everything")
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	if err := d.Run(ctx); err != nil {
		return err
	}
	d.print(t.out)
	var err error
	select {
	case <-ctx.Done():
	case err = <-d.main.Failed():
	case err = <-d.failed:
	}
	fmt.Fprintln(t.out, "\nStopping; everything is kept. 正在停止，数据已保存。")
	return errors.Join(err, d.Close())
}

// demonstration is a Main with an emulator beside it.
type demonstration struct {
	addr, simAddr, dir string
	now                func() time.Time

	settings demoSettings
	main     *Main
	sim      *sim.Sim
	public   net.Listener
	phones   net.Listener
	failed   chan error
	closers  []func() error
}

// Run starts everything, and fills the office at the first start. After an error
// nothing is left open.
func (d *demonstration) Run(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	d.failed = make(chan error, 1)
	if err := d.listen(); err != nil {
		return err
	}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	if d.settings, err = openDemoSettings(filepath.Join(d.dir, demoSettingsFile)); err != nil {
		return err
	}
	log, err := d.openLog()
	if err != nil {
		return err
	}
	if err := d.startSim(log); err != nil {
		return err
	}
	d.main = &Main{Config: d.config(), Now: d.now, Log: log, public: d.public, Frames: []string{d.phonesURL()}}
	if err := d.main.Run(ctx); err != nil {
		return err
	}
	d.later(d.main.Close)
	return d.furnish(ctx)
}

// Close ends the program before the emulator, whose answers it may be waiting
// for.
func (d *demonstration) Close() error {
	var errs []error
	for len(d.closers) > 0 {
		last := len(d.closers) - 1
		errs = append(errs, d.closers[last]())
		d.closers = d.closers[:last]
	}
	return errors.Join(errs...)
}

func (d *demonstration) later(closer func() error) { d.closers = append(d.closers, closer) }

// listen takes both addresses first. It does not choose others by itself: the
// links in the conversations of an earlier run lead to the old ones.
func (d *demonstration) listen() error {
	for _, l := range []struct {
		to         *net.Listener
		addr, flag string
	}{{&d.public, d.addr, "--addr"}, {&d.phones, d.simAddr, "--sim"}} {
		listener, err := net.Listen("tcp", l.addr)
		if err != nil {
			return fmt.Errorf("%s %s: %w; is a demo or another program running there? Stop it, or choose another port with %s", l.flag, l.addr, reason(err), l.flag)
		}
		*l.to = listener
		d.later(func() error { return ignoreClosed(listener.Close()) })
	}
	return nil
}

// openLog writes the log into a file: the screen is for the newcomer.
func (d *demonstration) openLog() (*slog.Logger, error) {
	file, err := os.OpenFile(filepath.Join(d.dir, demoLogFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--dir: %w", err)
	}
	d.later(file.Close)
	return slog.New(slog.NewTextHandler(file, nil)), nil
}

func (d *demonstration) config() Config {
	s := d.settings
	return Config{
		Addr: d.public.Addr().String(), PublicURL: address2URL(d.public), API: d.phonesURL(),
		DB: Secret("sqlite:" + filepath.Join(d.dir, demoDatabase)), Data: d.dir, Keys: s.Keys,
		AppID: s.AppID, AppSecret: s.AppSecret, Token: s.Token, AESKey: s.AESKey,
		SMSURL: d.phonesURL() + sim.TextPath, SMSKey: s.SMSKey,
	}
}

// address2URL is how this machine reaches a listener.
func address2URL(l net.Listener) string {
	at := l.Addr().(*net.TCPAddr).AddrPort()
	if at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), at.Port())
	}
	return "http://" + at.String()
}

func (d *demonstration) phonesURL() string { return address2URL(d.phones) }

// startSim serves the emulator, and beside it the codes of the second factor.
func (d *demonstration) startSim(log *slog.Logger) error {
	s := d.settings
	var err error
	d.sim, err = sim.New(sim.Config{
		AppID: s.AppID, Secret: string(s.AppSecret), Token: string(s.Token), AESKey: string(s.AESKey), Mode: sim.Safe,
		Callback: address2URL(d.public) + "/wechat", Name: "某县人大", Now: d.now, Log: log, URL: d.phonesURL(),
		State: filepath.Join(d.dir, demoEmulator), Reset: "/h5/as?next=", Frame: true,
		TextKey: string(s.SMSKey),
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", d.sim.Handler())
	mux.Handle("GET /demo/codes", &codesPage{staff: demoStaff, settings: &d.settings, now: d.now})
	// No write timeout: the page of phones waits for news.
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaders}
	go func() {
		if err := server.Serve(d.phones); !errors.Is(err, http.ErrServerClosed) {
			d.failed <- err
		}
	}()
	d.later(func() error {
		err := d.sim.Close() // first, for it lets go of pages that wait for news
		return errors.Join(err, shutDown(server))
	})
	return nil
}

// furnish makes the sample office and its conversation, once.
func (d *demonstration) furnish(ctx context.Context) error {
	s := &setup{acts: d.main.Acts, client: d.main.Client, base: d.main.Config.PublicURL, data: d.dir, out: io.Discard}
	if err := s.run(ctx); err != nil { // at every start: the menus lead to where we are now
		return fmt.Errorf("setting up the emulated account: %w", err)
	}
	if d.settings.Furnished {
		return nil
	}
	o, err := d.makeOffice(ctx)
	if err != nil {
		return fmt.Errorf("making the sample office: %w", err)
	}
	if err := d.makeHistory(ctx, o); err != nil {
		return fmt.Errorf("making the sample's past: %w", err)
	}
	if err := d.talk(ctx, o); err != nil {
		return fmt.Errorf("letting people talk: %w", err)
	}
	if err := d.makeActivities(ctx, o); err != nil {
		return fmt.Errorf("making the sample activities: %w", err)
	}
	if err := d.makeMeetings(ctx, o); err != nil {
		return fmt.Errorf("making the sample meetings: %w", err)
	}
	d.settings.Furnished = true
	return d.settings.save(filepath.Join(d.dir, demoSettingsFile))
}

// print says where to look, in both languages.
func (d *demonstration) print(w io.Writer) {
	console := d.main.Config.PublicURL + "/console/"
	fmt.Fprintf(w, `Liaison demo is running. 演示已启动。

  Phones   手机      %[1]s/
  Console  工作台    %[2]s
  Codes    验证码    %[1]s/demo/codes

Sign in to the console with one of these; the password is the same for all,
the six-digit code is on the page of codes. 登录名如下，密码相同，动态验证码见上面的页面。

  password 密码      %[3]s

`, d.phonesURL(), console, d.settings.Password)
	for _, s := range demoStaff {
		fmt.Fprintf(w, "  %-10s %s　%s　%s\n", s.login, s.name, s.title, s.what)
	}
	fmt.Fprintf(w, `
One minute 一分钟试用
  1. Phones: say something on 小陈's, such as “学校门口没有斑马线”; the number comes at once.
     在小陈的手机里说一件事，马上收到编号。
  2. Console: sign in as clerk, open the item, accept it, forward it to 张三.
     用 clerk 登录工作台，打开这件意见，受理，转请张三代表。
  3. Phones: 张三代表 gets a notice; open it and answer.
     张三代表的手机收到通知，点开、答复。
  4. Console: release the answer. Phones: 小陈 reads it and rates it.
     在工作台审核放行；小陈看到答复并评价。

Kept in 数据保存在 %s   Log 日志 %s   Stop 停止 Ctrl+C
`, d.dir, filepath.Join(d.dir, demoLogFile))
}
