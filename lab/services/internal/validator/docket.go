package validator

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"sorcha-standins/internal/host"
	"sorcha-standins/internal/ledger"
)

const (
	triggerName = "Sorcha.Validator.Service.Services.DocketBuildTriggerService"
	builderName = "Sorcha.Validator.Service.Services.DocketBuilder"
	genesisName = "Sorcha.Validator.Service.Services.GenesisManager"
	maxGenesis  = 3
)

// trigger remembers per register what this process did.
type trigger struct {
	lastBuild      map[string]time.Time
	genesisWritten map[string]bool
	genesisFailed  map[string]int
}

func newTrigger() *trigger {
	return &trigger{map[string]time.Time{}, map[string]bool{}, map[string]int{}}
}

// watch looks at every monitored register once per threshold.
func (s *service) watch(ctx context.Context) {
	interval := max(s.Config.Duration("DocketBuild:TimeThreshold", 10*time.Second), time.Second)
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			registers, err := s.redis.SMembers(ctx, monitored).Result()
			if err != nil {
				s.Log.Write(host.Error, triggerName, "Monitored registers not readable: %v", err)
				continue
			}
			for _, register := range registers {
				if err := s.consider(ctx, register, interval); err != nil {
					s.Log.Write(host.Error, triggerName, "Error checking/building docket for register %s: %v", register, err)
				}
			}
		}
	}
}

func (s *service) consider(ctx context.Context, register string, threshold time.Duration) error {
	wrote := s.trigger.genesisWritten[register]
	waiting := s.waiting(register)
	if wrote && waiting == 0 {
		return nil
	}
	due := time.Since(s.trigger.lastBuild[register]) >= threshold
	if !due && waiting < s.Config.Int("DocketBuild:SizeThreshold", 50) {
		return nil
	}
	if wrote && !s.enoughValidators(ctx, register) {
		return nil
	}
	docket, err := s.build(ctx, register)
	if err != nil || docket == nil {
		return err
	}
	s.trigger.lastBuild[register] = time.Now()
	s.askPeers(ctx)
	s.Log.Write(host.Information, triggerName, "Consensus achieved for docket %d (Found 0 active validators, approved by this one), writing to Register Service", docket.DocketNumber)
	return s.write(ctx, docket)
}

// askPeers looks for other validators. There are none, and an unreachable peer is the same to it: this
// validator approves by itself (§3.6).
func (s *service) askPeers(ctx context.Context) {
	err := s.ReachGRPC(ctx, "http://peer-service", "ServiceClients:PeerService:Address", "GrpcClients:PeerService:Address")
	if err != nil {
		s.Log.Write(host.Warning, "Sorcha.ServiceClients.Peer.PeerServiceClient", "Failed to query validators from Peer Service: %v", err)
	}
}

// enoughValidators keeps a process that wrote a register's genesis docket from building any further one
// until a validator is registered (platform-verified §g). Errors do not stop it.
func (s *service) enoughValidators(ctx context.Context, register string) bool {
	active, err := s.active(ctx, register)
	if err != nil {
		s.Log.Write(host.Warning, triggerName, "Failed to check minValidators for register %s, proceeding with build: %v", register, err)
		return true
	}
	if least, _ := s.policy(ctx, register); active < least {
		s.Log.Write(host.Warning, triggerName, "Skipping docket build for register %s: active validators (%d) below minimum (%d)", register, active, least)
		return false
	}
	return true
}

// policy is a register's least number of validators and how long a registration lives; without an answer
// it is none and a minute.
func (s *service) policy(ctx context.Context, register string) (int64, time.Duration) {
	var body struct {
		Policy struct {
			Validators struct{ MinValidators, OperationalTTLSeconds int64 }
		}
	}
	client, err := s.register()
	if err == nil {
		err = client.Get(ctx, register+"/policy", &body)
	}
	if err != nil {
		return 0, time.Minute
	}
	return body.Policy.Validators.MinValidators, time.Duration(body.Policy.Validators.OperationalTTLSeconds) * time.Second
}

// build makes the next docket, or docket 0 when the height is 0 or cannot be read (§1.8). Transactions go
// back to the queue when building fails.
func (s *service) build(ctx context.Context, register string) (*ledger.Docket, error) {
	client, err := s.register()
	if err != nil {
		return nil, err
	}
	transactions := s.dequeue(register, s.Config.Int("DocketBuild:MaxTransactionsPerDocket", 100))
	docket := &ledger.Docket{RegisterID: register, ProposerValidatorID: s.id, CreatedAt: time.Now().UTC(), Transactions: transactions}
	height := client.Height(ctx, register)
	wallet := s.systemWallet
	switch {
	case height < 0:
		s.Log.Write(host.Warning, genesisName, "Register %s not found or unreachable (height=%d), treating as needs genesis", register, height)
	case height == 0:
		s.Log.Write(host.Information, genesisName, "Register %s needs genesis docket (height = 0)", register)
	default:
		if len(transactions) == 0 && !s.Config.Bool("DocketBuild:AllowEmptyDockets", false) {
			return nil, nil
		}
		wallet, err = s.follow(ctx, client, docket)
	}
	if err == nil && wallet == "" {
		err = host.Invalid("System wallet not initialized - cannot sign genesis docket")
	}
	if err == nil {
		err = s.seal(ctx, docket, wallet)
	}
	if err != nil {
		s.requeue(register, transactions)
		return nil, fmt.Errorf("failed to build docket, %d transactions returned to the queue: %w", len(transactions), err)
	}
	s.Log.Write(host.Information, builderName, "Built docket %d for register %s with hash %s", docket.DocketNumber, register, docket.DocketHash)
	return docket, nil
}

// follow numbers a docket after the latest one and, other than genesis, resolves the system wallet again.
func (s *service) follow(ctx context.Context, client *ledger.Register, docket *ledger.Docket) (string, error) {
	var latest struct {
		ID   int64
		Hash string
	}
	if err := client.Get(ctx, docket.RegisterID+"/dockets/latest", &latest); err != nil {
		return "", err
	}
	docket.DocketNumber, docket.PreviousHash = latest.ID+1, latest.Hash
	if s.systemWallet != "" {
		return s.systemWallet, nil
	}
	wallet, err := s.wallet()
	if err != nil {
		return "", err
	}
	return wallet.System(ctx, s.id)
}

func (s *service) seal(ctx context.Context, docket *ledger.Docket, address string) error {
	content := ""
	for _, transaction := range docket.Transactions {
		content += transaction.TransactionID + transaction.PayloadHash
	}
	docket.MerkleRoot = ledger.Hash(content)
	docket.DocketHash = ledger.Hash(docket.RegisterID + strconv.FormatInt(docket.DocketNumber, 10) + docket.PreviousHash +
		docket.MerkleRoot + docket.CreatedAt.Format(time.RFC3339Nano))
	digest, err := hex.DecodeString(docket.DocketHash)
	if err != nil {
		return err
	}
	wallet, err := s.wallet()
	if err != nil {
		return err
	}
	_, err = wallet.Sign(ctx, address, digest, "sorcha:docket-signing")
	return err
}

// write hands the docket to the register. Its transactions are lost when that fails (§3.6); after three
// failed genesis dockets the register is watched no more.
func (s *service) write(ctx context.Context, docket *ledger.Docket) error {
	client, err := s.register()
	if err == nil {
		err = client.WriteDocket(ctx, docket)
	}
	if err == nil {
		s.Log.Write(host.Information, triggerName, "Wrote %d transactions to register %s docket %d", len(docket.Transactions), docket.RegisterID, docket.DocketNumber)
		if docket.DocketNumber == 0 {
			s.trigger.genesisWritten[docket.RegisterID] = true
		}
		return nil
	}
	if docket.DocketNumber != 0 {
		return err
	}
	s.trigger.genesisFailed[docket.RegisterID]++
	if tries := s.trigger.genesisFailed[docket.RegisterID]; tries < maxGenesis {
		s.Log.Write(host.Information, triggerName, "Genesis docket write failed for register %s (attempt %d/%d, will retry): %v", docket.RegisterID, tries, maxGenesis, err)
		return nil
	}
	s.Log.Write(host.Warning, triggerName, "Genesis docket write failed %d times for register %s. Unmonitoring register. Admin attention needed. Error: %v", maxGenesis, docket.RegisterID, err)
	return s.redis.SRem(ctx, monitored, docket.RegisterID).Err()
}

func (s *service) waiting(register string) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.verified[register])
}

func (s *service) dequeue(register string, most int) []ledger.Transaction {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	queue := s.verified[register]
	count := min(most, len(queue))
	s.verified[register] = queue[count:]
	return queue[:count:count]
}

func (s *service) requeue(register string, transactions []ledger.Transaction) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.verified[register] = append(transactions, s.verified[register]...)
}
