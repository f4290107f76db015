#!/usr/bin/env bash
# Hands the volume to PostgreSQL's user and starts Patroni, which decides the rest by what etcd says:
# with a cluster known there, an empty data directory is cloned and never initialised.
set -euo pipefail

data=${PGDATA%/*}
mkdir -p "$PGDATA" /var/run/postgresql
find "$data" /var/run/postgresql \! -user postgres -exec chown postgres:postgres '{}' +
chmod 0700 "$PGDATA"
# Written by a server of a container that is gone; its process id may be anybody's in this one.
rm -f "$PGDATA/postmaster.pid"
cd /sorcha
gosu postgres python3 -m inside.adopt
gosu postgres python3 -m inside.reclone &
exec gosu postgres patroni "$PATRONICTL_CONFIG_FILE"
