// Package ui is a stand-in for the web interface (§3.8): pages at / and /app, no health endpoints.
package ui

import (
	"fmt"
	"net/http"
	"strings"

	"sorcha-standins/internal/host"
)

const page = "<!DOCTYPE html>\n<html><head><title>Sorcha (stand-in)</title></head><body>%s of the lab's stand-in on %s</body></html>\n"

// Run starts the service.
func Run() {
	app := host.New("ui")
	app.FilterInput = false
	app.Mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		name := "application page"
		switch {
		case r.URL.Path == "/":
			name = "landing page"
		case r.URL.Path != "/app" && !strings.HasPrefix(r.URL.Path, "/app/"):
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, name, host.Hostname())
	})
	app.Run()
}
