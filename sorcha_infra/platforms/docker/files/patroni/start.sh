#!/usr/bin/env bash
# Give the volume to PostgreSQL's user and start Patroni, which chooses the start by the state in etcd.
# With a cluster in etcd, an empty data directory is cloned and never initialised.
set -euo pipefail

data=${PGDATA%/*}
mkdir -p "$PGDATA" /var/run/postgresql
find "$data" /var/run/postgresql \! -user postgres -exec chown postgres:postgres '{}' +
chmod 0700 "$PGDATA"
# Written by a server of a former container; its process id may belong to another process in this one.
rm -f "$PGDATA/postmaster.pid"
cd /sorcha
gosu postgres python3 -m inside.adopt
gosu postgres python3 -m inside.reclone &
exec gosu postgres patroni "$PATRONICTL_CONFIG_FILE"
