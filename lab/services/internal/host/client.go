package host

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// retryPauses give the standard resilience handler's shape: 10 s per attempt, 30 s in all, growing pauses
// (§2.7). With jitter the product was seen to give up after 6.6 to 11.6 s (platform-verified §f).
var retryPauses = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// Client calls one other service with this service's token.
type Client struct {
	name, address string
	auth          *ServiceAuth
}

// NewClient resolves the address from the keys in their order, else the fallback; with neither it is the
// exception that the service's client throws.
func (a *App) NewClient(name string, auth *ServiceAuth, fallback string, keys ...string) (*Client, error) {
	address, ok := a.Config.First(keys...)
	if !ok {
		address = fallback
	}
	if address == "" {
		return nil, Invalid(name + " address not configured")
	}
	return &Client{name, strings.TrimRight(address, "/"), auth}, nil
}

// Answer is a response whose body was read.
type Answer struct {
	Status int
	Body   []byte
}

// OK says whether the status is a success.
func (a *Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// JSON decodes the body.
func (a *Answer) JSON(target any) error { return json.Unmarshal(a.Body, target) }

// Do sends JSON and retries what the resilience handler retries: no connection, 408, 429 and 5xx, POSTs included.
func (c *Client) Do(ctx context.Context, method, path string, body any) (*Answer, error) {
	raw, err := encodeBody(body)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if c.auth != nil {
		if token := c.auth.Token(ctx); token != "" { // without a token the call goes out anonymous, as in the product
			header.Set("Authorization", "Bearer "+token)
		}
	}
	return send(ctx, method, c.address+path, header, raw)
}

// encodeBody leaves <, > and & as they are, because payload hashes cover these bytes.
func encodeBody(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(body)
	return buffer.Bytes(), err
}

// send is Do for callers without a client, with the same retries.
func send(ctx context.Context, method, target string, header http.Header, body []byte) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for attempt := 0; ; attempt++ {
		answer, err := once(ctx, method, target, header, body)
		transient := err != nil || answer.Status == 408 || answer.Status == 429 || answer.Status >= 500
		if !transient || attempt == len(retryPauses) {
			return answer, err
		}
		select {
		case <-time.After(retryPauses[attempt]):
		case <-ctx.Done():
			if err == nil {
				return answer, nil
			}
			return nil, err
		}
	}
}

var transport = &http.Client{Timeout: 10 * time.Second}

func once(ctx context.Context, method, target string, header http.Header, body []byte) (*Answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = header
	response, err := transport.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	return &Answer{response.StatusCode, raw}, err
}

// ServiceAuth fetches and keeps this service's token (§2.6).
type ServiceAuth struct {
	app                     *App
	id, secret, scopes, url string
	mutex                   sync.Mutex
	token                   string
	refresh                 time.Time
}

// NewServiceAuth reads ServiceAuth; a missing id or secret is an exception when first resolved.
func (a *App) NewServiceAuth() (*ServiceAuth, error) {
	id, hasID := a.Config.Lookup("ServiceAuth:ClientId")
	secret, hasSecret := a.Config.Lookup("ServiceAuth:ClientSecret")
	if !hasID {
		return nil, Invalid("ServiceAuth:ClientId not configured")
	}
	if !hasSecret {
		return nil, Invalid("ServiceAuth:ClientSecret not configured")
	}
	address, ok := a.Config.First("ServiceClients:TenantService:Address", "TenantService:Endpoint")
	if !ok {
		address = "http://tenant-service" // port 80, without a listener (§2.6)
	}
	return &ServiceAuth{app: a, id: id, secret: secret, scopes: a.Config.Or("ServiceAuth:Scopes", "wallets:sign"),
		url: strings.TrimRight(address, "/") + "/api/service-auth/token"}, nil
}

// Token returns a valid token, or "" when the tenant gives none.
func (s *ServiceAuth) Token(ctx context.Context) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.token != "" && time.Now().Before(s.refresh) {
		return s.token
	}
	s.token = ""
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {s.id}, "client_secret": {s.secret}, "scope": {s.scopes}}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	answer, err := send(ctx, http.MethodPost, s.url, header, []byte(form.Encode()))
	if err == nil && !answer.OK() {
		err = fmt.Errorf("HTTP %d", answer.Status)
	}
	var body struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err == nil {
		err = answer.JSON(&body)
	}
	if err != nil {
		s.app.Log.Write(Warning, "Sorcha.ServiceClients.Auth.ServiceAuthClient", "Service token acquisition failed for %s: %v", s.id, err)
		return ""
	}
	s.token, s.refresh = body.AccessToken, time.Now().Add(time.Duration(body.ExpiresIn)*time.Second-5*time.Minute)
	return s.token
}
