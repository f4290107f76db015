#!/usr/bin/env bash
# Makes this replica the primary. The old one must not run: the command that calls this stops it first,
# after `promote.sh ready` has said that nothing is lost by it.
set -euo pipefail
# shellcheck source=common.sh
. /sorcha/common.sh

if [ ! -e "$PGDATA/standby.signal" ]; then
  echo "$MEMBER is no replica: it leads, or has no data" >&2
  exit 1
fi
other=$(leader | head -n 1)
if [ "${1-}" = ready ]; then
  streams="SELECT active FROM pg_replication_slots WHERE slot_name = '${MEMBER//-/_}'"
  if [ -n "$other" ] && [ "$(ask "$other" "$streams")" != t ]; then
    echo "$MEMBER does not follow $other, which takes writes: what it has not received would be lost" >&2
    exit 1
  fi
  exit 0
fi
if [ -n "$other" ]; then
  echo "a member at $other takes writes: stop it first, two primaries lose data" >&2
  exit 1
fi
record "$MEMBER" # first: an old primary that starts from now on waits for this one
gosu postgres pg_ctl promote --pgdata="$PGDATA" --wait --timeout=60 --silent
echo "$MEMBER leads ($(cat "$RECORD_FILE"))"
