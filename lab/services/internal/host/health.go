package host

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// check is one part of /health.
type check struct {
	name string
	run  func(context.Context) error
}

// Check adds a part to /health; /alive never looks at it (§2.4).
func (a *App) Check(name string, run func(context.Context) error) {
	a.checks = append(a.checks, check{name, run})
}

// health answers /health and /alive in plain text before any other handler. A service without
// ServiceDefaults (the UI, §2.4) has neither.
func (a *App) health(next http.Handler) http.Handler {
	if a.Tokens == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/alive":
			plain(w, http.StatusOK, "Healthy")
		case "/health":
			if a.Healthy(r.Context()) {
				plain(w, http.StatusOK, "Healthy")
			} else {
				plain(w, http.StatusServiceUnavailable, "Unhealthy")
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// Healthy runs all checks.
func (a *App) Healthy(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	healthy := true
	for _, part := range a.checks {
		if err := part.run(ctx); err != nil {
			a.Log.Write(Error, "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService",
				"Health check %s with status Unhealthy completed with message '%v'", part.name, err)
			healthy = false
		}
	}
	return healthy
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}
