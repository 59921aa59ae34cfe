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

	{Method: get, Path: "/console/broadcasts", Act: store.ActBroadcast, serve: (*handler).broadcasts},
	{Method: post, Path: "/console/broadcasts", Act: store.ActBroadcast, serve: (*handler).addBroadcast},
	{Method: get, Path: "/console/broadcasts/new", Act: store.ActBroadcast, serve: (*handler).newBroadcast},
	{Method: get, Path: "/console/broadcasts/:id", Act: store.ActBroadcast, serve: (*handler).broadcast},
	{Method: post, Path: "/console/broadcasts/:id", Act: store.ActBroadcast, serve: (*handler).editBroadcast},
	{Method: get, Path: "/console/broadcasts/:id/edit", Act: store.ActBroadcast, serve: (*handler).changeBroadcast},
	{Method: get, Path: "/console/broadcasts/:id/recipients", Act: store.ActBroadcast, serve: (*handler).recipients},
	{Method: post, Path: "/console/broadcasts/:id/repeat", Act: store.ActBroadcast, serve: (*handler).repeatBroadcast},
	{Method: post, Path: "/console/broadcasts/:id/preview", Act: store.ActBroadcast, serve: (*handler).previewBroadcast},
	{Method: post, Path: "/console/broadcasts/:id/pause", Act: store.ActBroadcastRun, serve: runBroadcast(store.BroadcastPause, "已暂停。正在路上的还会送到，其余的先不发。")},
	{Method: post, Path: "/console/broadcasts/:id/resume", Act: store.ActBroadcastRun, serve: runBroadcast(store.BroadcastResume, "已继续发送。")},
	{Method: post, Path: "/console/broadcasts/:id/cancel", Act: store.ActBroadcastRun, serve: runBroadcast(store.BroadcastCancel, "已取消，还没发的不再发。")},

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

	{Method: get, Path: "/console/meetings", Act: store.ActMeetings, serve: (*handler).meetings},
	{Method: post, Path: "/console/meetings", Act: store.ActMeetingEdit, serve: (*handler).saveMeeting},
	{Method: get, Path: "/console/meetings/new", Act: store.ActMeetingEdit, serve: (*handler).newMeeting},
	{Method: get, Path: "/console/meetings/:id", Act: store.ActMeetings, serve: (*handler).meeting},
	{Method: post, Path: "/console/meetings/:id", Act: store.ActMeetingEdit, serve: (*handler).saveMeeting},
	{Method: get, Path: "/console/meetings/:id/edit", Act: store.ActMeetingEdit, serve: (*handler).meetingFormPage},
	{Method: get, Path: "/console/meetings/:id/people", Act: store.ActMeetingEdit, serve: (*handler).meetingPeople},
	{Method: post, Path: "/console/meetings/:id/people", Act: store.ActMeetingEdit, serve: (*handler).choosePeople},
	{Method: post, Path: "/console/meetings/:id/remove", Act: store.ActMeetingEdit, serve: (*handler).removePeople},
	{Method: post, Path: "/console/meetings/:id/lay", Act: store.ActMeetingEdit, serve: (*handler).layMeeting},
	{Method: post, Path: "/console/meetings/:id/change", Act: store.ActMeetingEdit, serve: (*handler).changeMeeting},
	{Method: post, Path: "/console/meetings/:id/cancel", Act: store.ActMeetingEdit, serve: (*handler).cancelMeeting},
	{Method: post, Path: "/console/meetings/:id/agenda", Act: store.ActMeetingEdit, serve: (*handler).addAgenda},
	{Method: post, Path: "/console/meetings/:id/papers", Act: store.ActMeetingEdit, serve: (*handler).addPaper, upload: paperLimits},
	{Method: post, Path: "/console/meetings/:id/delegations", Act: store.ActMeetingEdit, serve: (*handler).addDelegation},
	{Method: post, Path: "/console/agenda/:id", Act: store.ActMeetingEdit, serve: (*handler).editAgenda},
	{Method: post, Path: "/console/agenda/:id/delete", Act: store.ActMeetingEdit, serve: (*handler).deleteAgenda},
	{Method: post, Path: "/console/agenda/:id/step", Act: store.ActMeetingEdit, serve: (*handler).stepReport},
	{Method: get, Path: "/console/papers/:id", Act: store.ActMeetings, serve: (*handler).paper},
	{Method: post, Path: "/console/papers/:id/remove", Act: store.ActMeetingEdit, serve: (*handler).removePaper},
	{Method: post, Path: "/console/delegations/:id", Act: store.ActMeetingEdit, serve: (*handler).editDelegation},
	{Method: post, Path: "/console/delegations/:id/delete", Act: store.ActMeetingEdit, serve: (*handler).deleteDelegation},

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
	{Method: get, Path: activitiesPath, Act: store.ActActivity, serve: (*handler).activities},
	{Method: post, Path: activitiesPath, Act: store.ActHandover, serve: (*handler).addActivity},
	{Method: get, Path: "/console/activities/:id", Act: store.ActActivity, serve: (*handler).activityPage},
	{Method: post, Path: "/console/activities/:id", Act: store.ActActivityEdit, serve: (*handler).saveActivity, upload: page.Limits{Files: 30, Bytes: 200 << 20}},
	{Method: post, Path: "/console/activities/:id/handovers", Act: store.ActHandover, serve: (*handler).addHandover},
	{Method: get, Path: "/console/photos/:id", Act: store.ActActivity, serve: (*handler).activityPhoto},
	{Method: post, Path: "/console/photos/:id/delete", Act: store.ActActivityEdit, serve: (*handler).dropPhoto},
	{Method: get, Path: handoversPath, Act: store.ActActivity, serve: (*handler).handovers},
	{Method: get, Path: "/console/handovers/:id", Act: store.ActActivity, serve: (*handler).handover},
	{Method: post, Path: "/console/handovers/:id/reply", Act: store.ActHandover, serve: (*handler).replied, upload: page.Limits{Files: 1, Bytes: 20 << 20}},
	{Method: post, Path: "/console/handovers/:id/verdict", Act: store.ActHandover, serve: onHandover("研判已保存。", judged)},
	{Method: post, Path: "/console/handovers/:id/notice", Act: store.ActHandover, serve: onHandover("整改通知书已登记。", noticed)},
	{Method: post, Path: "/console/handovers/:id/drop", Act: store.ActHandover, serve: onHandover("已不再送出，文稿一并撤回。", dropped)},
	{Method: get, Path: "/console/replies/:id", Act: store.ActActivity, serve: (*handler).handoverFile},
	{Method: get, Path: "/console/reports", Act: store.ActGroupReport, serve: (*handler).groupReports},
	{Method: get, Path: plansPath, Act: store.ActPlan, serve: (*handler).plans},
	{Method: post, Path: plansPath, Act: store.ActPlanEdit, serve: (*handler).addPlan},
	{Method: get, Path: "/console/plans/:id", Act: store.ActPlan, serve: (*handler).plan},
	{Method: post, Path: "/console/plans/:id", Act: store.ActPlanEdit, serve: onPlan("已保存。", planEdited)},
	{Method: post, Path: "/console/plans/:id/items", Act: store.ActPlanEdit, serve: onPlan("计划已更新。", planLine)},
	{Method: post, Path: "/console/plans/:id/adopt", Act: store.ActPlanEdit, serve: onPlan("已登记通过，可以印发了。", planAdopted)},
	{Method: post, Path: "/console/plans/:id/revise", Act: store.ActPlanEdit, serve: onPlan("计划可以修改了，改好后请重新通过、印发。", planRevised)},
	{Method: post, Path: "/console/plans/:id/draft", Act: store.ActPlanEdit, serve: (*handler).draftPlan},
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
	{Method: get, Path: "/console/meetings/:id/attendance", Act: store.ActAttendance, serve: (*handler).attendance},
	{Method: get, Path: "/console/meetings/:id/attendance/live", Act: store.ActAttendance, serve: (*handler).attendanceLive},
	{Method: get, Path: "/console/meetings/:id/sheet", Act: store.ActAttendance, serve: (*handler).signSheet},
	{Method: get, Path: "/console/meetings/:id/screen", Act: store.ActAttendance, serve: screenOf(store.WallDoor)},
	{Method: get, Path: "/console/meetings/:id/figures", Act: store.ActAttendance, serve: screenOf(store.WallFigures)},
	{Method: post, Path: "/console/meetings/:id/tick", Act: store.ActTick, serve: (*handler).tick},
	{Method: post, Path: "/console/meetings/:id/signin", Act: store.ActTick, serve: (*handler).openSignIn},
	{Method: post, Path: "/console/meetings/:id/walls", Act: store.ActTick, serve: (*handler).addMeetingWall},
	{Method: post, Path: "/console/meetings/:id/walls/revoke", Act: store.ActTick, serve: (*handler).revokeMeetingWall},
	{Method: post, Path: "/console/meetings/:id/close", Act: store.ActMeetingClose, serve: (*handler).closeMeeting},
	{Method: get, Path: "/console/meetings/:id/minutes", Act: store.ActMinutes, serve: (*handler).newMinutes},
	{Method: post, Path: "/console/meetings/:id/minutes", Act: store.ActMinutes, serve: (*handler).addMinutes},
	{Method: get, Path: "/console/minutes", Act: store.ActAttendance, serve: (*handler).listMinutes},
	{Method: get, Path: "/console/minutes/:id", Act: store.ActAttendance, serve: (*handler).oneMinutes},
	{Method: post, Path: "/console/minutes/:id", Act: store.ActMinutes, serve: (*handler).editMinutes},
	{Method: get, Path: "/console/minutes/:id/word", Act: store.ActAttendance, serve: (*handler).minutesWord},
	{Method: get, Path: "/console/door/:token", Open: "a meeting's screen: whoever has the link reads figures without a person, and the code to sign in by", serve: (*handler).door},

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
	{Method: get, Path: holidaysPath, Act: store.ActHolidays, serve: (*handler).holidays},
	{Method: get, Path: "/console/holidays/template", Act: store.ActHolidays, serve: (*handler).holidayTemplate},
	{Method: post, Path: "/console/holidays/preview", Act: store.ActHolidays, serve: (*handler).readHolidays,
		upload: page.Limits{Files: 1, Bytes: 2 * holidayFileMax}},
	{Method: post, Path: holidaysPath, Act: store.ActHolidays, serve: (*handler).importHolidays},
	{Method: get, Path: "/console/duties", Act: store.ActDuties, serve: (*handler).listDuties, duties: true},
	{Method: get, Path: "/console/duties/live", Act: store.ActDuties, serve: (*handler).liveDuties, duties: true},
	{Method: get, Path: "/console/duties/:id", Act: store.ActDuties, serve: (*handler).duty, duties: true},
	{Method: post, Path: "/console/duties/:id/run", Act: store.ActRunDuty, serve: (*handler).runDuty, duties: true},
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
