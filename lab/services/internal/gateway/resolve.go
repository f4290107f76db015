package gateway

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"sorcha-standins/internal/host"
)

const (
	resolver     = "Sorcha.ApiGateway.Services.UrlResolutionMiddleware"
	negativeLife = 5 * time.Minute
)

// domains finds the organisation of a request by path, sub-domain, or a question to the tenant. Only
// answers are remembered: while the tenant cannot be asked, each request with a foreign Host pays the
// whole retry budget, health probes included (§1.14, platform-verified §f).
type domains struct {
	app    *host.App
	base   string
	tenant *host.Client
	mutex  sync.Mutex
	known  map[string]answer
}

type answer struct {
	subdomain string
	until     time.Time
}

func newDomains(app *host.App) (*domains, error) {
	tenant, err := app.NewClient("Tenant Service", nil, "http://tenant-service", "Services:TenantService:BaseUrl")
	return &domains{app: app, base: strings.ToLower(app.Config.Or("UrlResolution:BaseDomain", "sorcha.io")), tenant: tenant,
		known: map[string]answer{}}, err
}

func (d *domains) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Org-Subdomain") // a client must not set it
		if org := d.find(r); org != "" {
			r.Header.Set("X-Org-Subdomain", org)
		}
		next.ServeHTTP(w, r)
	})
}

func (d *domains) find(r *http.Request) string {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/org/"); ok {
		org, path, _ := strings.Cut(rest, "/")
		r.URL.Path = "/" + path
		return strings.ToLower(org)
	}
	name := strings.ToLower(r.Host)
	if bare, _, err := net.SplitHostPort(name); err == nil {
		name = bare
	}
	if org, ok := strings.CutSuffix(name, "."+d.base); ok && org != "" && org != "www" {
		return org
	}
	if name == "localhost" || name == d.base || name == "" || net.ParseIP(strings.Trim(name, "[]")) != nil {
		return ""
	}
	return d.ask(r.Context(), name)
}

func (d *domains) ask(ctx context.Context, name string) string {
	d.mutex.Lock()
	cached, ok := d.known[name]
	d.mutex.Unlock()
	if ok && time.Now().Before(cached.until) {
		return cached.subdomain
	}
	response, err := d.tenant.Do(ctx, http.MethodGet, "/api/internal/resolve-domain/"+url.PathEscape(name), nil)
	if err != nil {
		d.app.Log.Write(host.Warning, resolver, "Failed to resolve custom domain %s via Tenant Service: %v", name, err)
		return ""
	}
	var body struct{ Subdomain string }
	if response.OK() {
		_ = response.JSON(&body)
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.known[name] = answer{body.Subdomain, time.Now().Add(negativeLife)}
	return body.Subdomain
}
