package validator

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

// registryKey is of one validator; "*" matches all of a register.
func registryKey(register, validator string) string {
	return "sorcha:validators:" + register + ":validator:" + validator
}

// active counts registrations that did not expire. Nothing renews one: it is gone after the policy's
// operationalTtlSeconds (ValidatorRegistry.StoreValidatorAsync in the product).
func (s *service) active(ctx context.Context, register string) (int64, error) {
	keys, err := s.registered(ctx, register)
	return int64(len(keys)), err
}

func (s *service) registered(ctx context.Context, register string) ([]string, error) {
	var keys []string
	found := s.redis.Scan(ctx, 0, registryKey(register, "*"), 1000).Iterator()
	for found.Next(ctx) {
		keys = append(keys, found.Val())
	}
	return keys, found.Err()
}

// registration is a validator as the registry keeps it.
type registration struct {
	ValidatorID  string    `json:"validatorId"`
	PublicKey    string    `json:"publicKey"`
	GrpcEndpoint string    `json:"grpcEndpoint"`
	Status       string    `json:"status"`
	RegisteredAt time.Time `json:"registeredAt"`
}

func (s *service) routes() {
	s.Handle("POST /api/v1/transactions/validate", host.ServiceOrAdmin, s.validate)
	s.Handle("GET /api/v1/transactions/mempool/{register}", host.ServiceOrAdmin, s.pool)
	s.Handle("POST /api/validators/register", host.Authenticated, s.enroll)
	s.Handle("GET /api/validators/{register}", host.Authenticated, s.validators)
	s.Handle("GET /api/validators/{register}/count", host.Authenticated, s.count)
	s.Handle("GET /api/validators/{register}/{validator}", host.Authenticated, s.validator)
	s.Handle("GET /api/admin/validators/monitoring", host.Authenticated, s.monitoring)
	s.Handle("GET /api/metrics", host.Authenticated, s.metrics)
}

func (s *service) validate(w http.ResponseWriter, r *http.Request) {
	var transaction ledger.Transaction
	if !host.ReadJSON(w, r, &transaction) {
		return
	}
	if err := transaction.Check(); err != nil {
		host.Reply(w, http.StatusBadRequest, map[string]any{"isValid": false, "errors": []map[string]string{{"message": err.Error()}}})
		return
	}
	added, err := s.enqueue(r.Context(), &transaction)
	if err != nil {
		s.Log.Write(host.Error, engine, "Failed to submit transaction %s to unverified pool: %v", transaction.TransactionID, err)
	}
	if !added || err != nil {
		host.Reply(w, http.StatusConflict, map[string]any{"isValid": true, "added": false,
			"message": "Failed to submit transaction to unverified pool (pool full or duplicate)"})
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"isValid": true, "added": true, "transactionId": transaction.TransactionID,
		"registerId": transaction.RegisterID, "addedAt": time.Now().UTC()})
}

func (s *service) pool(w http.ResponseWriter, r *http.Request) {
	register := r.PathValue("register")
	queued, err := s.redis.LLen(r.Context(), queueKey(register)).Result()
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Query error", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"registerId": register, "unverified": queued, "verified": s.waiting(register)})
}

// enroll registers a validator for a register: what a process that wrote the genesis docket waits for.
func (s *service) enroll(w http.ResponseWriter, r *http.Request) {
	var request struct{ RegisterID, ValidatorID, PublicKey, GrpcEndpoint string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	if request.RegisterID == "" || request.ValidatorID == "" || request.PublicKey == "" || request.GrpcEndpoint == "" {
		host.Problem(w, http.StatusBadRequest, "Registration failed", "registerId, validatorId, publicKey and grpcEndpoint are required")
		return
	}
	raw, err := json.Marshal(registration{request.ValidatorID, request.PublicKey, request.GrpcEndpoint, "active", time.Now().UTC()})
	created := false
	if err == nil {
		_, life := s.policy(r.Context(), request.RegisterID)
		created, err = s.redis.SetNX(r.Context(), registryKey(request.RegisterID, request.ValidatorID), raw, life).Result()
	}
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Registration error", err.Error())
		return
	}
	if !created {
		host.Reply(w, http.StatusBadRequest, map[string]string{"error": "Registration failed", "message": "Validator already registered"})
		return
	}
	w.Header().Set("Location", "/api/validators/"+request.RegisterID+"/"+request.ValidatorID)
	host.Reply(w, http.StatusCreated, map[string]any{"validatorId": request.ValidatorID, "registerId": request.RegisterID,
		"status": "active", "message": "Registration successful"})
}

func (s *service) validators(w http.ResponseWriter, r *http.Request) {
	register := r.PathValue("register")
	keys, err := s.registered(r.Context(), register)
	found := []json.RawMessage{}
	for _, key := range keys {
		if row, gone := s.redis.Get(r.Context(), key).Bytes(); gone == nil {
			found = append(found, row)
		}
	}
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Query error", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"registerId": register, "count": len(found), "validators": found})
}

func (s *service) count(w http.ResponseWriter, r *http.Request) {
	active, err := s.active(r.Context(), r.PathValue("register"))
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Query error", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"registerId": r.PathValue("register"), "activeCount": active,
		"minValidators": 1, "maxValidators": 100, "hasQuorum": active >= 1})
}

func (s *service) validator(w http.ResponseWriter, r *http.Request) {
	raw, err := s.redis.Get(r.Context(), registryKey(r.PathValue("register"), r.PathValue("validator"))).Bytes()
	if errors.Is(err, redis.Nil) {
		host.Reply(w, http.StatusNotFound, map[string]string{"error": "Validator not found"})
		return
	}
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Query error", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, json.RawMessage(raw))
}

func (s *service) monitoring(w http.ResponseWriter, r *http.Request) {
	registers, err := s.redis.SMembers(r.Context(), monitored).Result()
	if err != nil {
		host.Problem(w, http.StatusInternalServerError, "Query error", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, map[string]any{"registers": registers})
}

func (s *service) metrics(w http.ResponseWriter, _ *http.Request) {
	host.Reply(w, http.StatusOK, map[string]any{"validatorId": s.id, "systemWallet": s.systemWallet})
}
