package phone

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
)

// Route is one address of the phone pages.
type Route struct {
	Method, Path string
	// Act is what the address is for: who may not do it anywhere finds no such
	// page.
	Act store.Act
	// Open says why an address without an Act serves anybody.
	Open string

	serve    func(*handler, *gin.Context)
	upload   page.Limits // of a form with files
	emulator bool        // only where the emulator is
	desk     bool        // for a member of the desk, whose grants count and not the person's
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is the whole of /h5.
var routes = []Route{
	{Method: get, Path: "/h5", Act: store.ActReadOwn, serve: (*handler).home},
	{Method: get, Path: "/h5/opinions", Act: store.ActReadOwn, serve: (*handler).opinions},
	{Method: get, Path: "/h5/opinions/:id", Act: store.ActReadOwn, serve: (*handler).opinion},
	{Method: post, Path: "/h5/opinions/:id/rating", Act: store.ActRate, serve: (*handler).rate},
	{Method: post, Path: "/h5/opinions/:id/contact", Act: store.ActIdentify, serve: (*handler).contact},
	{Method: get, Path: "/h5/opinions/:id/keep", Act: store.ActExclude, serve: (*handler).keepPage},
	{Method: post, Path: "/h5/opinions/:id/keep", Act: store.ActExclude, serve: (*handler).keep},
	{Method: get, Path: "/h5/deputies", Act: store.ActReadOwn, serve: (*handler).deputies},
	{Method: get, Path: "/h5/me", Act: store.ActIdentify, serve: (*handler).me},
	{Method: post, Path: "/h5/me/area", Act: store.ActIdentify, serve: (*handler).chooseArea},
	{Method: post, Path: "/h5/me/contact", Act: store.ActIdentify, serve: (*handler).identify},
	{Method: post, Path: "/h5/me/type", Act: store.ActReadOwn, serve: (*handler).chooseType},
	{Method: get, Path: "/h5/me/data", Act: store.ActHeld, serve: (*handler).held},
	{Method: post, Path: "/h5/me/erase", Act: store.ActErase, serve: (*handler).erase},
	{Method: get, Path: "/h5/files/:id", Act: store.ActReadOwn, serve: (*handler).file},

	{Method: get, Path: "/h5/tasks", Act: store.ActReadTask, serve: (*handler).tasks},
	{Method: get, Path: "/h5/tasks/:id", Act: store.ActReadTask, serve: (*handler).task},
	{Method: post, Path: "/h5/tasks/:id/answer", Act: store.ActAnswer, serve: (*handler).answer,
		upload: page.Limits{Files: 30, Bytes: 100 << 20}},
	{Method: post, Path: "/h5/tasks/:id/visit", Act: store.ActVisit, serve: (*handler).visit},
	{Method: post, Path: "/h5/tasks/:id/ask", Act: store.ActAsk, serve: (*handler).ask},
	{Method: post, Path: "/h5/tasks/:id/pass", Act: store.ActPassOn, serve: (*handler).passOn},

	{Method: get, Path: "/h5/broadcasts/:id", Act: store.ActBroadcastRead, serve: (*handler).broadcast},

	{Method: get, Path: "/h5/sign/:id", Act: store.ActSignIn, serve: (*handler).sign},
	{Method: get, Path: "/h5/sign/:id/:code", Act: store.ActSignIn, serve: (*handler).sign},
	{Method: post, Path: "/h5/sign/:id", Act: store.ActSignIn, serve: (*handler).signIn},
	{Method: post, Path: "/h5/sign/:id/left", Act: store.ActSignIn, serve: (*handler).leaveEarly},
	{Method: get, Path: "/h5/records", Act: store.ActOwnRecords, serve: (*handler).records},
	{Method: get, Path: activitiesPath, Act: store.ActActivityEdit, serve: (*handler).activities},
	{Method: get, Path: "/h5/activities/:id", Act: store.ActActivityEdit, serve: (*handler).activity},
	{Method: post, Path: "/h5/activities/:id", Act: store.ActActivityEdit, serve: (*handler).recordActivity,
		upload: page.Limits{Files: 30, Bytes: 100 << 20}},
	{Method: get, Path: "/h5/groups/:id/activity", Act: store.ActActivityEdit, serve: (*handler).newActivity},
	{Method: post, Path: "/h5/groups/:id/activity", Act: store.ActActivityEdit, serve: (*handler).addActivity,
		upload: page.Limits{Files: 30, Bytes: 100 << 20}},
	{Method: get, Path: "/h5/photos/:id", Act: store.ActActivityEdit, serve: (*handler).activityPhoto},
	{Method: get, Path: "/h5/reports/:id", Act: store.ActGroupReportEdit, serve: (*handler).report},
	{Method: post, Path: "/h5/reports/:id", Act: store.ActGroupReportEdit, serve: (*handler).sendReport},
	{Method: get, Path: "/h5/plans/:id", Open: "the year's plan is published (代表法 Art. 43); one that is not is for its deputies", serve: (*handler).releasedPlan},

	{Method: get, Path: "/h5/contacts", Act: store.ActContactLog, serve: (*handler).contacts},
	{Method: post, Path: "/h5/contacts", Act: store.ActContactEdit, serve: (*handler).addContact},
	{Method: get, Path: "/h5/contacts/:id", Act: store.ActContactLog, serve: (*handler).oneContact},
	{Method: post, Path: "/h5/contacts/:id", Act: store.ActContactEdit, serve: (*handler).editContact},
	{Method: post, Path: "/h5/contacts/:id/remove", Act: store.ActContactEdit, serve: (*handler).removeContact},
	{Method: post, Path: "/h5/contacts/:id/log", Act: store.ActContactLog, serve: (*handler).logContact},
	{Method: post, Path: "/h5/contacts/:id/raise", Act: store.ActContactLog, serve: (*handler).raiseContact},

	{Method: get, Path: "/h5/reception", Act: store.ActBook, serve: (*handler).reception},
	{Method: get, Path: "/h5/reception/:id", Act: store.ActBook, serve: (*handler).receptionDay},
	{Method: post, Path: "/h5/reception/:id/book", Act: store.ActBook, serve: (*handler).book},
	{Method: post, Path: "/h5/reception/:id/cancel", Act: store.ActBook, serve: (*handler).unbook},
	{Method: get, Path: "/h5/receiving", Act: store.ActReceive, serve: (*handler).receiving},
	{Method: get, Path: "/h5/receiving/:id", Act: store.ActReceive, serve: (*handler).receivingDay},
	{Method: get, Path: meetingsPath, Act: store.ActPart, serve: (*handler).meetings},
	{Method: get, Path: "/h5/meetings/:id", Act: store.ActPart, serve: (*handler).meeting},
	{Method: post, Path: "/h5/meetings/:id/confirm", Act: store.ActReply, serve: (*handler).confirm},
	{Method: post, Path: "/h5/meetings/:id/leave", Act: store.ActReply, serve: (*handler).askLeave},
	{Method: post, Path: "/h5/meetings/:id/withdraw", Act: store.ActReply, serve: (*handler).withdrawLeave},
	{Method: get, Path: "/h5/papers/:id", Act: store.ActPart, serve: (*handler).paper},
	{Method: get, Path: leavesPath, Act: store.ActLeaveEndorse, serve: (*handler).leaves},
	{Method: get, Path: "/h5/leaves/:id", Act: store.ActLeaveEndorse, serve: (*handler).oneLeave},
	{Method: post, Path: "/h5/leaves/:id", Act: store.ActLeaveEndorse, serve: (*handler).endorse},
	{Method: post, Path: calendarPath, Act: store.ActFeed, serve: (*handler).newFeed},
	{Method: post, Path: "/h5/calendar/revoke", Act: store.ActFeed, serve: (*handler).revokeFeed},
	{Method: get, Path: "/h5/calendar/:token", Open: "a calendar program knows nothing but the link, which the deputy can take back", serve: (*handler).feed},

	{Method: get, Path: "/h5/desk", Act: store.ActDraftRead, serve: (*handler).desk, desk: true},
	{Method: get, Path: "/h5/desk/:id", Act: store.ActDraftRead, serve: (*handler).deskDraft, desk: true},
	{Method: get, Path: "/h5/desk/leaves/:id", Act: store.ActLeaveDecide, serve: (*handler).deskLeave, desk: true},
	{Method: post, Path: "/h5/desk/leaves/:id/approve", Act: store.ActLeaveDecide, serve: decide(true, "已准假。"), desk: true},
	{Method: post, Path: "/h5/desk/leaves/:id/refuse", Act: store.ActLeaveDecide, serve: decide(false, "未准假，已告知代表按时参加。"), desk: true},
	{Method: get, Path: "/h5/desk/files/:id", Act: store.ActDraftRead, serve: (*handler).deskFile, desk: true},
	{Method: post, Path: "/h5/desk/:id/pass", Act: store.ActReview, serve: take(store.StepPass, "已审核通过。"), desk: true},
	{Method: post, Path: "/h5/desk/:id/sign", Act: store.ActRelease, serve: take(store.StepSign, "已签发。"), desk: true},
	{Method: post, Path: "/h5/desk/:id/return", Act: store.ActReview, serve: take(store.StepReturn, "已退回修改。"), desk: true},

	{Method: get, Path: "/h5/privacy", Open: "everybody may read how personal data is used", serve: (*handler).privacy},
	{Method: get, Path: "/h5/oauth", Open: "this is where a person becomes known", serve: (*handler).callback},
	{Method: get, Path: "/h5/as", Open: "the emulator changes phones", serve: (*handler).as, emulator: true},
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
