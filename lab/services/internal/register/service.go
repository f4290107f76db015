// Package register is a stand-in for the register service (§3.5).
package register

import (
	"strings"
	"sync"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

type service struct {
	*host.App
	store       storage
	redis       *host.Redis
	validatorID string
	signs       *window
	hub         *hub
	auth        *host.ServiceAuth
	mutex       sync.Mutex
}

// Run starts the service.
func Run() {
	s := &service{App: host.New("register"), hub: newHub()}
	s.UseTokens()
	s.openStorage()
	s.validatorID = s.Config.Get("SystemWalletSigning:ValidatorId")
	if strings.TrimSpace(s.validatorID) == "" {
		host.Abort(host.Invalid("SystemWalletSigning:ValidatorId configuration is required"))
	}
	s.signs = newWindow(s.Config.Int("SystemWalletSigning:MaxSignsPerRegisterPerMinute", 10))
	s.redis = s.UseRedis()
	s.routes()
	s.InBackground(s.bootstrap)
	s.InBackground(s.pollEvents)
	s.App.Run()
}

// openStorage does not connect: an unreachable MongoDB is found by the first use (platform-verified §g).
func (s *service) openStorage() {
	if kind := s.Config.Get("RegisterStorage:Type"); !strings.EqualFold(kind, "MongoDB") {
		s.Log.Write(host.Warning, "Sorcha.Register.Service", "Register storage type %q: the ledger is kept in memory", kind)
		s.store = &memory{}
		return
	}
	store, err := newMongo(s.Config)
	if err != nil {
		host.Abort(err)
	}
	s.store = store
}

// partners are the services that the register calls, resolved on each use as scoped clients are.
type partners struct {
	wallet    *ledger.Wallet
	validator *ledger.Validator
}

func (s *service) partners() (*partners, error) {
	auth, err := s.serviceAuth()
	if err != nil {
		return nil, err
	}
	wallet, err := ledger.NewWallet(s.App, auth)
	if err != nil {
		return nil, err
	}
	validator, err := ledger.NewValidator(s.App, auth)
	return &partners{wallet, validator}, err
}

// serviceAuth is made on first use and then kept with its token.
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
