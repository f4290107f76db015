package register

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sorcha-standins/internal/ledger"
)

// entity is a register.
type entity struct {
	ID            string    `json:"id" bson:"_id"`
	Name          string    `json:"name" bson:"Name"`
	Description   string    `json:"description" bson:"Description"`
	Height        int64     `json:"height" bson:"Height"`
	Status        string    `json:"status" bson:"Status"`
	Advertise     bool      `json:"advertise" bson:"Advertise"`
	IsFullReplica bool      `json:"isFullReplica" bson:"IsFullReplica"`
	TenantID      string    `json:"tenantId" bson:"TenantId"`
	CreatedAt     time.Time `json:"createdAt" bson:"CreatedAt"`
	UpdatedAt     time.Time `json:"updatedAt" bson:"UpdatedAt"`
}

// docket is a sealed block.
type docket struct {
	ID             int64     `json:"id" bson:"_id"`
	RegisterID     string    `json:"registerId" bson:"RegisterId"`
	PreviousHash   string    `json:"previousHash" bson:"PreviousHash"`
	Hash           string    `json:"hash" bson:"Hash"`
	TransactionIDs []string  `json:"transactionIds" bson:"TransactionIds"`
	TimeStamp      time.Time `json:"timeStamp" bson:"TimeStamp"`
	State          string    `json:"state" bson:"State"`
	Votes          string    `json:"votes" bson:"Votes"`
}

// entry is a transaction in the ledger.
type entry struct {
	TxID         string    `json:"txId" bson:"TxId"`
	RegisterID   string    `json:"registerId" bson:"RegisterId"`
	DocketNumber int64     `json:"docketNumber" bson:"DocketNumber"`
	TimeStamp    time.Time `json:"timeStamp" bson:"TimeStamp"`
	Kind         string    `json:"transactionType" bson:"TransactionType"`
	BlueprintID  string    `json:"blueprintId" bson:"BlueprintId"`
	PayloadHash  string    `json:"payloadHash" bson:"PayloadHash"`
	Payload      string    `json:"payload" bson:"Payload"`
}

var errDuplicate = errors.New("duplicate key")

// storage keeps registers, dockets and transactions. A write is several operations without a transaction (§2.10).
type storage interface {
	register(ctx context.Context, id string) (*entity, error)
	registers(ctx context.Context) ([]entity, error)
	addRegister(ctx context.Context, e entity) error
	setHeight(ctx context.Context, id string, height int64) error
	addTransaction(ctx context.Context, e entry) error
	transactions(ctx context.Context, registerID string) ([]entry, error)
	addDocket(ctx context.Context, d docket) error
	dockets(ctx context.Context, registerID string) ([]docket, error)
	// forgiving says whether a docket that exists counts as written (only with MongoDB, §3.6).
	forgiving() bool
}

// memory is the ledger of any RegisterStorage:Type but MongoDB: it ends with the process.
type memory struct {
	mutex   sync.Mutex
	all     []entity
	entries []entry
	blocks  []docket
}

func (m *memory) forgiving() bool { return false }

func (m *memory) register(_ context.Context, id string) (*entity, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if index := m.index(id); index >= 0 {
		found := m.all[index]
		return &found, nil
	}
	return nil, nil
}

func (m *memory) index(id string) int {
	return slices.IndexFunc(m.all, func(e entity) bool { return e.ID == id })
}

func (m *memory) registers(context.Context) ([]entity, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.all), nil
}

func (m *memory) addRegister(_ context.Context, e entity) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.index(e.ID) >= 0 {
		return errDuplicate
	}
	m.all = append(m.all, e)
	return nil
}

func (m *memory) setHeight(_ context.Context, id string, height int64) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if index := m.index(id); index >= 0 {
		m.all[index].Height = height
	}
	return nil
}

func (m *memory) addTransaction(_ context.Context, e entry) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.entries = append(m.entries, e)
	return nil
}

func (m *memory) transactions(_ context.Context, registerID string) ([]entry, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.DeleteFunc(slices.Clone(m.entries), func(e entry) bool { return e.RegisterID != registerID }), nil
}

func (m *memory) addDocket(_ context.Context, d docket) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if slices.ContainsFunc(m.blocks, func(have docket) bool { return have.RegisterID == d.RegisterID && have.ID == d.ID }) {
		return errDuplicate
	}
	m.blocks = append(m.blocks, d)
	return nil
}

func (m *memory) dockets(_ context.Context, registerID string) ([]docket, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.DeleteFunc(slices.Clone(m.blocks), func(d docket) bool { return d.RegisterID != registerID }), nil
}

func newEntry(t ledger.Transaction, number int64) entry {
	return entry{TxID: t.TransactionID, RegisterID: t.RegisterID, DocketNumber: number, TimeStamp: t.CreatedAt,
		Kind: t.Metadata["Type"], BlueprintID: t.BlueprintID, PayloadHash: t.PayloadHash, Payload: string(t.Payload)}
}
