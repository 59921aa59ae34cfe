package main_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
)

// proxy stands between the program and its database, and fails on purpose.
type proxy struct {
	target string
	addr   string

	mu       sync.Mutex
	listener net.Listener
	conns    map[*pair]bool
	hanging  chan struct{} // closed when bytes flow again; nil while they do
	wg       sync.WaitGroup
}

// pair is a connection and its continuation.
type pair struct{ near, far net.Conn }

func (p *pair) close() { p.near.Close(); p.far.Close() }

func startProxy(t *testing.T, target string) *proxy {
	t.Helper()
	p := &proxy{target: target, conns: map[*pair]bool{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr, p.listener = l.Addr().String(), l
	p.serve(l)
	t.Cleanup(func() {
		p.heal(t)
		p.refuse()
		p.wg.Wait()
	})
	return p
}

func (p *proxy) serve(l net.Listener) {
	p.wg.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() { p.join(near) })
		}
	})
}

// join carries bytes both ways until either side ends.
func (p *proxy) join(near net.Conn) {
	p.flowing() // while it hangs a connection is taken, and nothing comes of it
	far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.target)
	if err != nil {
		near.Close()
		return
	}
	both := &pair{near, far}
	p.mu.Lock()
	refused := p.listener == nil
	p.conns[both] = true
	p.mu.Unlock()
	if refused {
		both.close()
	}
	var wg sync.WaitGroup
	wg.Go(func() { p.carry(far, near); both.close() })
	wg.Go(func() { p.carry(near, far); both.close() })
	wg.Wait()
	p.mu.Lock()
	delete(p.conns, both)
	p.mu.Unlock()
}

// carry holds back what arrives while the proxy hangs, and lets it through
// afterwards, as a network does that lost its packets for a while.
func (p *proxy) carry(to io.Writer, from io.Reader) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.flowing()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) flowing() {
	p.mu.Lock()
	hanging := p.hanging
	p.mu.Unlock()
	if hanging != nil {
		<-hanging
	}
}

// cut ends all connections in the middle of whatever they carry; new ones work.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.close()
	}
}

// refuse ends all connections and takes no more.
func (p *proxy) refuse() {
	p.mu.Lock()
	if p.listener != nil {
		p.listener.Close()
		p.listener = nil
	}
	p.mu.Unlock()
	p.cut()
}

// hang lets connections stand, and new ones be taken, and carries nothing.
func (p *proxy) hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hanging == nil {
		p.hanging = make(chan struct{})
	}
}

// heal ends every misbehaviour.
func (p *proxy) heal(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hanging != nil {
		close(p.hanging)
		p.hanging = nil
	}
	if p.listener != nil {
		return
	}
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		t.Fatalf("taking up the proxy's address again: %v", err)
	}
	p.listener = l
	p.serve(l)
}
