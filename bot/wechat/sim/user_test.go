package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestUsersThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "o2", "o3")
	if _, err := b.AddUser("stranger", ""); err != nil {
		t.Fatal(err)
	}
	u := b.sdk.GetUser()
	list, err := u.ListUserOpenIDs()
	if err != nil || list.Total != 3 || !slices.Equal(list.Data.OpenIDs, []string{"o1", "o2", "o3"}) {
		t.Fatalf("list %+v %v", list, err)
	}
	if rest, err := u.ListUserOpenIDs("o2"); err != nil || !slices.Equal(rest.Data.OpenIDs, []string{"o3"}) {
		t.Fatalf("rest %+v %v", rest, err)
	}
	if err := u.UpdateRemark("o1", "张三"); err != nil {
		t.Fatal(err)
	}
	info, err := u.GetUserInfo("o1")
	if err != nil || info.Subscribe != 1 || info.Remark != "张三" || info.Nickname != "" {
		t.Fatalf("info %+v %v", info, err)
	}
	if info, err := u.GetUserInfo("stranger"); err != nil || info.Subscribe != 0 {
		t.Fatalf("stranger %+v %v", info, err)
	}
	if _, err := u.GetUserInfo("nobody"); err == nil || !strings.Contains(err.Error(), "40003") {
		t.Fatalf("nobody: %v", err)
	}
	b.wantCode(40003, "/cgi-bin/user/info/updateremark", obj{"openid": "nobody", "remark": "x"})
	b.wantCode(43004, "/cgi-bin/user/info/updateremark", obj{"openid": "stranger", "remark": "x"})
	b.wantCode(40097, "/cgi-bin/user/info/updateremark", obj{"openid": "o1", "remark": strings.Repeat("长", 30)})
	both := b.wantCode(0, "/cgi-bin/user/info/batchget", obj{"user_list": []obj{{"openid": "o1"}, {"openid": "stranger"}}})
	if len(both["user_info_list"].([]any)) != 2 {
		t.Errorf("batch %v", both)
	}
	b.wantCode(40032, "/cgi-bin/user/info/batchget", obj{"user_list": []obj{}})
}

func TestTagsThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "o2")
	u := b.sdk.GetUser()
	tag, err := u.CreateTag("代表")
	if err != nil || tag.ID < 100 {
		t.Fatal(tag, err)
	}
	if err := u.BatchTag([]string{"o1", "o2"}, tag.ID); err != nil {
		t.Fatal(err)
	}
	members, err := u.OpenIDListByTag(tag.ID)
	if err != nil || !slices.Equal(members.Data.OpenIDs, []string{"o1", "o2"}) {
		t.Fatalf("members %+v %v", members, err)
	}
	if ids, err := u.UserTidList("o1"); err != nil || !slices.Equal(ids, []int32{tag.ID}) {
		t.Fatalf("tags %v %v", ids, err)
	}
	if err := u.BatchUntag([]string{"o1"}, tag.ID); err != nil {
		t.Fatal(err)
	}
	if err := u.UpdateTag(tag.ID, "人大代表"); err != nil {
		t.Fatal(err)
	}
	tags, err := u.GetTag()
	if err != nil || len(tags) != 1 || tags[0].Name != "人大代表" || tags[0].Count != 1 {
		t.Fatalf("tags %+v %v", tags[0], err)
	}
	if err := u.DeleteTag(tag.ID); err != nil {
		t.Fatal(err)
	}
	if ids, err := u.UserTidList("o2"); err != nil || len(ids) != 0 {
		t.Fatalf("tags after deletion %v %v", ids, err)
	}
}

func TestTagRefusals(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	create := func(name string) obj { return obj{"tag": obj{"name": name}} }
	b.wantCode(0, "/cgi-bin/tags/create", create("a"))
	b.wantCode(45157, "/cgi-bin/tags/create", create("a"))
	b.wantCode(45157, "/cgi-bin/tags/create", create(""))
	b.wantCode(45158, "/cgi-bin/tags/create", create(strings.Repeat("长", 31)))
	b.wantCode(45058, "/cgi-bin/tags/update", obj{"tag": obj{"id": 2, "name": "x"}})
	b.wantCode(45159, "/cgi-bin/tags/delete", obj{"tag": obj{"id": 999}})
	put := func(tag int, ids ...string) obj { return obj{"openid_list": ids, "tagid": tag} }
	b.wantCode(40032, "/cgi-bin/tags/members/batchtagging", put(100))
	b.wantCode(40032, "/cgi-bin/tags/members/batchtagging", put(100, make([]string, 51)...))
	b.wantCode(45159, "/cgi-bin/tags/members/batchtagging", put(999, "o1"))
	b.wantCode(40003, "/cgi-bin/tags/members/batchtagging", put(100, "nobody"))
	for i := range tagsPerPerson + 1 {
		b.wantCode(0, "/cgi-bin/tags/create", create(fmt.Sprint("t", i)))
		want := 0
		if i == tagsPerPerson {
			want = 45059
		}
		b.wantCode(want, "/cgi-bin/tags/members/batchtagging", put(101+i, "o1"))
	}
	for i := range tagsMost - tagsPerPerson - 2 {
		b.wantCode(0, "/cgi-bin/tags/create", create(fmt.Sprint("u", i)))
	}
	b.wantCode(45056, "/cgi-bin/tags/create", create("one too many"))
}

func TestUnfollowingLosesTags(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	b.wantCode(0, "/cgi-bin/tags/create", obj{"tag": obj{"name": "a"}})
	b.wantCode(0, "/cgi-bin/tags/members/batchtagging", obj{"openid_list": []string{"o1"}, "tagid": 100})
	mustOutcome(t, Answered)(b.Unfollow(t.Context(), "o1"))
	b.wantCode(49003, "/cgi-bin/tags/getidlist", obj{"openid": "o1"})
	mustOutcome(t, Answered)(b.Follow(t.Context(), "o1", ""))
	if ids := b.wantCode(0, "/cgi-bin/tags/getidlist", obj{"openid": "o1"})["tagid_list"].([]any); len(ids) != 0 {
		t.Fatalf("tags %v", ids)
	}
}

func TestBlacklistThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "o2")
	u := b.sdk.GetUser()
	if err := u.BatchBlackList("o1"); err != nil {
		t.Fatal(err)
	}
	list, err := u.GetBlackList()
	if err != nil || !slices.Equal(list.Data.OpenIDs, []string{"o1"}) {
		t.Fatalf("list %+v %v", list, err)
	}
	b.wantCode(43019, "/cgi-bin/message/custom/send", obj{"touser": "o1", "msgtype": "text", "text": obj{"content": "x"}})
	if err := u.BatchUnBlackList("o1"); err != nil {
		t.Fatal(err)
	}
	if list, err := u.GetBlackList(); err != nil || list.Count != 0 {
		t.Fatalf("list %+v %v", list, err)
	}
	b.wantCode(40032, "/cgi-bin/tags/members/batchblacklist", obj{"openid_list": make([]string, 21)})
}
