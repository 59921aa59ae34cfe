package console

import (
	"liaison/store"
	"liaison/store/act"
)

// fullInbox is a list with everything in it that a list can hold.
func fullInbox(o store.Opinion) *inboxPage {
	return &inboxPage{inboxQuery: inboxQuery{Tab: "new", Query: nasty, Category: nasty}, List: views[0].tabs[0], Older: "/console/opinions?at=x", Newer: "/console/opinions",
		Found: nasty, Names: []link{{Label: nasty}}, Active: []link{{Label: nasty}}, Save: nasty,
		Live:    inboxLive{Views: []tabView{{Label: "待处理", Count: "3", Current: true}}, Tabs: []tabView{{Label: "待分办"}}, Who: []tabView{{Label: "我负责的"}}, Fresh: 3},
		Filters: []filterView{{ID: "f", Name: nasty, Shared: true}, {ID: "g", Mine: true, Current: true}},
		Choices: choices{Offices: []store.Office{{Name: nasty}, {}}, Districts: []store.District{{Name: nasty}}, Stations: []store.Station{{Name: nasty}},
			Categories: []string{nasty}, Staff: []store.Staff{{ID: "s", Name: nasty}}, Orders: store.ListOrders},
		Rows: []inboxRow{{InboxRow: act.InboxRow{Opinion: o, Area: nasty, Deputy: nasty, Assignee: nasty}, Due: "已超期", Late: true},
			{InboxRow: act.InboxRow{Opinion: store.Opinion{AssigneeID: "x", Category: nasty, Pending: true}}, Age: "已等5个工作日", Old: true, Mine: true}}}
}
