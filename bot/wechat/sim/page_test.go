package sim

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPageKeepsItsPolicy looks for what the page's own strict policy would block.
func TestPageKeepsItsPolicy(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script>|<style|\sstyle=|\son[a-z]+="|innerHTML|eval\(|insertAdjacentHTML`)
	err := fs.WalkDir(pageFiles, "page", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "sample.") {
			return err
		}
		data, err := fs.ReadFile(pageFiles, path)
		if found := inline.Find(data); found != nil {
			t.Errorf("%s has %q", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPageIsServed(t *testing.T) {
	b := newBench(t, nil)
	res, err := http.Get(b.server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	policy := res.Header.Get("Content-Security-Policy")
	if res.StatusCode != 200 || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "frame-src") {
		t.Errorf("%d %s", res.StatusCode, policy)
	}
	for name, kind := range map[string]string{"app.js": "text/javascript", "app.css": "text/css", "dom.js": "text/javascript"} {
		if status, got, _ := b.fetch("/sim/page/" + name); status != 200 || !strings.HasPrefix(got, kind) {
			t.Errorf("%s: %d %s", name, status, got)
		}
	}
	for _, bad := range []string{"/sim/page/none.js", "/sim/page/..%2Fsim.go"} {
		if status, _, _ := b.fetch(bad); status == 200 {
			t.Errorf("%s: %d", bad, status)
		}
	}
}

func TestAFreshPageIsAnsweredAtOnce(t *testing.T) {
	b := newBench(t, nil)
	client := http.Client{Timeout: 5 * time.Second} // the emulator holds a question for 25 s
	res, err := client.Get(b.server.URL + "/sim/phones?since=0")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

func TestThePageSeesNews(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	before := b.mustControl("GET", "/sim/phones?openid=o1&openid=nobody", nil)
	if len(before["phones"].([]any)) != 1 {
		t.Fatalf("phones %v", before)
	}
	news := make(chan obj)
	since := b.phones(nil)["version"].(uint64)
	go func() {
		b.await(t.Context(), since)
		news <- b.phones([]string{"o1"})
	}()
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	if got := (<-news)["phones"].([]phone); len(got[0].Items) != 1 {
		t.Fatalf("items %+v", got[0].Items)
	}
}
