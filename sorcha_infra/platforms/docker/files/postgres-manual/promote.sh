#!/usr/bin/env bash
# Promote this replica to primary. The calling command stops the old primary first, after `promote.sh ready`
# has confirmed that nothing is lost.
set -euo pipefail
# shellcheck source=common.sh
. /sorcha/common.sh

received() { # ADDRESS: log position of a replica in bytes; nothing for any other member
  ask "$1" "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'
    WHERE pg_is_in_recovery()" || true
}

further() { # BYTES: replicas with more of the log; queries all in parallel
  local entry
  for entry in $MEMBERS; do
    (
      theirs=$(received "${entry#*=}")
      if [ "${theirs:-0}" -gt "$1" ]; then echo "${entry%%=*} has $((theirs - $1))"; fi
    ) &
  done
  wait
}

if [ ! -e "$PGDATA/standby.signal" ]; then
  echo "$MEMBER is not a replica: it is the primary, or has no data" >&2
  exit 1
fi
other=$(leader | head -n 1)
if [ "${1-}" = ready ]; then
  streams="SELECT active AND pg_current_wal_lsn() - restart_lsn < 16777216
    FROM pg_replication_slots WHERE slot_name = '${MEMBER//-/_}'"
  if [ -n "$other" ] && [ "$(ask "$other" "$streams")" != t ]; then
    echo "$MEMBER does not follow $other, which accepts writes, or is far behind:" \
      "writes that it has not received would be lost" >&2
    exit 1
  fi
  mine=$(received "$(address_of "$MEMBER")")
  if [ -z "$mine" ]; then
    echo "$MEMBER does not answer as a replica yet; wait until it is healthy" >&2
    exit 1
  fi
  # A running primary sends all of its log before it stops.
  if [ -z "$other" ]; then more=$(further "$mine" | head -n 1); fi
  if [ -n "${more-}" ]; then
    echo "$more bytes of the log that $MEMBER never received: promote that one," \
      "or stop it first (docker stop) to abandon them" >&2
    exit 1
  fi
  exit 0
fi
if [ -n "$other" ]; then
  echo "a member at $other accepts writes: stop it first, because two primaries lose data" >&2
  exit 1
fi
record "$MEMBER" # first, so that an old primary that starts now waits for this one
gosu postgres pg_ctl promote --pgdata="$PGDATA" --wait --timeout=60 --silent
echo "$MEMBER is the primary now ($(cat "$RECORD_FILE"))"
