package wallet

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"

	"sorcha-standins/internal/host"
)

// presentations are open requests of other parties. They live in this process (§3.4): with more than one
// replica the client must come back to the one that it asked.
type presentations struct {
	mutex sync.Mutex
	open  map[string]json.RawMessage
}

func (s *service) requestPresentation(w http.ResponseWriter, r *http.Request) {
	var body json.RawMessage
	if !host.ReadJSON(w, r, &body) {
		return
	}
	id := rand.Text()
	s.presentations.mutex.Lock()
	s.presentations.open[id] = body
	s.presentations.mutex.Unlock()
	host.Reply(w, http.StatusCreated, map[string]string{"requestId": id})
}

func (s *service) showPresentation(w http.ResponseWriter, r *http.Request) {
	s.presentations.mutex.Lock()
	body, known := s.presentations.open[r.PathValue("id")]
	s.presentations.mutex.Unlock()
	if !known {
		host.Problem(w, http.StatusNotFound, "Not Found", "Presentation request is not known to this process")
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"requestId": r.PathValue("id"), "request": body})
}
