package host

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestInputFilter repeats what was seen at the gateway (platform-verified §f).
func TestInputFilter(t *testing.T) {
	for name, test := range map[string]struct {
		target, header, value string
		want                  int
	}{
		"Forwarded with two fields":   {"/x", "Forwarded", "for=1.2.3.4;proto=https", 400},
		"Google trace":                {"/x", "X-Cloud-Trace-Context", "105445aa7843bc8bf206b1/1;o=1", 400},
		"Amazon trace with fields":    {"/x", "X-Amzn-Trace-Id", "Root=1-5759e988;Self=1", 400},
		"tracestate":                  {"/x", "Tracestate", "a=b;c", 400},
		"organizationId in the query": {"/x?organizationId=5", "", "", 400},
		"a long query":                {"/x?q=" + strings.Repeat("a", 2049), "", "", 400},
		"traceparent":                 {"/x", "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", 200},
		"Accept with quality":         {"/x", "Accept", "text/html;q=0.8", 200},
		"X-Real-IP":                   {"/x", "X-Real-Ip", "1.2.3.4", 200},
		"X-Forwarded-For":             {"/x", "X-Forwarded-For", "1.2.3.4, 5.6.7.8", 200},
	} {
		request := httptest.NewRequest(http.MethodGet, test.target, nil)
		if test.header != "" {
			request.Header.Set(test.header, test.value)
		}
		answer := httptest.NewRecorder()
		FilterInput(NewLog(load(t, t.TempDir())), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(answer, request)
		if answer.Code != test.want {
			t.Errorf("%s: %d, want %d", name, answer.Code, test.want)
		}
	}
}

func TestLargeBody(t *testing.T) {
	request := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(""))
	for length, want := range map[int64]int{10 << 20: 0, 10<<20 + 1: 413} {
		request.ContentLength = length
		if got, _ := judge(request); got != want {
			t.Errorf("%d bytes: %d, want %d", length, got, want)
		}
	}
}

func TestRedisStrings(t *testing.T) {
	options, err := ParseRedis("s1:26379,s2:26379,serviceName=m,password=p=q,abortConnect=false,defaultDatabase=2")
	if err != nil || len(options.Endpoints) != 2 || options.Password != "p=q" || options.ServiceName != "m" || options.Database != 2 {
		t.Fatalf("%+v %v", options, err)
	}
	for _, bad := range []string{"r:6379,passwort=p", "r:6379,ssl=yes please"} {
		if _, err := ParseRedis(bad); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

func TestPostgresStrings(t *testing.T) {
	config, err := ParseNpgsql("Host=a,b:6432;Port=5433;Database=d;Username=u;Password=p?&;Maximum Pool Size=7;Timeout=3;Target Session Attributes=primary")
	if err != nil {
		t.Fatal(err)
	}
	first, other := config.ConnConfig, config.ConnConfig.Fallbacks
	if first.Host != "a" || first.Port != 5433 || first.Password != "p?&" || first.Database != "d" || config.MaxConns != 7 {
		t.Errorf("%s:%d %s %d", first.Host, first.Port, first.Database, config.MaxConns)
	}
	if last := other[len(other)-1]; last.Host != "b" || last.Port != 6432 {
		t.Errorf("second host %s:%d", last.Host, last.Port)
	}
	for _, bad := range []string{"Host=a;Databse=d", "Database=d", "Host=a;Target Session Attributes=master", "Host=a;Maximum Pool Size=x"} {
		if _, err := ParseNpgsql(bad); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

func TestHealthTellsAliveFromReady(t *testing.T) {
	app := &App{Role: "test", Config: load(t, t.TempDir()), Tokens: tokens(t, key), Mux: http.NewServeMux()}
	app.Log = NewLog(app.Config)
	app.Check("store", func(context.Context) error { return errors.New("down") })
	for path, want := range map[string]int{"/alive": 200, "/health": 503} {
		answer := httptest.NewRecorder()
		app.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != want || !strings.HasPrefix(answer.Header().Get("X-Sorcha-Standin"), "test/") {
			t.Errorf("%s: %d %v", path, answer.Code, answer.Header())
		}
	}
}

func TestPolicies(t *testing.T) {
	app := &App{Role: "test", Config: load(t, t.TempDir()), Tokens: tokens(t, key), Mux: http.NewServeMux()}
	app.Log = NewLog(app.Config)
	app.Handle("GET /x", ServiceOnly, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for name, test := range map[string]struct {
		token string
		want  int
	}{
		"no token": {"", 401}, "a user": {app.Tokens.Issue(Claims{"org_id": "o"}, time.Hour), 403},
		"a service": {app.Tokens.Issue(Claims{"token_type": "service"}, time.Hour), 204},
	} {
		request := httptest.NewRequest(http.MethodGet, "/x", nil)
		request.Header.Set("Authorization", "Bearer "+test.token)
		answer := httptest.NewRecorder()
		app.handler().ServeHTTP(answer, request)
		if answer.Code != test.want {
			t.Errorf("%s: %d, want %d", name, answer.Code, test.want)
		}
	}
}
