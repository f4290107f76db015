package tenant

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sorcha-standins/internal/host"
)

const (
	maxFailedLogins  = 5
	failedLoginsLife = time.Minute
)

// grant is a token request, from a form in OAuth2's names or JSON in camel case (platform-verified §b).
type grant struct {
	GrantType, Username, Password, ClientID, ClientSecret, Scope string
}

func (s *service) token(w http.ResponseWriter, r *http.Request) {
	var g grant
	if strings.Contains(r.Header.Get("Content-Type"), "application/json") {
		if !host.ReadJSON(w, r, &g) {
			return
		}
	} else {
		g = grant{r.PostFormValue("grant_type"), r.PostFormValue("username"), r.PostFormValue("password"),
			r.PostFormValue("client_id"), r.PostFormValue("client_secret"), r.PostFormValue("scope")}
	}
	switch g.GrantType {
	case "":
		invalid(w, "grant_type", "Grant type is required")
	case "client_credentials":
		s.serviceToken(w, r, g)
	case "password":
		s.userToken(w, r, g.Username, g.Password)
	default:
		invalid(w, "grant_type", "Unsupported grant type: "+g.GrantType)
	}
}

func invalid(w http.ResponseWriter, field, message string) {
	host.Reply(w, http.StatusBadRequest, map[string]any{"title": "One or more validation errors occurred.", "status": http.StatusBadRequest,
		"errors": map[string][]string{field: {message}}})
}

func (s *service) serviceToken(w http.ResponseWriter, r *http.Request, g grant) {
	found, err := s.store.principal(r.Context(), g.ClientID)
	if err != nil {
		s.Log.Write(host.Error, "Sorcha.Tenant.Service.Services.ServiceAuthService", "Principal lookup failed: %v", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	hash := sha256.Sum256([]byte(g.ClientSecret))
	if found == nil || found.Status != "Active" || subtle.ConstantTimeCompare(hash[:], found.Secret) != 1 {
		s.Log.Write(host.Warning, "Sorcha.Tenant.Service.Services.ServiceAuthService",
			"Service authentication failed: unknown client or invalid secret for client %s", g.ClientID)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	scopes := found.Scopes
	if g.Scope != "" {
		requested := strings.Fields(g.Scope)
		scopes = slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool { return !slices.Contains(requested, scope) })
		if len(scopes) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
	}
	access := s.Tokens.Issue(host.Claims{"sub": found.ID, "jti": identifier(), "client_id": found.ClientID,
		"service_name": found.ServiceName, "token_type": "service", "scope": scopes}, s.lifetime.service)
	host.Reply(w, http.StatusOK, map[string]any{"access_token": access, "refresh_token": "", "token_type": "Bearer",
		"expires_in": int(s.lifetime.service.Seconds()), "scope": nil})
}

func (s *service) login(w http.ResponseWriter, r *http.Request) {
	var request struct{ Email, Password string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	if request.Email == "" || request.Password == "" {
		invalid(w, "email", "Email and password are required")
		return
	}
	s.userToken(w, r, request.Email, request.Password)
}

// userToken checks a password. Failures are counted in Redis, and the fifth in a minute locks the name.
func (s *service) userToken(w http.ResponseWriter, r *http.Request, email, password string) {
	counter := "auth:failed:" + strings.ToLower(email)
	if failures, err := s.redis.Get(r.Context(), counter).Int(); err == nil && failures >= maxFailedLogins {
		host.Problem(w, http.StatusTooManyRequests, "Too Many Requests", "Too many login attempts. Please try again later.")
		return
	}
	account, err := s.store.userByEmail(r.Context(), email)
	if err != nil || account == nil || account.Status != "Active" ||
		bcrypt.CompareHashAndPassword([]byte(account.PasswordHash), []byte(password)) != nil {
		s.Log.Write(host.Warning, "Sorcha.Tenant.Service.Services.LoginService", "Login failed for %s: %v", email, err)
		s.redis.Incr(r.Context(), counter)
		s.redis.Expire(r.Context(), counter, failedLoginsLife)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.redis.Del(r.Context(), counter)
	s.grantUser(w, r.Context(), account)
}

// grantUser needs Redis to track the token: without Redis a right password gets 401 (platform-verified §d).
func (s *service) grantUser(w http.ResponseWriter, ctx context.Context, account *user) {
	org, err := s.store.organization(ctx, account.OrganizationID)
	if err == nil {
		err = s.store.touchUser(ctx, account.ID)
	}
	token := identifier()
	if err == nil {
		err = s.redis.SAdd(ctx, "auth:user_tokens:"+account.ID, token).Err()
	}
	if err != nil || org == nil {
		s.Log.Write(host.Error, "Sorcha.Tenant.Service.Services.LoginService", "Login failed with exception - %s: %v", account.Email, err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	claims := host.Claims{"sub": account.ID, "email": account.Email, "jti": token, "name": account.DisplayName,
		"org_id": org.ID, "org_name": org.Name, "token_type": "user", "role": account.Roles}
	refresh := host.Claims{"sub": account.ID, "jti": identifier(), "org_id": org.ID, "token_use": "refresh"}
	host.Reply(w, http.StatusOK, map[string]any{"access_token": s.Tokens.Issue(claims, s.lifetime.access),
		"refresh_token": s.Tokens.Issue(refresh, s.lifetime.refresh), "token_type": "Bearer",
		"expires_in": int(s.lifetime.access.Seconds()), "scope": nil})
}

func (s *service) me(w http.ResponseWriter, r *http.Request) {
	host.Reply(w, http.StatusOK, host.ClaimsOf(r))
}

// identifier makes a random UUID.
func identifier() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	text := hex.EncodeToString(raw)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
