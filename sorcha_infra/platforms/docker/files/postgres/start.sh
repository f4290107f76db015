#!/usr/bin/env bash
# Start PostgreSQL with the given arguments. The first start initialises in a separate process, because
# the image would keep the password in the environment of the server permanently (ha-recipes §1.4). It
# uses a separate folder, so that an interrupted start leaves no partial database.
set -euo pipefail

if [ -e "$PGDATA/patroni.dynamic.json" ] || [ -e "$PGDATA/standby.signal" ]; then
  echo "REFUSED: this data belongs to one of several members, and another may have newer writes." \
    "Set sorcha:deployment.postgres.topology to primaryReplica again; the way back is not built yet." >&2
  exit 65
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh="${PGDATA%/*}/initialising"
  rm -rf "$fresh"
  PGDATA="$fresh" POSTGRES_PASSWORD_FILE=/run/secrets/postgres docker-ensure-initdb.sh
  mv "$fresh" "$PGDATA"
fi
exec docker-entrypoint.sh postgres "$@"
