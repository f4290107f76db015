#!/usr/bin/env bash
# Check before the deletion of a member. Arguments: its name, and `replace` or `remove`. If it must stay, the
# output is the reason and a line with the fix (guard.py).
set -euo pipefail
# shellcheck source=common.sh
. /sorcha/common.sh

going=$1 action=$2
rightful=$(recorded)
address=$(address_of "$rightful")

caught_up() { # replicas that stream from the primary and are less than 16 MiB behind
  ask "$address" 'SELECT count(*) FROM pg_replication_slots
    WHERE active AND pg_current_wal_lsn() - restart_lsn < 16777216'
}

if [ "$going" != "$rightful" ]; then
  if [ "$(ask "$address" 'SELECT pg_is_in_recovery()')" != f ]; then
    echo "$rightful is the primary by the record and accepts no writes" >&2
    echo "fix: start it (pulumi up --refresh), or promote another, then run the same command again" >&2
    exit 1
  fi
  exit 0
fi
if [ "$action" = remove ]; then
  echo "$going is the primary" >&2
  echo "fix: promote another first: python -m sorcha_infra.operate promote --stack <stack> <member>" >&2
  exit 1
fi
for _ in {1..20}; do
  found=$(caught_up || true)
  [ "${found:-0}" -gt 0 ] && exit 0
  sleep 2
done
echo "$going is the primary and has no streaming replica that is caught up. Without it the data would be lost" >&2
echo "fix: start the replica (pulumi up --refresh), wait until it streams, then run the same command again" >&2
exit 1
