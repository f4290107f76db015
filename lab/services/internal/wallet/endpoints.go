package wallet

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"time"

	"sorcha-standins/internal/host"
)

const endpoints = "Sorcha.Wallet.Service.Endpoints.WalletEndpoints"

// derivation is about the time that the product's first wallet takes between looking and inserting; without
// it the stand-in would be too quick for the race that a normal first boot loses (platform-verified §g).
const derivation = time.Second

func (s *service) routes() {
	s.Mux.HandleFunc("POST /api/v1/wallets/system", s.system) // anonymous in the product too
	for _, base := range []string{"/api/v1/wallets", "/api/v1/wallets/{$}"} {
		s.Handle("POST "+base, host.OrganizationOrService, s.create)
		s.Handle("GET "+base, host.OrganizationOrService, s.list)
	}
	s.Handle("GET /api/v1/wallets/{address}", host.OrganizationOrService, s.get)
	s.Handle("DELETE /api/v1/wallets/{address}", host.OrganizationOrService, s.delete)
	s.Handle("POST /api/v1/wallets/{address}/sign", host.OrganizationOrService, s.sign)
	s.Handle("POST /api/v1/presentations/request", host.OrganizationOrService, s.requestPresentation)
	s.Handle("GET /api/v1/presentations/{id}", host.OrganizationOrService, s.showPresentation)
	s.Handle("POST /api/v1/wallets/verify", host.OrganizationOrService, s.verify)
}

// system looks for the validator's wallet and creates it when there is none; nothing keeps two callers
// from doing so at once (§3.4).
func (s *service) system(w http.ResponseWriter, r *http.Request) {
	var request struct{ ValidatorID string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	owner, name := "validator:"+request.ValidatorID, "system-wallet-"+request.ValidatorID
	existing, err := s.wallets.ownedBy(r.Context(), owner, "system")
	if err != nil {
		s.failed(w, "System Wallet Creation Failed", err)
		return
	}
	for _, wallet := range existing {
		if wallet.Name == name && wallet.Status == "Active" {
			s.Log.Write(host.Information, endpoints, "Found existing system wallet %s for validator %s", wallet.Address, request.ValidatorID)
			host.Reply(w, http.StatusOK, map[string]string{"address": wallet.Address})
			return
		}
	}
	time.Sleep(derivation)
	wallet, err := s.make(r.Context(), name, owner, "system")
	if err != nil {
		s.failed(w, "System Wallet Creation Failed", err)
		return
	}
	s.Log.Write(host.Information, endpoints, "Created new system wallet %s for validator %s", wallet.Address, request.ValidatorID)
	w.Header().Set("Location", "/api/v1/wallets/"+wallet.Address)
	host.Reply(w, http.StatusCreated, map[string]string{"address": wallet.Address})
}

func (s *service) create(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Name, Algorithm string
		WordCount       int
	}
	if !host.ReadJSON(w, r, &request) {
		return
	}
	if request.Name == "" || request.Algorithm != "ED25519" {
		host.Problem(w, http.StatusBadRequest, "Invalid Request", "the stand-in makes wallets with a name and algorithm ED25519 only")
		return
	}
	owner, tenant := ownerOf(host.ClaimsOf(r))
	wallet, err := s.make(r.Context(), request.Name, owner, tenant)
	if err != nil {
		s.failed(w, "Wallet Creation Failed", err)
		return
	}
	words := make([]string, max(request.WordCount, 12))
	for index := range words {
		words[index] = "standin" // no mnemonic: the stand-in cannot recover a wallet
	}
	go s.index(context.WithoutCancel(r.Context()))
	host.Reply(w, http.StatusCreated, map[string]any{"wallet": view(*wallet), "mnemonicWords": words})
}

// index tells the register about a new address by gRPC; a failure is only logged (§2.14).
func (s *service) index(ctx context.Context) {
	if err := s.ReachGRPC(ctx, "http://register-service", "ServiceClients:RegisterService:GrpcAddress"); err != nil {
		s.Log.Write(host.Warning, endpoints, "Address index registration failed: %v", err)
	}
}

// make creates a key pair and stores its private half encrypted with the default data key.
func (s *service) make(ctx context.Context, name, owner, tenant string) (*record, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	keys := s.provider()
	secret, err := keys.encrypt(private.Seed(), keys.defaultKey)
	if err != nil {
		return nil, err
	}
	wallet := &record{Address: address(public), EncryptedPrivateKey: secret, EncryptionKeyID: keys.defaultKey,
		Algorithm: "ED25519", Owner: owner, Tenant: tenant, Name: name,
		PublicKey: base64.StdEncoding.EncodeToString(public), Status: "Active", CreatedAt: time.Now().UTC()}
	return wallet, s.wallets.add(ctx, *wallet)
}

var alphabet = base32.NewEncoding("qpzry9x8gf2tvdw0s3jn54khce6mua7l").WithPadding(base32.NoPadding)

// address has the look of the product's Bech32m address, with a part of a digest in place of its checksum.
func address(public ed25519.PublicKey) string {
	digest := sha256.Sum256(public)
	return "ws1" + alphabet.EncodeToString(append(append([]byte{}, public...), digest[:4]...))
}

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	owner, tenant := ownerOf(host.ClaimsOf(r))
	wallets, err := s.wallets.ownedBy(r.Context(), owner, tenant)
	if err != nil {
		s.failed(w, "Wallet List Failed", err)
		return
	}
	views := make([]any, 0, len(wallets))
	for _, wallet := range wallets {
		views = append(views, view(wallet))
	}
	host.Reply(w, http.StatusOK, views)
}

func (s *service) get(w http.ResponseWriter, r *http.Request) {
	if wallet := s.find(w, r); wallet != nil {
		host.Reply(w, http.StatusOK, view(*wallet))
	}
}

func (s *service) delete(w http.ResponseWriter, r *http.Request) {
	wallet := s.find(w, r)
	if wallet == nil {
		return
	}
	if err := s.wallets.remove(r.Context(), wallet.Address); err != nil {
		s.failed(w, "Wallet Deletion Failed", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *service) sign(w http.ResponseWriter, r *http.Request) {
	var request struct {
		TransactionData string
		IsPreHashed     bool
		DerivationPath  string
	}
	if !host.ReadJSON(w, r, &request) {
		return
	}
	data, err := base64.StdEncoding.DecodeString(request.TransactionData)
	if err != nil {
		host.Problem(w, http.StatusBadRequest, "Invalid Request", "Transaction data must be valid base64 encoded string")
		return
	}
	wallet := s.find(w, r)
	if wallet == nil {
		return
	}
	seed, err := s.provider().decrypt(wallet.EncryptedPrivateKey, wallet.EncryptionKeyID)
	if err != nil {
		s.failed(w, "Transaction Signing Failed", err)
		return
	}
	if !request.IsPreHashed {
		digest := sha256.Sum256(data)
		data = digest[:]
	}
	private := ed25519.NewKeyFromSeed(seed) // derivation paths all lead to the same key here
	host.Reply(w, http.StatusOK, map[string]any{
		"signature": base64.StdEncoding.EncodeToString(ed25519.Sign(private, data)),
		"publicKey": wallet.PublicKey, "signedBy": wallet.Address, "signedAt": time.Now().UTC(), "algorithm": wallet.Algorithm,
	})
}

func (s *service) verify(w http.ResponseWriter, r *http.Request) {
	var request struct{ PublicKey, Data, Signature, Algorithm string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	public, bad1 := base64.StdEncoding.DecodeString(request.PublicKey)
	data, bad2 := hex.DecodeString(request.Data)
	signature, bad3 := base64.StdEncoding.DecodeString(request.Signature)
	valid := bad1 == nil && bad2 == nil && bad3 == nil && len(public) == ed25519.PublicKeySize && ed25519.Verify(public, data, signature)
	host.Reply(w, http.StatusOK, map[string]bool{"isValid": valid})
}

func (s *service) find(w http.ResponseWriter, r *http.Request) *record {
	wallet, err := s.wallets.find(r.Context(), r.PathValue("address"))
	if err != nil {
		s.failed(w, "Wallet Lookup Failed", err)
		return nil
	}
	if wallet == nil {
		host.Problem(w, http.StatusNotFound, "Wallet Not Found", "Wallet not found: "+r.PathValue("address"))
	}
	return wallet
}

func (s *service) failed(w http.ResponseWriter, title string, err error) {
	s.Log.Write(host.Error, endpoints, "%s: %v", title, err)
	host.Problem(w, http.StatusInternalServerError, title, "An error occurred, see the log")
}

func ownerOf(claims host.Claims) (owner, tenant string) {
	tenant = claims.Text("org_id")
	if tenant == "" {
		tenant = "default"
	}
	return claims.Text("sub"), tenant
}

func view(r record) map[string]any {
	return map[string]any{"address": r.Address, "name": r.Name, "publicKey": r.PublicKey, "algorithm": r.Algorithm,
		"status": r.Status, "owner": r.Owner, "tenant": r.Tenant, "createdAt": r.CreatedAt}
}
