package gateway

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/cespare/xxhash/v2"

	"sorcha-standins/internal/host"
)

// affinity keeps a client at one destination by a cookie that any gateway computes alike (§3.1).
type affinity struct {
	cookie       string
	redistribute bool
}

func loadAffinity(config *host.Config, cluster string) (*affinity, error) {
	section := "ReverseProxy:Clusters:" + cluster + ":SessionAffinity:"
	if !config.Bool(section+"Enabled", false) {
		return nil, nil
	}
	key := config.Get(section + "AffinityKeyName")
	if key == "" {
		return nil, refuse("Affinity key name set on the cluster '" + cluster + "' must not be null.")
	}
	if policy := config.Or(section+"Policy", "HashCookie"); !strings.EqualFold(policy, "HashCookie") {
		return nil, refuse("No matching ISessionAffinityPolicy found for the session affinity policy '" + policy +
			"' set on the cluster '" + cluster + "' (the stand-in knows HashCookie only).")
	}
	switch failure := config.Or(section+"FailurePolicy", "Redistribute"); strings.ToLower(failure) {
	case "redistribute":
		return &affinity{key, true}, nil
	case "return503error":
		return &affinity{key, false}, nil
	default:
		return nil, refuse("No matching IAffinityFailurePolicy found for the affinity failure policy name '" + failure + "'.")
	}
}

// hash depends on the destination's name alone, so two gateways agree when their names do.
func hash(destination string) string { return fmt.Sprintf("%016x", xxhash.Sum64String(destination)) }

// choose narrows the candidates to the affine one. It tells whether a new cookie is due, and whether the
// request must fail because its destination is not available.
func (a *affinity) choose(r *http.Request, candidates []*destination) (narrowed []*destination, fresh, failed bool) {
	cookie, err := r.Cookie(a.cookie)
	if err != nil {
		return candidates, true, false
	}
	for _, candidate := range candidates {
		if hash(candidate.id) == cookie.Value {
			return []*destination{candidate}, false, false
		}
	}
	return candidates, true, !a.redistribute
}

func (a *affinity) set(w http.ResponseWriter, chosen *destination) {
	w.Header().Add("Set-Cookie", a.cookie+"="+hash(chosen.id)+"; path=/; httponly")
}
