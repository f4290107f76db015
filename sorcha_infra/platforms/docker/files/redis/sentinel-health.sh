#!/usr/bin/env bash
# Healthy if it reaches enough Sentinels to elect a new master. The very first start of an installation,
# before the start of the others, also counts as healthy.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

seen=/var/lib/sentinel/seen-a-quorum
said=$(ask 127.0.0.1 "$SENTINEL_PORT" PING "SENTINEL CKQUORUM $REDIS_SET")
echo "$said"
case $said in
  PONG*'OK '*) touch "$seen" ;;
  PONG*) [ ! -e "$seen" ] ;;
  *) exit 1 ;;
esac
