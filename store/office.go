package store

import (
	"slices"
	"time"
)

// OfficeKind is the sort of congress organ an office serves.
type OfficeKind string

// The kinds of office (地方组织法): a street working committee has no congress
// and no deputies of its own; a township has a presidium.
const (
	OfficeCity     OfficeKind = "city"     // 市人大常委会
	OfficeCounty   OfficeKind = "county"   // 县（区）人大常委会
	OfficeStreet   OfficeKind = "street"   // 街道人大工委
	OfficeTownship OfficeKind = "township" // 乡镇人大主席团
	OfficeZone     OfficeKind = "zone"     // 开发区人大工委
)

// OfficeKinds lists the kinds, from the top of a tree.
var OfficeKinds = []OfficeKind{OfficeCity, OfficeCounty, OfficeStreet, OfficeTownship, OfficeZone}

// Office is a congress organ's office in the tree that one deployment serves.
type Office struct {
	ID       string
	ParentID string // empty for the root
	Kind     OfficeKind
	Name     string // 某县人大常委会代表工作委员会
	Short    string // what the chat and headers call it: 某县人大
	Phone    string // the office's public number, shown to voters
	Hours    string // 工作日 8:30–12:00，14:30–17:30
	// Relation is how a zone stands to the towns in it; empty for the others.
	Relation ZoneRelation
	// Population is of the area, by the last count known to the office: only the
	// hint on seats (选举法 Art. 12) reads it. 0 is not known.
	Population int
	Order      int       // among the offices of one parent; lower is first
	Closed     time.Time // an office that is no more; its past stays readable
	Created    time.Time
	Version    int64
}

// ZoneRelation is how a development zone and the towns in it share the work.
type ZoneRelation string

// The three relations: the zone runs the towns in its care, the two divide
// economy and society between them, or a town runs the zone.
const (
	ZoneRunsTowns ZoneRelation = "zone_runs" // 代管镇街
	ZoneDivides   ZoneRelation = "divides"   // 经济社会分工
	ZoneTownRuns  ZoneRelation = "town_runs" // 镇管区
)

// ZoneRelations lists the relations.
var ZoneRelations = []ZoneRelation{ZoneRunsTowns, ZoneDivides, ZoneTownRuns}

// DistrictKind says how a district elects.
type DistrictKind string

// Voters elect in a 选区; deputies of city level and above are elected by a
// congress below, their 选举单位, which has no outline on a map.
const (
	DistrictVoters DistrictKind = "voters"
	DistrictUnit   DistrictKind = "unit"
)

// District is where a deputy was elected.
type District struct {
	ID       string
	OfficeID string
	Kind     DistrictKind
	Name     string
	Outline  string // polygon as JSON, GCJ-02; empty when nobody drew one
	Order    int
	Seats    int // deputies it elects: 1 to 3 in a 选区 (选举法 Art. 25); 0 is not written down
	Version  int64
}

// Station is a deputies' liaison station (代表联络站, 地方组织法 Art. 60). Its
// printed code carries Scene.
type Station struct {
	ID         string
	OfficeID   string
	DistrictID string // the district it serves; empty when it serves the whole office
	Name       string
	Address    string
	Hours      string
	Phone      string
	Scene      string // the QR scene string, 1–64 characters, unique
	// Closed stations are offered nowhere; a code that still hangs on a wall goes
	// on telling the area.
	Closed  time.Time
	Version int64
}

// Offices is the tree of a deployment, for scope: a person of the desk may act
// in the own office and those under it.
type Offices []Office

// Find returns the office with that id.
func (o Offices) Find(id string) (Office, bool) {
	for _, f := range o {
		if f.ID == id {
			return f, true
		}
	}
	return Office{}, false
}

// Root is the office without a parent, or the first one. An empty tree gives a
// zero Office: a voter is heard before the set-up is finished.
func (o Offices) Root() Office {
	for _, f := range o {
		if f.ParentID == "" {
			return f
		}
	}
	if len(o) > 0 {
		return o[0]
	}
	return Office{}
}

// Open leaves out the offices that are no more: what a form offers.
func (o Offices) Open() Offices {
	return slices.DeleteFunc(slices.Clone(o), func(f Office) bool { return !f.Closed.IsZero() })
}

// Under lists the ids of an office and of all below it.
func (o Offices) Under(id string) []string {
	ids := []string{id}
	for i := 0; i < len(ids) && len(ids) <= len(o); i++ {
		for _, f := range o {
			if f.ParentID == ids[i] && f.ID != "" {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids
}

// Above lists the ids from an office up to the root, itself first: the order in
// which a setting is looked up.
func (o Offices) Above(id string) []string {
	var ids []string
	for len(ids) <= len(o) {
		f, ok := o.Find(id)
		if !ok {
			return ids
		}
		ids = append(ids, id)
		id = f.ParentID
	}
	return ids
}
