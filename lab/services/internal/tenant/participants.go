package tenant

import (
	"net/http"
	"time"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

// publishParticipant writes a participant record to a register: it needs the tenant's own service secret
// and the addresses of wallet, register and validator (§2.7).
func (s *service) publishParticipant(w http.ResponseWriter, r *http.Request) {
	var request struct{ RegisterID, WalletAddress, Name string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	payload := map[string]any{"organizationId": r.PathValue("id"), "name": request.Name, "address": request.WalletAddress}
	id, err := ledger.Publish(r.Context(), s.App, ledger.Draft{RegisterID: request.RegisterID, Wallet: request.WalletAddress,
		Kind: "Participant", ActionID: "participant-publish", Payload: payload, CreatedAt: time.Now().UTC()})
	if err != nil {
		s.Log.Write(host.Error, "Sorcha.Tenant.Service.Services.ParticipantPublishingService", "Publishing failed: %v", err)
		host.Problem(w, http.StatusInternalServerError, "Publishing Failed", err.Error())
		return
	}
	host.Reply(w, http.StatusAccepted, map[string]string{"transactionId": id})
}
