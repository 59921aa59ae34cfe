package console

import (
	"liaison/store"
	"liaison/store/act"
)

// view is one of the four places a matter is in for its desk, or all of them. Its
// first tab is the whole of it.
type view struct {
	Key, Label string
	tabs       []tab
	count      func(act.Counts) int
}

// tab is one of the inbox's lists.
type tab struct {
	Key, Label string
	Empty      string // what an empty list means
	sets       []store.OpinionSet
	danger     bool
	late       bool
	order      store.ListOrder // unless the reader chooses
	count      func(act.Counts) int
}

// in are the states of a set on a shelf.
func in(shelf store.Shelf, states ...store.OpinionState) []store.OpinionSet {
	return []store.OpinionSet{{States: states, Shelf: shelf}}
}

// views are what a clerk sees first: what to do now, what others are doing, what was
// put off, what is done.
var views = []view{
	{"open", "待处理", []tab{
		{Key: "open", Label: "全部待处理", Empty: "没有等您处理的意见。新收到的、代表答复后等审核的，都会出现在这里。",
			sets: store.ViewOpen, order: store.OrderUrgent},
		{Key: "new", Label: "待分办", Empty: "没有待分办的意见，新收到的会出现在这里。",
			sets: in(store.ShelfDesk, store.OpinionNew), order: store.OrderUrgent, count: func(n act.Counts) int { return n.New }},
		{Key: "danger", Label: "紧急", Empty: "没有待分办的紧急意见。内容出现危险词的会标在这里，危险词可以在设置里修改。",
			sets: in(store.ShelfDesk, store.OpinionNew), danger: true, count: func(n act.Counts) int { return n.Danger }},
		{Key: "checked", Label: "待审核发布", Empty: "没有等待审核的答复。代表答复后会出现在这里，由您审核后发给反映人。",
			sets: in(store.ShelfDesk, store.OpinionChecked), count: func(n act.Counts) int { return n.Checked }},
		{Key: "decide", Label: "待研究", Empty: "没有待研究的意见。反映人多次评价“不满意”后，由单位决定下一步。",
			sets: in(store.ShelfDesk, store.OpinionDecide), count: func(n act.Counts) int { return n.Decide }},
	}, act.Counts.Open},
	{"waiting", "等待中", []tab{
		{Key: "waiting", Label: "全部等待中", Empty: "没有在等别人的意见。", sets: store.ViewWaiting, order: store.OrderDue},
		{Key: "going", Label: "办理中", Empty: "没有代表正在办理的意见。", order: store.OrderDue,
			sets: in(store.ShelfAwake, store.OpinionAssigned), count: func(n act.Counts) int { return n.Assigned }},
		{Key: "late", Label: "逾期", Empty: "没有逾期的意见。", late: true, order: store.OrderDue,
			sets: in(store.ShelfAwake, store.OpinionAssigned), count: func(n act.Counts) int { return n.Late }},
		{Key: "answered", Label: "已办复，等评价", Empty: "没有等待反映人评价的答复。",
			sets: in(store.ShelfAwake, store.OpinionAnswered), count: func(n act.Counts) int { return n.Answered }},
		{Key: "pending", Label: "等外部回音", Empty: "没有在等外部回音的意见。办理时可以标记“等待外部”，例如等反映人补充、等部门回函。",
			sets: in(store.ShelfPending, store.AtDesk...), count: func(n act.Counts) int { return n.Pending }},
	}, act.Counts.Waiting},
	{"snoozed", "已暂缓", []tab{
		{Key: "snoozed", Label: "已暂缓", Empty: "没有暂缓的意见。暂缓的意见到时间会自己回到原来的地方。",
			sets: store.ViewSnoozed, order: store.OrderWake},
	}, func(n act.Counts) int { return n.Snoozed }},
	{"done", "办结与告知", []tab{
		{Key: "done", Label: "全部", Empty: "还没有办结或已告知的意见。", sets: store.ViewDone},
		{Key: "closed", Label: "已办结", Empty: "还没有办结的意见。", sets: in(store.ShelfAny, store.OpinionClosed)},
		{Key: "declined", Label: "已告知", Empty: "还没有已告知的意见。", sets: in(store.ShelfAny, store.OpinionDeclined)},
	}, nil},
	{"all", "全部", []tab{
		{Key: "all", Label: "全部", Empty: "还没有收到意见。群众在公众号里发来的文字、语音、照片，会登记在这里。", sets: store.ViewAll},
	}, nil},
}

// tabOf finds a list by its key, with the view it is in. A search looks through all
// unless told otherwise; who comes without a key begins with what to do.
func tabOf(key string, searching bool) (view, tab) {
	for _, v := range views {
		for _, t := range v.tabs {
			if t.Key == key {
				return v, t
			}
		}
	}
	if searching {
		all := views[len(views)-1]
		return all, all.tabs[0]
	}
	return views[0], views[0].tabs[0]
}

// orderOf is the order of a tab: the reader's, where it makes sense there.
func orderOf(t tab, chosen string) store.ListOrder {
	for _, o := range store.ListOrders {
		if string(o) == chosen && t.order != store.OrderWake {
			return o
		}
	}
	if t.order == "" {
		return store.OrderNewest
	}
	return t.order
}

// orderWords name the orders.
var orderWords = map[store.ListOrder]string{store.OrderUrgent: "紧急的在前", store.OrderNewest: "新收到的在前",
	store.OrderOldest: "先收到的在前", store.OrderDue: "快到期的在前", store.OrderWake: "先到时间的在前"}
