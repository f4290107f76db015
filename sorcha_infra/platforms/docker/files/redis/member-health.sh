#!/usr/bin/env bash
# Healthy if its data is loaded and, for a replica, in sync, so that the next member may be changed.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

said=$(ask 127.0.0.1 "$REDIS_PORT" PING 'INFO replication')
echo "$said" | head -n 20
[[ $said == PONG* ]]
[[ $said == *role:master* || $said == *master_link_status:up* ]]
