package tenant

import (
	"crypto/rand"
	"net/http"
	"slices"

	"sorcha-standins/internal/host"
)

// passkeyOptions starts the registration of a passkey. The browser takes relying party and challenge from
// here, so a wrong Fido2:ServerDomain fails in the browser; the challenge is known to this process only (§3.3).
func (s *service) passkeyOptions(w http.ResponseWriter, _ *http.Request) {
	challenge := rand.Text()
	s.sign.mutex.Lock()
	s.sign.states[challenge] = passkeyFlow
	s.sign.mutex.Unlock()
	host.Reply(w, http.StatusOK, map[string]any{"challenge": challenge, "rp": map[string]string{
		"id": s.Config.Get("Fido2:ServerDomain"), "name": s.Config.Get("Fido2:ServerName")}})
}

// passkeyFlow marks a challenge among the sign-ins; no organisation has this name.
const passkeyFlow = "\x00passkey"

// passkeyVerify ends it: the origin must be one of Fido2:Origins. No signature is checked here.
func (s *service) passkeyVerify(w http.ResponseWriter, r *http.Request) {
	var request struct{ Challenge, Origin string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	s.sign.mutex.Lock()
	known := s.sign.states[request.Challenge] == passkeyFlow
	delete(s.sign.states, request.Challenge)
	s.sign.mutex.Unlock()
	switch {
	case !known:
		host.Problem(w, http.StatusBadRequest, "Invalid Challenge", "The challenge is unknown or expired.")
	case !slices.Contains(s.Config.List("Fido2:Origins"), request.Origin):
		host.Problem(w, http.StatusBadRequest, "Invalid Origin", "Fully qualified origin '"+request.Origin+"' is not one of Fido2:Origins.")
	default:
		host.Reply(w, http.StatusOK, map[string]string{"status": "registered"})
	}
}
