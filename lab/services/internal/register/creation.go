package register

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

const (
	orchestrator = "Sorcha.Register.Service.Services.RegisterCreationOrchestrator"
	pendingLife  = 5 * time.Minute
)

type owner struct{ UserID, WalletID string }

// initiation opens the creation of a register.
type initiation struct {
	RegisterID, Name, Description, TenantID string
	Advertise                               bool
	Owners                                  []owner
}

// attestation is what an owner signs; DataToSign is the digest in hex.
type attestation struct {
	Role       string `json:"role"`
	Subject    string `json:"subject"`
	RegisterID string `json:"registerId"`
	DataToSign string `json:"dataToSign"`
}

func (a attestation) digest() []byte {
	raw, _ := hex.DecodeString(a.DataToSign)
	return raw
}

// opened is the answer to an initiation, kept in Redis until it is finalized.
type opened struct {
	RegisterID   string        `json:"registerId"`
	Nonce        string        `json:"nonce"`
	ExpiresAt    time.Time     `json:"expiresAt"`
	Attestations []attestation `json:"attestationsToSign"`
	Request      initiation    `json:"request"`
}

type signedAttestation struct {
	Attestation attestation      `json:"attestationData"`
	Signature   ledger.Signature `json:"signature"`
}

// finalization closes the creation.
type finalization struct {
	RegisterID, Nonce  string
	SignedAttestations []signedAttestation
}

var errPending = errors.New("pending registration not found")

func pendingKey(id string) string { return "register:pending:" + id }

func (s *service) initiate(ctx context.Context, request initiation) (*opened, error) {
	if request.Name == "" || len(request.Name) > 38 || len(request.Owners) == 0 {
		return nil, fmt.Errorf("a name of 1 to 38 characters and at least one owner are required")
	}
	if request.RegisterID == "" {
		request.RegisterID = hex.EncodeToString(random(16))
	}
	answer := &opened{RegisterID: request.RegisterID, Nonce: base64.RawURLEncoding.EncodeToString(random(32)),
		ExpiresAt: time.Now().UTC().Add(pendingLife), Request: request}
	for _, who := range request.Owners {
		subject := "did:sorcha:w:" + who.WalletID
		answer.Attestations = append(answer.Attestations, attestation{"Owner", subject, request.RegisterID,
			ledger.Hash(request.RegisterID + request.Name + subject + answer.Nonce)})
	}
	raw, err := json.Marshal(answer)
	if err == nil {
		err = s.redis.Set(ctx, pendingKey(answer.RegisterID), raw, pendingLife).Err()
	}
	return answer, err
}

// finalize checks the owners' signatures, submits the genesis transaction and only then stores the register.
func (s *service) finalize(ctx context.Context, request finalization) error {
	raw, err := s.redis.GetDel(ctx, pendingKey(request.RegisterID)).Bytes()
	if err != nil {
		return errPending
	}
	var open opened
	if err := json.Unmarshal(raw, &open); err != nil {
		return err
	}
	if open.Nonce != request.Nonce {
		return fmt.Errorf("invalid nonce - possible replay attack")
	}
	if err := verify(open.Attestations, request.SignedAttestations); err != nil {
		return err
	}
	if err := s.submitGenesis(ctx, open.Request, request.SignedAttestations); err != nil {
		return fmt.Errorf("genesis transaction submission failed, the register was NOT created: %w", err)
	}
	now := time.Now().UTC()
	err = s.store.addRegister(ctx, entity{ID: open.RegisterID, Name: open.Request.Name, Description: open.Request.Description,
		Status: "Online", Advertise: open.Request.Advertise, IsFullReplica: true, TenantID: open.Request.TenantID, CreatedAt: now, UpdatedAt: now})
	if err != nil {
		return err
	}
	s.Log.Write(host.Information, orchestrator, "Created register %s in database after genesis success", open.RegisterID)
	s.announce(ctx, "register:created", map[string]any{"registerId": open.RegisterID, "name": open.Request.Name})
	if open.Request.Advertise {
		go s.advertise(context.WithoutCancel(ctx), open.RegisterID)
	}
	return nil
}

func (s *service) submitGenesis(ctx context.Context, request initiation, signed []signedAttestation) error {
	payload, hash, err := ledger.Canonical(map[string]any{"registerId": request.RegisterID, "name": request.Name,
		"tenantId": request.TenantID, "attestations": signed, "registerPolicy": policy()})
	if err != nil {
		return err
	}
	return s.submit(ctx, &ledger.Transaction{TransactionID: ledger.Hash("genesis-" + request.RegisterID), RegisterID: request.RegisterID,
		BlueprintID: "genesis", ActionID: "register-creation", Payload: payload, PayloadHash: hash, CreatedAt: time.Now().UTC(),
		Metadata: map[string]string{"Type": "Genesis", "RegisterName": request.Name}}, "sorcha:register-control")
}

func verify(expected []attestation, signed []signedAttestation) error {
	if len(expected) != len(signed) {
		return fmt.Errorf("%d signed attestations, %d expected", len(signed), len(expected))
	}
	for index, given := range signed {
		public, bad1 := base64.RawURLEncoding.DecodeString(given.Signature.PublicKey)
		value, bad2 := base64.RawURLEncoding.DecodeString(given.Signature.SignatureValue)
		if bad1 != nil || bad2 != nil || len(public) != ed25519.PublicKeySize ||
			!ed25519.Verify(public, expected[index].digest(), value) {
			return fmt.Errorf("invalid signature for attestation: %s", expected[index].Subject)
		}
	}
	return nil
}

// policy is the default: one validator at least, which keeps a validator from building after the genesis
// docket that it wrote itself until it is registered (platform-verified §g).
func policy() map[string]any {
	return map[string]any{"validators": map[string]any{"minValidators": 1, "maxValidators": 100, "operationalTtlSeconds": 60}}
}

func random(length int) []byte {
	raw := make([]byte, length)
	_, _ = rand.Read(raw)
	return raw
}
