package tenant

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

type organization struct {
	ID, Name, Subdomain, Status string
	CreatedAt                   time.Time
}

type user struct {
	ID, OrganizationID, Email, DisplayName, PasswordHash, Status string
	Roles                                                        []string
}

type principal struct {
	ID, ServiceName, ClientID string
	Secret                    []byte
	Scopes                    []string
	Status                    string
}

var errDuplicate = errors.New("already exists")

// store is the tenant's database: PostgreSQL, or memory when the connection string is empty (§2.9).
type store interface {
	organization(ctx context.Context, id string) (*organization, error)
	organizationBySubdomain(ctx context.Context, subdomain string) (*organization, error)
	organizations(ctx context.Context) ([]organization, error)
	addOrganization(ctx context.Context, o organization) error
	userByEmail(ctx context.Context, email string) (*user, error)
	userByID(ctx context.Context, id string) (*user, error)
	addUser(ctx context.Context, u user) error
	touchUser(ctx context.Context, id string) error
	principal(ctx context.Context, clientID string) (*principal, error)
	addPrincipal(ctx context.Context, p principal) error
	setScopes(ctx context.Context, clientID string, scopes []string) error
	// claim sets a configuration key once; false when it was set before.
	claim(ctx context.Context, key string) (bool, error)
}

type memoryStore struct {
	mutex  sync.Mutex
	orgs   []organization
	users  []user
	agents []principal
	keys   []string
}

func newMemoryStore() *memoryStore { return &memoryStore{} }

func find[T any](m *memoryStore, items *[]T, match func(T) bool) *T {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if index := slices.IndexFunc(*items, match); index >= 0 {
		item := (*items)[index]
		return &item
	}
	return nil
}

func add[T any](m *memoryStore, items *[]T, item T, same func(T) bool) error {
	if find(m, items, same) != nil {
		return errDuplicate
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	*items = append(*items, item)
	return nil
}

func (m *memoryStore) organization(_ context.Context, id string) (*organization, error) {
	return find(m, &m.orgs, func(o organization) bool { return o.ID == id }), nil
}

func (m *memoryStore) organizationBySubdomain(_ context.Context, subdomain string) (*organization, error) {
	return find(m, &m.orgs, func(o organization) bool { return o.Subdomain == subdomain }), nil
}

func (m *memoryStore) organizations(context.Context) ([]organization, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.orgs), nil
}

func (m *memoryStore) addOrganization(_ context.Context, o organization) error {
	return add(m, &m.orgs, o, func(have organization) bool { return have.ID == o.ID || have.Subdomain == o.Subdomain })
}

func (m *memoryStore) userByEmail(_ context.Context, email string) (*user, error) {
	return find(m, &m.users, func(u user) bool { return strings.EqualFold(u.Email, email) }), nil
}

func (m *memoryStore) userByID(_ context.Context, id string) (*user, error) {
	return find(m, &m.users, func(u user) bool { return u.ID == id }), nil
}

func (m *memoryStore) addUser(_ context.Context, u user) error {
	return add(m, &m.users, u, func(have user) bool { return have.ID == u.ID })
}

func (m *memoryStore) touchUser(context.Context, string) error { return nil }

func (m *memoryStore) principal(_ context.Context, clientID string) (*principal, error) {
	return find(m, &m.agents, func(p principal) bool { return p.ClientID == clientID }), nil
}

func (m *memoryStore) addPrincipal(_ context.Context, p principal) error {
	return add(m, &m.agents, p, func(have principal) bool { return have.ID == p.ID })
}

func (m *memoryStore) setScopes(context.Context, string, []string) error { return nil }

func (m *memoryStore) claim(_ context.Context, key string) (bool, error) {
	err := add(m, &m.keys, key, func(have string) bool { return have == key })
	return err == nil, nil
}
