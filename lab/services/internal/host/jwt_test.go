package host

import (
	"strings"
	"testing"
	"time"
)

const key = "JwtSettings__SigningKey=0123456789012345678901234567890123456789"

func tokens(t *testing.T, environ ...string) *Tokens {
	t.Helper()
	made, err := NewTokens(load(t, t.TempDir(), environ...))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestMissingKeyStopsTheStart(t *testing.T) {
	_, err := NewTokens(load(t, t.TempDir()))
	if err == nil || !strings.Contains(err.Error(), "System.InvalidOperationException: JWT SigningKey is required.") {
		t.Fatalf("got %v", err)
	}
	if _, err := NewTokens(load(t, t.TempDir(), "ASPNETCORE_ENVIRONMENT=Development")); err != nil {
		t.Fatalf("Development makes a key of its own: %v", err)
	}
}

func TestTokensOfOneInstallationAreAccepted(t *testing.T) {
	issuer := tokens(t, key, "JwtSettings__InstallationName=t")
	token := issuer.Issue(Claims{"token_type": "service"}, time.Hour)
	claims, err := tokens(t, key, "JwtSettings__Issuer=http://t", "JwtSettings__Audience__0=http://t").Check(token)
	if err != nil || !claims.Service() {
		t.Fatalf("%v %v", claims, err)
	}
}

func TestTokensAreRefused(t *testing.T) {
	issuer := tokens(t, key, "JwtSettings__InstallationName=t")
	good := issuer.Issue(Claims{}, time.Hour)
	for name, test := range map[string]struct {
		token   string
		checker *Tokens
	}{
		"another key":      {good, tokens(t, key+"x", "JwtSettings__InstallationName=t")},
		"another issuer":   {good, tokens(t, key, "JwtSettings__InstallationName=t", "JwtSettings__Issuer=http://u")},
		"another audience": {good, tokens(t, key, "JwtSettings__InstallationName=t", "JwtSettings__Audience__0=http://u")},
		"nothing derived":  {good, tokens(t, key)},
		"expired":          {issuer.Issue(Claims{}, -10*time.Minute), issuer},
		"not signed":       {good[:strings.LastIndex(good, ".")+1], issuer},
		"no token":         {"abc", issuer},
	} {
		if _, err := test.checker.Check(test.token); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestClockSkew(t *testing.T) {
	issuer := tokens(t, key)
	if _, err := issuer.Check(issuer.Issue(Claims{}, -time.Minute)); err != nil {
		t.Errorf("a token that ended a minute ago is within the skew: %v", err)
	}
}
