package gateway

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sorcha-standins/internal/host"
)

func clusters(t *testing.T, environ ...string) (map[string]*cluster, error) {
	t.Helper()
	config, err := host.LoadConfig("../../images/settings/none", environ)
	if err != nil {
		t.Fatal(err)
	}
	return loadClusters(config)
}

const prefix = "ReverseProxy__Clusters__tenant-cluster__"

var two = []string{prefix + "Destinations__destination1__Address=http://a:8080", prefix + "Destinations__destination2__Address=http://b:8080"}

func tenantCluster(t *testing.T, more ...string) *cluster {
	t.Helper()
	loaded, err := clusters(t, slices.Concat(two, more)...)
	if err != nil {
		t.Fatal(err)
	}
	return loaded["tenant-cluster"]
}

func TestRoutes(t *testing.T) {
	table := parseRoutes()
	if len(table) != 114 {
		t.Fatalf("%d routes", len(table))
	}
	for path, want := range map[string]string{
		"/":                            "admin-cluster /",
		"/app/":                        "admin-cluster /app",
		"/app/x/y":                     "admin-cluster /app/x/y",
		"/tenant/health":               "tenant-cluster /health",
		"/api/wallet/status":           "wallet-cluster /health",
		"/api/wallet/wallets/a":        "wallet-cluster /api/v1/wallets/a",
		"/api/registers/r/subscribe":   "peer-cluster /api/registers/r/subscribe",
		"/api/registers/r":             "register-cluster /api/registers/r",
		"/API/Organizations":           "tenant-cluster /api/organizations",
		"/api/validator/metrics/pools": "validator-cluster /api/metrics/pools",
		"/admin/dashboard/x":           "aspire-dashboard-cluster /x",
		"/admin/x":                     "admin-cluster /admin/x",
		"/hubs/chat":                   "blueprint-cluster /hubs/chat",
	} {
		found, target := findRoute(table, path)
		if found == nil || found.cluster+" "+target != want {
			t.Errorf("%s leads to %+v %s, want %s", path, found, target, want)
		}
	}
	if found, _ := findRoute(table, "/api/validators/register"); found != nil {
		t.Error("the validator's registration is not routed by the product")
	}
}

func TestWhatYarpRefuses(t *testing.T) {
	for name, environ := range map[string][]string{
		"a policy":           {prefix + "LoadBalancingPolicy=RoundRobbin"},
		"an address":         {prefix + "Destinations__destination1__Adress=http://a"},
		"no key name":        {prefix + "SessionAffinity__Enabled=true"},
		"an affinity policy": {prefix + "SessionAffinity__Enabled=true", prefix + "SessionAffinity__AffinityKeyName=k", prefix + "SessionAffinity__Policy=Hash"},
		"a health policy":    {prefix + "HealthCheck__Active__Enabled=true", prefix + "HealthCheck__Active__Policy=Twice"},
	} {
		if _, err := clusters(t, environ...); err == nil || !strings.Contains(err.Error(), "proxy configuration") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRoundRobin(t *testing.T) {
	c := tenantCluster(t, prefix+"LoadBalancingPolicy=RoundRobin")
	var order []string
	for range 4 {
		order = append(order, c.pick(c.candidates()).id)
	}
	if got := strings.Join(order, " "); got != "destination1 destination2 destination1 destination2" {
		t.Error(got)
	}
}

func TestTwoGatewaysHonourOneCookie(t *testing.T) {
	settings := []string{prefix + "SessionAffinity__Enabled=true", prefix + "SessionAffinity__Policy=HashCookie",
		prefix + "SessionAffinity__AffinityKeyName=t", prefix + "SessionAffinity__FailurePolicy=Redistribute"}
	first, second := tenantCluster(t, settings...), tenantCluster(t, settings...)
	answer := httptest.NewRecorder()
	first.affinity.set(answer, first.destinations[1])
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.AddCookie(answer.Result().Cookies()[0])
	chosen, fresh, failed := second.affinity.choose(request, second.candidates())
	if len(chosen) != 1 || chosen[0].id != "destination2" || fresh || failed {
		t.Errorf("%v %v %v", chosen, fresh, failed)
	}
	if value := answer.Result().Cookies()[0].Value; len(value) != 16 {
		t.Errorf("cookie %q", value)
	}
	second.destinations[1].active.unwell = true // without health checks nothing ever does this
	if chosen, fresh, _ = second.affinity.choose(request, second.candidates()); chosen[0].id != "destination1" || !fresh {
		t.Errorf("not redistributed: %v %v", chosen, fresh)
	}
}

func TestPassiveHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := tenantCluster(t, prefix+"HealthCheck__Passive__Enabled=true", prefix+"HealthCheck__Passive__Policy=TransportFailureRate",
			prefix+"HealthCheck__Passive__ReactivationPeriod=00:00:05")
		for range 9 {
			c.passive.observe(c.destinations[0], true)
		}
		if len(c.candidates()) != 2 {
			t.Error("put aside before ten requests")
		}
		c.passive.observe(c.destinations[0], true)
		if len(c.candidates()) != 1 {
			t.Error("not put aside")
		}
		time.Sleep(5*time.Second + time.Millisecond)
		if len(c.candidates()) != 2 {
			t.Error("not tried again")
		}
	})
}
