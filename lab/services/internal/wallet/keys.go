package wallet

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"sorcha-standins/internal/host"
)

// cacheLife is how long a data key stays in memory without a look at the file (§3.4).
const cacheLife = 30 * time.Minute

// gap is about the time that the product's first use of its provider takes; without it the stand-in would be
// too quick for the race that was seen with two probes at once (platform-verified §e).
const gap = 500 * time.Millisecond

// errStale says that a stored key was written with other material.
var errStale = errors.New("the authentication tag does not match")

// keyStore keeps data keys; a nil key without an error means "none yet".
type keyStore interface {
	load(keyID string) ([]byte, error)
	save(keyID string, key []byte) error
	remove(keyID string) error
}

// provider encrypts private keys with data keys that it creates on first use.
type provider struct {
	defaultKey string
	store      keyStore
	log        *host.Log
	mutex      sync.Mutex
	cache      map[string]cached
}

type cached struct {
	key    []byte
	loaded time.Time
}

const category = "Sorcha.Wallet.Core.Encryption.Providers.LinuxSecretServiceEncryptionProvider"

func newProvider(defaultKey string, store keyStore, log *host.Log) *provider {
	return &provider{defaultKey: defaultKey, store: store, log: log, cache: map[string]cached{}}
}

// key returns the data key: from memory, from the store, or a new one. A key that was written with other
// material is deleted and replaced, which loses every wallet encrypted with it (platform-verified §e).
func (p *provider) key(keyID string) ([]byte, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if entry, known := p.cache[keyID]; known && time.Since(entry.loaded) < cacheLife {
		return entry.key, nil
	}
	key, err := p.store.load(keyID)
	if errors.Is(err, errStale) {
		p.log.Write(host.Warning, category, "Stale encryption key detected for '%s': the machine key (KEK) has changed, "+
			"likely due to a Docker container rebuild. Deleting stale key file and regenerating.", keyID)
		if problem := p.store.remove(keyID); problem != nil {
			p.log.Write(host.Error, category, "Failed to delete stale key file: %v", problem)
		}
	} else if err != nil {
		return nil, err
	}
	if key == nil {
		key = make([]byte, 32)
		_, _ = rand.Read(key)
		// Nothing guards the gap between load and save: two replicas on an empty folder both get here.
		time.Sleep(gap)
		if err := p.store.save(keyID, key); err != nil {
			return nil, err
		}
		p.log.Write(host.Information, category, "CreateKey operation succeeded for key %s", keyID)
	}
	p.cache[keyID] = cached{key, time.Now()}
	return key, nil
}

func (p *provider) encrypt(plain []byte, keyID string) (string, error) {
	key, err := p.key(keyID)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(seal(key, plain)), nil
}

func (p *provider) decrypt(text, keyID string) ([]byte, error) {
	key, err := p.key(keyID)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return unseal(key, raw)
}

const nonceSize, tagSize = 12, 16

// seal writes nonce, tag and ciphertext in this order, so that a 32-byte key makes 60 bytes.
func seal(key, plain []byte) []byte {
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce)
	sealed := gcm(key).Seal(nil, nonce, plain, nil)
	body, tag := sealed[:len(plain)], sealed[len(plain):]
	return append(append(nonce, tag...), body...)
}

func unseal(key, raw []byte) ([]byte, error) {
	if len(raw) < nonceSize+tagSize {
		return nil, errors.New("ciphertext too short")
	}
	nonce, tag, body := raw[:nonceSize], raw[nonceSize:nonceSize+tagSize], raw[nonceSize+tagSize:]
	plain, err := gcm(key).Open(nil, nonce, append(append([]byte{}, body...), tag...), nil)
	if err != nil {
		return nil, errStale
	}
	return plain, nil
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the key has 32 bytes by construction
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// memoryStore is the Local provider: its keys end with the process.
type memoryStore map[string][]byte

func (m memoryStore) load(keyID string) ([]byte, error)   { return m[keyID], nil }
func (m memoryStore) save(keyID string, key []byte) error { m[keyID] = key; return nil }
func (m memoryStore) remove(keyID string) error           { delete(m, keyID); return nil }
