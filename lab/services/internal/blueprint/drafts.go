package blueprint

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

func (s *service) list(w http.ResponseWriter, _ *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	items := []map[string]any{}
	for id, draft := range s.drafts {
		items = append(items, map[string]any{"id": id, "blueprint": draft})
	}
	host.Reply(w, http.StatusOK, map[string]any{"items": items, "totalCount": len(items)})
}

func (s *service) create(w http.ResponseWriter, r *http.Request) {
	s.keep(w, r, rand.Text(), http.StatusCreated)
}

func (s *service) replace(w http.ResponseWriter, r *http.Request) {
	s.keep(w, r, r.PathValue("id"), http.StatusOK)
}

// keep stores a draft in this process: another replica does not know it, a restart forgets it (§1.2).
func (s *service) keep(w http.ResponseWriter, r *http.Request, id string, status int) {
	var body map[string]any
	if !host.ReadJSON(w, r, &body) {
		return
	}
	if given, ok := body["id"].(string); ok && status == http.StatusCreated && given != "" {
		id = given
	}
	body["id"] = id
	raw, err := json.Marshal(body)
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Internal Server Error", err.Error())
		return
	}
	s.mutex.Lock()
	s.drafts[id] = raw
	s.mutex.Unlock()
	host.Reply(w, status, json.RawMessage(raw))
}

func (s *service) draft(w http.ResponseWriter, id string) json.RawMessage {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	draft, known := s.drafts[id]
	if !known {
		host.Problem(w, http.StatusNotFound, "Not Found", "Blueprint "+id+" is not known to this process")
	}
	return draft
}

func (s *service) show(w http.ResponseWriter, r *http.Request) {
	if draft := s.draft(w, r.PathValue("id")); draft != nil {
		host.Reply(w, http.StatusOK, draft)
	}
}

func (s *service) remove(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.drafts, r.PathValue("id"))
	w.WriteHeader(http.StatusNoContent)
}

// publish pushes a blueprint to Redis for the validator (§3.2), without an end of life.
func (s *service) publish(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	draft := s.draft(w, id)
	if draft == nil {
		return
	}
	if err := s.redis.Set(r.Context(), "sorcha:blueprint:published:"+id, []byte(draft), 0).Err(); err != nil {
		host.Problem(w, http.StatusInternalServerError, "Publishing Failed", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]string{"blueprintId": id, "status": "published"})
}

// act executes an action: it needs this service's secret and the addresses of tenant, register, wallet
// and validator.
func (s *service) act(w http.ResponseWriter, r *http.Request) {
	var request struct {
		BlueprintID, ActionID, SenderWallet, RegisterAddress string
		PayloadData                                          map[string]any
	}
	if !host.ReadJSON(w, r, &request) {
		return
	}
	id, err := ledger.Publish(r.Context(), s.App, ledger.Draft{RegisterID: request.RegisterAddress, Wallet: request.SenderWallet, Kind: "Action",
		BlueprintID: request.BlueprintID, ActionID: request.ActionID, Payload: request.PayloadData, CreatedAt: time.Now().UTC()})
	if err != nil {
		s.Log.Write(host.Error, "Sorcha.Blueprint.Service.Services.ActionExecutionService", "Action failed: %v", err)
		host.Problem(w, http.StatusInternalServerError, "Action Failed", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]string{"transactionId": id})
}

// index counts the schema index in MongoDB.
func (s *service) index(w http.ResponseWriter, r *http.Request) {
	count, err := s.schema.CountDocuments(r.Context(), bson.M{})
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Schema Index Unavailable", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]int64{"totalCount": count})
}

// statusList is public: its own address, which credentials carry, comes from StatusList:BaseUrl.
func (s *service) statusList(w http.ResponseWriter, r *http.Request) {
	base := s.Config.Or("StatusList:BaseUrl", "https://sorcha.example/api/v1/credentials/status-lists")
	w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(s.Config.Int("StatusList:CacheMaxAgeSeconds", 300)))
	host.Reply(w, http.StatusOK, map[string]string{"id": strings.TrimRight(base, "/") + "/" + r.PathValue("id")})
}
