// Package peer is a stand-in for the peer service (§3.7).
package peer

import (
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"sorcha-standins/internal/host"
)

// advertLife is the time to live of an advertisement in Redis.
const advertLife = 5 * time.Minute

type service struct {
	*host.App
	redis *host.Redis
	mutex sync.Mutex
	// registers that were advertised to this node; in memory, as all peer state
	registers map[string]bool
}

// Run starts the service.
func Run() {
	s := &service{App: host.New("peer"), registers: map[string]bool{}}
	s.UseTokens()
	s.redis = s.UseRedis()
	s.routes()
	// Addresses come from code: ASPNETCORE_URLS has no effect (platform-verified §a).
	port, err := strconv.Atoi(os.Getenv("ASPNETCORE_HTTP_PORTS"))
	if err != nil {
		port = 8080
	}
	s.Listen("http://*:"+strconv.Itoa(port), false)
	if own := s.Config.Int("PeerService:Port", 5000); own != port {
		s.Listen("http://*:"+strconv.Itoa(own), true)
	}
	s.App.Run()
}

func (s *service) routes() {
	s.Mux.HandleFunc("GET /{$}", s.status)
	s.Mux.HandleFunc("GET /api/health", s.status)
	s.Mux.HandleFunc("GET /api/peers/health", s.status)
	s.Mux.HandleFunc("GET /api/peers", func(w http.ResponseWriter, _ *http.Request) { host.Reply(w, http.StatusOK, []any{}) })
	s.Mux.HandleFunc("GET /api/registers/available", s.available)
	s.Mux.HandleFunc("POST /api/registers/{id}/advertise", s.advertise)
}

// status tells who this node is and where it says it can be reached.
func (s *service) status(w http.ResponseWriter, _ *http.Request) {
	host.Reply(w, http.StatusOK, map[string]any{
		"service": "Sorcha.Peer.Service", "status": "healthy",
		"nodeId":          s.Config.Or("PeerService:NodeId", "peer-001"),
		"listenPort":      s.Config.Int("PeerService:ListenPort", 5000),
		"externalAddress": s.Config.Get("PeerService:NetworkAddress:ExternalAddress"),
		"issuer":          s.Config.Get("JwtSettings:Issuer"), // the only issuer key that its interceptor reads
		"seedNodes":       len(s.Config.Children("PeerService:SeedNodes:SeedNodes")),
	})
}

func (s *service) available(w http.ResponseWriter, _ *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := []string{}
	for id := range s.registers {
		found = append(found, id)
	}
	host.Reply(w, http.StatusOK, found)
}

// advertise keeps the register in memory and in Redis under a key without node id (§3.7).
func (s *service) advertise(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s.mutex.Lock()
	s.registers[id] = true
	s.mutex.Unlock()
	if err := s.redis.Set(r.Context(), "peer:advert:"+id, "1", advertLife).Err(); err != nil {
		s.Log.Write(host.Warning, "Sorcha.Peer.Service", "Advertisement not stored: %v", err)
	}
	host.Reply(w, http.StatusOK, map[string]string{"registerId": id})
}
