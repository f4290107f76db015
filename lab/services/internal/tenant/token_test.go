package tenant

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sorcha-standins/internal/host"
)

// inMemory is a tenant without a connection string, seeded as in Development, where the secrets are known.
func inMemory(t *testing.T) *service {
	t.Helper()
	config, err := host.LoadConfig(t.TempDir(), []string{"ASPNETCORE_ENVIRONMENT=Development",
		"JwtSettings__SigningKey=" + strings.Repeat("k", 32), "Serilog__MinimumLevel__Default=Fatal", "Logging__LogLevel__Default=None"})
	if err != nil {
		t.Fatal(err)
	}
	s := &service{App: &host.App{Config: config, Log: host.NewLog(config)}, store: newMemoryStore()}
	s.lifetime.service = time.Hour
	if s.Tokens, err = host.NewTokens(config); err != nil {
		t.Fatal(err)
	}
	if err := s.tryInitialize(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(s *service, form url.Values) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/api/service-auth/token", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	s.token(answer, request)
	return answer
}

func TestEverySeededServiceGetsATokenWithTheDefaultScope(t *testing.T) {
	s := inMemory(t)
	for _, row := range seeded {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {row.clientID}, "client_secret": {row.developmentSecret}}
		if got := ask(s, form).Code; got != http.StatusOK {
			t.Errorf("%s without a scope: %d", row.clientID, got)
		}
		form.Set("scope", "wallets:sign")
		want := http.StatusOK
		if !strings.Contains(row.scopes, "wallets:sign") { // the peer, which asks for no token
			want = http.StatusUnauthorized
		}
		if got := ask(s, form).Code; got != want {
			t.Errorf("%s with the default scope: %d, want %d", row.clientID, got, want)
		}
	}
	// Compose gives the wallet a scope that it may not have (§2.6).
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"service-wallet"},
		"client_secret": {"wallet-service-secret"}, "scope": {"registers:write"}}
	if got := ask(s, form).Code; got != http.StatusUnauthorized {
		t.Errorf("a scope that is not allowed: %d", got)
	}
}

func TestSeedingAgainKeepsSecrets(t *testing.T) {
	s := inMemory(t)
	before, _ := s.store.principal(t.Context(), "tenant-service")
	if err := s.tryInitialize(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	after, _ := s.store.principal(t.Context(), "tenant-service")
	if string(before.Secret) != string(after.Secret) || len(after.Secret) != 32 {
		t.Error("a restart changed a secret")
	}
}

func TestTheLimiterKnowsAClientByItsLastForwardedAddress(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "/alive", nil)
	if got := forwardedIP(request); got != "192.0.2.1" {
		t.Errorf("without a header: %s", got)
	}
	request.Header.Set("X-Forwarded-For", "10.0.0.1, 10.0.0.2")
	if got := forwardedIP(request); got != "10.0.0.2" {
		t.Errorf("with a header: %s", got)
	}
}
