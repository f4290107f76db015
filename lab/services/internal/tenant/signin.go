package tenant

import (
	"net/http"
	"sync"

	"sorcha-standins/internal/host"
)

// signIns are sign-in flows under way. They live in this process (AddDistributedMemoryCache, §3.3), so a
// flow that ends on another replica fails: the tenant cluster needs affinity.
type signIns struct {
	mutex  sync.Mutex
	states map[string]string
}

func newSignIns() *signIns { return &signIns{states: map[string]string{}} }

func (s *service) startSignIn(w http.ResponseWriter, r *http.Request) {
	var request struct{ OrgSubdomain string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	state := identifier()
	s.sign.mutex.Lock()
	s.sign.states[state] = request.OrgSubdomain
	s.sign.mutex.Unlock()
	host.Reply(w, http.StatusOK, map[string]string{"state": state,
		"authorizationUrl": "https://identity-provider.invalid/authorize?state=" + state})
}

// finishSignIn accepts any code: the stand-in has no identity provider, only the state matters.
func (s *service) finishSignIn(w http.ResponseWriter, r *http.Request) {
	state := r.URL.Query().Get("state")
	s.sign.mutex.Lock()
	org, known := s.sign.states[state]
	delete(s.sign.states, state)
	s.sign.mutex.Unlock()
	if !known || org != r.PathValue("org") {
		host.Problem(w, http.StatusBadRequest, "Invalid State", "The sign-in state is unknown or expired.")
		return
	}
	host.Reply(w, http.StatusOK, map[string]string{"organization": org, "status": "signed-in"})
}
