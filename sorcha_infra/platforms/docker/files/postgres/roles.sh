#!/usr/bin/env bash
# Create the roles for connections between members and set their passwords; idempotent.
# Environment: PG* (all members; libpq finds the primary), REPLICATOR, REWINDER.
set -euo pipefail

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
  --set=replicator="$REPLICATOR" --set=rewinder="$REWINDER" <<'SQL'
-- A failed statement would otherwise be logged with the password.
SET log_min_error_statement = panic;
SET log_statement = none;
\set replication `cat /run/secrets/replication`
\set rewind `cat /run/secrets/rewind`
SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'replicator', :'rewinder']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"replicator" LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'replication';
ALTER ROLE :"rewinder" LOGIN NOREPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'rewind';
-- Rights that pg_rewind needs at a source without being superuser (ha-recipes §2.2).
GRANT EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO :"rewinder";
GRANT EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) TO :"rewinder";
SQL
echo "$REPLICATOR and $REWINDER have their rights and passwords"
