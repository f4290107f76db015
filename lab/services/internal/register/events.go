package register

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/redis/go-redis/v9"

	"sorcha-standins/internal/host"
)

const bridge = "Sorcha.Register.Service.Services.RegisterEventBridgeService"

var topics = []string{"register:created", "register:deleted", "register:status-changed",
	"transaction:confirmed", "docket:confirmed", "register:height-updated"}

// announce appends an event to its stream.
func (s *service) announce(ctx context.Context, topic string, body map[string]any) {
	raw, err := json.Marshal(body)
	if err == nil {
		err = s.redis.XAdd(ctx, &redis.XAddArgs{Stream: s.stream(topic), MaxLen: int64(s.Config.Int("EventStreams:Redis:MaxStreamLength", 10000)),
			Approx: true, Values: []string{"type", topic, "data", string(raw)}}).Err()
	}
	if err != nil {
		s.Log.Write(host.Warning, bridge, "Event %s not published: %v", topic, err)
	}
}

func (s *service) stream(topic string) string {
	return s.Config.Or("EventStreams:Redis:StreamPrefix", "sorcha:events:") + topic
}

// pollEvents reads the streams as one member of the consumer group and tells this replica's own clients.
// With the shared default group each event reaches one replica only (§3.5). The product polls without a
// pause and burns more than a core (platform-verified §0); the stand-in blocks for a second instead.
func (s *service) pollEvents(ctx context.Context) {
	group := s.Config.Or("EventStreams:Redis:ConsumerGroup", "register-service")
	for ctx.Err() == nil {
		if err := s.readEvents(ctx, group); err != nil && ctx.Err() == nil {
			s.Log.Write(host.Warning, bridge, "Event streams not readable: %v", err)
			time.Sleep(time.Second)
		}
	}
}

func (s *service) readEvents(ctx context.Context, group string) error {
	streams := make([]string, 0, 2*len(topics))
	for _, topic := range topics {
		err := s.redis.XGroupCreateMkStream(ctx, s.stream(topic), group, "$").Err()
		if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
			return err
		}
		streams = append(streams, s.stream(topic))
	}
	for range topics {
		streams = append(streams, ">")
	}
	for ctx.Err() == nil {
		found, err := s.redis.XReadGroup(ctx, &redis.XReadGroupArgs{Group: group, Consumer: host.Hostname(), Streams: streams,
			Count: int64(s.Config.Int("EventStreams:Redis:BatchSize", 10)), Block: time.Second, NoAck: true}).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		for _, stream := range found {
			for _, message := range stream.Messages {
				s.hub.tell(message.Values)
			}
		}
	}
	return nil
}

// hub holds the WebSockets of this replica; there is no backplane (§1.3).
type hub struct {
	mutex   sync.Mutex
	members map[chan []byte]bool
}

func newHub() *hub { return &hub{members: map[chan []byte]bool{}} }

func (h *hub) tell(event map[string]any) {
	raw, err := json.Marshal(event)
	if err != nil {
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for member := range h.members {
		select {
		case member <- raw:
		default: // a client that does not read loses events, not the others
		}
	}
}

// connect serves /hubs/register, which asks for no token (§3.1).
func (s *service) connect(w http.ResponseWriter, r *http.Request) {
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer func() { _ = socket.CloseNow() }()
	events := make(chan []byte, 16)
	s.hub.mutex.Lock()
	s.hub.members[events] = true
	s.hub.mutex.Unlock()
	defer func() {
		s.hub.mutex.Lock()
		delete(s.hub.members, events)
		s.hub.mutex.Unlock()
	}()
	ctx := socket.CloseRead(r.Context())
	for {
		select {
		case raw := <-events:
			if socket.Write(ctx, websocket.MessageText, raw) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
