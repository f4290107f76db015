package host

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const (
	maxBody   = 10 << 20
	maxQuery  = 2048
	maxHeader = 8192
)

// attack holds what the services take for an attack in a query or a header (§2.13); seen there with
// RFC 7239's Forwarded, tracing headers with several fields, and query names like "organizationId=".
var attack = regexp.MustCompile("(?i)" + strings.Join([]string{
	`;\s*\w`, `\|\s*\w`, `&&\s*\w`, "`[^`]+`", `\$\([^)]+\)`, // shell
	`on\w+\s*=`, `</?\s*script`, `<\s*(iframe|object|embed)`, `(java|vb)script\s*:`, // markup
	`\b(select|insert|update|delete|drop|union|alter|create)\b.*\b(from|into|table|where|set|values)\b`, `'.*--`, // SQL
}, "|"))

var traversal = regexp.MustCompile(`(?i)\.\.+[/\\]|[/\\]\.\.+|%2e%2e|%00`)

// plainHeaders are exempt, together with the prefixes below.
var plainHeaders = map[string]bool{
	"Authorization": true, "Content-Type": true, "Accept": true, "Accept-Language": true, "Accept-Encoding": true,
	"User-Agent": true, "Cookie": true, "Host": true, "Referer": true, "Origin": true, "Cache-Control": true,
	"Connection": true, "If-None-Match": true, "If-Modified-Since": true,
}

var plainPrefixes = []string{"X-Forwarded-", "X-Request-", "X-Signalr-", "Sec-"}

// FilterInput refuses what the services' input filter refuses: 413 for size, 400 for the rest.
func FilterInput(log *Log, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, reason := judge(r)
		if status == 0 {
			next.ServeHTTP(w, r)
			return
		}
		log.Write(Warning, "Sorcha.ServiceDefaults.InputValidationMiddleware",
			"Suspicious request blocked. Path: %s, Details: %s", r.URL.Path, reason)
		Reply(w, status, map[string]string{"error": reason})
	})
}

func judge(r *http.Request) (int, string) {
	if r.ContentLength > maxBody {
		return http.StatusRequestEntityTooLarge, "Request payload too large"
	}
	if suspicious(r.URL.RawQuery, maxQuery) {
		return http.StatusBadRequest, "Invalid characters in query string"
	}
	for name, values := range r.Header {
		if !exempt(name) && suspicious(strings.Join(values, ","), maxHeader) {
			return http.StatusBadRequest, "Invalid characters in headers"
		}
	}
	if traversal.MatchString(r.URL.EscapedPath()) {
		return http.StatusBadRequest, "Invalid path"
	}
	return 0, ""
}

func suspicious(text string, limit int) bool {
	if len(text) > limit {
		return true
	}
	if decoded, err := url.PathUnescape(text); err == nil {
		text = decoded
	}
	return attack.MatchString(text)
}

func exempt(name string) bool {
	for _, prefix := range plainPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return plainHeaders[name]
}
