#!/usr/bin/env bash
# Starts PostgreSQL with the arguments given. The first start initialises in a process of its own,
# because the image would keep the password in the server's environment for life (ha-recipes §1.4),
# and in a folder of its own, so that a start cut short leaves nothing that looks like a database.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh="${PGDATA%/*}/initialising"
  rm -rf "$fresh"
  PGDATA="$fresh" POSTGRES_PASSWORD_FILE=/run/secrets/postgres docker-ensure-initdb.sh
  mv "$fresh" "$PGDATA"
fi
exec docker-entrypoint.sh postgres "$@"
