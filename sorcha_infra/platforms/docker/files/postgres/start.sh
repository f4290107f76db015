#!/usr/bin/env bash
# Starts PostgreSQL with the arguments given. The first start initialises in a process of its own,
# because the image would keep the password in the server's environment for life (ha-recipes §1.4),
# and in a folder of its own, so that a start cut short leaves nothing that looks like a database.
set -euo pipefail

if [ -e "$PGDATA/patroni.dynamic.json" ] || [ -e "$PGDATA/standby.signal" ]; then
  echo "REFUSED: this data belongs to one of several members, and another may have newer writes." \
    "Set sorcha:deployment.postgres.topology to primaryReplica again; going back is not built." >&2
  exit 65
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh="${PGDATA%/*}/initialising"
  rm -rf "$fresh"
  PGDATA="$fresh" POSTGRES_PASSWORD_FILE=/run/secrets/postgres docker-ensure-initdb.sh
  mv "$fresh" "$PGDATA"
fi
exec docker-entrypoint.sh postgres "$@"
