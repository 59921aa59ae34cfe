package main_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

const bodyLimit = 256 << 10

// raw sends a request as bytes and gives the status of the answer, whatever
// becomes of the rest of the request.
func raw(ctx context.Context, addr, head string, body io.Reader) (int, error) {
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return 0, err
	}
	if _, err := io.WriteString(conn, head); err != nil {
		return 0, err
	}
	sent := make(chan struct{})
	go func() { // the program may stop reading
		defer close(sent)
		_, _ = io.Copy(conn, body)
	}()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	conn.Close()
	<-sent
	if err != nil {
		return 0, err
	}
	res.Body.Close()
	return res.StatusCode, nil
}

// head begins a delivery with a query that is genuine.
func (p *platform) head(addr, length string) string {
	q := p.request(newMessage("large"), time.Now()).query
	return fmt.Sprintf("POST /wechat?%s HTTP/1.1\r\nHost: %s\r\nContent-Type: text/xml\r\n%s\r\n\r\n", q.Encode(), addr, length)
}

// noise is n bytes that look like the beginning of an envelope.
func noise(n int64) io.Reader {
	const begin = "<xml><Encrypt><![CDATA["
	return io.LimitReader(io.MultiReader(strings.NewReader(begin), letters{}), n)
}

// letters is an endless text.
type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'A'
	}
	return len(b), nil
}

// chunked is a body whose length nobody tells.
func chunked(n int64) io.Reader {
	const size = 64 << 10
	parts := []io.Reader{}
	for rest := n; rest > 0; rest -= size {
		parts = append(parts, strings.NewReader(fmt.Sprintf("%x\r\n", min(rest, size))), noise(min(rest, size)), strings.NewReader("\r\n"))
	}
	return io.MultiReader(append(parts, strings.NewReader("0\r\n\r\n"))...)
}

// What is too large is refused with 413 before it is read, and costs no memory.
func TestOversizedBodies(t *testing.T) {
	spec := dbtest.Spec(t, db.SQLite)
	d := deploy(t, spec)
	p, rows := d.replica(), openRows(t, spec)
	genuine(t, d.platform, p.addr)
	before := rows.founded(t)
	kinds := []struct {
		name, length string
		body         func() io.Reader
	}{
		{"a byte too much", "Content-Length: " + strconv.Itoa(bodyLimit+1), func() io.Reader { return noise(bodyLimit + 1) }},
		{"10 MB", "Content-Length: " + strconv.Itoa(10<<20), func() io.Reader { return noise(10 << 20) }},
		{"a length that is a lie", "Content-Length: 9999999999999", func() io.Reader { return noise(1 << 20) }},
		{"10 MB in pieces", "Transfer-Encoding: chunked", func() io.Reader { return chunked(10 << 20) }},
	}
	for _, k := range kinds {
		status, err := raw(t.Context(), p.addr, d.platform.head(p.addr, k.length), k.body())
		if err != nil || status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status %d, error %v", k.name, status, err)
		}
	}
	// The largest that may be: refused for what it is, not for its size.
	status, err := raw(t.Context(), p.addr, d.platform.head(p.addr, "Content-Length: "+strconv.Itoa(bodyLimit)), noise(bodyLimit))
	if err != nil || status != http.StatusForbidden {
		t.Errorf("256 KiB: status %d, error %v", status, err)
	}
	grown := p.grows(t, func() {
		var wg sync.WaitGroup
		for i := range 100 {
			k := kinds[i%len(kinds)]
			wg.Go(func() {
				// Many at once may be cut off before they read the answer.
				_, _ = raw(t.Context(), p.addr, d.platform.head(p.addr, k.length), k.body())
			})
		}
		wg.Wait()
	})
	if grown >= 20<<20 {
		t.Errorf("100 at once cost %d MB", grown>>20)
	}
	if n := p.metric("liaison_deliveries_refused_total", `"too large"`); n < 104 {
		t.Errorf("%v were counted as too large", n)
	}
	rows.unchanged(t, before)
	t.Logf("100 oversized bodies at once: %.1f MB more in memory", float64(grown)/(1<<20))
}

// grows is by how much the program's memory grew at most while something goes on.
func (p *program) grows(t *testing.T, while func()) int64 {
	t.Helper()
	before, most := p.resident(), int64(0)
	done := make(chan struct{})
	go func() { defer close(done); while() }()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		most = max(most, p.resident())
		select {
		case <-done:
			return max(most, p.resident()) - before
		case <-tick.C:
		}
	}
}

// Bombs as large as may be cost the program little.
func TestXMLBombs(t *testing.T) {
	spec := dbtest.Spec(t, db.SQLite)
	d := deploy(t, spec)
	p, rows := d.replica(), openRows(t, spec)
	genuine(t, d.platform, p.addr)
	before := rows.founded(t)
	deep := strings.Repeat("<a>", bodyLimit/3-20)
	for _, b := range []struct{ name, body string }{
		{"depth", "<xml>" + deep},
		{"entities", bomb() + "<xml><Encrypt>&a10;</Encrypt></xml>"},
		{"attributes", "<xml " + strings.Repeat(`a="b" `, bodyLimit/6-20) + "/>"},
		{"siblings", "<xml>" + strings.Repeat("<a/>", bodyLimit/4-20) + "</xml>"},
		{"open angles", strings.Repeat("<", bodyLimit-1)},
		{"open CDATA", "<xml><Encrypt>" + strings.Repeat("<![CDATA[", bodyLimit/9-20)},
		{"comments", "<xml>" + strings.Repeat("<!---->", bodyLimit/7-20)},
	} {
		const times = 40
		spent := p.cpu(t)
		for range times {
			r := d.platform.request(newMessage("bomb"), time.Now())
			r.body = b.body
			if a, err := d.platform.post(t.Context(), p.addr, r); err != nil || a.status != http.StatusForbidden {
				t.Errorf("%s: status %d, error %v", b.name, a.status, err)
			}
		}
		each := (p.cpu(t) - spent) / times
		if each >= 5*time.Millisecond {
			t.Errorf("%s: %v of processor time each", b.name, each)
		}
		t.Logf("%s: %v of processor time each", b.name, each)
	}
	rows.unchanged(t, before)
}

// cpu is the processor time that the program has used, to a hundredth of a
// second.
func (p *program) cpu(t *testing.T) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("left out: this system has no /proc")
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

// Five hundred clients that say a byte now and then do not slow down the others. A
// machine that is too busy for the figure even without them proves nothing by it:
// there the others may not be twice as slow.
func TestSlowClients(t *testing.T) {
	const slow, limit = 500, 300 * time.Millisecond
	d := deploy(t, dbtest.Spec(t, db.MySQL))
	p := d.replica()
	alone := startLoad(t, d.platform, 8, 1, p.addr)
	alone.endAfter(t, 1000)
	usual := percentile99(alone.times(t))
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var cut atomic.Int64
	ready := make(chan struct{}, slow)
	for i := range slow {
		head := d.platform.head(p.addr, "Content-Length: 5000")
		if i%2 == 0 {
			head = head[:20] // the header itself is what takes so long
		}
		wg.Go(func() {
			if drip(ctx, p.addr, head, ready) {
				cut.Add(1)
			}
		})
	}
	for range slow {
		<-ready
	}
	l := startLoad(t, d.platform, 8, 1, p.addr)
	l.endAfter(t, either(2000, 5000))
	if soak {
		await(t, 30*time.Second, "all slow ones are cut off", func() bool { return cut.Load() == slow })
	}
	cancel()
	wg.Wait()
	took := l.times(t)
	p99 := percentile99(took)
	if p99 >= max(limit, 2*usual) {
		t.Errorf("p99 of the others is %v", p99)
	}
	t.Logf("%d slow connections: p99 of %d others %v, without them %v",
		slow, len(took), p99.Round(100*time.Microsecond), usual.Round(100*time.Microsecond))
}

// drip begins a request and goes on a byte at a time, until the context ends or,
// which it reports, it is cut off.
func drip(ctx context.Context, addr, head string, ready chan<- struct{}) (cut bool) {
	conn, err := net.Dial("tcp", addr)
	if err == nil {
		defer conn.Close()
		_, err = io.WriteString(conn, head)
	}
	ready <- struct{}{}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for err == nil {
		select {
		case <-tick.C:
			_, err = io.WriteString(conn, "X")
		case <-ctx.Done():
			return false
		}
	}
	return true
}
