package host

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ignoredPostgresKeys are valid for Npgsql and change nothing here.
var ignoredPostgresKeys = []string{"includeerrordetail", "commandtimeout", "loadbalancehosts", "keepalive", "tcpkeepalive",
	"pooling", "minimumpoolsize", "minpoolsize", "connectionidlelifetime", "connectionlifetime", "enlist", "multiplexing",
	"noresetonclose", "cancellationtimeout", "hostrecheckseconds", "persistsecurityinfo", "logparameters",
	"maxautoprepare", "autoprepareminusages", "timezone", "encoding", "clientencoding", "options", "gssencryptionmode",
	"channelbinding", "sslnegotiation", "trustservercertificate", "connectionpruninginterval"}

var targetAttributes = map[string]string{"any": "any", "primary": "primary", "standby": "standby",
	"prefer-primary": "any", "prefer-standby": "prefer-standby", "read-write": "read-write", "read-only": "read-only"}

var sslModes = map[string]string{"disable": "disable", "allow": "allow", "prefer": "prefer", "require": "require",
	"verifyca": "verify-ca", "verifyfull": "verify-full"}

// ParseNpgsql turns an Npgsql connection string into a pool configuration; an unknown keyword is
// Npgsql's exception.
func ParseNpgsql(text string) (*pgxpool.Config, error) {
	var hosts []string
	port, pool, query := "5432", 100, url.Values{}
	target := url.URL{Scheme: "postgres"}
	var user, password string
	for _, part := range splitKeywords(text) {
		name, value, assigned := part.name, part.value, part.assigned
		switch key := strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(name)); {
		case !assigned:
			return nil, badPostgres(name)
		case key == "host" || key == "server":
			hosts = strings.Split(value, ",")
		case key == "port":
			port = value
		case key == "database" || key == "db":
			target.Path = "/" + value
		case key == "username" || key == "userid" || key == "user" || key == "uid":
			user = value
		case key == "password" || key == "pwd":
			password = value
		case key == "maximumpoolsize" || key == "maxpoolsize":
			size, err := strconv.Atoi(value)
			if err != nil || size < 1 {
				return nil, badPostgres(name)
			}
			pool = size
		case key == "timeout":
			query.Set("connect_timeout", value)
		case key == "applicationname":
			query.Set("application_name", value)
		case key == "searchpath":
			query.Set("search_path", value)
		case key == "rootcertificate":
			query.Set("sslrootcert", value)
		case key == "sslmode":
			mode, known := sslModes[strings.ToLower(strings.ReplaceAll(value, "-", ""))]
			if !known {
				return nil, badPostgres(name)
			}
			query.Set("sslmode", mode)
		case key == "targetsessionattributes":
			attribute, known := targetAttributes[strings.ToLower(value)]
			if !known {
				return nil, badPostgres(name)
			}
			query.Set("target_session_attrs", attribute)
		case !slices.Contains(ignoredPostgresKeys, key):
			return nil, badPostgres(name)
		}
	}
	if len(hosts) == 0 {
		return nil, Throw("System.ArgumentException", "Host can't be null")
	}
	for index, host := range hosts {
		if !strings.Contains(host, ":") {
			hosts[index] = host + ":" + port
		}
	}
	target.Host, target.User, target.RawQuery = strings.Join(hosts, ","), url.UserPassword(user, password), query.Encode()
	config, err := pgxpool.ParseConfig(target.String())
	if err != nil {
		return nil, Throw("Npgsql.NpgsqlException", "cannot use the connection string")
	}
	config.MaxConns = int32(pool)
	config.MaxConnIdleTime = 5 * time.Minute
	return config, nil
}

func badPostgres(name string) error {
	return Throw("System.ArgumentException", "Couldn't set "+strings.TrimSpace(name)+" (Parameter '"+strings.TrimSpace(name)+"')")
}
