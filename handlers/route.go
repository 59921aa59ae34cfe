package handlers

import (
	"net/http"

	"liaison/handlers/console"
	"liaison/handlers/phone"
	"liaison/handlers/webhook"
	"liaison/store"
)

// Route is one address of the program and the rule for it: the act of store's
// permission table it serves, or why it serves anybody.
type Route struct {
	Method, Path string
	Act          store.Act
	Open         string
}

// Routes lists every address that New mounts, for the tests that walk them all.
// The files of WeChat's domain check come from the configuration and are left out.
func Routes() []Route {
	const static, health = "/static/:hash/*name", "says nothing but whether the program works"
	all := []Route{
		{http.MethodGet, webhook.Path, "", "the platform proves itself by its signature"},
		{http.MethodPost, webhook.Path, "", "the platform proves itself by its signature"},
		{http.MethodGet, "/healthz", "", health},
		{http.MethodGet, "/readyz", "", health},
		{http.MethodGet, "/", "", "leads to the console"},
		{http.MethodGet, static, "", "style sheets and scripts"},
		{http.MethodHead, static, "", "style sheets and scripts"},
	}
	for _, r := range phone.Routes() {
		all = append(all, Route{r.Method, r.Path, r.Act, r.Open})
	}
	for _, r := range console.Routes() {
		all = append(all, Route{r.Method, r.Path, r.Act, r.Open})
	}
	return all
}
