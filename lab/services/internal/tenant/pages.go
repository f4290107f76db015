package tenant

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"sorcha-standins/internal/host"
)

const (
	antiforgeryCookie = "Sorcha.Auth.AF"
	antiforgeryField  = "__RequestVerificationToken"
	protection        = "Microsoft.AspNetCore.DataProtection"
)

// keyValue finds the master key in a key ring file.
var keyValue = regexp.MustCompile(`(?s)<value>\s*([A-Za-z0-9+/=]+)\s*</value>`)

// pageKeys protect the forms of the login pages. They come from ReadOnlyDataProtectionKeyDirectory, else
// from this container's home folder, where the first start makes one (§2.11): another replica's form then
// fails here.
type pageKeys struct{ keys [][]byte }

func newPageKeys(config *host.Config, log *host.Log) *pageKeys {
	if folder := config.Get("ReadOnlyDataProtectionKeyDirectory"); folder != "" {
		log.Write(host.Information, protection, "Enabling read-only key access with repository directory '%s'.", folder)
		return &pageKeys{readKeys(folder)}
	}
	folder := filepath.Join(os.Getenv("HOME"), ".aspnet", "DataProtection-Keys")
	keys := readKeys(folder)
	if len(keys) == 0 {
		key := make([]byte, 64)
		_, _ = rand.Read(key)
		keys = [][]byte{key}
		text := fmt.Sprintf("<key id=%q><descriptor><masterKey><value>%s</value></masterKey></descriptor></key>\n",
			identifier(), base64.StdEncoding.EncodeToString(key))
		if os.MkdirAll(folder, 0o700) != nil || os.WriteFile(filepath.Join(folder, "key-"+identifier()+".xml"), []byte(text), 0o600) != nil {
			log.Write(host.Warning, protection, "Using an in-memory repository. Keys will not be persisted to storage.")
		}
	}
	return &pageKeys{keys}
}

func readKeys(folder string) [][]byte {
	files, _ := filepath.Glob(filepath.Join(folder, "key-*.xml"))
	slices.Sort(files)
	var keys [][]byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if match := keyValue.FindSubmatch(text); match != nil {
			if key, err := base64.StdEncoding.DecodeString(string(match[1])); err == nil {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

func (p *pageKeys) seal(text string) (string, bool) {
	if len(p.keys) == 0 {
		return "", false
	}
	return base64.RawURLEncoding.EncodeToString(sum(p.keys[0], text)), true
}

func (p *pageKeys) valid(text, token string) bool {
	given, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && slices.ContainsFunc(p.keys, func(key []byte) bool { return hmac.Equal(given, sum(key, text)) })
}

func sum(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func (s *service) loginPage(w http.ResponseWriter, _ *http.Request) {
	session := identifier()
	token, ok := s.pages.seal(session)
	if !ok { // a read-only folder without a usable key: the framework cannot protect the form
		s.Log.Write(host.Error, protection, "The key ring does not contain a valid default protection key.")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: antiforgeryCookie, Value: session, Path: "/auth", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!DOCTYPE html>\n<form method=\"post\"><input name=\"Email\"><input name=\"Password\" type=\"password\">"+
		"<input name=%q type=\"hidden\" value=%q></form>\n", antiforgeryField, token)
}

func (s *service) submitLogin(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(antiforgeryCookie)
	if err != nil || !s.pages.valid(cookie.Value, r.PostFormValue(antiforgeryField)) {
		s.Log.Write(host.Information, "Microsoft.AspNetCore.Mvc", "Antiforgery token validation failed.")
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.userToken(w, r, r.PostFormValue("Email"), r.PostFormValue("Password"))
}
