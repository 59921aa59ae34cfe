package sim

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"
)

// refusal is an answer with an errcode. The platform sends it with HTTP 200.
type refusal struct {
	code   int
	detail string
}

func (r refusal) Error() string {
	text := reasons[r.code]
	if r.detail != "" {
		text = r.detail
	}
	if text == "" {
		text = "error"
	}
	return text
}

// refuse makes a refusal with the platform's own words.
func refuse(code int) error { return refusal{code: code} }

// refusef makes a refusal whose words say what exactly is wrong.
func refusef(code int, format string, args ...any) error {
	return refusal{code, fmt.Sprintf(format, args...)}
}

// newRID makes the request id that the platform appends to every errmsg.
func newRID(now time.Time) string {
	var b [8]byte
	rand.Read(b[:])
	return fmt.Sprintf("%08x-%s-%s", now.Unix(), hex.EncodeToString(b[:4]), hex.EncodeToString(b[4:]))
}

// reasons has the errmsg of each errcode the emulator may answer, or be told to
// answer by a fault.
var reasons = map[int]string{
	-1:    "system error",
	40001: "invalid credential, access_token is invalid or not latest",
	40002: "invalid grant_type",
	40003: "invalid openid",
	40004: "invalid media type",
	40005: "invalid file type",
	40006: "invalid meida size",
	40007: "invalid media_id",
	40008: "invalid message type",
	40013: "invalid appid",
	40014: "invalid access_token",
	40015: "invalid menu type",
	40016: "invalid button size",
	40017: "invalid button type",
	40018: "invalid button name size",
	40019: "invalid button key size",
	40020: "invalid button url size",
	40023: "invalid sub button size",
	40024: "invalid sub button type",
	40025: "invalid sub button name size",
	40026: "invalid sub button key size",
	40027: "invalid sub button url size",
	40029: "invalid code",
	40030: "invalid refresh_token",
	40032: "invalid openid list size",
	40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
	40035: "invalid args size",
	40037: "invalid template_id",
	40039: "invalid url size",
	40053: "invalid action info, please check document",
	40054: "invalid sub button url domain",
	40055: "invalid button url domain",
	40066: "invalid url",
	40073: "invalid card id",
	40097: "invalid args",
	40125: "invalid appsecret",
	40132: "invalid username",
	40163: "code been used",
	40164: "invalid ip, not in whitelist",
	40239: "invalid client_msg_id",
	40243: "AppSecret is frozen",
	41001: "access_token missing",
	41002: "appid missing",
	41004: "appsecret missing",
	41005: "media data missing",
	41006: "media_id missing",
	41008: "missing code",
	41009: "missing openid",
	42001: "access_token expired",
	42002: "refresh_token expired",
	42003: "code expired",
	43001: "require GET method",
	43002: "require POST method",
	43004: "require subscribe",
	43019: "require remove blacklist",
	43101: "user refuse to accept the msg",
	43116: "template is banned",
	43117: "Sending messages to this openid too frequently",
	44002: "empty post data",
	44003: "empty news data",
	44004: "empty content",
	45001: "media size out of limit",
	45002: "content size out of limit",
	45003: "title size out of limit",
	45004: "description size out of limit",
	45005: "url size out of limit",
	45007: "playtime out of limit",
	45008: "article size out of limit",
	45009: "reach max api daily quota limit",
	45011: "api minute-quota reach limit, must slower, retry next minute",
	45015: "response out of time limit or subscription is canceled",
	45026: "template num exceeds limit",
	45028: "has no masssend quota",
	45047: "out of response count limit",
	45056: "too many tag now, no need to add new",
	45057: "can't del the tag that has too many fans",
	45058: "can't modify sys tag",
	45059: "can not tag too many tags",
	45065: "clientmsgid exist",
	45066: "same clientmsgid retry too fast",
	45067: "clientmsgid size out of limit",
	45157: "invalid tag name",
	45158: "tag name too long",
	45159: "invalid tag id",
	46003: "menu no exist",
	46004: "user no exist",
	47001: "data format error",
	47003: "argument invalid!",
	48001: "api unauthorized",
	48002: "user block receive message",
	48004: "api forbidden for irregularities",
	48006: "forbid to clear quota because of reaching the limit",
	49003: "not match openid with appid",
	50001: "user unauthorized",
	50002: "user limited",
	50005: "user is unsubscribed",
	61450: "system error",
	65301: "no such menu",
	65303: "there is no selfmenu, please create selfmenu first",
	65304: "match rule empty",
	65305: "menu count limit",
	65316: "too many domains in menu",
	65317: "contain invalid url",
	65320: "privacy fields are not allowed in matchrule",
	76022: "could not use this rid",
	89503: "this ip must be authorized by administrator",
	99999: "unknown error",
}
