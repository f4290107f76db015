package ledger

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"sorcha-standins/internal/host"
)

// Wallet calls the wallet service.
type Wallet struct{ client *host.Client }

// NewWallet resolves the wallet's address; without a key it is port 80 of a default name (§2.7).
func NewWallet(app *host.App, auth *host.ServiceAuth) (*Wallet, error) {
	client, err := app.NewClient("Wallet Service", auth, "http://wallet-service",
		"ServiceClients:WalletService:Address", "GrpcClients:WalletService:Address")
	return &Wallet{client}, err
}

// System creates or retrieves the system wallet of a validator.
func (w *Wallet) System(ctx context.Context, validatorID string) (string, error) {
	answer, err := w.client.Do(ctx, http.MethodPost, "/api/v1/wallets/system", map[string]string{"validatorId": validatorID})
	if err != nil {
		return "", err
	}
	var body struct{ Address string }
	if !answer.OK() || answer.JSON(&body) != nil || body.Address == "" {
		return "", fmt.Errorf("system wallet: the wallet service answered %d", answer.Status)
	}
	return body.Address, nil
}

// Sign signs a digest.
func (w *Wallet) Sign(ctx context.Context, address string, digest []byte, path string) (Signature, error) {
	answer, err := w.client.Do(ctx, http.MethodPost, "/api/v1/wallets/"+address+"/sign", map[string]any{
		"transactionData": base64.StdEncoding.EncodeToString(digest), "isPreHashed": true, "derivationPath": path})
	if err != nil {
		return Signature{}, err
	}
	var body struct {
		Signature, PublicKey []byte
		Algorithm            string
	}
	if !answer.OK() {
		return Signature{}, fmt.Errorf("sign with %s: the wallet service answered %d", address, answer.Status)
	}
	if err := answer.JSON(&body); err != nil {
		return Signature{}, err
	}
	return Signature{base64.RawURLEncoding.EncodeToString(body.PublicKey),
		base64.RawURLEncoding.EncodeToString(body.Signature), body.Algorithm}, nil
}

// Validator calls the validator service.
type Validator struct{ client *host.Client }

// NewValidator fails without a configured address (§2.7).
func NewValidator(app *host.App, auth *host.ServiceAuth) (*Validator, error) {
	client, err := app.NewClient("Validator Service", auth, "", "ServiceClients:ValidatorService:Address")
	return &Validator{client}, err
}

// Submit hands in a transaction.
func (v *Validator) Submit(ctx context.Context, transaction *Transaction) error {
	answer, err := v.client.Do(ctx, http.MethodPost, "/api/v1/transactions/validate", transaction)
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		return fmt.Errorf("transaction %s: the validator service answered %d %s", transaction.TransactionID, answer.Status, answer.Body)
	}
	return nil
}

// Register calls the register service.
type Register struct{ client *host.Client }

// NewRegister fails without a configured address (§2.7).
func NewRegister(app *host.App, auth *host.ServiceAuth) (*Register, error) {
	client, err := app.NewClient("Register Service", auth, "",
		"ServiceClients:RegisterService:Address", "GrpcClients:RegisterService:Address")
	return &Register{client}, err
}

// Get reads a resource below /api/registers; a status other than success is an error.
func (r *Register) Get(ctx context.Context, path string, target any) error {
	answer, err := r.client.Do(ctx, http.MethodGet, "/api/registers/"+path, nil)
	if err != nil {
		return err
	}
	if !answer.OK() {
		return fmt.Errorf("%s: the register service answered %d", path, answer.Status)
	}
	return answer.JSON(target)
}

// Height is the number of dockets, and -1 after any error (§3.6); the caller cannot distinguish a
// missing register from an unreachable service.
func (r *Register) Height(ctx context.Context, id string) int64 {
	var body struct{ Height int64 }
	if err := r.Get(ctx, id, &body); err != nil {
		return -1
	}
	return body.Height
}

// WriteDocket writes a docket.
func (r *Register) WriteDocket(ctx context.Context, docket *Docket) error {
	answer, err := r.client.Do(ctx, http.MethodPost, "/api/registers/"+docket.RegisterID+"/dockets", docket)
	if err != nil {
		return err
	}
	if !answer.OK() {
		return fmt.Errorf("docket %d: the register service answered %d", docket.DocketNumber, answer.Status)
	}
	return nil
}

// Draft is a transaction before it has an id and a signature.
type Draft struct {
	RegisterID, Wallet, Kind, BlueprintID, ActionID string
	Payload                                         any
	CreatedAt                                       time.Time
}

// Publish signs a draft with a wallet and submits it: it needs the caller's service secret and the
// addresses of register, wallet and validator.
func Publish(ctx context.Context, app *host.App, draft Draft) (string, error) {
	auth, err := app.NewServiceAuth()
	if err != nil {
		return "", err
	}
	register, err := NewRegister(app, auth)
	if err != nil {
		return "", err
	}
	wallet, err := NewWallet(app, auth)
	if err != nil {
		return "", err
	}
	validator, err := NewValidator(app, auth)
	if err != nil {
		return "", err
	}
	if err := register.Get(ctx, draft.RegisterID, &struct{}{}); err != nil {
		return "", err
	}
	transaction, err := draft.transaction()
	if err != nil {
		return "", err
	}
	signature, err := wallet.Sign(ctx, draft.Wallet, Digest(transaction.TransactionID, transaction.PayloadHash), "")
	if err != nil {
		return "", err
	}
	transaction.Signatures = []Signature{signature}
	return transaction.TransactionID, validator.Submit(ctx, transaction)
}

func (d Draft) transaction() (*Transaction, error) {
	payload, hash, err := Canonical(d.Payload)
	if err != nil {
		return nil, err
	}
	id := Hash(fmt.Sprintf("%s-%s-%s-%d", d.Kind, d.RegisterID, hash, d.CreatedAt.UnixNano()))
	return &Transaction{TransactionID: id, RegisterID: d.RegisterID, BlueprintID: d.BlueprintID, ActionID: d.ActionID,
		Payload: payload, PayloadHash: hash, CreatedAt: d.CreatedAt, Metadata: map[string]string{"Type": d.Kind}}, nil
}
