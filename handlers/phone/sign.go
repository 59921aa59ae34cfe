package phone

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const signPath = "/h5/sign/"

// signInPage is where a deputy signs in to a meeting.
type signInPage struct {
	*act.Signed
	Wrong  string // why nobody, or this deputy, can sign in now
	Locate string // what WeChat's script needs to tell where the phone is; "" offers it not
	Going  bool   // it is under way: one may leave before its end
}

// sign shows the way to sign in: after a scan with the button, otherwise with what
// to do instead.
func (h *handler) sign(c *gin.Context) {
	s, err := h.acts.SignSheet(c.Request.Context(), actor(c), c.Param("id"), c.Param("code"))
	words := signSentence(s, err)
	switch {
	case err != nil && words == "":
		h.cfg.Pages.Error(c, err)
	case s == nil:
		h.say(c, http.StatusOK, notice{Title: "不能签到", Lines: []string{words}})
	default:
		p := signInPage{Signed: s, Wrong: words, Going: s.Already && s.Part.Left.IsZero() && s.State == store.MeetingAnnounced &&
			!h.acts.Now().Before(s.Starts) && h.acts.Now().Before(s.Over())}
		if s.Nearby && err == nil && s.Pass == "" && (!s.Already || !s.Part.Left.IsZero()) {
			p.Locate = h.locate(c)
		}
		h.set.Render(c, http.StatusOK, "sign", p)
	}
}

// locate signs this page for WeChat's script. Where that cannot be had the page
// does without: there is the code on the screen, and the desk at the door.
func (h *handler) locate(c *gin.Context) string {
	if h.cfg.Scripts == nil {
		return ""
	}
	cfg, err := h.cfg.Scripts.PageConfig(c.Request.Context(), h.base+c.Request.URL.RequestURI())
	if err != nil {
		h.log.Warn("signing a page for WeChat's script", "id", page.RequestID(c), "err", err)
		return ""
	}
	text, err := json.Marshal(cfg)
	if err != nil {
		return ""
	}
	h.cfg.Pages.AllowJSSDK(c)
	return string(text)
}

// signIn signs the deputy in, by the pass that was given for the code, or by where
// the phone is.
func (h *handler) signIn(c *gin.Context) {
	form := page.FormOf(c)
	proof := act.Proof{Pass: form.String("pass")}
	id, err := form.ID()
	if text := form.String("latitude"); err == nil && text != "" {
		proof.At, err = pointOf(text, form.String("longitude"))
	}
	var s *act.Signed
	if err == nil {
		s, err = h.acts.CheckIn(c.Request.Context(), actor(c), id, c.Param("id"), proof)
	}
	said := "签到成功。"
	switch {
	case s == nil:
	case s.Back:
		said = "欢迎回来，已记下您回到会场。"
	case s.Already:
		said = "您已于" + clock(s.Part.Signed) + "签到，不用再签。"
	case s.Late:
		said = "签到成功。会议" + clock(s.Starts) + "开始，记为迟到。"
	}
	h.afterSign(c, s, err, said)
}

func pointOf(latitude, longitude string) (*store.GeoPoint, error) {
	lat, bad1 := strconv.ParseFloat(latitude, 64)
	lng, bad2 := strconv.ParseFloat(longitude, 64)
	if errors.Join(bad1, bad2) != nil {
		return nil, store.Invalid("at", store.ProblemMalformed)
	}
	return &store.GeoPoint{Lng: lng, Lat: lat}, nil
}

// leaveEarly notes that the deputy leaves before the end.
func (h *handler) leaveEarly(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.LeaveEarly(c.Param("id")) })
	h.afterSign(c, nil, err, "已记下您提前离会。回到会场后，请再扫一次码。")
}

func (h *handler) afterSign(c *gin.Context, s *act.Signed, err error, said string) {
	if words := signSentence(s, err); words != "" {
		page.AddFlash(c, page.Warning, words)
		page.Redirect(c, signPath+c.Param("id"))
		return
	}
	h.after(c, err, said, signPath+c.Param("id"))
}

// signWords are why somebody cannot sign in.
var signWords = map[refusal]string{
	{"code", store.ProblemExpired}:   "签到码已经更新，请对着会场屏幕再扫一次。拍照转发的码不能用。",
	{"code", store.ProblemMismatch}:  "这不是本次会议的签到码，请扫本次会议会场屏幕上的码。",
	{"sign", store.ProblemTooEarly}:  "还没有到签到的时间。",
	{"sign", store.ProblemPast}:      "会议已经结束，不能再签到。到了会的，请联系工作人员补登。",
	{"sign", store.ProblemCancelled}: "会议已经取消，不用签到。",
	{"sign", store.ProblemNotBound}:  "您的微信还没有绑定代表身份，不能签到，请联系会务工作人员。",
	{"sign", store.ProblemNotCalled}: "这次会议的名单里没有您。如有疑问，请联系会务工作人员。",
	{"sign", store.ProblemPhoneUsed}: "这部手机已经为另一位代表签过到。一部手机只能签一个人，请找会务工作人员登记。",
	{"member", store.ProblemState}:   "您现在没有执行代表职务，不能签到，请联系工作人员。",
	{"at", store.ProblemState}:       "这次会议不能按位置签到，请扫会场屏幕上的码。",
	{"at", store.ProblemTooFar}:      "您离会场还有些远，到会场以后再签到，或者扫会场屏幕上的码。",
	{"at", store.ProblemMalformed}:   "没有取到您的位置，请扫会场屏幕上的码。",
	{"left", store.ProblemState}:     "您还没有签到。",
	{"left", store.ProblemDone}:      "已经记下您提前离会。",
	{"left", store.ProblemPast}:      "只有会议进行当中才能登记提前离会。",
}

// signSentence is what stands against signing in; "" for what is not about that.
func signSentence(s *act.Signed, err error) string {
	invalid, ok := errors.AsType[*store.InvalidError](err)
	if !ok {
		return ""
	}
	if s != nil && invalid.Problem == store.ProblemTooEarly && s.State != store.MeetingPlanned {
		return "还没有到签到的时间，" + page.Date(s.Opens) + clock(s.Opens) + "开始签到。"
	}
	if words, ok := signWords[refusal{invalid.Field, invalid.Problem}]; ok {
		return words
	}
	return sentence(invalid)
}
