#!/usr/bin/env bash
# Healthy: loaded, and where it follows another, in sync with it: the next may be changed.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

said=$(ask 127.0.0.1 "$REDIS_PORT" PING 'INFO replication')
echo "$said" | head -n 20
[[ $said == PONG* ]]
[[ $said == *role:master* || $said == *master_link_status:up* ]]
