package wallet

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"sorcha-standins/internal/host"
)

// fileStore keeps each data key in <folder>/<keyId>.key, sealed with a key derived from the machine's
// or the operator's material (§3.4).
type fileStore struct{ folder, material string }

func newFileStore(folder, material string) (*fileStore, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, host.Invalid("Cannot create wallet encryption key storage directory: " + folder)
	}
	probe, err := os.CreateTemp(folder, ".write-test-")
	if err != nil {
		return nil, host.Invalid("Wallet encryption key storage directory is not writable: " + folder)
	}
	_ = probe.Close()
	return &fileStore{folder, material}, os.Remove(probe.Name())
}

func (f *fileStore) load(keyID string) ([]byte, error) {
	raw, err := os.ReadFile(f.path(keyID))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return unseal(f.machineKey(), raw)
}

func (f *fileStore) save(keyID string, key []byte) error {
	return os.WriteFile(f.path(keyID), seal(f.machineKey(), key), 0o644) // default umask, world-readable as seen in §e
}

func (f *fileStore) remove(keyID string) error { return os.Remove(f.path(keyID)) }

func (f *fileStore) path(keyID string) string {
	return filepath.Join(f.folder, strings.ReplaceAll(keyID, "/", "_")+".key")
}

// machineKey depends on user name, home folder and material: another value of any of them is another key.
func (f *fileStore) machineKey() []byte {
	secret := fmt.Sprintf("%s:%s:%s:sorcha-wallet-v1", userName(), homeFolder(), f.material)
	key, err := pbkdf2.Key(sha256.New, secret, []byte("sorcha-wallet-salt"), 100_000, 32)
	if err != nil {
		panic(err)
	}
	return key
}

func userName() string {
	if account, err := user.LookupId(strconv.Itoa(os.Getuid())); err == nil {
		return account.Username
	}
	return ""
}

func homeFolder() string {
	if home := os.Getenv("HOME"); home != "" {
		return home
	}
	if account, err := user.LookupId(strconv.Itoa(os.Getuid())); err == nil {
		return account.HomeDir
	}
	return ""
}

// machineID is what the provider falls back to without configured material: in a container the host name,
// which a new container does not share.
func machineID() string {
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if raw, err := os.ReadFile(path); err == nil {
			return strings.TrimSpace(string(raw))
		}
	}
	return host.Hostname()
}
