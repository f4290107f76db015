package wallet

import (
	"os"
	"path/filepath"
	"testing"

	"sorcha-standins/internal/host"
)

func files(t *testing.T, folder, material string) *provider {
	t.Helper()
	store, err := newFileStore(folder, material)
	if err != nil {
		t.Fatal(err)
	}
	config, err := host.LoadConfig(t.TempDir(), []string{"Serilog__MinimumLevel__Default=Fatal"})
	if err != nil {
		t.Fatal(err)
	}
	return newProvider("key-1", store, host.NewLog(config))
}

func encrypted(t *testing.T, keys *provider) string {
	t.Helper()
	text, err := keys.encrypt([]byte("seed"), "key-1")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readable(keys *provider, text string) bool {
	plain, err := keys.decrypt(text, "key-1")
	return err == nil && string(plain) == "seed"
}

func TestKeyFile(t *testing.T) {
	folder := t.TempDir()
	encrypted(t, files(t, folder, "m"))
	found, err := os.Stat(filepath.Join(folder, "key-1.key"))
	if err != nil || found.Size() != 60 || found.Mode().Perm() != 0o644 {
		t.Fatalf("%v %v", found, err)
	}
}

func TestTheSameMaterialOpensTheKey(t *testing.T) {
	folder := t.TempDir()
	text := encrypted(t, files(t, folder, "m"))
	if !readable(files(t, folder, "m"), text) {
		t.Error("a second process cannot read")
	}
}

func TestOtherMaterialDestroysTheKey(t *testing.T) {
	folder := t.TempDir()
	text := encrypted(t, files(t, folder, "m"))
	encrypted(t, files(t, folder, "other")) // what a mere /health does
	if readable(files(t, folder, "m"), text) {
		t.Error("the key survived")
	}
}

func TestAnotherHomeIsOtherMaterial(t *testing.T) {
	folder := t.TempDir()
	text := encrypted(t, files(t, folder, "m"))
	t.Setenv("HOME", "/elsewhere")
	if readable(files(t, folder, "m"), text) {
		t.Error("the key does not depend on HOME")
	}
}

// TestCreationRace: two processes that both found no key write one each, and the last file wins.
func TestCreationRace(t *testing.T) {
	folder := t.TempDir()
	first, second := files(t, folder, "m"), files(t, folder, "m")
	mine := encrypted(t, first)
	if err := os.Remove(filepath.Join(folder, "key-1.key")); err != nil { // the second looked before the first wrote
		t.Fatal(err)
	}
	encrypted(t, second)
	if !readable(first, mine) {
		t.Error("the first process keeps its key in memory")
	}
	if readable(second, mine) || readable(files(t, folder, "m"), mine) {
		t.Error("others can read what the first process encrypted")
	}
}

func TestFolderMustBeWritable(t *testing.T) {
	if _, err := newFileStore("/proc/keys-go-nowhere", "m"); err == nil {
		t.Error("accepted")
	}
}
