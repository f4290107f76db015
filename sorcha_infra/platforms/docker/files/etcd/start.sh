#!/usr/bin/env bash
# Give the volumes to the user of etcd, then start it by inside/etcd_start.py.
set -euo pipefail

mkdir -p "$DATA"
chown -R postgres:postgres "${DATA%/*}"
chmod 0700 "$DATA"
cd /sorcha
exec gosu postgres python3 -m inside.etcd_start
