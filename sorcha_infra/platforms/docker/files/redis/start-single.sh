#!/usr/bin/env bash
# Start the single server with the given configuration, never on data of a set, whose other members may
# have newer writes.
set -euo pipefail

if [ -e /data/of-a-set ]; then
  echo "REFUSED: this data belongs to one of several members, and another may have newer writes." \
    "Set sorcha:deployment.redis.topology to sentinel again; the way back is not built yet." >&2
  exit 65
fi
exec docker-entrypoint.sh redis-server "$1"
