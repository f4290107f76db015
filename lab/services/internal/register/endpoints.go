package register

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

func (s *service) routes() {
	for _, base := range []string{"/api/registers", "/api/registers/{$}"} {
		s.Handle("GET "+base, host.OrganizationOrService, s.list)
	}
	s.Handle("GET /api/registers/{id}", host.OrganizationOrService, s.show)
	s.Mux.HandleFunc("POST /api/registers/initiate", s.postInitiate)
	s.Mux.HandleFunc("POST /api/registers/finalize", s.postFinalize)
	s.Handle("GET /api/registers/{id}/policy", host.Authenticated, s.showPolicy)
	s.Handle("GET /api/registers/{id}/dockets", host.Authenticated, s.listDockets)
	s.Handle("GET /api/registers/{id}/dockets/{number}", host.Authenticated, s.showDocket)
	s.Handle("POST /api/registers/{id}/dockets", host.ServiceOnly, s.writeDocket)
	s.Handle("GET /api/registers/{id}/transactions", host.Authenticated, s.listTransactions)
	s.Handle("POST /api/registers/{id}/blueprints/publish", host.Authenticated, s.publishBlueprint)
	s.Handle("POST /api/registers/{id}/governance/propose", host.Authenticated, s.propose)
	s.Handle("GET /api/system-register", host.Authenticated, s.systemRegister)
	s.Mux.HandleFunc("GET /health/sync", s.sync)
	s.Mux.HandleFunc("POST /hubs/register/negotiate", func(w http.ResponseWriter, _ *http.Request) {
		host.Reply(w, http.StatusOK, map[string]any{"connectionId": host.Hostname(), "negotiateVersion": 1,
			"availableTransports": []map[string]any{{"transport": "WebSockets", "transferFormats": []string{"Text"}}}})
	})
	s.Mux.HandleFunc("GET /hubs/register", s.connect)
}

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	all, err := s.store.registers(r.Context())
	s.answer(w, all, err)
}

func (s *service) show(w http.ResponseWriter, r *http.Request) {
	if found := s.find(w, r); found != nil {
		host.Reply(w, http.StatusOK, found)
	}
}

func (s *service) showPolicy(w http.ResponseWriter, r *http.Request) {
	if found := s.find(w, r); found != nil {
		host.Reply(w, http.StatusOK, map[string]any{"registerId": found.ID, "policy": policy()})
	}
}

func (s *service) postInitiate(w http.ResponseWriter, r *http.Request) {
	var request initiation
	if !host.ReadJSON(w, r, &request) {
		return
	}
	open, err := s.initiate(r.Context(), request)
	if err != nil {
		host.Problem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	host.Reply(w, http.StatusOK, open)
}

func (s *service) postFinalize(w http.ResponseWriter, r *http.Request) {
	var request finalization
	if !host.ReadJSON(w, r, &request) {
		return
	}
	err := s.finalize(r.Context(), request)
	switch {
	case errors.Is(err, errPending):
		host.Problem(w, http.StatusNotFound, "Not Found", err.Error())
	case err != nil:
		s.failed(w, err)
	default:
		host.Reply(w, http.StatusCreated, map[string]string{"registerId": request.RegisterID, "status": "created", "genesisDocketId": "0"})
	}
}

func (s *service) listDockets(w http.ResponseWriter, r *http.Request) {
	found, err := s.store.dockets(r.Context(), r.PathValue("id"))
	s.answer(w, found, err)
}

// showDocket knows "latest", which is height minus one.
func (s *service) showDocket(w http.ResponseWriter, r *http.Request) {
	owner := s.find(w, r)
	if owner == nil {
		return
	}
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if r.PathValue("number") == "latest" {
		number, err = owner.Height-1, nil
	}
	all, problem := s.store.dockets(r.Context(), owner.ID)
	if problem != nil {
		s.failed(w, problem)
		return
	}
	for _, block := range all {
		if err == nil && block.ID == number {
			host.Reply(w, http.StatusOK, block)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

// writeDocket stores transactions, then the docket, then the height, without a transaction. With MongoDB a
// docket that exists counts as written and the height is set all the same: a second docket 0 sets it
// back to 1 (§1.8, §3.6).
func (s *service) writeDocket(w http.ResponseWriter, r *http.Request) {
	var request ledger.Docket
	owner := s.find(w, r)
	if owner == nil || !host.ReadJSON(w, r, &request) {
		return
	}
	block := docket{ID: request.DocketNumber, RegisterID: owner.ID, PreviousHash: request.PreviousHash, Hash: request.DocketHash,
		TimeStamp: request.CreatedAt, State: "Sealed", Votes: request.ProposerValidatorID, TransactionIDs: []string{}}
	for _, transaction := range request.Transactions {
		block.TransactionIDs = append(block.TransactionIDs, transaction.TransactionID)
		if err := s.store.addTransaction(r.Context(), newEntry(transaction, request.DocketNumber)); err != nil && !errors.Is(err, errDuplicate) {
			s.failed(w, err)
			return
		}
	}
	err := s.store.addDocket(r.Context(), block)
	if errors.Is(err, errDuplicate) && s.store.forgiving() {
		err = nil
	}
	if err == nil {
		err = s.store.setHeight(r.Context(), owner.ID, request.DocketNumber+1)
	}
	if err != nil {
		s.failed(w, err)
		return
	}
	s.announce(r.Context(), "docket:confirmed", map[string]any{"registerId": owner.ID, "docketId": block.ID, "hash": block.Hash})
	s.announce(r.Context(), "register:height-updated", map[string]any{"registerId": owner.ID, "newHeight": block.ID + 1})
	go s.notify(context.WithoutCancel(r.Context()))
	host.Reply(w, http.StatusCreated, block)
}

// notify tells wallet and peer about a docket by gRPC; both failures are only logged (§2.7, §2.14).
func (s *service) notify(ctx context.Context) {
	if err := s.ReachGRPC(ctx, "http://wallet-service", "ServiceClients:WalletService:GrpcAddress"); err != nil {
		s.Log.Write(host.Warning, "Sorcha.Register.Service.Services.InboundTransactionRouter", "Wallet notification failed: %v", err)
	}
	if err := s.ReachGRPC(ctx, "https://peer-service", "ServiceClients:PeerService:GrpcAddress"); err != nil {
		s.Log.Write(host.Warning, "Sorcha.Register.Service.Services.RegisterRecoveryService", "Docket sync with the peer failed: %v", err)
	}
}

func (s *service) listTransactions(w http.ResponseWriter, r *http.Request) {
	found, err := s.store.transactions(r.Context(), r.PathValue("id"))
	s.answer(w, found, err)
}

func (s *service) publishBlueprint(w http.ResponseWriter, r *http.Request) {
	var request struct{ BlueprintID, BlueprintJSON, PublishedBy string }
	owner := s.find(w, r)
	if owner == nil || !host.ReadJSON(w, r, &request) {
		return
	}
	if !json.Valid([]byte(request.BlueprintJSON)) {
		host.Problem(w, http.StatusBadRequest, "Bad Request", "blueprintJson is not valid JSON")
		return
	}
	if err := s.publish(r.Context(), owner.ID, request.BlueprintID, json.RawMessage(request.BlueprintJSON)); err != nil {
		s.failed(w, err)
		return
	}
	host.Reply(w, http.StatusOK, map[string]string{"blueprintId": request.BlueprintID, "registerId": owner.ID})
}

// propose submits a governance transaction, which the validator judges by the roster that it reads from
// MongoDB itself (§2.10).
func (s *service) propose(w http.ResponseWriter, r *http.Request) {
	var request map[string]any
	owner := s.find(w, r)
	if owner == nil || !host.ReadJSON(w, r, &request) {
		return
	}
	transaction, err := control(owner.ID, "governance-"+owner.ID, "Governance", request)
	if err == nil {
		err = s.submit(r.Context(), transaction, "sorcha:register-control")
	}
	if err != nil {
		s.failed(w, err)
		return
	}
	host.Reply(w, http.StatusAccepted, map[string]string{"transactionId": transaction.TransactionID})
}

func (s *service) systemRegister(w http.ResponseWriter, r *http.Request) {
	found, err := s.store.register(r.Context(), ledger.SystemRegister)
	if err != nil {
		s.failed(w, err)
		return
	}
	status, height := "not_initialized", int64(0)
	if found != nil {
		status, height = "initialized", found.Height
	}
	host.Reply(w, http.StatusOK, map[string]any{"registerId": ledger.SystemRegister, "name": ledger.SystemRegisterName, "status": status, "height": height})
}

// sync reads the registers: the only anonymous probe that notices a missing MongoDB (platform-verified §g).
func (s *service) sync(w http.ResponseWriter, r *http.Request) {
	all, err := s.store.registers(r.Context())
	s.answer(w, map[string]any{"status": "synced", "registers": len(all)}, err)
}

func (s *service) find(w http.ResponseWriter, r *http.Request) *entity {
	found, err := s.store.register(r.Context(), r.PathValue("id"))
	if err != nil {
		s.failed(w, err)
		return nil
	}
	if found == nil {
		host.Reply(w, http.StatusNotFound, map[string]string{"error": "Register not found"})
	}
	return found
}

func (s *service) answer(w http.ResponseWriter, body any, err error) {
	if err != nil {
		s.failed(w, err)
		return
	}
	host.Reply(w, http.StatusOK, body)
}

func (s *service) failed(w http.ResponseWriter, err error) {
	s.Log.Write(host.Error, "Sorcha.Register.Service", "Request failed: %v", err)
	host.Problem(w, http.StatusInternalServerError, "Internal Server Error", err.Error())
}

// advertise notifies the peer service by REST; without HttpAddress the call goes to the gRPC address, which
// speaks HTTP/2 only (§2.7). A failure is only logged.
func (s *service) advertise(ctx context.Context, registerID string) {
	client, err := s.App.NewClient("Peer Service", nil, "", "ServiceClients:PeerService:HttpAddress", "ServiceClients:PeerService:Address")
	if err == nil {
		var answer *host.Answer
		answer, err = client.Do(ctx, http.MethodPost, "/api/registers/"+registerID+"/advertise", map[string]bool{"isPublic": true})
		if err == nil && !answer.OK() {
			err = errors.New("HTTP " + strconv.Itoa(answer.Status))
		}
	}
	if err != nil {
		s.Log.Write(host.Warning, orchestrator, "Failed to notify Peer Service about register %s advertisement: %v", registerID, err)
	}
}
