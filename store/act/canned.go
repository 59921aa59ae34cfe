package act

import (
	"cmp"
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// CannedRow is a canned reply as the desk's page lists it.
type CannedRow struct {
	store.Canned
	Office string // whose it is, when it comes from above
	Mine   bool   // the actor may change it
}

// Canned lists the canned replies of an office: its own, then those of the offices
// above it.
func (a *Acts) Canned(ctx context.Context, actor store.Actor, office string) ([]CannedRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActCanned, store.Target{OfficeID: office}, view.Offices) {
		return nil, store.ErrNotFound
	}
	list, err := a.cannedOf(ctx, view, office)
	if err != nil {
		return nil, err
	}
	var rows []CannedRow
	for _, c := range list {
		r := CannedRow{Canned: c, Mine: store.May(actor, store.ActCannedEdit, store.Target{OfficeID: c.OfficeID}, view.Offices)}
		if c.OfficeID != office {
			o, _ := view.Offices.Find(c.OfficeID)
			r.Office = o.Short
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// cannedOf reads the canned replies that hold in an office, the nearest first.
func (a *Acts) cannedOf(ctx context.Context, view *View, office string) ([]store.Canned, error) {
	above := view.Offices.Above(office)
	list, err := db.CannedOf(ctx, a.db.Read(), above)
	slices.SortStableFunc(list, func(x, y store.Canned) int {
		return cmp.Compare(slices.Index(above, x.OfficeID), slices.Index(above, y.OfficeID))
	})
	return list, err
}

// CannedFor gives the canned replies for a matter with their placeholders filled.
func (a *Acts) CannedFor(ctx context.Context, actor store.Actor, d *Dossier) ([]store.Canned, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActCanned, store.Target{OfficeID: d.Opinion.OfficeID}, view.Offices) {
		return nil, nil
	}
	list, err := a.cannedOf(ctx, view, d.Opinion.OfficeID)
	values := cannedValues(view, d, a.Now())
	for i := range list {
		list[i].Text = store.Fill(list[i].Text, values)
	}
	return list, err
}

// cannedValues is what the placeholders stand for. What is not known has words
// that still make a sentence. Words that go to several authors name none of them.
func cannedValues(view *View, d *Dossier, now time.Time) map[string]string {
	o := &d.Opinion
	office, _ := view.Offices.Find(o.OfficeID)
	v := map[string]string{"编号": o.Number, "称呼": "群众朋友", "代表": "人大代表", "机构": view.Name(o.OfficeID),
		"电话": cmp.Or(office.Phone, "本机构办公电话"), "日期": chineseDate(now), "期限": "近期"}
	if d.AuthorName != "" && len(d.Voices) == 0 {
		v["称呼"] = d.AuthorName + "同志"
	}
	if len(d.Voices) > 0 {
		v["编号"] = "以您收到的为准"
	}
	if d.Deputy != nil {
		v["代表"] = d.Deputy.Call()
	}
	if !o.Due.IsZero() {
		v["期限"] = chineseDate(o.Due)
	}
	return v
}

func chineseDate(at time.Time) string { return at.In(store.ChinaTime).Format("2006年1月2日") }

// AddCanned keeps a new canned reply for an office and those under it.
func (t *Tx) AddCanned(c store.Canned) (*store.Canned, error) {
	if t.may(store.ActCannedEdit, store.Target{OfficeID: c.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.ID, c.Created, c.Updated, c.By, c.Version = store.NewID(t.now), t.now, t.now, t.Actor.ID, 1
	t.batch.Canned = append(t.batch.Canned, &c)
	t.audit(store.ActCannedEdit, "canned", c.ID, c.OfficeID, "new use="+string(c.Use), c.Text)
	return &c, nil
}

// canned reads a canned reply that the actor may change; any other is not found.
func (t *Tx) canned(id string, seen int64) (*store.Canned, error) {
	c, err := db.Canned(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActCannedEdit, store.Target{OfficeID: c.OfficeID}) != nil || !c.Retired.IsZero() {
		return nil, store.ErrNotFound
	}
	if seen != c.Version {
		return nil, store.ErrConflict
	}
	return c, nil
}

// EditCanned changes a canned reply. What was written with it stays as it is.
func (t *Tx) EditCanned(id string, use store.CannedUse, title, text string, seen int64) error {
	c, err := t.canned(id, seen)
	if err != nil {
		return err
	}
	c.Use, c.Title, c.Text, c.Updated, c.By = use, title, text, t.now, t.Actor.ID
	if err := c.Validate(); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Canned, c)
	t.audit(store.ActCannedEdit, "canned", c.ID, c.OfficeID, "changed use="+string(c.Use), c.Text)
	return nil
}

// RetireCanned takes a canned reply out of use.
func (t *Tx) RetireCanned(id string, seen int64) error {
	c, err := t.canned(id, seen)
	if err != nil {
		return err
	}
	c.Retired, c.Updated = t.now, t.now
	touch(t, &t.batch.Changed.Canned, c)
	t.audit(store.ActCannedEdit, "canned", c.ID, c.OfficeID, "retired", "")
	return nil
}
