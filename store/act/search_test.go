package act_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// index makes everything searchable that was said.
func (o *office) index() {
	o.t.Helper()
	for n := 1; n > 0; {
		o.must(o.do(store.JobActor("index"), func(t *act.Tx) (err error) { n, err = t.Index(50); return err }))
	}
}

// finds are the numbers that a query finds, first to last.
func (o *office) finds(actor store.Actor, query string) []string {
	o.t.Helper()
	p, err := o.InboxPage(o.t.Context(), actor, act.InboxFilter{Query: query, Limit: 20})
	o.must(err)
	var list []string
	for _, r := range p.Rows {
		list = append(list, strings.TrimPrefix(r.Number, "YJ-2026-00000"))
	}
	return list
}

func (o *office) wantFound(actor store.Actor, query, want string) {
	o.t.Helper()
	if got := strings.Join(o.finds(actor, query), " "); got != want {
		o.t.Errorf("%q finds %q, want %q", query, got, want)
	}
}

func TestSearchFindsWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("v1", "城关小学门口的路灯坏了三天")                              // 1
		o.hear("v2", "路口没有红绿灯，很危险")                                // 2: 路 and 灯, and not 路灯
		o.hear("v3", "下水道堵了，路，灯也不亮 LED100%")                       // 3: 路灯 over a comma
		o.hear("v4", strings.Repeat("道路积水严重。", 2800)+"末尾有一句：桥洞漏水") // 4: 20,000 characters
		o.hear("v5", "😀😀👍")                                        // 5
		o.hear("v1", "补充：灯杆也歪了")                                   // joins 1
		for _, openid := range []string{"v1", "v2", "v3", "v4", "v5"} {
			o.place(openid)
		}
		if got := o.finds(o.clerk, "路灯"); got != nil {
			t.Errorf("found before it was indexed: %q", got)
		}
		o.index()
		for query, want := range map[string]string{
			"路灯": "3 1", "红绿灯": "2", "灯杆": "1", "路灯 灯杆": "1", "灯杆 路灯 小学": "1", "小学 下水道": "", "漏水": "4", "桥洞漏水": "4",
			"积水": "4", "led": "3", "ＬＥＤ１００": "3", "100%": "3", "%": "", "_": "", "!": "", "灯": "", "😀": "", "' OR 1=1 --": "", "路%灯": "3 1",
			"YJ-2026-000002": "2", "yj-2026-2": "2", "2026-000003": "3", "000004": "4", "5": "5", "YJ-2025-000002": "", "999999": "",
			"路灯坏了三天": "1", "灯坏了": "1", "路灯杆": "", strings.Repeat("路灯", 30): "",
		} {
			o.wantFound(o.clerk, query, want)
		}
		o.wantFound(o.other, "路灯", "")
		o.wantFound(o.other, "YJ-2026-000001", "")
		o.wantFound(o.leader, "路灯", "3 1")
	})
}

func TestSearchSaysWhyItFindsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for _, query := range []string{"灯", "😀😀", "%%", "， 。"} {
			p, err := o.InboxPage(t.Context(), o.clerk, act.InboxFilter{Query: query, Limit: 20})
			o.must(err)
			if !p.Search.Short {
				t.Errorf("%q is not said to be too short", query)
			}
		}
		for _, query := range []string{"路灯", "YJ-2026-000001", "12"} {
			if p, err := o.InboxPage(t.Context(), o.clerk, act.InboxFilter{Query: query, Limit: 20}); err != nil || p.Search.Short {
				t.Errorf("%q: %v", query, err)
			}
		}
	})
}

// What is sealed is found by nobody, and no pair of its words stays behind.
func TestSealedLeavesTheIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		it := o.given("张某收了好处费", o.zhang.ID)
		o.index()
		o.wantFound(o.clerk, "好处费", "1")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "", 0) }))
		o.wantFound(o.clerk, "好处费", "")
		o.wantFound(o.officer, "好处费", "")
		o.wantFound(o.officer, it.Number, "")
		o.hear("voter", "还有一笔好处费")
		o.index()
		if n := grams(t, d); n != 0 {
			t.Errorf("%d pairs of a sealed matter are in the index", n)
		}
		o.must(o.do(o.officer, func(t *act.Tx) error { return t.Unseal(it.ID, "不是检举", 0) }))
		o.wantFound(o.clerk, "一笔好处费", "1")
	})
}

// grams counts the rows of the search index.
func grams(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	if err := d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM gram").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What another transaction committed late, behind the watermark, is found when the
// duty looks back; indexing again changes nothing.
func TestIndexLooksBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		job := store.JobActor("index")
		o.hear("v1", "路灯坏了")
		o.index()
		o.must(o.LookBack(t.Context(), job, 10))
		n := grams(t, d)
		o.must(d.Tx(t.Context(), func(q db.Q) error { _, err := q.ExecContext(t.Context(), "DELETE FROM gram"); return err }))
		o.must(o.LookBack(t.Context(), job, 10)) // not a minute later
		if got := grams(t, d); got != 0 {
			t.Errorf("looked back at once: %d rows", got)
		}
		o.now = o.now.Add(time.Minute)
		for range 2 {
			o.must(o.LookBack(t.Context(), job, 10))
			o.now = o.now.Add(time.Minute)
		}
		if got := grams(t, d); got != n {
			t.Errorf("%d rows after looking back, want %d", got, n)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.Index(1); return err }); err == nil {
			t.Error("a clerk runs the duty")
		}
	})
}

func TestSearchFindsDeputies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		it := o.given("路灯坏了", o.zhang.ID)
		o.hear("v2", "张三在村里说好了修路")
		o.place("v2")
		o.index()
		for _, query := range []string{"zs", "ZS", "zhangsan", "zhangs"} {
			p, err := o.InboxPage(t.Context(), o.clerk, act.InboxFilter{Query: query, Limit: 20})
			o.must(err)
			if !p.Search.ByDeputy || len(p.Rows) != 1 || p.Rows[0].ID != it.ID {
				t.Errorf("%s: %+v", query, p)
			}
		}
		p, err := o.InboxPage(t.Context(), o.clerk, act.InboxFilter{Query: "张三", Limit: 20})
		o.must(err)
		if len(p.Rows) != 1 || p.Rows[0].ID == it.ID || len(p.Search.Deputies) != 1 || p.Search.Deputies[0].ID != o.zhang.ID {
			t.Errorf("a name finds %d texts and the deputies %+v", len(p.Rows), p.Search.Deputies)
		}
		if p, err = o.InboxPage(t.Context(), o.other, act.InboxFilter{Query: "zs", Limit: 20}); err != nil || len(p.Search.Deputies)+len(p.Rows) > 0 {
			t.Errorf("another town finds %+v (%v)", p, err)
		}
	})
}

// Many hits are counted to a thousand, and read page by page.
func TestSearchPagesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		const all = 330
		for i := range all {
			o.hear(fmt.Sprint("v", i), fmt.Sprintf("第%d盏路灯坏了", i))
		}
		o.index()
		f := act.InboxFilter{Query: "路灯", Limit: 100}
		seen := map[string]bool{}
		for page := 0; ; page++ {
			p, err := o.InboxPage(t.Context(), o.leader, f)
			o.must(err)
			if page == 0 && (p.Search.Total != all || p.Search.More) {
				t.Errorf("counted %+v", p.Search)
			}
			for _, r := range p.Rows {
				if seen[r.ID] {
					t.Errorf("%s twice", r.Number)
				}
				seen[r.ID] = true
			}
			if p.Older == nil {
				break
			}
			f.At = *p.Older
		}
		if len(seen) != all {
			t.Errorf("%d of %d were found", len(seen), all)
		}
	})
}
