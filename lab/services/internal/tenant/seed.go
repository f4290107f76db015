package tenant

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sorcha-standins/internal/host"
)

const (
	initializer         = "Sorcha.Tenant.Service.Data.DatabaseInitializer"
	defaultOrganization = "00000000-0000-0000-0000-000000000001"
	defaultAdmin        = "00000000-0000-0000-0001-000000000001"
)

// seeded are the service principals of §2.6; their ids end in the position.
var seeded = []struct{ name, clientID, developmentSecret, scopes string }{
	{"Blueprint Service", "service-blueprint", "blueprint-service-secret", "blueprints:read blueprints:write wallets:sign register:write"},
	{"Wallet Service", "service-wallet", "wallet-service-secret", "wallets:read wallets:write wallets:sign wallets:encrypt wallets:decrypt"},
	{"Register Service", "register-service", "register-service-secret", "registers:read registers:write registers:query validator:write wallets:sign"},
	{"Peer Service", "service-peer", "peer-service-secret", "peers:read peers:write registers:read"},
	{"Validator Service", "validator-service", "validator-service-secret", "validator:read validator:write wallets:sign registers:read"},
	{"Tenant Service", "tenant-service", "tenant-service-secret", "wallets:read wallets:sign wallets:verify"},
}

// initialize has one try; its failure leaves a running service without a schema (platform-verified §a).
func (s *service) initialize(ctx context.Context, d *database) {
	err := s.tryInitialize(ctx, d)
	if err != nil {
		s.Log.Write(host.Error, "Sorcha.Tenant.Service.Data.DatabaseInitializerHostedService",
			"Failed to initialize database. Service may not function correctly. %v", err)
		return
	}
	s.Log.Write(host.Information, initializer, "Database initialization completed successfully")
}

func (s *service) tryInitialize(ctx context.Context, d *database) error {
	if d != nil {
		pool, err := host.OpenPostgres(ctx, d.text)
		if err != nil {
			return err
		}
		defer pool.Close()
		if err := migrate(ctx, pool, s.Log); err != nil {
			return err
		}
	}
	for _, seed := range []func(context.Context) error{s.seedOrganization, s.seedAdmin, s.seedPrincipals} {
		if err := seed(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *service) seedOrganization(ctx context.Context) error {
	existing, err := s.store.organization(ctx, defaultOrganization)
	if err != nil || existing != nil {
		return err
	}
	time.Sleep(compile)
	s.Log.Write(host.Information, initializer, "Creating default organization")
	return s.store.addOrganization(ctx, organization{ID: defaultOrganization, Status: "Active", CreatedAt: time.Now().UTC(),
		Name:      s.Config.Or("Seed:OrganizationName", "Sorcha Local"),
		Subdomain: s.Config.Or("Seed:OrganizationSubdomain", "sorcha-local")})
}

// seedAdmin prints the password, whoever chose it (§1.10).
func (s *service) seedAdmin(ctx context.Context) error {
	existing, err := s.store.userByID(ctx, defaultAdmin)
	if err != nil || existing != nil {
		return err
	}
	email, password := s.Config.Or("Seed:AdminEmail", "admin@sorcha.local"), s.Config.Or("Seed:AdminPassword", "Dev_Pass_2025!")
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	err = s.store.addUser(ctx, user{ID: defaultAdmin, OrganizationID: defaultOrganization, Email: email,
		DisplayName: "System Administrator", PasswordHash: string(hash), Status: "Active",
		Roles: []string{"Administrator", "SystemAdmin", "Designer", "Auditor", "Member"}})
	if err == nil {
		s.Log.Secret(host.Warning, initializer, "Default admin credentials - Email: %s, Password: %s - CHANGE IN PRODUCTION!", email, password)
	}
	return err
}

// seedPrincipals never rewrites the secret of an existing row, only its scopes (§2.6).
func (s *service) seedPrincipals(ctx context.Context) error {
	for index, row := range seeded {
		scopes := strings.Fields(row.scopes)
		existing, err := s.store.principal(ctx, row.clientID)
		if err != nil {
			return err
		}
		if existing != nil {
			if !slices.Equal(existing.Scopes, scopes) {
				err = s.store.setScopes(ctx, row.clientID, scopes)
			}
			s.Log.Write(host.Information, initializer, "Service principal already exists: %s", row.name)
		} else {
			err = s.seedPrincipal(ctx, index, scopes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *service) seedPrincipal(ctx context.Context, index int, scopes []string) error {
	row, secret := seeded[index], randomSecret()
	if s.Config.Development() {
		secret = row.developmentSecret
	}
	hash := sha256.Sum256([]byte(secret))
	err := s.store.addPrincipal(ctx, principal{ID: "00000000-0000-0000-0002-00000000000" + string(rune('1'+index)),
		ServiceName: row.name, ClientID: row.clientID, Secret: hash[:], Scopes: scopes, Status: "Active"})
	if err != nil {
		return err
	}
	if s.Config.Development() {
		s.Log.Write(host.Information, initializer, "Service Principal Created (Development) - %s, Client ID: %s", row.name, row.clientID)
		return nil
	}
	s.Log.Secret(host.Warning, initializer, "Service Principal Created - %s\n  Client ID:     %s\n  Client Secret: %s\n  Scopes:        %s",
		row.name, row.clientID, secret, strings.Join(scopes, ", "))
	return nil
}

func randomSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}
