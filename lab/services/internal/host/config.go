// Package host is what the stand-ins share: .NET's configuration, logging, start and stop,
// HTTP pipeline, tokens, limiters and store clients, as the contract describes them.
package host

import (
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Config holds flattened keys in lower case ("jwtsettings:signingkey"); .NET's keys are case-insensitive.
type Config struct {
	values map[string]string
	// Environment is ASPNETCORE_ENVIRONMENT, "Production" when unset.
	Environment string
}

// LoadConfig reads .NET's sources in .NET's order; a later source wins:
// DOTNET_ and ASPNETCORE_ variables, appsettings.json, appsettings.<environment>.json, all variables.
func LoadConfig(contentRoot string, environ []string) (*Config, error) {
	c := &Config{values: map[string]string{}, Environment: "Production"}
	c.addEnvironment(environ, "DOTNET_")
	c.addEnvironment(environ, "ASPNETCORE_")
	if name := c.Get("environment"); name != "" {
		c.Environment = name
	}
	for _, file := range []string{"appsettings.json", "appsettings." + c.Environment + ".json"} {
		if err := c.addFile(filepath.Join(contentRoot, file)); err != nil {
			return nil, err
		}
	}
	c.addEnvironment(environ, "")
	return c, nil
}

func (c *Config) addFile(path string) error {
	raw, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if os.IsPermission(err) {
		return Throw("System.UnauthorizedAccessException", "Access to the path '"+path+"' is denied.")
	}
	if err != nil {
		return Throw("System.IO.IOException", err.Error())
	}
	values, err := flattenJSON(raw)
	if err != nil {
		return Throw("System.IO.InvalidDataException",
			"Failed to load configuration from file '"+path+"'. ---> System.FormatException: "+err.Error())
	}
	for key, value := range values {
		c.values[key] = value
	}
	return nil
}

func (c *Config) addEnvironment(environ []string, prefix string) {
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
			continue
		}
		key := strings.ReplaceAll(name[len(prefix):], "__", ":")
		c.values[strings.ToLower(key)] = value
	}
}

// Lookup returns a value and whether the key exists.
func (c *Config) Lookup(key string) (string, bool) {
	value, ok := c.values[strings.ToLower(key)]
	return value, ok
}

// Get returns a value, or "" when the key does not exist.
func (c *Config) Get(key string) string {
	value, _ := c.Lookup(key)
	return value
}

// First returns the value of the first key that exists, as C#'s chain of ?? does: an empty value counts.
func (c *Config) First(keys ...string) (string, bool) {
	for _, key := range keys {
		if value, ok := c.Lookup(key); ok {
			return value, true
		}
	}
	return "", false
}

// Or returns the value of the key, or the fallback when it does not exist.
func (c *Config) Or(key, fallback string) string {
	if value, ok := c.Lookup(key); ok {
		return value
	}
	return fallback
}

// Int returns a number; for other text it raises .NET's exception at start.
func (c *Config) Int(key string, fallback int) int {
	text := c.Get(key)
	if text == "" {
		return fallback
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		panic(convertError(key, text, "System.Int32"))
	}
	return number
}

// Bool returns a truth value; .NET accepts "true" and "false" in any case and nothing else.
func (c *Config) Bool(key string, fallback bool) bool {
	switch text := c.Get(key); strings.ToLower(text) {
	case "":
		return fallback
	case "true":
		return true
	case "false":
		return false
	default:
		panic(convertError(key, text, "System.Boolean"))
	}
}

// Duration returns a .NET TimeSpan ("00:00:10", "1.02:00:00", and a bare number means days).
func (c *Config) Duration(key string, fallback time.Duration) time.Duration {
	text := c.Get(key)
	if text == "" {
		return fallback
	}
	value, ok := parseTimeSpan(text)
	if !ok {
		panic(convertError(key, text, "System.TimeSpan"))
	}
	return value
}

// Children lists the names directly below a section, sorted, in lower case.
func (c *Config) Children(section string) []string {
	prefix := strings.ToLower(section) + ":"
	seen := map[string]bool{}
	for key := range c.values {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			name, _, _ := strings.Cut(rest, ":")
			seen[name] = true
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// List returns the values of an array section in index order.
func (c *Config) List(section string) []string {
	var values []string
	for _, child := range c.Children(section) {
		if value := c.Get(section + ":" + child); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// Development says whether ASPNETCORE_ENVIRONMENT is exactly that (§2.3).
func (c *Config) Development() bool { return strings.EqualFold(c.Environment, "Development") }

func convertError(key, text, kind string) *Exception {
	return Throw("System.InvalidOperationException",
		"Failed to convert configuration value '"+text+"' at '"+key+"' to type '"+kind+"'.")
}

func parseTimeSpan(text string) (time.Duration, bool) {
	if days, err := strconv.Atoi(text); err == nil {
		return time.Duration(days) * 24 * time.Hour, true
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	var total time.Duration
	if days, hours, ok := strings.Cut(parts[0], "."); ok {
		count, err := strconv.Atoi(days)
		if err != nil {
			return 0, false
		}
		total, parts[0] = time.Duration(count)*24*time.Hour, hours
	}
	for index, unit := range []time.Duration{time.Hour, time.Minute, time.Second}[:len(parts)] {
		number, err := strconv.ParseFloat(parts[index], 64)
		if err != nil || number < 0 {
			return 0, false
		}
		total += time.Duration(number * float64(unit))
	}
	return total, true
}
