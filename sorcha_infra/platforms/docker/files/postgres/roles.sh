#!/usr/bin/env bash
# Makes the roles that the members use among themselves and sets their passwords; safe to repeat.
# Environment: PG* (all members; the one that takes writes is found), REPLICATOR, REWINDER.
set -euo pipefail

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
  --set=replicator="$REPLICATOR" --set=rewinder="$REWINDER" <<'SQL'
-- A statement that fails would otherwise be logged with the password in it.
SET log_min_error_statement = panic;
SET log_statement = none;
\set replication `cat /run/secrets/replication`
\set rewind `cat /run/secrets/rewind`
SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'replicator', :'rewinder']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"replicator" LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'replication';
ALTER ROLE :"rewinder" LOGIN NOREPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'rewind';
-- What pg_rewind asks of a source without being superuser (ha-recipes §2.2).
GRANT EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) TO :"rewinder";
SQL
echo "$REPLICATOR and $REWINDER have their rights and passwords"
