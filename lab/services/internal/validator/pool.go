package validator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/bson"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

const (
	engine          = "Sorcha.Validator.Service.Services.ValidationEngine"
	monitored       = "validator:monitoring:registers"
	transactionLife = time.Hour
	batch           = 100
)

func queueKey(register string) string  { return "sorcha:validator:unverified:" + register + ":queue" }
func expiryKey(register string) string { return "sorcha:validator:unverified:" + register + ":expiry" }
func dataKey(register, id string) string {
	return "sorcha:validator:unverified:" + register + ":data:" + id
}

// enqueue stores a transaction in Redis in one MULTI over three keys without a common hash tag, which
// Redis Cluster would refuse (§2.8). False means that it is there already.
func (s *service) enqueue(ctx context.Context, t *ledger.Transaction) (bool, error) {
	if known, err := s.redis.Exists(ctx, dataKey(t.RegisterID, t.TransactionID)).Result(); err != nil || known > 0 {
		return false, err
	}
	raw, _, err := ledger.Canonical(t) // not json.Marshal: its escapes would change what the payload hash covers
	if err != nil {
		return false, err
	}
	_, err = s.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, dataKey(t.RegisterID, t.TransactionID), []byte(raw), transactionLife)
		pipe.LPush(ctx, queueKey(t.RegisterID), t.TransactionID)
		pipe.ZAdd(ctx, expiryKey(t.RegisterID), redis.Z{Score: float64(time.Now().Add(transactionLife).Unix()), Member: t.TransactionID})
		return nil
	})
	if err != nil {
		return false, err
	}
	return true, s.redis.SAdd(ctx, monitored, t.RegisterID).Err()
}

// poll moves transactions from Redis into this process; two validators on one Redis share them out (§3.6).
func (s *service) poll(ctx context.Context) {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			registers, err := s.redis.SMembers(ctx, monitored).Result()
			for _, register := range registers {
				if err == nil {
					err = s.take(ctx, register)
				}
			}
			if err != nil && ctx.Err() == nil {
				s.Log.Write(host.Error, engine, "Error in validation engine service loop: %v", err)
				time.Sleep(time.Second)
			}
		}
	}
}

func (s *service) take(ctx context.Context, register string) error {
	for range batch {
		id, err := s.redis.RPop(ctx, queueKey(register)).Result()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		if err != nil {
			return err
		}
		raw, err := s.redis.GetDel(ctx, dataKey(register, id)).Bytes()
		s.redis.ZRem(ctx, expiryKey(register), id)
		var transaction ledger.Transaction
		if err != nil || json.Unmarshal(raw, &transaction) != nil {
			continue // expired
		}
		if err := s.judge(ctx, &transaction); err != nil {
			s.Log.Write(host.Warning, engine, "Transaction %s rejected: %v", id, err)
			continue
		}
		s.mutex.Lock()
		s.verified[register] = append(s.verified[register], transaction)
		s.mutex.Unlock()
	}
	return nil
}

// judge repeats the checks of the endpoint and adds those that need other services.
func (s *service) judge(ctx context.Context, t *ledger.Transaction) error {
	if err := t.Check(); err != nil {
		return err
	}
	switch {
	case t.Metadata["Type"] == "Action":
		return s.findBlueprint(ctx, t.BlueprintID)
	case t.Metadata["transactionType"] == "Governance":
		return s.findRoster(ctx, t.RegisterID)
	}
	return nil
}

// findBlueprint looks in Redis, where published blueprints are pushed, then asks the blueprint service.
func (s *service) findBlueprint(ctx context.Context, id string) error {
	if known, err := s.redis.Exists(ctx, "sorcha:blueprint:published:"+id).Result(); err == nil && known > 0 {
		return nil
	}
	auth, err := s.serviceAuth()
	if err != nil {
		return err
	}
	client, err := s.NewClient("Blueprint Service", auth, "", "ServiceClients:BlueprintService:Address", "GrpcClients:BlueprintService:Address")
	if err != nil {
		return err
	}
	answer, err := client.Do(ctx, http.MethodGet, "/api/blueprints/"+id, nil)
	if err == nil && !answer.OK() {
		err = fmt.Errorf("HTTP %d", answer.Status)
	}
	if err != nil {
		return fmt.Errorf("blueprint %s cannot be read: %w", id, err)
	}
	return nil
}

// findRoster reads the register's control records from MongoDB.
func (s *service) findRoster(ctx context.Context, register string) error {
	if s.ledgerDB == nil {
		return fmt.Errorf("governance roster: RegisterStorage:MongoDB:ConnectionString is not configured")
	}
	section := "RegisterStorage:MongoDB:"
	database := s.Config.Or(section+"DatabaseNamePrefix", "sorcha_register_") + register
	collection := s.ledgerDB.Database(database).Collection(s.Config.Or(section+"TransactionCollectionName", "transactions"))
	return collection.FindOne(ctx, bson.M{"TransactionType": "Genesis"}).Err()
}
