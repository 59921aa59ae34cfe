package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// desk is a database of opinions and a clerk who reads them.
type desk struct {
	size, pairs int
	db          *db.DB
	acts        *act.Acts
	actor       store.Actor
	now, begins time.Time
	offices     []string
	staff       []string
	deputies    []store.Deputy
	initials    []string
	numbers     []string // some opinions'
	perYear     map[int]int64
	rng         *rand.Rand
}

const (
	deskOffices  = 6
	deskStaff    = 8
	deskDeputies = 200
	deskDays     = 1000 // over which the opinions came in
	deskWaiting  = 500  // the newest, which wait for the desk
	deskGoing    = 1500 // those before, which deputies have
	deskTogether = 5000 // opinions of one transaction
)

// What the opinions say: about twelve characters each, since a million of longer
// ones would take longer to write than to measure.
var (
	categories = []string{"道路交通", "环境卫生", "教育", "医疗", "水电", "社会保障", "住房", "其他"}
	places     = []string{"东门口", "西河边", "中学旁", "菜市场", "卫生院", "老车站", "南桥头", "北山村"}
	troubles   = []string{"的路灯坏了三天", "的水管漏水很久", "没有垃圾桶可用", "的公交车太少了", "的地砖松动绊脚", "晚上施工太吵了"}
	surnames   = []string{"张", "王", "李", "赵", "陈", "杨", "吴", "周", "徐", "孙"}
	given      = []string{"国强", "秀英", "建华", "桂兰", "明", "丽娟", "志远", "春梅", "海燕", "文斌", "金凤", "永康"}
)

// A sixth of all opinions have the common word; a few have the rare one.
const (
	commonWord = "路灯"
	rareWord   = "溶洞"
	rareHits   = 12
)

// openDesk fills an empty database.
func openDesk(ctx context.Context, spec string, size int) (*desk, error) {
	d := &desk{size: size, now: time.Now(), perYear: map[int]int64{}, rng: rand.New(rand.NewPCG(1, uint64(size)))}
	d.begins = d.now.AddDate(0, 0, -deskDays)
	var err error
	if d.db, err = db.Open(ctx, spec, db.Options{}); err != nil {
		return nil, err
	}
	keys, err := store.ParseKeyring(store.GenerateKey("bench"))
	if err != nil {
		return nil, err
	}
	d.acts = act.New(act.Config{DB: d.db, Keys: keys, Now: time.Now})
	if err := d.settle(ctx); err != nil {
		return nil, err
	}
	return d, d.fill(ctx, spec)
}

func (d *desk) close() { d.acts.Close(); d.db.Close() }

// settle makes offices, people of the desk and deputies.
func (d *desk) settle(ctx context.Context) error {
	job := store.JobActor("bench")
	for i := range deskOffices {
		o := store.Office{Kind: store.OfficeTownship, Name: fmt.Sprintf("第%d镇人大主席团", i)}
		if i == 0 {
			o.Kind, o.Name = store.OfficeCounty, "某县人大常委会"
		} else {
			o.ParentID = d.offices[0]
		}
		if err := d.acts.Do(ctx, job, "", func(t *act.Tx) error {
			made, err := t.AddOffice(o)
			if err == nil {
				d.offices = append(d.offices, made.ID)
			}
			return err
		}); err != nil {
			return err
		}
	}
	for i := range deskStaff {
		s := store.Staff{ID: store.NewID(d.now), OfficeID: d.offices[0], Login: fmt.Sprintf("clerk%d", i), Name: "工作人员",
			Roles: []store.Role{store.RoleClerk}, Created: d.now, Version: 1}
		if err := d.write(ctx, &db.Batch{Staff: []*store.Staff{&s}}); err != nil {
			return err
		}
		d.staff, d.actor = append(d.staff, s.ID), store.StaffActor(&s, "")
	}
	return d.acts.Do(ctx, job, "", func(t *act.Tx) error {
		for i := range deskDeputies {
			name := surnames[i%len(surnames)] + given[i/len(surnames)%len(given)]
			made, err := t.AddDeputy(store.Deputy{OfficeID: d.offices[i%deskOffices], Name: name, Order: i})
			if err != nil {
				return err
			}
			d.deputies = append(d.deputies, *made)
		}
		d.initials = []string{"zgq", "wxy", "ljh"} // 张国强, 王秀英, 李建华
		return nil
	})
}

func (d *desk) write(ctx context.Context, b *db.Batch) error {
	return d.db.Tx(ctx, func(q db.Q) error { return b.Flush(ctx, q) })
}

// fill writes the opinions with what was said, and the search index as its duty
// would.
func (d *desk) fill(ctx context.Context, spec string) error {
	load, err := dbtest.OpenLoad(ctx, spec, "opinion", "entry")
	if err != nil {
		return err
	}
	var grams []db.Gram
	for i := 0; i < d.size; {
		b := &db.Batch{}
		for ; i < d.size && len(b.Opinions) < deskTogether; i++ {
			o, e, key := d.opinion(i)
			b.Opinions, b.Entries = append(b.Opinions, o), append(b.Entries, e)
			for _, g := range store.BigramsOf(e.Text) {
				grams = append(grams, db.Gram{Gram: int64(g), Num: key})
			}
		}
		if err := d.write(ctx, b); err != nil {
			return err
		}
	}
	d.pairs = len(grams)
	slices.SortFunc(grams, func(a, b db.Gram) int { return cmp.Or(cmp.Compare(a.Gram, b.Gram), cmp.Compare(a.Num, b.Num)) })
	if err := load.Grams(ctx, grams); err != nil {
		return err
	}
	return load.Close(ctx)
}

// opinion makes the i-th opinion, what was said, and its number in the search
// index: the year and what follows in one integer.
func (d *desk) opinion(i int) (*store.Opinion, *store.Entry, int64) {
	pick := func(list []string) string { return list[d.rng.IntN(len(list))] }
	at := d.begins.Add(d.now.Sub(d.begins) / time.Duration(d.size) * time.Duration(i))
	year := at.In(chinaTime).Year()
	d.perYear[year]++
	deputy := d.deputies[d.rng.IntN(len(d.deputies))]
	o := &store.Opinion{ID: store.IDFloor(at), Created: at, Updated: at, Number: act.Number(year, d.perYear[year]), OfficeID: pick(d.offices),
		State: d.state(i), Triage: store.TriageOurs, Danger: d.rng.IntN(20) == 0, DeputyID: deputy.ID, Category: pick(categories),
		AssigneeID: pick(d.staff), Version: 1}
	switch o.State {
	case store.OpinionAssigned:
		o.Due = d.now.Add(time.Duration(d.rng.IntN(200)-100) * time.Hour)
	case store.OpinionClosed:
		o.Closed = at.AddDate(0, 0, 20)
	case store.OpinionNew:
		o.DeputyID = ""
	}
	text := pick(places) + pick(troubles)
	if i%(d.size/rareHits) == 0 && i/(d.size/rareHits) < rareHits {
		text = "山后" + rareWord + "没有护栏"
	}
	o.Summary = text
	if i%(d.size/100) == 0 {
		d.numbers = append(d.numbers, o.Number)
	}
	e := &store.Entry{ID: store.IDFloor(at.Add(time.Millisecond)), OpinionID: o.ID, At: at, Kind: store.EntrySaid,
		Audience: store.ForAuthor, ActorKind: store.ActorPerson, Text: text}
	return o, e, int64(year)*1_000_000_000 + d.perYear[year]
}

// state is where the i-th opinion stands: the newest wait, those before are being
// worked on, and what is old is done. As many wait in a large database as in a
// small one.
func (d *desk) state(i int) store.OpinionState {
	one := func(list ...store.OpinionState) store.OpinionState { return list[d.rng.IntN(len(list))] }
	switch left := d.size - i; {
	case left <= deskWaiting:
		return one(store.OpinionNew, store.OpinionNew, store.OpinionChecked, store.OpinionDecide)
	case left <= deskWaiting+deskGoing:
		return one(store.OpinionAssigned, store.OpinionAssigned, store.OpinionAnswered)
	}
	return one(store.OpinionClosed, store.OpinionClosed, store.OpinionClosed, store.OpinionDeclined, store.OpinionMerged)
}
