package store

import (
	"slices"
)

// Level is the congress a mandate belongs to.
type Level string

// The five levels of people's congresses.
const (
	LevelNation   Level = "nation"
	LevelProvince Level = "province"
	LevelCity     Level = "city"
	LevelCounty   Level = "county"
	LevelTownship Level = "township"
)

// Direct reports whether voters elect the deputies of a level, in a 选区; the
// others are elected by a congress, their 选举单位 (选举法 Art. 3).
func (l Level) Direct() bool { return l == LevelCounty || l == LevelTownship }

// MandateStatus says whether a mandate is exercised.
type MandateStatus string

// Who is elected waits for the first session of the new congress. A mandate is
// suspended or ends only as 代表法 Art. 61–63 say, announced by the standing
// committee or the township congress.
const (
	MandateElected   MandateStatus = "elected"
	MandateActive    MandateStatus = "active"
	MandateSuspended MandateStatus = "suspended"
	MandateEnded     MandateStatus = "ended"
)

// Mandate is a deputy's seat in one congress for one term. A person may hold
// several, of different levels, at once.
type Mandate struct {
	ID         string
	DeputyID   string
	OfficeID   string
	TermID     string
	Level      Level
	DistrictID string
	StationID  string // place of attachment: the station where voters meet the deputy
	Title      string // 称谓: 县人大代表
	Status     MandateStatus
	From       string // day the mandate began, 2006-01-02
	To         string // day it ended; empty while it lasts
	Since      string // day of the present status; empty: as From
	Ground     Ground // why it stands as it does; empty when it simply runs
	ByElection bool   // 补选
	Version    int64
}

// Lasts reports whether a mandate has not ended: it runs, is suspended, or has
// still to begin.
func (m *Mandate) Lasts() bool { return m.Status != MandateEnded }

// OverBefore reports whether all of a deputy's mandates had ended before a day: who
// has none never began one.
func OverBefore(list []Mandate, day string) bool {
	for i := range list {
		if list[i].Lasts() || list[i].To >= day {
			return false
		}
	}
	return len(list) > 0
}

// MandateVerb is what can happen to a mandate.
type MandateVerb string

// The verbs of a mandate's life.
const (
	MandateBegin   MandateVerb = "begin"   // the new congress meets, or a by-election has filled the seat
	MandateSuspend MandateVerb = "suspend" // 暂时停止执行代表职务
	MandateResume  MandateVerb = "resume"  // 恢复执行代表职务
	MandateEnd     MandateVerb = "end"     // 代表资格终止
	MandateCorrect MandateVerb = "correct" // an end that was written down by mistake
)

// mandateMoves is the whole life of a mandate. What is not here is not possible.
var mandateMoves = map[MandateStatus]map[MandateVerb]MandateStatus{
	MandateElected:   {MandateBegin: MandateActive, MandateEnd: MandateEnded},
	MandateActive:    {MandateSuspend: MandateSuspended, MandateEnd: MandateEnded},
	MandateSuspended: {MandateResume: MandateActive, MandateEnd: MandateEnded},
	MandateEnded:     {MandateCorrect: MandateActive},
}

// Can reports whether a verb is possible in a status.
func (s MandateStatus) Can(v MandateVerb) bool { _, ok := mandateMoves[s][v]; return ok }

// MandateStep is a change in a mandate's life, kept for ever.
type MandateStep struct {
	ID        string
	MandateID string
	DeputyID  string
	Verb      MandateVerb
	Ground    Ground
	Day       string // when it happened
	Reason    string // what staff wrote: the number of the announcement
	By        string // staff id; empty for the program
	At        string // day it was written down
}

// MandateChange is what is to happen to a mandate.
type MandateChange struct {
	Verb   MandateVerb
	Ground Ground
	Day    string // when it happened, 2006-01-02
	Reason string
}

// Move applies a change; today bounds its day. It refuses what is not possible,
// a ground the law does not give for it, and a day that cannot be.
func (m *Mandate) Move(c MandateChange, today string) error {
	to, ok := mandateMoves[m.Status][c.Verb]
	switch {
	case !ok && m.Status == MandateEnded:
		return Invalid("mandate", ProblemDone)
	case !ok:
		return Invalid("mandate", ProblemState)
	case !c.Ground.fits(c.Verb):
		return Invalid("ground", ProblemMismatch)
	}
	if err := m.checkDay(c.Day, today); err != nil {
		return err
	}
	m.Status, m.Since, m.Ground = to, c.Day, c.Ground
	switch c.Verb {
	case MandateBegin:
		m.From = c.Day
	case MandateEnd:
		m.To = c.Day
	case MandateResume, MandateCorrect:
		m.To, m.Ground = "", ""
	}
	return nil
}

// checkDay: what happened lies between the last step and today.
func (m *Mandate) checkDay(day, today string) error {
	switch {
	case day == "":
		return Invalid("day", ProblemEmpty)
	case !isDay(day):
		return Invalid("day", ProblemMalformed)
	case day > today:
		return Invalid("day", ProblemFuture)
	case day < max(m.From, m.Since):
		return Invalid("day", ProblemBefore)
	}
	return nil
}

// Check refuses a mandate whose parts do not go together.
func (m *Mandate) Check(d *District) error {
	switch {
	case !slices.Contains(Levels, m.Level):
		return Invalid("level", ProblemEmpty)
	case !isDay(m.From):
		return Invalid("from", ProblemMalformed)
	case !isDay(m.To):
		return Invalid("to", ProblemMalformed)
	case m.From != "" && m.To != "" && m.To < m.From:
		return Invalid("to", ProblemBefore)
	case d != nil && m.Level.Direct() != (d.Kind == DistrictVoters):
		return Invalid("district", ProblemMismatch)
	}
	return nil
}

// Levels are the five levels, from the lowest.
var Levels = []Level{LevelTownship, LevelCounty, LevelCity, LevelProvince, LevelNation}

// Clashes reports whether one person cannot have both mandates: two of one level
// that last at once, unless one has still to begin (选举法 Art. 48: nobody is a
// deputy in two unrelated areas).
func (m *Mandate) Clashes(o *Mandate) bool {
	if m.ID == o.ID || m.Level != o.Level || !m.Lasts() || !o.Lasts() {
		return false
	}
	return m.TermID == o.TermID || (m.Status == MandateElected) == (o.Status == MandateElected)
}

// Tier says how near a deputy's mandate is to a matter.
type Tier int

// The tiers, the nearest first.
const (
	TierDistrict Tier = iota
	TierStation
	TierOffice
	TierNone // the mandate has nothing to do with it, or is not exercised
)

// TierFor is how near the mandate is to a matter of a place. under are the
// matter's office and those below it.
func (m *Mandate) TierFor(districtID, stationID string, under []string) Tier {
	switch {
	case m.Status != MandateActive:
		return TierNone
	case districtID != "" && m.DistrictID == districtID:
		return TierDistrict
	case stationID != "" && m.StationID == stationID:
		return TierStation
	case slices.Contains(under, m.OfficeID):
		return TierOffice
	}
	return TierNone
}

// Standing chooses deputies by what their mandates are: one of the statuses, or
// one of these.
type Standing string

// Deputies with any mandate that has not ended, those with none left, and all.
const (
	StandingNow    Standing = ""
	StandingFormer Standing = "former"
	StandingAll    Standing = "all"
)

// Standings are what a list of deputies is chosen by.
var Standings = []Standing{StandingNow, Standing(MandateActive), Standing(MandateElected), Standing(MandateSuspended),
	StandingFormer, StandingAll}
