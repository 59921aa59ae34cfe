package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/sheet"
)

// Route is one address of the console.
type Route struct {
	Method, Path string
	// Act is what the address is for. Who may do it nowhere is refused; whether it
	// may be done to what the address names is the act's to decide.
	Act store.Act
	// Open says why an address without an Act serves anybody.
	Open string

	serve  func(*handler, *gin.Context)
	upload page.Limits // zero: the address takes no files
	first  bool        // serves who has still to set password and second factor
	duties bool        // only where Config has duties
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is the whole of /console.
var routes = []Route{
	{Method: get, Path: "/console/signin", Open: "this is where one signs in", serve: (*handler).signInPage},
	{Method: post, Path: "/console/signin", Open: "this is where one signs in", serve: (*handler).signIn},
	{Method: post, Path: "/console/signout", Act: store.ActAccount, serve: (*handler).signOut, first: true},
	{Method: get, Path: "/console/setup", Act: store.ActAccount, serve: (*handler).setupPage, first: true},
	{Method: post, Path: "/console/setup/password", Act: store.ActAccount, serve: (*handler).setPassword, first: true},
	{Method: post, Path: "/console/setup/factor", Act: store.ActAccount, serve: (*handler).setFactor, first: true},
	{Method: post, Path: "/console/setup/office", Act: store.ActStaff, serve: (*handler).setOffice, first: true},

	{Method: get, Path: "/console/", Act: store.ActAccount, serve: (*handler).today},
	{Method: get, Path: "/console/counts", Act: store.ActInbox, serve: (*handler).counts},
	{Method: get, Path: "/console/me", Act: store.ActAccount, serve: (*handler).me},
	{Method: post, Path: "/console/me/password", Act: store.ActAccount, serve: (*handler).changePassword},
	{Method: post, Path: "/console/me/sessions", Act: store.ActAccount, serve: (*handler).endOwnSessions},
	{Method: post, Path: "/console/me/recovery", Act: store.ActAccount, serve: (*handler).renewRecovery},
	{Method: post, Path: "/console/me/factor", Act: store.ActAccount, serve: (*handler).changeFactor},
	{Method: post, Path: "/console/me/wechat", Act: store.ActAccount, serve: (*handler).bindSelf},
	{Method: post, Path: "/console/me/unbind", Act: store.ActAccount, serve: (*handler).unbindSelf},

	{Method: get, Path: "/console/opinions", Act: store.ActInbox, serve: (*handler).inbox},
	{Method: get, Path: "/console/opinions/live", Act: store.ActInbox, serve: (*handler).inboxLive},
	{Method: get, Path: bulkPath, Act: store.ActInbox, serve: (*handler).bulk},
	{Method: post, Path: bulkPath, Act: store.ActInbox, serve: (*handler).runBulk},
	{Method: post, Path: "/console/filters", Act: store.ActFilter, serve: (*handler).saveFilter},
	{Method: post, Path: "/console/filters/:id/delete", Act: store.ActFilter, serve: (*handler).deleteFilter},
	{Method: get, Path: "/console/opinions/:id", Act: store.ActRead, serve: (*handler).opinion},
	{Method: post, Path: "/console/opinions/:id/triage", Act: store.ActTriage, serve: (*handler).triage},
	{Method: post, Path: "/console/opinions/:id/forward", Act: store.ActForward, serve: (*handler).forward},
	{Method: post, Path: "/console/opinions/:id/recall", Act: store.ActRecall, serve: (*handler).recall},
	{Method: post, Path: "/console/opinions/:id/release", Act: store.ActRelease, serve: (*handler).release},
	{Method: post, Path: "/console/opinions/:id/return", Act: store.ActRelease, serve: (*handler).returnAnswer},
	{Method: post, Path: "/console/opinions/:id/deputy", Act: store.ActNote, serve: (*handler).replyToDeputy},
	{Method: post, Path: "/console/opinions/:id/note", Act: store.ActNote, serve: (*handler).note},
	{Method: post, Path: "/console/opinions/:id/tell", Act: store.ActTell, serve: (*handler).tell},
	{Method: post, Path: "/console/opinions/:id/interest", Act: store.ActInterest, serve: (*handler).interest},
	{Method: post, Path: "/console/opinions/:id/assign", Act: store.ActTakeOver, serve: (*handler).assign},
	{Method: post, Path: "/console/opinions/:id/sort", Act: store.ActTriage, serve: (*handler).sort},
	{Method: post, Path: "/console/opinions/:id/urgent", Act: store.ActTriage, serve: (*handler).urge},
	{Method: post, Path: "/console/opinions/:id/snooze", Act: store.ActSnooze, serve: (*handler).snooze},
	{Method: post, Path: "/console/opinions/:id/pending", Act: store.ActSnooze, serve: (*handler).wait},
	{Method: post, Path: "/console/opinions/:id/merge", Act: store.ActMerge, serve: (*handler).merge},
	{Method: post, Path: "/console/opinions/:id/part", Act: store.ActMerge, serve: (*handler).part},
	{Method: post, Path: "/console/opinions/:id/split", Act: store.ActSplit, serve: (*handler).split},
	{Method: post, Path: "/console/opinions/:id/transfer", Act: store.ActTransfer, serve: (*handler).transfer},
	{Method: post, Path: "/console/opinions/:id/close", Act: store.ActClose, serve: (*handler).close},
	{Method: post, Path: "/console/opinions/:id/reopen", Act: store.ActReopen, serve: (*handler).reopen},
	{Method: post, Path: "/console/opinions/:id/block", Act: store.ActBlock, serve: (*handler).block},
	{Method: get, Path: "/console/canned", Act: store.ActCanned, serve: (*handler).canned},
	{Method: post, Path: "/console/canned", Act: store.ActCannedEdit, serve: (*handler).addCanned},
	{Method: post, Path: "/console/canned/:id", Act: store.ActCannedEdit, serve: (*handler).editCanned},
	{Method: post, Path: "/console/canned/:id/retire", Act: store.ActCannedEdit, serve: (*handler).retireCanned},
	{Method: get, Path: "/console/files/:id", Act: store.ActRead, serve: (*handler).file},

	{Method: get, Path: "/console/sealed", Act: store.ActReadSealed, serve: (*handler).sealed},
	{Method: get, Path: "/console/sealed/:id", Act: store.ActReadSealed, serve: (*handler).opinion},
	{Method: post, Path: "/console/sealed/:id/unseal", Act: store.ActUnseal, serve: (*handler).unseal},

	{Method: get, Path: "/console/drafts", Act: store.ActDraftRead, serve: (*handler).drafts},
	{Method: get, Path: "/console/drafts/:id", Act: store.ActDraftRead, serve: (*handler).draft},
	{Method: get, Path: "/console/drafts/:id/word", Act: store.ActDraftRead, serve: (*handler).draftWord},
	{Method: get, Path: "/console/drafts/:id/paper", Act: store.ActDraftRead, serve: (*handler).draftPaper},
	{Method: post, Path: "/console/drafts/:id/edit", Act: store.ActDraft, serve: (*handler).editDraft},
	{Method: post, Path: "/console/drafts/:id/withdraw", Act: store.ActDraft, serve: stepDraft(store.StepWithdraw, "已撤回，这份文稿不再送审。")},
	{Method: post, Path: "/console/drafts/:id/pass", Act: store.ActReview, serve: stepDraft(store.StepPass, "已审核通过，等待签发。")},
	{Method: post, Path: "/console/drafts/:id/return", Act: store.ActReview, serve: stepDraft(store.StepReturn, "已退回修改。")},
	{Method: post, Path: "/console/drafts/:id/sign", Act: store.ActSign, serve: stepDraft(store.StepSign, "已签发。")},
	{Method: get, Path: "/console/digests", Act: store.ActDraftRead, serve: (*handler).digests},
	{Method: post, Path: "/console/digests", Act: store.ActDraft, serve: (*handler).makeDigest},

	{Method: get, Path: "/console/unreached", Act: store.ActUnreached, serve: (*handler).unreached},
	{Method: post, Path: "/console/unreached/:id/phoned", Act: store.ActNoticeDone, serve: (*handler).phoned},

	{Method: get, Path: "/console/deputies", Act: store.ActRoster, serve: (*handler).deputies},
	{Method: post, Path: "/console/deputies", Act: store.ActRosterEdit, serve: (*handler).addDeputy},
	{Method: get, Path: "/console/deputies/:id", Act: store.ActRoster, serve: (*handler).deputy},
	{Method: post, Path: "/console/deputies/:id", Act: store.ActRosterEdit, serve: (*handler).editDeputy},
	{Method: post, Path: "/console/deputies/:id/phone", Act: store.ActRoster, serve: (*handler).showPhone},
	{Method: post, Path: "/console/deputies/:id/delete", Act: store.ActRosterEdit, serve: (*handler).deleteDeputy},
	{Method: post, Path: "/console/deputies/:id/mandates", Act: store.ActRosterEdit, serve: (*handler).addMandate},
	{Method: post, Path: "/console/mandates/:id", Act: store.ActRosterEdit, serve: (*handler).editMandate},
	{Method: post, Path: "/console/mandates/:id/change", Act: store.ActRosterEdit, serve: (*handler).changeMandate},
	{Method: post, Path: "/console/mandates/:id/delete", Act: store.ActRosterEdit, serve: (*handler).deleteMandate},
	{Method: post, Path: "/console/deputies/:id/invite", Act: store.ActInvite, serve: (*handler).invite},
	{Method: post, Path: "/console/deputies/:id/unbind", Act: store.ActUnbind, serve: (*handler).unbind},
	{Method: get, Path: "/console/deputies/invitations", Act: store.ActInvite, serve: (*handler).invitePage},
	{Method: post, Path: "/console/deputies/invitations", Act: store.ActInvite, serve: (*handler).inviteMany},
	{Method: post, Path: "/console/invitations/:id/revoke", Act: store.ActInvite, serve: (*handler).revoke},
	{Method: get, Path: "/console/roster/template", Act: store.ActRosterEdit, serve: (*handler).rosterTemplate},
	{Method: get, Path: "/console/roster/import", Act: store.ActRosterEdit, serve: (*handler).importPage},
	{Method: post, Path: "/console/roster/import", Act: store.ActRosterEdit, serve: (*handler).sendRoster,
		upload: page.Limits{Files: 1, Bytes: sheet.MaxFile + 64<<10}},
	{Method: get, Path: "/console/roster/imports/:id", Act: store.ActRosterEdit, serve: (*handler).imported},
	{Method: get, Path: "/console/roster/imports/:id/findings", Act: store.ActRosterEdit, serve: (*handler).findings},
	{Method: post, Path: "/console/roster/imports/:id/take", Act: store.ActRosterEdit, serve: (*handler).takeRoster},
	{Method: post, Path: "/console/roster/imports/:id/drop", Act: store.ActRosterEdit, serve: (*handler).dropRoster},
	{Method: get, Path: "/console/groups", Act: store.ActRoster, serve: (*handler).groups},
	{Method: get, Path: "/console/groups/new", Act: store.ActGroupEdit, serve: (*handler).newGroup},
	{Method: get, Path: "/console/groups/:id", Act: store.ActGroupEdit, serve: (*handler).groupPage},
	{Method: post, Path: "/console/groups", Act: store.ActGroupEdit, serve: (*handler).saveGroup},
	{Method: post, Path: "/console/groups/:id", Act: store.ActGroupEdit, serve: (*handler).saveGroup},
	{Method: post, Path: "/console/groups/:id/close", Act: store.ActGroupEdit, serve: (*handler).closeGroup},
	{Method: get, Path: "/console/book", Act: store.ActRoster, serve: (*handler).book},
	{Method: get, Path: "/console/links", Act: store.ActRoster, serve: (*handler).linkList},
	{Method: post, Path: "/console/links", Act: store.ActLinkEdit, serve: (*handler).addLink},
	{Method: post, Path: "/console/links/:id/end", Act: store.ActLinkEdit, serve: (*handler).endLink},
	{Method: get, Path: "/console/visits", Act: store.ActVisitDeputy, serve: (*handler).visits},
	{Method: post, Path: "/console/visits", Act: store.ActVisitDeputy, serve: (*handler).addVisit},
	{Method: post, Path: "/console/visits/:id/done", Act: store.ActVisitDeputy, serve: (*handler).followedUp},
	{Method: get, Path: "/console/stations", Act: store.ActRoster, serve: (*handler).stations},
	{Method: post, Path: "/console/stations", Act: store.ActRosterEdit, serve: (*handler).addStation},
	{Method: get, Path: "/console/stations/sheets", Act: store.ActRoster, serve: (*handler).stationSheets},
	{Method: get, Path: "/console/stations/:id/sheet", Act: store.ActRoster, serve: (*handler).stationSheet},
	{Method: get, Path: "/console/stations/:id", Act: store.ActRoster, serve: (*handler).station},
	{Method: post, Path: "/console/stations/:id", Act: store.ActRosterEdit, serve: (*handler).editStation},
	{Method: post, Path: "/console/stations/:id/close", Act: store.ActRosterEdit, serve: (*handler).closeStation},
	{Method: post, Path: "/console/stations/:id/open", Act: store.ActRosterEdit, serve: (*handler).openStation},
	{Method: get, Path: "/console/districts/:id", Act: store.ActRoster, serve: (*handler).district},
	{Method: post, Path: "/console/districts/:id", Act: store.ActRosterEdit, serve: (*handler).editDistrict},
	{Method: post, Path: "/console/districts/:id/delete", Act: store.ActRosterEdit, serve: (*handler).deleteDistrict},
	{Method: get, Path: "/console/offices", Act: store.ActRoster, serve: (*handler).listOffices},
	{Method: post, Path: "/console/offices", Act: store.ActRosterEdit, serve: (*handler).addOffice},
	{Method: get, Path: "/console/offices/:id", Act: store.ActRoster, serve: (*handler).office},
	{Method: post, Path: "/console/offices/:id", Act: store.ActRosterEdit, serve: (*handler).editOffice},
	{Method: post, Path: "/console/offices/:id/close", Act: store.ActRosterEdit, serve: (*handler).closeOffice},
	{Method: post, Path: "/console/offices/:id/open", Act: store.ActRosterEdit, serve: (*handler).openOffice},
	{Method: get, Path: "/console/terms", Act: store.ActRoster, serve: (*handler).terms},
	{Method: post, Path: "/console/terms", Act: store.ActRosterEdit, serve: (*handler).addTerm},
	{Method: get, Path: "/console/terms/:id", Act: store.ActRoster, serve: (*handler).term},
	{Method: post, Path: "/console/terms/:id", Act: store.ActRosterEdit, serve: (*handler).editTerm},
	{Method: post, Path: "/console/terms/:id/rollover", Act: store.ActRollover, serve: (*handler).rollover},
	{Method: post, Path: "/console/terms/:id/delete", Act: store.ActRosterEdit, serve: (*handler).deleteTerm},
	{Method: get, Path: "/console/credentials", Act: store.ActRoster, serve: (*handler).credentials},
	{Method: post, Path: "/console/districts", Act: store.ActRosterEdit, serve: (*handler).addDistrict},

	{Method: get, Path: "/console/statistics", Act: store.ActStatistics, serve: (*handler).statistics},
	{Method: get, Path: "/console/year/:year", Act: store.ActStatistics, serve: (*handler).year},
	{Method: get, Path: "/console/wall", Act: store.ActWall, serve: (*handler).walls},
	{Method: post, Path: "/console/wall", Act: store.ActWall, serve: (*handler).addWall},
	{Method: post, Path: "/console/wall/:id/revoke", Act: store.ActWall, serve: (*handler).revokeWall},
	{Method: get, Path: "/console/screen/:token", Open: "a screen on a wall: whoever has the link reads numbers without a person", serve: (*handler).screen},
	{Method: get, Path: "/console/contacts", Act: store.ActContacts, serve: (*handler).contacts},
	{Method: get, Path: "/console/contacts/:id", Act: store.ActContactEdit, serve: (*handler).voters},
	{Method: post, Path: "/console/contacts/:id", Act: store.ActContactEdit, serve: (*handler).addVoter},
	{Method: post, Path: "/console/voters/:id", Act: store.ActContactEdit, serve: (*handler).editVoter},
	{Method: post, Path: "/console/voters/:id/remove", Act: store.ActContactEdit, serve: (*handler).removeVoter},

	{Method: get, Path: "/console/staff", Act: store.ActStaff, serve: (*handler).staff},
	{Method: post, Path: "/console/staff", Act: store.ActStaff, serve: (*handler).addStaff},
	{Method: get, Path: "/console/staff/:id", Act: store.ActStaff, serve: (*handler).staffMember},
	{Method: post, Path: "/console/staff/:id", Act: store.ActStaff, serve: (*handler).editStaff},
	{Method: post, Path: "/console/staff/:id/password", Act: store.ActStaff, serve: (*handler).resetPassword},
	{Method: post, Path: "/console/staff/:id/unlock", Act: store.ActStaff, serve: (*handler).unlock},
	{Method: post, Path: "/console/staff/:id/sessions", Act: store.ActStaff, serve: (*handler).endSessions},
	{Method: post, Path: "/console/staff/:id/disable", Act: store.ActStaff, serve: (*handler).disable},
	{Method: post, Path: "/console/staff/:id/enable", Act: store.ActStaff, serve: (*handler).enable},
	{Method: post, Path: "/console/staff/:id/reset", Act: store.ActStaff, serve: (*handler).reset},
	{Method: get, Path: "/console/personal", Act: store.ActHeld, serve: (*handler).personal},
	{Method: post, Path: "/console/personal/erase", Act: store.ActErase, serve: (*handler).erasePersonal},
	{Method: get, Path: "/console/audit", Act: store.ActAudit, serve: (*handler).audit},
	{Method: post, Path: "/console/audit/check", Act: store.ActAudit, serve: (*handler).checkAudit},
	{Method: get, Path: "/console/settings", Act: store.ActSettings, serve: (*handler).settings},
	{Method: get, Path: "/console/settings/:id/changes", Act: store.ActSettings, serve: (*handler).settingChanges},
	{Method: post, Path: "/console/settings", Act: store.ActSettingsEdit, serve: (*handler).setSetting},
	{Method: get, Path: "/console/parked", Act: store.ActParked, serve: (*handler).parked},
	{Method: post, Path: "/console/parked/:id/retry", Act: store.ActParked, serve: (*handler).unpark},
	{Method: get, Path: "/console/duties", Act: store.ActDuties, serve: (*handler).listDuties, duties: true},
	{Method: post, Path: "/console/duties/:id/run", Act: store.ActDuties, serve: (*handler).runDuty, duties: true},
}

// Routes lists every address, for the test that walks them as every role.
func Routes() []Route { return append([]Route(nil), routes...) }

// uploads are the addresses that take files.
func uploads() map[string]page.Limits {
	limits := map[string]page.Limits{}
	for _, r := range routes {
		if r.upload.Files > 0 {
			limits[r.Path] = r.upload
		}
	}
	return limits
}
