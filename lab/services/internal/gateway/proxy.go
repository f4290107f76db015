package gateway

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"time"

	"sorcha-standins/internal/host"
)

const forwarder = "Yarp.ReverseProxy.Forwarder.HttpForwarder"

var connections = &http.Transport{
	DialContext:         (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
	MaxIdleConnsPerHost: 100, IdleConnTimeout: 2 * time.Minute, DisableCompression: true,
}

// limits are the gateway's rate policies; callers beyond them queue before they are refused (§2.13, §f).
func newLimits() map[string]*host.Limiter {
	return map[string]*host.Limiter{
		"api":            host.NewLimiter(100, 10, time.Minute),
		"authentication": host.NewLimiter(10, 2, time.Minute),
		"strict":         host.NewBucket(5, 1, 12*time.Second),
		"heavy":          host.NewLimiter(10, 20, 0),
	}
}

// forward finds the route, asks for a token where the route does, keeps the limits and proxies.
func (s *service) forward(w http.ResponseWriter, r *http.Request) {
	found, target := findRoute(s.table, r.URL.Path)
	if found == nil {
		http.NotFound(w, r)
		return
	}
	next := func(w http.ResponseWriter, r *http.Request) { s.limited(w, r, found, target) }
	switch found.policy {
	case "token":
		next = s.Secure(host.Authenticated, next)
	case "admin":
		next = s.Secure(host.AdministratorOnly, next)
	}
	next(w, r)
}

func (s *service) limited(w http.ResponseWriter, r *http.Request, found *route, target string) {
	if limiter := s.limits[found.limit]; limiter != nil {
		key := host.ClientIP(r)
		if s.trustForwarded { // the header is used up by then
			key, _ = s.origin(r)
		}
		if found.limit == "heavy" {
			key = "global"
		}
		release, granted := limiter.Acquire(r.Context(), key)
		if !granted {
			host.Reply(w, http.StatusTooManyRequests, map[string]string{"error": "Too many requests"})
			return
		}
		defer release()
	}
	s.proxy(w, r, s.clusters[found.cluster], target)
}

// proxy sends the request to one destination, once: a failure is 502, without a retry (§f).
func (s *service) proxy(w http.ResponseWriter, r *http.Request, to *cluster, target string) {
	candidates := to.candidates()
	fresh, failed := false, false
	if to.affinity != nil {
		candidates, fresh, failed = to.affinity.choose(r, candidates)
	}
	if len(candidates) == 0 || failed {
		s.Log.Write(host.Warning, forwarder, "No available destinations for cluster %s", to.id)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	chosen := to.pick(candidates)
	if fresh {
		to.affinity.set(w, chosen)
	}
	w.Header().Del("X-Sorcha-Standin") // the back end's own goes to the client, the gateway's beside it
	w.Header().Set("X-Sorcha-Standin-Gateway", "gateway/"+host.Hostname())
	chosen.inFlight.Add(1)
	defer chosen.inFlight.Add(-1)
	if r.Header.Get("Upgrade") == "" {
		ctx, cancel := context.WithTimeout(r.Context(), to.timeout)
		defer cancel()
		r = r.WithContext(ctx)
	}
	broken := false
	reverse := httputil.ReverseProxy{Transport: connections, FlushInterval: -1,
		Rewrite: func(p *httputil.ProxyRequest) { s.rewrite(p, chosen, target) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			broken = true
			status := http.StatusBadGateway
			if errors.Is(err, context.DeadlineExceeded) {
				status = http.StatusGatewayTimeout
			}
			s.Log.Write(host.Information, forwarder, "Error proxying to %s: %v", chosen.address, err)
			w.WriteHeader(status)
		}}
	reverse.ServeHTTP(w, r)
	if to.passive != nil {
		to.passive.observe(chosen, broken)
	}
}

// rewrite sets X-Forwarded-* from what the gateway believes of its client and sends the destination's own
// host name (§2.12, §f).
func (s *service) rewrite(p *httputil.ProxyRequest, chosen *destination, target string) {
	p.Out.URL.Scheme, p.Out.URL.Host = chosen.address.Scheme, chosen.address.Host
	p.Out.URL.Path, p.Out.URL.RawPath = strings.TrimSuffix(chosen.address.Path, "/")+target, ""
	p.Out.URL.RawQuery = p.In.URL.RawQuery
	p.Out.Host = ""
	address, scheme := s.origin(p.In)
	p.Out.Header.Set("X-Forwarded-For", address)
	p.Out.Header.Set("X-Forwarded-Proto", scheme)
	p.Out.Header.Set("X-Forwarded-Host", p.In.Host)
}

// origin is the other end of the connection, or that of the X-Forwarded-* headers if the gateway is
// configured to trust them.
func (s *service) origin(r *http.Request) (address, scheme string) {
	address, scheme = host.RemoteIP(r), "http"
	if r.TLS != nil {
		scheme = "https"
	}
	if !s.trustForwarded {
		return address, scheme
	}
	if forwarded := last(r.Header.Get("X-Forwarded-For")); forwarded != "" {
		address = forwarded
	}
	if proto := last(r.Header.Get("X-Forwarded-Proto")); proto != "" {
		scheme = proto
	}
	return address, scheme
}

func last(list string) string {
	return strings.TrimSpace(list[strings.LastIndex(list, ",")+1:])
}
