package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// load is a run of messages against one server: every one from another person,
// with another id, on connections that are kept.
type load struct {
	acc   *account
	addr  string
	conns int
	want  func(reply, openid string) error
}

// measured is what a run gave.
type measured struct {
	rate float64 // replies a second
	p99  time.Duration
	done int
}

var (
	benchIDs    atomic.Int64
	benchPeople = strconv.FormatInt(time.Now().UnixNano(), 36) // other people in every run of the program
)

// run sends for a while and checks every reply's content. One wrong reply fails
// the run.
func (l *load) run(ctx context.Context, length time.Duration) (measured, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var wg sync.WaitGroup
	took := make([][]time.Duration, l.conns)
	errs := make([]error, l.conns)
	began := time.Now()
	for i := range l.conns {
		wg.Go(func() {
			if took[i], errs[i] = l.one(ctx); errs[i] != nil {
				cancel()
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(began)
	if err := errors.Join(errs...); err != nil {
		return measured{}, err
	}
	all := slices.Concat(took...)
	if len(all) == 0 {
		return measured{}, errors.New("no reply came")
	}
	slices.Sort(all)
	return measured{float64(len(all)) / elapsed.Seconds(), all[len(all)*99/100], len(all)}, nil
}

// one keeps a connection busy until the context ends.
func (l *load) one(ctx context.Context) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 8<<10)
	var took []time.Duration
	for ctx.Err() == nil {
		id := benchIDs.Add(1)
		openid := fmt.Sprintf("o%s_%d", benchPeople, id)
		request := l.acc.post(l.addr, openid, "村口的路灯坏了三天，晚上看不见路。", id, time.Now())
		began := time.Now()
		if _, err := conn.Write(request); err != nil {
			return nil, fmt.Errorf("sending: %w", err)
		}
		status, body, err := readResponse(in)
		if err != nil {
			return nil, fmt.Errorf("reading a reply: %w", err)
		}
		took = append(took, time.Since(began))
		if status != 200 {
			return nil, fmt.Errorf("status %d", status)
		}
		text, err := l.acc.reply(body, openid)
		if err != nil {
			return nil, fmt.Errorf("%w (a body of %d bytes)", err, len(body))
		}
		if err := l.want(text, openid); err != nil {
			return nil, err
		}
	}
	return took, nil
}

// readResponse reads an HTTP response with a Content-Length. net/http's client
// would cost more than the servers it measures.
func readResponse(in *bufio.Reader) (status int, body []byte, err error) {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			if len(line) < 12 {
				return 0, nil, errors.New("no status line")
			}
			status, err = strconv.Atoi(string(line[9:12]))
			if err != nil {
				return 0, nil, errors.New("no status")
			}
			continue
		}
		if len(line) == 0 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, nil, fmt.Errorf("content length: %w", err)
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("no content length")
	}
	body = make([]byte, length)
	_, err = io.ReadFull(in, body)
	return status, body, err
}
