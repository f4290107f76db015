package host

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

const missingKey = "JWT SigningKey is required. In Development, a key is auto-generated. " +
	"In Production, set JwtSettings:SigningKey via environment variable or Azure Key Vault."

// Claims is the body of a token.
type Claims map[string]any

// Tokens issues and checks HS256 tokens as §2.5 says.
type Tokens struct {
	key                                               []byte
	issuer                                            string
	audiences                                         []string
	checkIssuer, checkAudience, checkKey, checkExpiry bool
	skew                                              time.Duration
}

// NewTokens reads JwtSettings. Outside Development a missing key stops the service.
func NewTokens(c *Config) (*Tokens, error) {
	key := c.Get("JwtSettings:SigningKey")
	if key == "" {
		if !c.Development() && !c.Bool("JwtSettings:AllowAutoGenerateKey", false) {
			return nil, Invalid(missingKey)
		}
		key = rand.Text() + rand.Text()
	}
	raw := []byte(key) // the bytes of the text, not base64
	for len(raw) < 32 {
		raw = append(raw, 0)
	}
	t := &Tokens{
		key: raw, issuer: "https://tenant.sorcha.io", audiences: []string{"https://api.sorcha.io"},
		checkIssuer: c.Bool("JwtSettings:ValidateIssuer", true), checkAudience: c.Bool("JwtSettings:ValidateAudience", true),
		checkKey: c.Bool("JwtSettings:ValidateIssuerSigningKey", true), checkExpiry: c.Bool("JwtSettings:ValidateLifetime", true),
		skew: time.Duration(c.Int("JwtSettings:ClockSkewMinutes", 5)) * time.Minute,
	}
	installation := c.Get("JwtSettings:InstallationName")
	if issuer := c.Get("JwtSettings:Issuer"); issuer != "" {
		t.issuer = issuer
	} else if installation != "" {
		t.issuer = "http://" + installation
	}
	// Only index 0 decides whether the audience is derived (§2.5).
	if c.Get("JwtSettings:Audience:0") != "" {
		t.audiences = c.List("JwtSettings:Audience")
	} else if installation != "" {
		t.audiences = []string{"http://" + installation}
	}
	return t, nil
}

// Issue signs claims with an expiry, the issuer and all audiences.
func (t *Tokens) Issue(claims Claims, lifetime time.Duration) string {
	now := time.Now()
	body := Claims{"iss": t.issuer, "aud": t.audiences, "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(lifetime).Unix()}
	for name, value := range claims {
		body[name] = value
	}
	payload, _ := json.Marshal(body)
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	return signed + "." + encode(t.mac(signed))
}

// Check verifies a token and returns its claims.
func (t *Tokens) Check(token string) (Claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("IDX14100: JWT is not well formed")
	}
	var header struct{ Alg string }
	var claims Claims
	if decode(parts[0], &header) != nil || decode(parts[1], &claims) != nil {
		return nil, fmt.Errorf("IDX12729: Unable to decode the header or payload")
	}
	if header.Alg != "HS256" {
		return nil, fmt.Errorf("IDX10696: The algorithm '%s' is not in the user-defined accept list", header.Alg)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if t.checkKey && (err != nil || !hmac.Equal(signature, t.mac(parts[0]+"."+parts[1]))) {
		return nil, fmt.Errorf("IDX10517: Signature validation failed. The token's kid is missing")
	}
	if issuer, _ := claims["iss"].(string); t.checkIssuer && issuer != t.issuer {
		return nil, fmt.Errorf("IDX10205: Issuer validation failed. Issuer: '%s'. Did not match: '%s'", issuer, t.issuer)
	}
	if audiences := claims.Strings("aud"); t.checkAudience && !overlap(audiences, t.audiences) {
		return nil, fmt.Errorf("IDX10214: Audience validation failed. Audiences: '%s'. Did not match: '%s'", audiences, t.audiences)
	}
	expiry, _ := claims["exp"].(float64)
	if t.checkExpiry && time.Now().After(time.Unix(int64(expiry), 0).Add(t.skew)) {
		return nil, fmt.Errorf("IDX10223: Lifetime validation failed. The token is expired")
	}
	return claims, nil
}

// Issuer is the issuer that this service accepts.
func (t *Tokens) Issuer() string { return t.issuer }

func (t *Tokens) mac(text string) []byte {
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// Text returns a claim that is a string.
func (c Claims) Text(name string) string {
	text, _ := c[name].(string)
	return text
}

// Strings returns a claim that is a string or a list of strings.
func (c Claims) Strings(name string) []string {
	switch typed := c[name].(type) {
	case string:
		return []string{typed}
	case []any:
		var texts []string
		for _, item := range typed {
			if text, ok := item.(string); ok {
				texts = append(texts, text)
			}
		}
		return texts
	}
	return nil
}

// Service says whether the token belongs to a service.
func (c Claims) Service() bool { return c.Text("token_type") == "service" }

// Administrator says whether the token carries one of the two administrator roles.
func (c Claims) Administrator() bool {
	return overlap(c.Strings("role"), []string{"Administrator", "SystemAdmin"})
}

func overlap(left, right []string) bool {
	return slices.ContainsFunc(left, func(item string) bool { return slices.Contains(right, item) })
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(part string, target any) error {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, target)
}
