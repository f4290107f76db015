package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, folder string, environ ...string) *Config {
	t.Helper()
	config, err := LoadConfig(folder, environ)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestLaterSourcesWin(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "appsettings.json", `{"A": {"One": "image", "Two": "image", "Three": "image"}, "Four": "image"}`)
	write(t, folder, "appsettings.Production.json", `{"a": {"two": "file", "three": "file"}}`)
	config := load(t, folder, "ASPNETCORE_FOUR=prefixed", "A__THREE=environment")
	for key, want := range map[string]string{"A:One": "image", "a:TWO": "file", "A:Three": "environment", "Four": "image"} {
		if got := config.Get(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
}

func TestEnvironmentNamesItsFile(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "appsettings.Production.json", `{"Key": "production"}`)
	write(t, folder, "appsettings.Staging.json", `{"Key": "staging"}`)
	if got := load(t, folder).Get("key"); got != "production" {
		t.Errorf("the default environment read %q", got)
	}
	if got := load(t, folder, "ASPNETCORE_ENVIRONMENT=Staging").Get("key"); got != "staging" {
		t.Errorf("Staging read %q", got)
	}
}

func TestArraysAndNamesWithDots(t *testing.T) {
	config := load(t, t.TempDir(), "JwtSettings__Audience__1=b", "JwtSettings__Audience__0=a", "M__X.Threshold=2")
	if got := strings.Join(config.List("JwtSettings:Audience"), ","); got != "a,b" {
		t.Errorf("audiences %q", got)
	}
	if config.Int("M:X.Threshold", 0) != 2 {
		t.Error("a key with a dot is lost")
	}
}

func TestSettingsFileMayHaveComments(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "appsettings.json", "{ // note\n \"Url\": \"http://x\" /* \"No\": 1 */ }")
	if got := load(t, folder).Get("url"); got != "http://x" {
		t.Errorf("url %q", got)
	}
}

func TestBadSettingsFileStopsTheStart(t *testing.T) {
	for name, text := range map[string]string{"syntax": `{"a": `, "two keys alike": `{"a": 1, "A": 2}`, "rest": `{} {}`} {
		folder := t.TempDir()
		write(t, folder, "appsettings.Production.json", text)
		if _, err := LoadConfig(folder, nil); err == nil || !strings.Contains(err.Error(), "System.IO.InvalidDataException") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTimeSpans(t *testing.T) {
	config := load(t, t.TempDir(), "A=00:00:02", "B=1.02:00:00", "C=3", "D=10s")
	for key, want := range map[string]time.Duration{"A": 2 * time.Second, "B": 26 * time.Hour, "C": 72 * time.Hour} {
		if got := config.Duration(key, 0); got != want {
			t.Errorf("%s = %s, want %s", key, got, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Go's form of a duration is not a TimeSpan")
		}
	}()
	config.Duration("D", 0)
}

func TestBothLoggersKeepTheirOwnLevels(t *testing.T) {
	const category = "Sorcha.Tenant.Service.Data.DatabaseInitializer"
	for name, test := range map[string]struct {
		environ []string
		lines   int
	}{
		"both by default": {nil, 2},
		"Serilog silenced, the console logger still prints": {[]string{"Serilog__MinimumLevel__Override__Sorcha.Tenant.Service.Data=Fatal"}, 1},
		"the console logger silenced, Serilog still prints": {[]string{"Logging__LogLevel__Sorcha.Tenant.Service.Data=None"}, 1},
		"another namespace changes nothing":                 {[]string{"Logging__LogLevel__Sorcha.Tenant.Serv=None"}, 2},
		"both silenced": {[]string{"Serilog__MinimumLevel__Override__Sorcha.Tenant.Service.Data=Fatal",
			"Logging__LogLevel__Sorcha.Tenant.Service.Data=None"}, 0},
	} {
		var out strings.Builder
		log := NewLog(load(t, t.TempDir(), test.environ...))
		log.out = &out
		log.Secret(Warning, category, "password %s", "p")
		if got := strings.Count(out.String(), "password p"); got != test.lines {
			t.Errorf("%s: printed %d times, want %d", name, got, test.lines)
		}
	}
}
