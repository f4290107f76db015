// Package gateway is a stand-in for the API gateway: YARP's configuration keys, routes and habits (§3.1,
// platform-verified §f).
package gateway

import (
	"context"
	"net/http"
	"sync"
	"time"

	"sorcha-standins/internal/host"
)

type service struct {
	*host.App
	table          []route
	clusters       map[string]*cluster
	limits         map[string]*host.Limiter
	trustForwarded bool
}

// Run starts the service. A signing key is all that it needs.
func Run() {
	s := &service{App: host.New("gateway"), table: parseRoutes(), limits: newLimits()}
	s.UseTokens()
	s.trustForwarded = s.Config.Bool("FORWARDEDHEADERS_ENABLED", false)
	clusters, err := loadClusters(s.Config)
	if err != nil {
		host.Abort(err)
	}
	s.clusters = clusters
	for _, entry := range s.table {
		if s.clusters[entry.cluster] == nil {
			host.Abort(refuse("Route references the cluster '" + entry.cluster + "', which is not configured."))
		}
	}
	domains, err := newDomains(s.App)
	if err != nil {
		host.Abort(err)
	}
	s.Outer = func(next http.Handler) http.Handler { return s.secureTransport(domains.wrap(next)) }
	s.Mux.HandleFunc("GET /api/health", s.aggregate)
	s.Mux.HandleFunc("/", s.forward)
	for _, c := range s.clusters {
		if c.active != nil {
			s.InBackground(func(ctx context.Context) { c.active.run(ctx, s.Log, c.destinations) })
		}
	}
	s.App.Run()
}

// secureTransport adds HSTS to requests that came by https (§2.3).
func (s *service) secureTransport(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, scheme := s.origin(r); scheme == "https" && !s.Config.Development() {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// aggregate asks each service that Services:<name>:Url names; these keys serve nothing else (§1.1).
func (s *service) aggregate(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	names := []string{"Blueprint", "Wallet", "Register", "Tenant", "Peer", "Validator"}
	healthy := make([]bool, len(names))
	var group sync.WaitGroup
	for index, name := range names {
		group.Go(func() { healthy[index] = well(ctx, s.Config.Get("Services:"+name+":Url")) })
	}
	group.Wait()
	services, count := map[string]any{}, 0
	for index, name := range names {
		state := "unhealthy"
		if healthy[index] {
			state = "healthy"
			count++
		}
		services[name] = map[string]string{"status": state}
	}
	switch count {
	case len(names):
		host.Reply(w, http.StatusOK, map[string]any{"status": "healthy", "services": services})
	case 0:
		host.Reply(w, http.StatusServiceUnavailable, map[string]any{"status": "unhealthy", "services": services})
	default:
		host.Reply(w, http.StatusOK, map[string]any{"status": "degraded", "services": services})
	}
}

func well(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/health", nil)
	if err != nil {
		return false
	}
	response, err := probes.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}
