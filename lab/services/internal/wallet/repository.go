package wallet

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sorcha-standins/internal/host"
)

// record is a row of wallet."Wallets".
type record struct {
	Address, EncryptedPrivateKey, EncryptionKeyID, Algorithm, Owner, Tenant, Name, PublicKey, Status string
	CreatedAt                                                                                        time.Time
}

// repository keeps wallets.
type repository interface {
	add(context.Context, record) error
	find(ctx context.Context, address string) (*record, error)
	ownedBy(ctx context.Context, owner, tenant string) ([]record, error)
	remove(ctx context.Context, address string) error
}

const columns = `"Address","EncryptedPrivateKey","EncryptionKeyId","Algorithm","Owner","Tenant","Name","PublicKey","Status","CreatedAt"`

// postgres is the real repository.
type postgres struct{ pool *pgxpool.Pool }

func (p *postgres) add(ctx context.Context, r record) error {
	return p.exec(ctx, `INSERT INTO wallet."Wallets" (`+columns+`,"Version") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1)`,
		r.Address, r.EncryptedPrivateKey, r.EncryptionKeyID, r.Algorithm, r.Owner, r.Tenant, r.Name, r.PublicKey, r.Status, r.CreatedAt)
}

func (p *postgres) exec(ctx context.Context, sql string, args ...any) error {
	return host.RetryTransient(ctx, func() error {
		_, err := p.pool.Exec(ctx, sql, args...)
		return err
	})
}

func (p *postgres) find(ctx context.Context, address string) (*record, error) {
	found, err := p.query(ctx, `"Address" = $1`, address)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (p *postgres) ownedBy(ctx context.Context, owner, tenant string) ([]record, error) {
	return p.query(ctx, `"Owner" = $1 AND "Tenant" = $2`, owner, tenant)
}

func (p *postgres) query(ctx context.Context, where string, args ...any) ([]record, error) {
	var found []record
	err := host.RetryTransient(ctx, func() error {
		rows, err := p.pool.Query(ctx, `SELECT `+columns+` FROM wallet."Wallets" WHERE "DeletedAt" IS NULL AND `+where+` ORDER BY "CreatedAt"`, args...)
		if err == nil {
			found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[record])
		}
		return err
	})
	return found, err
}

func (p *postgres) remove(ctx context.Context, address string) error {
	return p.exec(ctx, `UPDATE wallet."Wallets" SET "DeletedAt" = now(), "Status" = 'Deleted' WHERE "Address" = $1`, address)
}

// memory is what the service uses without a connection string (§2.9): everything ends with the process.
type memory struct {
	mutex   sync.Mutex
	records []record
}

func (m *memory) add(_ context.Context, r record) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.records = append(m.records, r)
	return nil
}

func (m *memory) find(_ context.Context, address string) (*record, error) {
	found := m.filter(func(r record) bool { return r.Address == address })
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

func (m *memory) ownedBy(_ context.Context, owner, tenant string) ([]record, error) {
	return m.filter(func(r record) bool { return r.Owner == owner && r.Tenant == tenant }), nil
}

func (m *memory) remove(_ context.Context, address string) error {
	rest := m.filter(func(r record) bool { return r.Address != address })
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.records = rest
	return nil
}

func (m *memory) filter(keep func(record) bool) []record {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	var kept []record
	for _, r := range m.records {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}
