package blueprint

import (
	"crypto/rand"
	"net/http"

	"github.com/coder/websocket"

	"sorcha-standins/internal/host"
)

// negotiate hands out an id that only this process knows: the connection must come back to it (§5, 14).
func (s *service) negotiate(w http.ResponseWriter, _ *http.Request) {
	id := rand.Text()
	s.mutex.Lock()
	s.connections[id] = true
	s.mutex.Unlock()
	host.Reply(w, http.StatusOK, map[string]any{"connectionId": id, "connectionToken": id, "negotiateVersion": 1,
		"availableTransports": []map[string]any{{"transport": "WebSockets", "transferFormats": []string{"Text", "Binary"}}}})
}

// connect echoes each message. A WebSocket without an id skips negotiation, which SignalR allows.
func (s *service) connect(w http.ResponseWriter, r *http.Request) {
	if id := r.URL.Query().Get("id"); id != "" && !s.negotiated(id) {
		http.Error(w, "No Connection with that ID", http.StatusNotFound)
		return
	}
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer func() { _ = socket.CloseNow() }()
	for {
		kind, message, err := socket.Read(r.Context())
		if err != nil || socket.Write(r.Context(), kind, message) != nil {
			return
		}
	}
}

func (s *service) negotiated(id string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.connections[id]
}
