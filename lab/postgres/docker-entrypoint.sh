#!/bin/bash
# Reimplementation of the entry point of the published postgres:17 (ha-recipes §2.1).
set -Eeo pipefail

# Sets NAME from NAME_FILE, else from a default, and exports it. The value stays in the server's
# environment, as in the published image.
file_env() { # NAME [DEFAULT]
  local name=$1 file_name=$1_FILE
  if [[ -n ${!name:-} && -n ${!file_name:-} ]]; then
    printf >&2 'error: both %s and %s are set (but are exclusive)\n' "$name" "$file_name"
    exit 1
  fi
  local value=${2:-}
  if [[ -n ${!name:-} ]]; then
    value=${!name}
  elif [[ -n ${!file_name:-} ]]; then
    value=$(<"${!file_name}")
  fi
  export "$name"="$value"
  unset "$file_name"
}

read_environment() {
  file_env POSTGRES_PASSWORD
  file_env POSTGRES_USER postgres
  file_env POSTGRES_DB "$POSTGRES_USER"
  file_env POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
  already_initialised=
  if [[ -s $PGDATA/PG_VERSION ]]; then
    already_initialised=true
  fi
}

create_directories() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 00700 "$PGDATA" || :
  chmod 03775 /var/run/postgresql || :
  if [[ -n ${POSTGRES_INITDB_WALDIR:-} ]]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    chmod 700 "$POSTGRES_INITDB_WALDIR"
  fi
  if [[ $EUID -eq 0 ]]; then
    find "$PGDATA" ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"} \! -user postgres -exec chown postgres '{}' +
    find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
  fi
}

refuse_without_password() {
  if [[ -z $POSTGRES_PASSWORD && $POSTGRES_HOST_AUTH_METHOD != trust ]]; then
    cat >&2 <<-'EOE'
	Error: Database is uninitialized and superuser password is not specified.
	       You must specify POSTGRES_PASSWORD to a non-empty value for the
	       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

	       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
	       connections without a password. This is *not* recommended.

	       See PostgreSQL documentation about "trust":
	       https://www.postgresql.org/docs/current/auth-trust.html
	EOE
    exit 1
  fi
  if [[ $POSTGRES_HOST_AUTH_METHOD == trust ]]; then
    echo >&2 'WARNING: POSTGRES_HOST_AUTH_METHOD has been set to "trust": anyone with access to the port may access the database without a password.'
  fi
}

init_database_directory() {
  if [[ -n ${POSTGRES_INITDB_WALDIR:-} ]]; then
    set -- --waldir "$POSTGRES_INITDB_WALDIR" "$@"
  fi
  # eval, so that quoted words in POSTGRES_INITDB_ARGS stay together
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"' "$@"'
}

append_host_line() { # "$@" is the server's command line: it may set password_encryption
  local method=$POSTGRES_HOST_AUTH_METHOD
  if [[ -z $method ]]; then
    method=$(postgres -C password_encryption "${@:2}")
  fi
  {
    printf '\n'
    if [[ $method == trust ]]; then
      printf '# warning trust is enabled for all connections\n'
    fi
    printf 'host all all all %s\n' "$method"
  } >>"$PGDATA/pg_hba.conf"
}

temporary_server() { # start|stop COMMAND...: on the socket only
  local action=$1
  shift
  if [[ $action == stop ]]; then
    PGUSER=${PGUSER:-postgres} pg_ctl -D "$PGDATA" -m fast -w stop
    return
  fi
  shift # "postgres"
  NOTIFY_SOCKET='' PGUSER=${PGUSER:-$POSTGRES_USER} pg_ctl -D "$PGDATA" \
    -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")" -w start
}

run_sql() { # psql arguments; a --dbname among them wins
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc \
    --dbname "$POSTGRES_DB" "$@"
}

create_database() {
  local found
  found=$(run_sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only <<<"SELECT 1 FROM pg_database WHERE datname = :'db' ;")
  if [[ -z $found ]]; then
    run_sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db" ;'
    printf '\n'
  fi
}

run_init_files() {
  local file
  printf '\n'
  for file; do
    case $file in
      *.sh)
        if [[ -x $file ]]; then
          printf '%s: running %s\n' "$0" "$file"
          "$file"
        else
          printf '%s: sourcing %s\n' "$0" "$file"
          # shellcheck source=/dev/null
          . "$file"
        fi
        ;;
      *.sql) printf '%s: running %s\n' "$0" "$file"; run_sql -f "$file"; printf '\n' ;;
      *.sql.gz) printf '%s: running %s\n' "$0" "$file"; gunzip -c "$file" | run_sql; printf '\n' ;;
      *.sql.xz) printf '%s: running %s\n' "$0" "$file"; xzcat "$file" | run_sql; printf '\n' ;;
      *.sql.zst) printf '%s: running %s\n' "$0" "$file"; zstd -dc "$file" | run_sql; printf '\n' ;;
      *) printf '%s: ignoring %s\n' "$0" "$file" ;;
    esac
    printf '\n'
  done
}

wants_help() {
  local argument
  for argument; do
    case $argument in
      -'?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

initialise() { # the server's command line
  refuse_without_password
  ls /docker-entrypoint-initdb.d/ >/dev/null
  init_database_directory
  append_host_line "$@"
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  temporary_server start "$@"
  create_database
  run_init_files /docker-entrypoint-initdb.d/*
  temporary_server stop
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

main() {
  if [[ ${1:0:1} == - ]]; then
    set -- postgres "$@"
  fi
  if [[ $1 == postgres ]] && ! wants_help "$@"; then
    read_environment
    create_directories
    if [[ $EUID -eq 0 ]]; then
      exec gosu postgres "${BASH_SOURCE[0]}" "$@"
    fi
    if [[ -z $already_initialised ]]; then
      initialise "$@"
    else
      printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
    fi
  fi
  exec "$@"
}

# docker-ensure-initdb.sh sources the functions of this file.
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  main "$@"
fi
