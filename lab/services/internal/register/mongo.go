package register

import (
	"context"
	"errors"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sorcha-standins/internal/host"
)

// mongo keeps the ledger as the product does: a registry database, and one database per register.
type mongo struct {
	client                                                  *driver.Client
	registry, prefix, registerNames, transactionNames, docs string
	perRegister, indexes                                    bool
	once                                                    sync.Mutex
	indexed                                                 map[string]bool
}

func newMongo(config *host.Config) (*mongo, error) {
	section := "RegisterStorage:MongoDB:"
	uri, _ := config.First(section + "ConnectionString")
	if uri == "" { // only a blanked first key reaches the fallback, because the image bakes a value (§2.10)
		uri = config.Get("ConnectionStrings:MongoDB")
	}
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		return nil, host.Throw("MongoDB.Driver.MongoConfigurationException", err.Error())
	}
	return &mongo{client: client,
		registry:         config.Or(section+"DatabaseName", "sorcha_register"),
		prefix:           config.Or(section+"DatabaseNamePrefix", "sorcha_register_"),
		registerNames:    config.Or(section+"RegisterCollectionName", "registers"),
		transactionNames: config.Or(section+"TransactionCollectionName", "transactions"),
		docs:             config.Or(section+"DocketCollectionName", "dockets"),
		perRegister:      config.Bool(section+"UseDatabasePerRegister", true),
		indexes:          config.Bool(section+"CreateIndexesOnStartup", true),
		indexed:          map[string]bool{}}, nil
}

func (m *mongo) forgiving() bool { return true }

func (m *mongo) database(registerID string) *driver.Database {
	if m.perRegister {
		return m.client.Database(m.prefix + registerID)
	}
	return m.client.Database(m.registry)
}

func (m *mongo) all() *driver.Collection {
	return m.client.Database(m.registry).Collection(m.registerNames)
}

func (m *mongo) register(ctx context.Context, id string) (*entity, error) {
	var found entity
	err := m.all().FindOne(ctx, bson.M{"_id": id}).Decode(&found)
	if errors.Is(err, driver.ErrNoDocuments) {
		return nil, nil
	}
	return &found, err
}

func (m *mongo) registers(ctx context.Context) ([]entity, error) {
	return read[entity](ctx, m.all(), bson.M{}, "CreatedAt")
}

func (m *mongo) addRegister(ctx context.Context, e entity) error {
	if err := m.ensureIndex(ctx, m.all(), "TenantId", false); err != nil {
		return err
	}
	return insert(ctx, m.all(), e)
}

func (m *mongo) setHeight(ctx context.Context, id string, height int64) error {
	_, err := m.all().UpdateByID(ctx, id, bson.M{"$set": bson.M{"Height": height}, "$currentDate": bson.M{"UpdatedAt": true}})
	return err
}

func (m *mongo) addTransaction(ctx context.Context, e entry) error {
	collection := m.database(e.RegisterID).Collection(m.transactionNames)
	if err := m.ensureIndex(ctx, collection, "TxId", true); err != nil {
		return err
	}
	return insert(ctx, collection, e)
}

func (m *mongo) transactions(ctx context.Context, registerID string) ([]entry, error) {
	return read[entry](ctx, m.database(registerID).Collection(m.transactionNames), bson.M{"RegisterId": registerID}, "TimeStamp")
}

func (m *mongo) addDocket(ctx context.Context, d docket) error {
	return insert(ctx, m.database(d.RegisterID).Collection(m.docs), d)
}

func (m *mongo) dockets(ctx context.Context, registerID string) ([]docket, error) {
	return read[docket](ctx, m.database(registerID).Collection(m.docs), bson.M{"RegisterId": registerID}, "_id")
}

// ensureIndex is lazy: the first write of each collection makes its index.
func (m *mongo) ensureIndex(ctx context.Context, collection *driver.Collection, field string, unique bool) error {
	name := collection.Database().Name() + "." + collection.Name()
	m.once.Lock()
	defer m.once.Unlock()
	if !m.indexes || m.indexed[name] {
		return nil
	}
	model := driver.IndexModel{Keys: bson.D{{Key: field, Value: 1}}, Options: options.Index().SetUnique(unique)}
	_, err := collection.Indexes().CreateOne(ctx, model)
	m.indexed[name] = err == nil
	return err
}

func insert(ctx context.Context, collection *driver.Collection, document any) error {
	_, err := collection.InsertOne(ctx, document)
	if driver.IsDuplicateKeyError(err) {
		return errDuplicate
	}
	return err
}

func read[T any](ctx context.Context, collection *driver.Collection, filter any, order string) ([]T, error) {
	cursor, err := collection.Find(ctx, filter, options.Find().SetSort(bson.D{{Key: order, Value: 1}}))
	if err != nil {
		return nil, err
	}
	found := []T{}
	return found, cursor.All(ctx, &found)
}
