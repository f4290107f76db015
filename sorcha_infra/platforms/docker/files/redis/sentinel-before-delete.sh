#!/usr/bin/env bash
# Whether the other Sentinels can vote a new master without one of them. Runs in another Sentinel.
# Arguments: the one that goes, and `replace` or `remove`.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

going=$1
needed=$(($(those_there "$REDIS_SENTINELS" "${MEMBERS_ON_ENGINE-}" fewest num-other-sentinels) / 2 + 1))

missing=
enough() {
  local entry up=0
  missing=
  for entry in $REDIS_SENTINELS; do
    if [ "${entry%%=*}" = "$going" ]; then continue; fi
    if answers "${entry#*=}" "$SENTINEL_PORT"; then
      up=$((up + 1))
    else
      missing+=" ${entry%%=*}"
    fi
  done
  [ "$up" -ge "$needed" ]
}

if ! await 15 enough; then
  echo "$needed Sentinels must go on without $going, or no fail-over is possible; down:$missing." >&2
  for one in $missing; do
    echo "docker start $INSTALLATION-$one, and when it is healthy, run the same command again." >&2
  done
  exit 1
fi
