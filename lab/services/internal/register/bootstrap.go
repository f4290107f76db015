package register

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

const (
	bootstrapper   = "Sorcha.Register.Service.Services.SystemRegisterBootstrapper"
	attempts       = 3
	genesisTimeout = 30 * time.Second
)

// templates are the blueprints that the system register starts with; the image carries their files.
var templates = []string{"register-creation-v1", "register-governance-v1"}

// bootstrap makes the system register on every start that finds none, three times at most. Then it gives
// up permanently, and /health does not show it (platform-verified §g).
func (s *service) bootstrap(ctx context.Context) {
	started := time.Now()
	s.Log.Write(host.Information, bootstrapper, "System register bootstrap started")
	delay := 2 * time.Second
	for attempt := 1; attempt <= attempts; attempt++ {
		err := s.tryBootstrap(ctx)
		if err == nil {
			s.Log.Write(host.Information, bootstrapper, "System register bootstrap completed in %d ms", time.Since(started).Milliseconds())
			return
		}
		s.Log.Write(host.Warning, bootstrapper, "System register bootstrap attempt %d/%d failed. Retrying in %ds: %v",
			attempt, attempts, int(delay.Seconds()), err)
		if attempt == attempts {
			break
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return
		}
		delay *= 2
	}
	s.Log.Write(host.Error, bootstrapper, "System register bootstrap failed after all retries. The system register may need manual initialization")
}

func (s *service) tryBootstrap(ctx context.Context) error {
	existing, err := s.store.register(ctx, ledger.SystemRegister)
	if err != nil {
		return err
	}
	if existing == nil {
		s.Log.Write(host.Information, bootstrapper, "System register not found — creating via standard register creation flow")
		if err := s.createSystemRegister(ctx); err != nil {
			return err
		}
	} else {
		s.Log.Write(host.Information, bootstrapper, "System register already exists (Height=%d, Status=%s)", existing.Height, existing.Status)
	}
	s.awaitGenesis(ctx)
	return s.seedBlueprints(ctx)
}

func (s *service) createSystemRegister(ctx context.Context) error {
	calls, err := s.partners()
	if err != nil {
		return err
	}
	address, err := calls.wallet.System(ctx, s.validatorID)
	if err != nil {
		return err
	}
	s.Log.Write(host.Information, bootstrapper, "Using system wallet %s for system register bootstrap", address)
	open, err := s.initiate(ctx, initiation{RegisterID: ledger.SystemRegister, Name: ledger.SystemRegisterName,
		TenantID: "system", Advertise: true, Owners: []owner{{UserID: "system", WalletID: address}},
		Description: "Platform-wide system register for blueprint governance and metadata storage"})
	if err != nil {
		return err
	}
	closing := finalization{RegisterID: open.RegisterID, Nonce: open.Nonce}
	for _, attestation := range open.Attestations {
		signature, err := calls.wallet.Sign(ctx, address, attestation.digest(), "sorcha:register-attestation")
		if err != nil {
			return err
		}
		closing.SignedAttestations = append(closing.SignedAttestations, signedAttestation{attestation, signature})
	}
	return s.finalize(ctx, closing)
}

// awaitGenesis waits for the first docket and goes on without it.
func (s *service) awaitGenesis(ctx context.Context) {
	deadline := time.Now().Add(genesisTimeout)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		found, err := s.store.register(ctx, ledger.SystemRegister)
		if err == nil && found != nil && found.Height > 0 {
			s.Log.Write(host.Information, bootstrapper, "Genesis docket confirmed for system register (Height=%d)", found.Height)
			return
		}
		time.Sleep(time.Second)
	}
	s.Log.Write(host.Warning, bootstrapper, "Timed out waiting for genesis docket on system register after %ds.", int(genesisTimeout.Seconds()))
}

func (s *service) seedBlueprints(ctx context.Context) error {
	present, err := s.store.transactions(ctx, ledger.SystemRegister)
	if err != nil {
		return err
	}
	for _, name := range templates {
		if slices.ContainsFunc(present, func(e entry) bool { return e.BlueprintID == name }) {
			s.Log.Write(host.Information, bootstrapper, "Blueprint %s already exists — skipping", name)
			continue
		}
		template, err := loadTemplate(name)
		if err != nil {
			return err
		}
		if err := s.publish(ctx, ledger.SystemRegister, name, template); err != nil {
			return err
		}
		s.Log.Write(host.Information, bootstrapper, "Blueprint %s seeded successfully", name)
	}
	return nil
}

func loadTemplate(name string) (json.RawMessage, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(root, "blueprints", "templates", name+".json"))
	if err != nil {
		return nil, host.Throw("System.IO.FileNotFoundException", "Blueprint template '"+name+".json' not found in catalog.")
	}
	return raw, nil
}

// publish submits a blueprint as a control transaction.
func (s *service) publish(ctx context.Context, registerID, blueprintID string, content any) error {
	transaction, err := control(registerID, blueprintID, "BlueprintPublish", content)
	if err != nil {
		return err
	}
	return s.submit(ctx, transaction, "sorcha:blueprint-publish")
}

// control makes a control transaction that still lacks its signature.
func control(registerID, subject, kind string, content any) (*ledger.Transaction, error) {
	payload, hash, err := ledger.Canonical(content)
	now := time.Now().UTC()
	return &ledger.Transaction{TransactionID: ledger.Hash(fmt.Sprintf("blueprint-%s-%d", subject, now.UnixMilli())),
		RegisterID: registerID, BlueprintID: subject, ActionID: "blueprint-publish", Payload: payload, PayloadHash: hash, CreatedAt: now,
		Metadata: map[string]string{"Type": "Control", "transactionType": kind, "BlueprintId": subject}}, err
}

// submit signs with the system wallet, within its limit per register and minute, and hands in.
func (s *service) submit(ctx context.Context, transaction *ledger.Transaction, path string) error {
	if !s.signs.take(transaction.RegisterID) {
		return host.Invalid(fmt.Sprintf("Rate limit exceeded for register '%s': max %d signs per minute", transaction.RegisterID, s.signs.limit))
	}
	calls, err := s.partners()
	if err != nil {
		return err
	}
	address, err := calls.wallet.System(ctx, s.validatorID)
	if err != nil {
		return err
	}
	signature, err := calls.wallet.Sign(ctx, address, ledger.Digest(transaction.TransactionID, transaction.PayloadHash), path)
	if err != nil {
		return err
	}
	transaction.Signatures = []ledger.Signature{signature}
	return calls.validator.Submit(ctx, transaction)
}

// window counts events per key over the last minute.
type window struct {
	limit int
	mutex sync.Mutex
	times map[string][]time.Time
}

func newWindow(limit int) *window { return &window{limit: limit, times: map[string][]time.Time{}} }

func (w *window) take(key string) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	cutoff := time.Now().Add(-time.Minute)
	recent := slices.DeleteFunc(w.times[key], func(at time.Time) bool { return at.Before(cutoff) })
	if len(recent) < w.limit {
		w.times[key] = append(recent, time.Now())
		return true
	}
	w.times[key] = recent
	return false
}
