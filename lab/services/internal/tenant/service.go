// Package tenant is a stand-in for the tenant service (§3.3, platform-verified §b).
package tenant

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sorcha-standins/internal/host"
)

type service struct {
	*host.App
	store    store
	redis    *host.Redis
	pages    *pageKeys
	sign     *signIns
	lifetime struct{ access, refresh, service time.Duration }
}

// Run starts the service. It starts without ServiceAuth and ServiceClients: their features fail later.
func Run() {
	s := &service{App: host.New("tenant"), sign: newSignIns()}
	s.UseTokens()
	s.lifetime.access = time.Duration(s.Config.Int("JwtSettings:AccessTokenLifetimeMinutes", 60)) * time.Minute
	s.lifetime.refresh = time.Duration(s.Config.Int("JwtSettings:RefreshTokenLifetimeHours", 24)) * time.Hour
	s.lifetime.service = time.Duration(s.Config.Int("JwtSettings:ServiceTokenLifetimeHours", 8)) * time.Hour
	if s.Config.Get("Fido2:ServerDomain") == "" || len(s.Config.List("Fido2:Origins")) == 0 {
		host.Abort(host.Invalid("Fido2 configuration is required"))
	}
	s.pages = newPageKeys(s.Config, s.Log)
	s.connectRedis()
	s.connectDatabase()
	s.limit()
	s.routes()
	s.App.Run()
}

// connectRedis is lazy, so a dead Redis does not keep the tenant from starting (platform-verified §d).
// Its health check opens the raw string and cannot be switched off (§2.4).
func (s *service) connectRedis() {
	text := s.Config.Get("Redis:ConnectionString")
	options, err := host.ParseRedis(text)
	if err != nil {
		host.Abort(err)
	}
	if len(options.Endpoints) == 0 {
		host.Abort(host.Throw("System.ArgumentException", "No endpoints specified (Redis:ConnectionString)"))
	}
	s.redis = options.Connect()
	s.Check("redis", s.redis.PingAll)
}

// connectDatabase chooses the store. Migrations and seed run before the port opens, once; a failure is
// logged and forgotten.
func (s *service) connectDatabase() {
	text := s.Config.Get("ConnectionStrings:TenantDatabase")
	if text == "" {
		s.store = newMemoryStore()
		s.OnStart(func(ctx context.Context) { s.initialize(ctx, nil) })
		return
	}
	database := &database{text: text}
	s.store = database
	s.Check("postgresql", database.ping)
	s.OnStart(func(ctx context.Context) { s.initialize(ctx, database) })
}

// limit counts every request, health probes included, per client address (platform-verified §b).
func (s *service) limit() {
	if !s.Config.Bool("RateLimiting:EnableRateLimiting", false) {
		return
	}
	limiter := host.NewLimiter(s.Config.Int("RateLimiting:PermitLimit", 0), s.Config.Int("RateLimiting:QueueLimit", 0),
		time.Duration(s.Config.Int("RateLimiting:Window", 0))*time.Second)
	s.Outer = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			release, granted := limiter.Acquire(r.Context(), forwardedIP(r))
			if !granted {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			defer release()
			next.ServeHTTP(w, r)
		})
	}
}

// forwardedIP is the last X-Forwarded-For entry (limit 1, any proxy trusted, §2.12), else the peer.
func forwardedIP(r *http.Request) string {
	forwarded := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := strings.TrimSpace(forwarded[len(forwarded)-1]); last != "" {
		return last
	}
	return host.RemoteIP(r)
}

func (s *service) routes() {
	s.Mux.HandleFunc("POST /api/service-auth/token", s.token)
	s.Mux.HandleFunc("POST /api/auth/login", s.login)
	s.Handle("GET /api/auth/me", host.Authenticated, s.me)
	s.Mux.HandleFunc("POST /api/auth/oidc/initiate", s.startSignIn)
	s.Mux.HandleFunc("GET /api/auth/callback/{org}", s.finishSignIn)
	s.Mux.HandleFunc("POST /api/auth/public/passkey/register/options", s.passkeyOptions)
	s.Mux.HandleFunc("POST /api/auth/public/passkey/register/verify", s.passkeyVerify)
	s.Mux.HandleFunc("GET /auth/login", s.loginPage)
	s.Mux.HandleFunc("POST /auth/login", s.submitLogin)
	s.Mux.HandleFunc("POST /api/tenants/bootstrap", s.bootstrap)
	s.Handle("GET /api/internal/resolve-domain/{domain}", host.ServiceOnly, s.resolveDomain)
	for _, base := range []string{"/api/organizations", "/api/organizations/{$}"} {
		s.Handle("POST "+base, host.Authenticated, s.createOrganization)
		s.Handle("GET "+base, host.AdministratorOnly, s.listOrganizations)
	}
	s.Handle("GET /api/organizations/{id}", host.Authenticated, s.getOrganization)
	s.Mux.HandleFunc("GET /api/organizations/by-subdomain/{subdomain}", s.getBySubdomain)
	s.Handle("POST /api/organizations/{id}/participants/publish", host.Authenticated, s.publishParticipant)
}

func (s *service) resolveDomain(w http.ResponseWriter, _ *http.Request) {
	host.Problem(w, http.StatusNotFound, "Not Found", "no custom domains in the stand-in")
}
