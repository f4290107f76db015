package host

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisOptions is a StackExchange.Redis connection string, taken apart.
type RedisOptions struct {
	Endpoints                          []string
	User, Password, ServiceName        string
	Database                           int
	TLS, AbortConnect                  bool
	ConnectTimeout, SyncTimeout, Retry time.Duration
}

// ignoredRedisKeys are valid for StackExchange.Redis and change nothing here.
var ignoredRedisKeys = []string{"allowadmin", "asynctimeout", "channelprefix", "configcheckseconds", "configchannel",
	"connectretry", "keepalive", "name", "protocol", "proxy", "resolvedns", "setclientlibrary", "sslhost",
	"sslprotocols", "tiebreaker", "version", "checkcertificaterevocation", "hibf"}

// ParseRedis reads a connection string; a keyword that the client does not know is its exception.
func ParseRedis(text string) (*RedisOptions, error) {
	options := &RedisOptions{ConnectTimeout: 5 * time.Second, SyncTimeout: 5 * time.Second}
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		key, value, option := strings.Cut(part, "=")
		switch {
		case part == "":
		case !option:
			options.Endpoints = append(options.Endpoints, part)
		default:
			if err := options.set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)); err != nil {
				return nil, err
			}
		}
	}
	return options, nil
}

func (o *RedisOptions) set(key, value string) (err error) {
	switch key {
	case "password":
		o.Password = value
	case "user":
		o.User = value
	case "servicename":
		o.ServiceName = value
	case "defaultdatabase":
		o.Database, err = strconv.Atoi(value)
	case "ssl":
		o.TLS, err = strconv.ParseBool(value)
	case "abortconnect":
		o.AbortConnect, err = strconv.ParseBool(value)
	case "connecttimeout":
		o.ConnectTimeout, err = milliseconds(value)
	case "synctimeout":
		o.SyncTimeout, err = milliseconds(value)
	default:
		if !slices.Contains(ignoredRedisKeys, key) {
			return Throw("System.ArgumentException", "Keyword '"+key+"' is not supported. (Parameter '"+key+"')")
		}
	}
	if err != nil {
		return Throw("System.ArgumentException", "Keyword '"+key+"' has an invalid value '"+value+"'.")
	}
	return nil
}

func milliseconds(value string) (time.Duration, error) {
	number, err := strconv.Atoi(value)
	return time.Duration(number) * time.Millisecond, err
}

// Redis is a client together with the endpoints that health checks ping.
type Redis struct {
	*redis.Client
	options *RedisOptions
}

const noEndpoints = "No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:redis' " +
	"or for the 'Aspire:StackExchange:Redis' configuration section."

// UseRedis connects as Aspire's integration does: the string must name an endpoint (platform-verified §a),
// Sentinels must answer at start (§d), and the health check can be switched off.
func (a *App) UseRedis() *Redis {
	options, err := ParseRedis(a.Config.Or("ConnectionStrings:redis", a.Config.Get("Aspire:StackExchange:Redis:ConnectionString")))
	if err != nil {
		Abort(err)
	}
	if len(options.Endpoints) == 0 {
		Abort(Invalid(noEndpoints))
	}
	client := options.Connect()
	if options.ServiceName != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 2*options.ConnectTimeout)
		defer cancel()
		if _, err := client.members(ctx); err != nil {
			Abort(Throw("StackExchange.Redis.RedisConnectionException",
				"Sentinel: The ConnectionMultiplexer is not a Sentinel connection. Detected as: Standalone ("+err.Error()+")"))
		}
	}
	if !a.Config.Bool("Aspire:StackExchange:Redis:DisableHealthChecks", false) {
		a.Check("StackExchange.Redis", client.PingAll)
	}
	return client
}

// Connect makes a lazy client: nothing is sent before it is used.
func (o *RedisOptions) Connect() *Redis {
	var secure *tls.Config
	if o.TLS {
		secure = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if o.ServiceName != "" {
		return &Redis{redis.NewFailoverClient(&redis.FailoverOptions{
			MasterName: o.ServiceName, SentinelAddrs: withPort(o.Endpoints, "26379"), SentinelPassword: o.Password,
			Username: o.User, Password: o.Password, DB: o.Database, TLSConfig: secure,
			DialTimeout: o.ConnectTimeout, ReadTimeout: o.SyncTimeout, MaxRetries: 1,
		}), o}
	}
	return &Redis{o.single(withPort(o.Endpoints[:1], "6379")[0]), o}
}

func (o *RedisOptions) single(address string) *redis.Client {
	var secure *tls.Config
	if o.TLS {
		secure = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return redis.NewClient(&redis.Options{Addr: address, Username: o.User, Password: o.Password, DB: o.Database,
		TLSConfig: secure, DialTimeout: o.ConnectTimeout, ReadTimeout: o.SyncTimeout, MaxRetries: 1})
}

// PingAll pings every endpoint that the client knows, so one dead replica behind Sentinel makes the
// service unhealthy (§2.4, confirmed in platform-verified §d).
func (r *Redis) PingAll(ctx context.Context) error {
	addresses := withPort(r.options.Endpoints, "6379")
	if r.options.ServiceName != "" {
		found, err := r.members(ctx)
		if err != nil {
			return err
		}
		addresses = found
	}
	for _, address := range addresses {
		client := r.options.single(address)
		err := client.Ping(ctx).Err()
		_ = client.Close()
		if err != nil {
			return fmt.Errorf("endpoint %s: %w", address, err)
		}
	}
	return nil
}

// members asks the first Sentinel that answers for the primary and its replicas.
func (r *Redis) members(ctx context.Context) ([]string, error) {
	var last error
	for _, address := range withPort(r.options.Endpoints, "26379") {
		sentinel := redis.NewSentinelClient(&redis.Options{Addr: address, Password: r.options.Password,
			DialTimeout: r.options.ConnectTimeout, MaxRetries: -1})
		primary, err := sentinel.GetMasterAddrByName(ctx, r.options.ServiceName).Result()
		if err != nil {
			last = err
			_ = sentinel.Close()
			continue
		}
		replicas, err := sentinel.Replicas(ctx, r.options.ServiceName).Result()
		_ = sentinel.Close()
		found := []string{net.JoinHostPort(primary[0], primary[1])}
		for _, replica := range replicas {
			found = append(found, net.JoinHostPort(replica["ip"], replica["port"]))
		}
		return found, err
	}
	return nil, fmt.Errorf("no sentinel answered for %q: %w", r.options.ServiceName, last)
}

func withPort(endpoints []string, port string) []string {
	var full []string
	for _, endpoint := range endpoints {
		if !strings.Contains(endpoint, ":") {
			endpoint += ":" + port
		}
		full = append(full, endpoint)
	}
	return full
}
