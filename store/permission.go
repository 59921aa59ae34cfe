package store

import "slices"

// Act names something that can be done. Every route and every act of store/act
// carries one; an act that stands in no row of the table is nobody's.
type Act string

// The acts.
const (
	ActSay           Act = "opinion.say"       // bring something up
	ActReadOwn       Act = "opinion.read_own"  // the author's page
	ActRate          Act = "opinion.rate"      // the author judges an answer
	ActIdentify      Act = "person.identify"   // the author leaves name and phone
	ActExclude       Act = "opinion.exclude"   // not to be shown to a deputy
	ActReadTask      Act = "assignment.read"   // the deputy's page
	ActAnswer        Act = "assignment.answer" // the deputy answers
	ActPassOn        Act = "assignment.pass_on"
	ActAsk           Act = "assignment.ask"
	ActVisit         Act = "assignment.visit"
	ActInbox         Act = "opinion.list"
	ActRead          Act = "opinion.read"
	ActTriage        Act = "opinion.triage"
	ActForward       Act = "opinion.forward"
	ActRecall        Act = "opinion.recall"
	ActRelease       Act = "answer.release"
	ActDraft         Act = "draft.write"  // 拟稿
	ActDraftRead     Act = "draft.read"   // what waits, and where it stands
	ActReview        Act = "draft.review" // 审核
	ActSign          Act = "draft.sign"   // 签发
	ActNote          Act = "opinion.note"
	ActTell          Act = "opinion.tell" // write to the author
	ActMerge         Act = "opinion.merge"
	ActSplit         Act = "opinion.split"
	ActTransfer      Act = "opinion.transfer" // to another office
	ActTakeOver      Act = "opinion.assignee" // who of the desk takes care of it
	ActSnooze        Act = "opinion.snooze"
	ActFilter        Act = "filter.keep" // save a list of the inbox
	ActCanned        Act = "canned.read"
	ActCannedEdit    Act = "canned.edit"
	ActInterest      Act = "opinion.interest"
	ActClose         Act = "opinion.close"
	ActReopen        Act = "opinion.reopen"
	ActBlock         Act = "person.block"
	ActReadSealed    Act = "sealed.read"
	ActUnseal        Act = "sealed.unseal"
	ActRoster        Act = "roster.read"
	ActRosterEdit    Act = "roster.edit"
	ActRollover      Act = "term.rollover" // the new congress has met
	ActInvite        Act = "invitation.make"
	ActAccept        Act = "invitation.accept" // bind one's WeChat
	ActUnbind        Act = "deputy.unbind"
	ActStatistics    Act = "statistic.read"
	ActWall          Act = "wall.manage"       // links to wall screens
	ActMeetings      Act = "meeting.list"      // meetings and activities, and who takes part
	ActMeetingEdit   Act = "meeting.edit"      // prepare one, have it announced, change it, call it off
	ActReceptions    Act = "reception.list"    // reception days, and who comes
	ActReceptionEdit Act = "reception.edit"    // make, announce, change, call off; note who came
	ActReceptionDue  Act = "reception.due"     // a duty reminds of the day before
	ActBook          Act = "booking.make"      // a voter takes a time of a reception day, or gives it back
	ActReceive       Act = "reception.receive" // a deputy sees who comes to the own reception day
	ActContacts      Act = "contact.list"      // who keeps in touch with voters, in numbers
	ActContactEdit   Act = "contact.edit"      // the contact voters themselves
	ActGroupEdit     Act = "group.edit"        // deputies' groups
	ActLinkEdit      Act = "link.edit"         // leaders' and committees' standing links
	ActVisitDeputy   Act = "deputy.visit"      // visits paid to deputies
	ActContactLog    Act = "contact.log"       // what a deputy heard from one
	ActExport        Act = "list.export"       // take a list one may read away as a file
	ActUnreached     Act = "notice.unreached"
	ActNoticeDone    Act = "notice.done" // somebody telephoned
	ActParked        Act = "message.parked"
	ActStaff         Act = "staff.manage"
	ActSettings      Act = "setting.read"
	ActSettingsEdit  Act = "setting.edit"
	ActHolidays      Act = "holiday.edit" // the year's holidays and worked weekends
	ActDuties        Act = "duty.list"
	ActRunDuty       Act = "duty.run" // ask for one more run, now
	ActAudit         Act = "audit.read"
	ActAuditPrune    Act = "audit.prune" // delete what is older than it must be kept
	ActSeePerson     Act = "person.see"  // have somebody's name and phone on the screen
	ActHeld          Act = "person.held" // a copy of what is held about a person
	ActErase         Act = "person.erase"
	ActRetain        Act = "data.retain" // delete what is no longer needed
	ActRotate        Act = "keys.rotate"
	ActAccount       Act = "account.own" // one's own password, second factor, WeChat
	ActRemind        Act = "assignment.remind"
	ActDigestDue     Act = "digest.due"    // a duty says that a half-year's digest is due
	ActWatch         Act = "clock.watch"   // a duty tells staff what the calendar asks of them
	ActWatched       Act = "clock.watched" // be told what the calendar asks of an office
	ActDeliver       Act = "notice.deliver"
	ActFetch         Act = "media.fetch"
	ActBackup        Act = "backup.make"
	ActRestore       Act = "backup.restore"
	ActIndex         Act = "opinion.index" // make texts searchable

	ActAttendance   Act = "meeting.attendance" // who is there, the papers of a meeting, its screens
	ActTick         Act = "meeting.tick"       // sign people in and out, open the screens
	ActMeetingClose Act = "meeting.close"      // its record is complete: into the deputies' records
	ActMinutes      Act = "meeting.minutes"    // 会议记录、纪要、决议决定
	ActSignIn       Act = "meeting.sign"       // sign oneself in, or leave
	ActOwnRecords   Act = "record.own"         // what a deputy's own file says
)

// The acts about broadcasts.
const (
	ActBroadcast     Act = "broadcast.write" // write to many deputies; see how far it is
	ActBroadcastRun  Act = "broadcast.run"   // pause it, go on, cancel what has not gone
	ActBroadcastRead Act = "broadcast.read"  // a deputy reads what was sent
)

// The acts about the answers to a meeting's notice.
const (
	ActReceipts     Act = "meeting.receipts" // who was told, read, answered
	ActUrge         Act = "meeting.urge"     // 提醒回执
	ActCall         Act = "meeting.call"     // telephone those who do not answer
	ActPart         Act = "meeting.part"     // the deputy's page of a meeting
	ActReply        Act = "meeting.reply"    // confirm, or ask for leave
	ActLeaveEndorse Act = "leave.endorse"    // the head of the delegation gives an opinion
	ActLeaveDecide  Act = "leave.decide"
	ActFeed         Act = "calendar.feed" // one's own calendar link
)

// The acts about plans, groups' activities, and what leaves them.
const (
	ActPlan            Act = "plan.read" // year plans
	ActPlanEdit        Act = "plan.edit"
	ActActivity        Act = "activity.read"
	ActActivityEdit    Act = "activity.record" // write down an activity
	ActHandover        Act = "handover.edit"   // findings that leave, and what comes back
	ActGroupReport     Act = "report.read"     // leaders' half-yearly reports
	ActGroupReportEdit Act = "report.write"
	ActActivityDue     Act = "activity.due" // duties about groups, reports, plans and deadlines
)

// Scope limits how far a role's permission for an act reaches.
type Scope string

// The scopes.
const (
	ScopeOwn    Scope = "own"    // what the actor wrote, or was given
	ScopeOffice Scope = "office" // the grant's office and those under it
	ScopeAll    Scope = "all"
	ScopeSealed Scope = "sealed" // office, and sealed items too
	ScopeRoot   Scope = "root"   // the program's own matters: only with a grant at the root of the tree
)

// permissions is the one place that says who may do what.
var permissions = map[Act]map[Role]Scope{
	ActSay:      {RoleVoter: ScopeOwn},
	ActReadOwn:  {RoleVoter: ScopeOwn},
	ActRate:     {RoleVoter: ScopeOwn},
	ActIdentify: {RoleVoter: ScopeOwn},
	ActExclude:  {RoleVoter: ScopeOwn},
	ActAccept:   {RoleVoter: ScopeOwn},

	ActReadTask: {RoleDeputy: ScopeOwn},
	ActAnswer:   {RoleDeputy: ScopeOwn},
	ActPassOn:   {RoleDeputy: ScopeOwn},
	ActAsk:      {RoleDeputy: ScopeOwn},
	ActVisit:    {RoleDeputy: ScopeOwn},

	ActWall:       {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActStatistics: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},

	ActMeetings:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActMeetingEdit: {RoleClerk: ScopeOffice},

	ActAttendance:   {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActTick:         {RoleClerk: ScopeOffice},
	ActMeetingClose: {RoleClerk: ScopeOffice},
	ActMinutes:      {RoleClerk: ScopeOffice},
	ActSignIn:       {RoleVoter: ScopeOwn}, // so that whose chat is no deputy's is told so
	ActOwnRecords:   {RoleDeputy: ScopeOwn},
	ActReceipts:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActUrge:         {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActCall:         {RoleClerk: ScopeOffice},
	ActPart:         {RoleDeputy: ScopeOwn},
	ActReply:        {RoleDeputy: ScopeOwn},
	ActLeaveEndorse: {RoleDeputy: ScopeOwn, RoleClerk: ScopeOffice, RoleLeader: ScopeOffice}, // staff note what the head said
	ActLeaveDecide:  {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActFeed:         {RoleDeputy: ScopeOwn},

	ActReceptions:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActReceptionEdit: {RoleClerk: ScopeOffice},
	ActReceptionDue:  {RoleJob: ScopeAll},
	ActBook:          {RoleVoter: ScopeOwn},
	ActReceive:       {RoleDeputy: ScopeOwn},

	ActContacts:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActContactEdit: {RoleDeputy: ScopeOwn, RoleClerk: ScopeOffice},
	ActContactLog:  {RoleDeputy: ScopeOwn},

	ActInbox:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActRead:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeSealed},
	ActTriage:   {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActForward:  {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActRecall:   {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActInterest: {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActRelease:  {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActNote:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeSealed},
	ActTell:     {RoleClerk: ScopeOffice, RolePetition: ScopeSealed},
	ActMerge:    {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActSplit:    {RoleClerk: ScopeOffice, RolePetition: ScopeOffice},
	ActTransfer: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActTakeOver: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActSnooze:   {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActClose:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActReopen:   {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActBlock:    {RoleClerk: ScopeOffice, RolePetition: ScopeSealed},

	ActDraft:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActDraftRead: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActReview:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActSign:      {RoleLeader: ScopeOffice},

	ActBroadcast:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActBroadcastRun:  {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActBroadcastRead: {RoleDeputy: ScopeOwn},

	ActFilter:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActCanned:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice},
	ActCannedEdit: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},

	ActReadSealed: {RolePetition: ScopeSealed},
	ActUnseal:     {RolePetition: ScopeSealed},

	ActRoster:      {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice, RoleJob: ScopeAll},
	ActRosterEdit:  {RoleClerk: ScopeOffice, RoleJob: ScopeAll},
	ActGroupEdit:   {RoleClerk: ScopeOffice},
	ActLinkEdit:    {RoleClerk: ScopeOffice},
	ActVisitDeputy: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActInvite:      {RoleClerk: ScopeOffice, RoleJob: ScopeAll},
	ActUnbind:      {RoleClerk: ScopeOffice},
	ActRollover:    {RoleClerk: ScopeOffice},

	ActPlan:            {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActPlanEdit:        {RoleClerk: ScopeOffice},
	ActActivity:        {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActActivityEdit:    {RoleClerk: ScopeOffice, RoleDeputy: ScopeOwn},
	ActHandover:        {RoleClerk: ScopeOffice},
	ActGroupReport:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActGroupReportEdit: {RoleDeputy: ScopeOwn},
	ActActivityDue:     {RoleJob: ScopeAll},

	ActExport: {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeOffice,
		RoleSystem: ScopeOffice, RoleSecurity: ScopeOffice, RoleAuditor: ScopeOffice},

	ActUnreached:  {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActNoticeDone: {RoleClerk: ScopeOffice},
	ActParked:     {RoleSystem: ScopeRoot},

	ActStaff:        {RoleSecurity: ScopeOffice, RoleJob: ScopeAll},
	ActSettings:     {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RoleSystem: ScopeOffice},
	ActSettingsEdit: {RoleSystem: ScopeOffice, RoleJob: ScopeAll},
	ActWatched:      {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice},
	ActHolidays:     {RoleSystem: ScopeRoot, RoleClerk: ScopeRoot},
	ActDuties:       {RoleSystem: ScopeRoot},
	ActRunDuty:      {RoleSystem: ScopeRoot},
	ActAudit:        {RoleAuditor: ScopeOffice},
	ActAuditPrune:   {RoleJob: ScopeAll},
	ActRetain:       {RoleJob: ScopeAll},
	ActRotate:       {RoleJob: ScopeAll},
	ActSeePerson:    {RoleClerk: ScopeOffice, RoleLeader: ScopeOffice, RolePetition: ScopeSealed},
	ActHeld:         {RoleVoter: ScopeOwn, RoleClerk: ScopeOffice, RolePetition: ScopeSealed},
	ActErase:        {RoleVoter: ScopeOwn, RoleClerk: ScopeOffice, RolePetition: ScopeSealed},
	ActAccount: {RoleClerk: ScopeOwn, RoleLeader: ScopeOwn, RolePetition: ScopeOwn,
		RoleSystem: ScopeOwn, RoleSecurity: ScopeOwn, RoleAuditor: ScopeOwn},

	ActRemind:  {RoleJob: ScopeAll},
	ActDeliver: {RoleJob: ScopeAll},
	ActFetch:   {RoleJob: ScopeAll},
	ActBackup:  {RoleJob: ScopeAll},
	ActRestore: {RoleJob: ScopeAll},

	ActDigestDue: {RoleJob: ScopeAll},
	ActWatch:     {RoleJob: ScopeAll},
	ActIndex:     {RoleJob: ScopeAll},
}

// Acts lists every act of the table, sorted.
func Acts() []Act {
	var acts []Act
	for a := range permissions {
		acts = append(acts, a)
	}
	slices.Sort(acts)
	return acts
}

// RolesFor lists the roles with any permission for an act, sorted: for menus,
// and for the test that walks every route as every role.
func RolesFor(a Act) []Role {
	var roles []Role
	for r := range permissions[a] {
		roles = append(roles, r)
	}
	slices.Sort(roles)
	return roles
}

// MayAnywhere reports whether the actor may do an act to something, somewhere:
// whether to offer a menu entry at all.
func MayAnywhere(actor Actor, a Act) bool {
	for r, scope := range permissions[a] {
		if actor.Has(r) && (scope != ScopeRoot || actor.AtRoot) {
			return true
		}
	}
	return false
}

// Target is what an act is done to, as far as permission depends on it.
type Target struct {
	OfficeID string
	PersonID string // the author
	DeputyID string // who has it
	StaffID  string
	Sealed   bool
}

// May decides whether an actor may do an act to a target. A sealed target
// answers only to the scopes that say so, whatever else the actor may do.
func May(actor Actor, a Act, t Target, offices Offices) bool {
	for role, scope := range permissions[a] {
		if actor.Has(role) && reaches(actor, role, scope, t, offices) {
			return true
		}
	}
	return false
}

func reaches(actor Actor, role Role, scope Scope, t Target, offices Offices) bool {
	switch scope {
	case ScopeAll:
		return true
	case ScopeOwn:
		return owns(actor, role, t)
	case ScopeRoot:
		return !t.Sealed && slices.Contains(OfficesOf(actor, offices, role), "") // what belongs to no office is the root's
	case ScopeOffice:
		return !t.Sealed && slices.Contains(OfficesOf(actor, offices, role), t.OfficeID)
	case ScopeSealed:
		return slices.Contains(OfficesOf(actor, offices, role), t.OfficeID)
	}
	return false
}

func owns(actor Actor, role Role, t Target) bool {
	switch role {
	case RoleVoter:
		return actor.PersonID != "" && actor.PersonID == t.PersonID
	case RoleDeputy:
		return !t.Sealed && actor.DeputyID != "" && actor.DeputyID == t.DeputyID
	}
	return actor.Kind == ActorStaff && actor.ID == t.StaffID
}

// OfficesOf lists the offices an actor holds one of the roles in, those under
// them included: what a list is limited to. An item that belongs to no office
// yet (before set-up) belongs to whoever serves the root.
func OfficesOf(actor Actor, offices Offices, roles ...Role) []string {
	var ids []string
	for _, g := range actor.Grants {
		if !slices.Contains(roles, g.Role) {
			continue
		}
		ids = append(ids, offices.Under(g.OfficeID)...)
		if g.OfficeID == offices.Root().ID {
			ids = append(ids, "")
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// OfficesFor lists the offices in which an actor may do an act.
func OfficesFor(actor Actor, a Act, offices Offices) []string {
	var roles []Role
	for r, s := range permissions[a] {
		if s == ScopeOffice || s == ScopeSealed {
			roles = append(roles, r)
		}
	}
	return OfficesOf(actor, offices, roles...)
}
