package sim

import (
	"net/http"
	"slices"
	"strings"
)

// endpoints is the platform's API as far as it is emulated, with the daily
// limits of a service account (page "API Call Limits").
func endpoints() []route {
	return slices.Concat(accountEndpoints(), messageEndpoints(), peopleEndpoints())
}

func accountEndpoints() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: "ANY", path: "/cgi-bin/token", daily: 2000, open: true, do: (*Sim).token},
		{method: post, path: "/cgi-bin/stable_token", daily: 500_000, open: true, do: (*Sim).stableToken},
		{method: get, path: "/cgi-bin/getcallbackip", do: (*Sim).ipList},
		{method: get, path: "/cgi-bin/get_api_domain_ip", do: (*Sim).ipList},
		{method: post, path: "/cgi-bin/clear_quota", do: (*Sim).clearQuota},
		{method: post, path: "/cgi-bin/clear_quota/v2", open: true, do: (*Sim).clearQuotaBySecret},
		{method: post, path: "/cgi-bin/openapi/quota/get", do: (*Sim).quota},
		{method: post, path: "/cgi-bin/openapi/rid/get", do: (*Sim).ridInfo},

		{method: post, path: "/cgi-bin/menu/create", daily: 1000, do: (*Sim).menuCreate},
		{method: get, path: "/cgi-bin/menu/get", daily: 10_000, do: (*Sim).menuGet},
		{method: get, path: "/cgi-bin/menu/delete", daily: 1000, do: (*Sim).menuDelete},
		{method: post, path: "/cgi-bin/menu/addconditional", daily: 2000, do: (*Sim).menuAddConditional},
		{method: post, path: "/cgi-bin/menu/delconditional", daily: 2000, do: (*Sim).menuDelConditional},
		{method: post, path: "/cgi-bin/menu/trymatch", daily: 20_000, do: (*Sim).menuTryMatch},
		{method: get, path: "/cgi-bin/get_current_selfmenu_info", daily: 10_000, do: (*Sim).menuInfo},
	}
}

func messageEndpoints() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: post, path: "/cgi-bin/message/custom/send", daily: 500_000, do: (*Sim).customSend},
		{method: post, path: "/cgi-bin/message/custom/typing", do: (*Sim).customTyping},

		{method: post, path: templateSendPath, daily: 100_000, do: (*Sim).templateSend},
		{method: post, path: "/cgi-bin/template/api_add_template", do: (*Sim).templateAdd},
		{method: get, path: "/cgi-bin/template/get_all_private_template", do: (*Sim).templateList},
		{method: post, path: "/cgi-bin/template/del_private_template", do: (*Sim).templateDelete},
		{method: get, path: "/cgi-bin/template/get_industry", do: (*Sim).industry},
		{method: post, path: "/cgi-bin/template/api_set_industry", do: (*Sim).setIndustry},
		{method: post, path: "/wxa/sec/queryblocktmplmsg", do: (*Sim).blockedTemplates},
		{method: post, path: "/cgi-bin/message/template/subscribe", do: (*Sim).onceSend},

		{method: post, path: "/cgi-bin/message/subscribe/bizsend", do: (*Sim).noticeSend},
		{method: post, path: "/wxaapi/newtmpl/addtemplate", do: (*Sim).noticeAdd},
		{method: post, path: "/wxaapi/newtmpl/deltemplate", do: (*Sim).noticeDelete},
		{method: get, path: "/wxaapi/newtmpl/gettemplate", do: (*Sim).noticeList},
		{method: get, path: "/wxaapi/newtmpl/getcategory", do: (*Sim).noticeCategories},
		{method: get, path: "/wxaapi/newtmpl/getpubtemplatetitles", do: (*Sim).noticeTitles},
		{method: get, path: "/wxaapi/newtmpl/getpubtemplatekeywords", do: (*Sim).noticeKeywords},

		{method: post, path: TextPath, open: true, do: (*Sim).textSend},

		{method: post, path: "/cgi-bin/message/mass/sendall", daily: 100, do: (*Sim).massSendAll},
		{method: post, path: "/cgi-bin/message/mass/send", daily: 100, do: (*Sim).massSend},
		{method: post, path: "/cgi-bin/message/mass/preview", daily: 100, do: (*Sim).massPreview},
		{method: post, path: "/cgi-bin/message/mass/get", do: (*Sim).massStatus},
		{method: post, path: "/cgi-bin/message/mass/delete", daily: 10, do: (*Sim).massDelete},
		{method: post, path: "/cgi-bin/message/mass/speed/get", do: (*Sim).massSpeed},
		{method: post, path: "/cgi-bin/message/mass/speed/set", do: (*Sim).massSetSpeed},
	}
}

func peopleEndpoints() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, path: "/cgi-bin/user/info", daily: 5_000_000, do: (*Sim).userInfo},
		{method: post, path: "/cgi-bin/user/info/batchget", do: (*Sim).userInfoBatch},
		{method: get, path: "/cgi-bin/user/get", daily: 500, do: (*Sim).userList},
		{method: post, path: "/cgi-bin/user/info/updateremark", daily: 10_000, do: (*Sim).userRemark},
		{method: post, path: "/cgi-bin/tags/create", do: (*Sim).tagCreate},
		{method: post, path: "/cgi-bin/tags/update", do: (*Sim).tagUpdate},
		{method: post, path: "/cgi-bin/tags/delete", do: (*Sim).tagDelete},
		{method: get, path: "/cgi-bin/tags/get", do: (*Sim).tagList},
		{method: post, path: "/cgi-bin/user/tag/get", do: (*Sim).tagMembers},
		{method: post, path: "/cgi-bin/tags/members/batchtagging", do: (*Sim).tagPut},
		{method: post, path: "/cgi-bin/tags/members/batchuntagging", do: (*Sim).tagTake},
		{method: post, path: "/cgi-bin/tags/getidlist", do: (*Sim).tagsOf},
		{method: post, path: "/cgi-bin/tags/members/getblacklist", do: (*Sim).blacklist},
		{method: post, path: "/cgi-bin/tags/members/batchblacklist", do: (*Sim).blacklistPut},
		{method: post, path: "/cgi-bin/tags/members/batchunblacklist", do: (*Sim).blacklistTake},

		{method: post, path: "/cgi-bin/qrcode/create", daily: 100_000, do: (*Sim).codeCreate},
		{method: get, path: "/cgi-bin/showqrcode", open: true, do: (*Sim).codeShow},
		{method: get, path: "/cgi-bin/ticket/getticket", do: (*Sim).jsTicket},

		{method: post, path: "/cgi-bin/media/upload", daily: 100_000, upload: true, do: (*Sim).mediaUpload},
		{method: get, path: "/cgi-bin/media/get", daily: 200_000, do: (*Sim).mediaGet},
		{method: get, path: "/cgi-bin/media/get/jssdk", daily: 200_000, do: (*Sim).mediaGet},
		{method: post, path: "/cgi-bin/media/uploadimg", upload: true, do: (*Sim).pictureUpload},

		{method: get, path: "/sns/oauth2/access_token", open: true, do: (*Sim).oauthToken},
		{method: get, path: "/sns/oauth2/refresh_token", open: true, do: (*Sim).oauthRefresh},
		{method: get, path: "/sns/userinfo", open: true, do: (*Sim).oauthUser},
		{method: get, path: "/sns/auth", open: true, do: (*Sim).oauthCheck},
	}
}

func (s *Sim) routes() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range endpoints() {
		mux.Handle(rt.path, s.serve(rt))
	}
	unknown := route{method: "ANY", open: true, do: func(*Sim, *call) (any, error) { return nil, refuse(40066) }}
	for _, prefix := range []string{"/cgi-bin/", "/wxaapi/", "/wxa/", "/sns/"} {
		mux.Handle(prefix, s.serve(unknown))
	}
	mux.HandleFunc("GET /connect/oauth2/authorize", s.authorize)
	mux.HandleFunc("GET /mp/subscribemsg", s.confirmOnce)
	mux.HandleFunc("GET /mmbiz_jpg/{id}/0", s.picture)
	s.controlRoutes(mux)
	s.pageRoutes(mux)
	return s.learnAddress(mux)
}

// learnAddress remembers how the emulator is reached, for links to itself.
func (s *Sim) learnAddress(next http.Handler) http.Handler {
	if s.cfg.URL != "" {
		s.base = strings.TrimSuffix(s.cfg.URL, "/")
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if s.base == "" {
			s.base = "http://" + r.Host
		}
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}
