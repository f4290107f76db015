// Package validator is a stand-in for the validator service (§3.6).
package validator

import (
	"context"
	"sync"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

const (
	initializerName = "Sorcha.Validator.Service.Services.SystemWalletInitializer"
	pollInterval    = 100 * time.Millisecond
)

type service struct {
	*host.App
	redis *host.Redis
	id    string
	mutex sync.Mutex
	auth  *host.ServiceAuth
	// systemWallet is set once at start; genesis dockets use nothing else.
	systemWallet string
	// verified transactions live in this process only: a crash loses what was taken from Redis.
	verified map[string][]ledger.Transaction
	trigger  *trigger
	ledgerDB *driver.Client
}

// Run starts the service. It starts without MongoDB, ServiceAuth and clients (platform-verified §a).
func Run() {
	s := &service{App: host.New("validator"), verified: map[string][]ledger.Transaction{}, trigger: newTrigger()}
	s.UseTokens()
	s.redis = s.UseRedis()
	s.id = s.Config.Get("Validator:ValidatorId")
	s.openLedger()
	s.routes()
	s.OnStart(s.initializeWallet)
	s.InBackground(s.poll)
	s.InBackground(s.watch)
	s.App.Run()
}

// openLedger prepares the read-only view that governance transactions need; nothing connects yet.
func (s *service) openLedger() {
	uri := s.Config.Get("RegisterStorage:MongoDB:ConnectionString")
	if uri == "" {
		return
	}
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		host.Abort(host.Throw("MongoDB.Driver.MongoConfigurationException", err.Error()))
	}
	s.ledgerDB = client
}

// initializeWallet runs once, before the port opens, and is not repeated (§3.6).
func (s *service) initializeWallet(ctx context.Context) {
	s.systemWallet = s.Config.Get("Validator:SystemWalletAddress")
	if s.systemWallet != "" {
		return
	}
	wallet, err := s.wallet()
	if err == nil {
		s.systemWallet, err = wallet.System(ctx, s.id)
	}
	if err != nil {
		s.Log.Write(host.Error, initializerName, "Failed to initialize system wallet - genesis docket creation will fail: %v", err)
		return
	}
	s.Log.Write(host.Information, initializerName, "System wallet initialized successfully - Address: %s", s.systemWallet)
}

func (s *service) serviceAuth() (*host.ServiceAuth, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.auth != nil {
		return s.auth, nil
	}
	auth, err := s.NewServiceAuth()
	s.auth = auth
	return auth, err
}

func (s *service) wallet() (*ledger.Wallet, error) {
	auth, err := s.serviceAuth()
	if err != nil {
		return nil, err
	}
	return ledger.NewWallet(s.App, auth)
}

func (s *service) register() (*ledger.Register, error) {
	auth, err := s.serviceAuth()
	if err != nil {
		return nil, err
	}
	return ledger.NewRegister(s.App, auth)
}
