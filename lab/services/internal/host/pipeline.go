package host

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

type claimsKey struct{}

// Policy decides whether a token may pass.
type Policy func(Claims) bool

// The services' policies; none of them looks at scopes (§2.6).
var (
	Authenticated         Policy = func(Claims) bool { return true }
	ServiceOnly           Policy = Claims.Service
	AdministratorOnly     Policy = Claims.Administrator
	OrganizationOrService Policy = func(c Claims) bool { return c.Service() || c.Text("org_id") != "" }
	ServiceOrAdmin        Policy = func(c Claims) bool { return c.Service() || c.Administrator() }
)

// Secure requires a valid token (else 401) that the policy accepts (else 403).
func (a *App) Secure(policy Policy, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		claims := a.claims(r)
		if claims == nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !policy(claims) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next(w, r.WithContext(context.WithValue(r.Context(), claimsKey{}, claims)))
	}
}

// Handle registers a secured endpoint, pattern as in http.ServeMux.
func (a *App) Handle(pattern string, policy Policy, next http.HandlerFunc) {
	a.Mux.HandleFunc(pattern, a.Secure(policy, next))
}

// ClaimsOf returns the claims that Secure found.
func ClaimsOf(r *http.Request) Claims {
	claims, _ := r.Context().Value(claimsKey{}).(Claims)
	return claims
}

func (a *App) claims(r *http.Request) Claims {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer && isHub(r.URL.Path) { // browsers cannot set headers on WebSockets (§2.5)
		token = r.URL.Query().Get("access_token")
	}
	if token == "" {
		return nil
	}
	claims, err := a.Tokens.Check(token)
	if err != nil {
		a.Log.Write(Warning, "JwtAuthentication", "JWT authentication failed on %s: %v", r.URL.Path, err)
		return nil
	}
	return claims
}

func isHub(path string) bool {
	for _, prefix := range []string{"/hubs", "/hub", "/actionshub"} {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

// handler builds the pipeline: identity and log, what wraps everything, health, input filter, endpoints.
func (a *App) handler() http.Handler {
	inner := http.Handler(a.Mux)
	if a.FilterInput {
		inner = FilterInput(a.Log, inner)
	}
	inner = a.health(inner)
	if a.Outer != nil {
		inner = a.Outer(inner)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(identityHeader, a.Role+"/"+Hostname())
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		started := time.Now()
		defer func() {
			if problem := recover(); problem != nil && problem != http.ErrAbortHandler {
				a.Log.Write(Error, "Microsoft.AspNetCore.Server.Kestrel", "An unhandled exception was thrown by the application: %v", problem)
				recorder.fail()
			}
			a.Log.Write(Information, "Serilog.AspNetCore.RequestLoggingMiddleware", "HTTP %s %s responded %d in %.1f ms",
				r.Method, r.URL.Path, recorder.status, float64(time.Since(started).Microseconds())/1000)
		}()
		inner.ServeHTTP(recorder, r)
	})
}

// statusRecorder remembers the status for the log and lets WebSockets through.
type statusRecorder struct {
	http.ResponseWriter
	status  int
	written bool
}

func (s *statusRecorder) WriteHeader(status int) {
	if !s.written {
		s.status, s.written = status, true
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusRecorder) Write(body []byte) (int, error) {
	s.written = true
	return s.ResponseWriter.Write(body)
}

func (s *statusRecorder) fail() {
	s.status = http.StatusInternalServerError
	if !s.written {
		s.WriteHeader(s.status)
	}
}

func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *statusRecorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	s.written, s.status = true, http.StatusSwitchingProtocols
	return http.NewResponseController(s.ResponseWriter).Hijack()
}

func (s *statusRecorder) Flush() { _ = http.NewResponseController(s.ResponseWriter).Flush() }

// Reply writes JSON.
func Reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// Problem writes ASP.NET's problem details.
func Problem(w http.ResponseWriter, status int, title, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": title, "status": status, "detail": detail})
}

// ReadJSON decodes a body; Go's field matching is case-insensitive as ASP.NET's web defaults are.
func ReadJSON(w http.ResponseWriter, r *http.Request, target any) bool {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err == nil {
		err = json.Unmarshal(raw, target)
	}
	if err != nil {
		Problem(w, http.StatusBadRequest, "Bad Request", "the request body is not valid JSON for this endpoint: "+err.Error())
		return false
	}
	return true
}

// ClientIP is the first X-Forwarded-For value, trusted from anyone, else the peer's address (§2.13).
func ClientIP(r *http.Request) string {
	if forwarded := r.Header.Get("X-Forwarded-For"); forwarded != "" {
		first, _, _ := strings.Cut(forwarded, ",")
		return strings.TrimSpace(first)
	}
	return RemoteIP(r)
}

// RemoteIP is the address of the other end of the connection.
func RemoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
