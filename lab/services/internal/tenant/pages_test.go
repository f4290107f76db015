package tenant

import (
	"testing"

	"sorcha-standins/internal/host"
)

func keysOf(t *testing.T, home string, environ ...string) *pageKeys {
	t.Helper()
	t.Setenv("HOME", home)
	config, err := host.LoadConfig(t.TempDir(), append(environ, "Serilog__MinimumLevel__Default=Fatal"))
	if err != nil {
		t.Fatal(err)
	}
	return newPageKeys(config, host.NewLog(config))
}

func TestFormsNeedSharedKeys(t *testing.T) {
	home := t.TempDir()
	first := keysOf(t, home)
	token, ok := first.seal("session")
	if !ok || !first.valid("session", token) || first.valid("other", token) {
		t.Fatal("a replica does not accept its own form, or any form")
	}
	if !keysOf(t, home).valid("session", token) {
		t.Error("keys in a shared folder are not used")
	}
	if keysOf(t, t.TempDir()).valid("session", token) {
		t.Error("a replica with keys of its own accepts a foreign form")
	}
	shared := keysOf(t, t.TempDir(), "ReadOnlyDataProtectionKeyDirectory="+home+"/.aspnet/DataProtection-Keys")
	if !shared.valid("session", token) {
		t.Error("the read-only folder is not used")
	}
	if _, ok := keysOf(t, t.TempDir(), "ReadOnlyDataProtectionKeyDirectory="+t.TempDir()).seal("session"); ok {
		t.Error("an empty read-only folder makes no keys")
	}
}
