#!/usr/bin/env bash
# Check whether the other Sentinels can elect a new master without one of them. Runs in another Sentinel.
# Arguments: its name, and `replace` or `remove`. If it must stay, the output is the reason and a line with
# the fix (guard.py).
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
  names=
  for one in $missing; do names+=" $INSTALLATION-$one"; done
  echo "$needed Sentinels must be up without $going, or no fail-over is possible; down:$missing" >&2
  echo "fix: docker start$names, and when they are healthy, run the same command again" >&2
  exit 1
fi
