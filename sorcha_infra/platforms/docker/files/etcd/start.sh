#!/usr/bin/env bash
# Hands the volumes to the user that etcd runs as, then lets inside/etcd_start.py decide how it starts.
set -euo pipefail

mkdir -p "$DATA"
chown -R postgres:postgres "${DATA%/*}"
chmod 0700 "$DATA"
cd /sorcha
exec gosu postgres python3 -m inside.etcd_start
