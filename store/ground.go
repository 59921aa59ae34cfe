package store

// Ground is why a mandate is suspended, resumed or ended.
type Ground string

// The grounds of 代表法 Art. 61–62, and those of an election and of an office's
// own records. What the law calls the end of the qualification is announced by
// the standing committee, or by the township congress (Art. 63).
const (
	GroundCustody     Ground = "custody"
	GroundSentence    Ground = "sentence"
	GroundPassed      Ground = "passed"
	GroundMoved       Ground = "moved"
	GroundResigned    Ground = "resigned"
	GroundAbsent      Ground = "absent"
	GroundRecalled    Ground = "recalled"
	GroundNationality Ground = "nationality"
	GroundRights      Ground = "rights"
	GroundCapacity    Ground = "capacity"
	GroundDied        Ground = "died"
	GroundVoid        Ground = "void"
	GroundTerm        Ground = "term"
	GroundMistake     Ground = "mistake"
)

// GroundDef is a ground as a form offers it.
type GroundDef struct {
	Ground  Ground
	Verb    MandateVerb
	Words   string
	Article string // the law; empty where a record is only put right
}

// Grounds lists the grounds in the order they are offered.
var Grounds = []GroundDef{
	{GroundCustody, MandateSuspend, "因刑事案件被羁押，正在受侦查、起诉、审判", "代表法第61条"},
	{GroundSentence, MandateSuspend, "被判处管制、拘役或者有期徒刑而没有附加剥夺政治权利，正在服刑", "代表法第61条"},
	{GroundPassed, MandateResume, "暂停执行职务的情形已经消失", "代表法第61条"},
	{GroundResigned, MandateEnd, "辞职被接受", "代表法第62条"},
	{GroundMoved, MandateEnd, "迁出或者调离本行政区域", "代表法第62条"},
	{GroundAbsent, MandateEnd, "未经批准两次不出席本级人大会议", "代表法第62条"},
	{GroundRecalled, MandateEnd, "被罢免", "代表法第62条"},
	{GroundNationality, MandateEnd, "丧失中华人民共和国国籍", "代表法第62条"},
	{GroundRights, MandateEnd, "依照法律被剥夺政治权利", "代表法第62条"},
	{GroundCapacity, MandateEnd, "丧失行为能力", "代表法第62条"},
	{GroundDied, MandateEnd, "去世", "代表法第62–63条"},
	{GroundVoid, MandateEnd, "当选无效", "选举法"},
	{GroundTerm, MandateEnd, "任期届满", "地方组织法"},
	{GroundMistake, MandateCorrect, "原来登记有误，予以更正", ""},
}

// Def finds what is said of a ground; the zero GroundDef for none.
func (g Ground) Def() GroundDef {
	for _, d := range Grounds {
		if d.Ground == g {
			return d
		}
	}
	return GroundDef{}
}

// fits reports whether a ground is one for a verb. To begin needs none.
func (g Ground) fits(v MandateVerb) bool {
	if v == MandateBegin {
		return g == ""
	}
	return g.Def().Verb == v
}

// GroundsFor lists what a form offers for a verb. The end of a term is not one:
// it comes with the next congress's first session, for all at once.
func GroundsFor(v MandateVerb) []GroundDef {
	var list []GroundDef
	for _, d := range Grounds {
		if d.Verb == v && d.Ground != GroundTerm {
			list = append(list, d)
		}
	}
	return list
}
