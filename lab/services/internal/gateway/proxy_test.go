package gateway

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sorcha-standins/internal/host"
)

// door is a gateway whose tenant is the given back end.
func door(t *testing.T, backend string, environ ...string) *service {
	t.Helper()
	environ = append(environ, "JwtSettings__SigningKey="+strings.Repeat("k", 32), "Serilog__MinimumLevel__Default=Fatal",
		prefix+"Destinations__destination1__Address="+backend)
	config, err := host.LoadConfig(t.TempDir(), environ)
	if err != nil {
		t.Fatal(err)
	}
	s := &service{App: &host.App{Role: "gateway", Config: config, Log: host.NewLog(config)}, table: parseRoutes(), limits: newLimits()}
	if s.Tokens, err = host.NewTokens(config); err != nil {
		t.Fatal(err)
	}
	s.trustForwarded = config.Bool("TRUST", false)
	if s.clusters, err = loadClusters(config); err != nil {
		t.Fatal(err)
	}
	return s
}

// echo tells what the back end saw.
func echo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Sorcha-Standin", "tenant/x")
		fmt.Fprintf(w, "%s %s for=%s proto=%s", r.Host, r.URL, r.Header.Get("X-Forwarded-For"), r.Header.Get("X-Forwarded-Proto"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func ask(s *service, path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for index := 0; index+1 < len(headers); index += 2 {
		request.Header.Set(headers[index], headers[index+1])
	}
	answer := httptest.NewRecorder()
	s.forward(answer, request)
	return answer
}

func TestTheBackEndSeesItsOwnHostAndTheGatewaysClient(t *testing.T) {
	backend := echo(t)
	spoofed := []string{"X-Forwarded-For", "1.1.1.1, 9.9.9.9", "X-Forwarded-Proto", "https"}
	name := strings.TrimPrefix(backend, "http://")
	for trust, want := range map[string]string{"false": "for=192.0.2.1 proto=http", "true": "for=9.9.9.9 proto=https"} {
		answer := ask(door(t, backend, "TRUST="+trust), "/api/tenant/status?a=b", spoofed...)
		if got := answer.Body.String(); got != name+" /health?a=b "+want {
			t.Errorf("trust %s: %s", trust, got)
		}
		if answer.Header().Get("X-Sorcha-Standin") != "tenant/x" || answer.Header().Get("X-Sorcha-Standin-Gateway") == "" {
			t.Errorf("identity %v", answer.Header())
		}
	}
}

func TestSecuredRoutesAndUnknownPaths(t *testing.T) {
	s := door(t, echo(t))
	user := "Bearer " + s.Tokens.Issue(host.Claims{"org_id": "o"}, time.Hour)
	for path, want := range map[string][2]int{
		"/api/organizations": {401, 200}, "/api/service-auth/token": {200, 200}, "/nowhere": {404, 404},
		"/api/admin/validators/x": {401, 403},
	} {
		if got := ask(s, path).Code; got != want[0] {
			t.Errorf("%s anonymously: %d", path, got)
		}
		if got := ask(s, path, "Authorization", user).Code; got != want[1] {
			t.Errorf("%s with a user's token: %d", path, got)
		}
	}
}

func TestBeyondItsLimitARouteAnswers429(t *testing.T) {
	s := door(t, echo(t))
	s.limits["authentication"] = host.NewLimiter(1, 0, time.Hour)
	for index, want := range []int{200, 429} {
		if got := ask(s, "/api/auth/login").Code; got != want {
			t.Errorf("request %d: %d, want %d", index, got, want)
		}
	}
	if got := ask(s, "/api/auth/login", "X-Forwarded-For", "192.0.2.9").Code; got != 200 {
		t.Errorf("another client: %d", got)
	}
}

func TestADeadBackEndIs502AndNobodyTriesAgain(t *testing.T) {
	s := door(t, "http://127.0.0.1:1")
	if got := ask(s, "/tenant/health").Code; got != http.StatusBadGateway {
		t.Errorf("%d", got)
	}
	s.clusters["tenant-cluster"].destinations[0].active.unwell = true
	if got := ask(s, "/tenant/health").Code; got != http.StatusServiceUnavailable {
		t.Errorf("without any available destination: %d", got)
	}
}
