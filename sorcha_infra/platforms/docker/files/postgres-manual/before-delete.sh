#!/usr/bin/env bash
# Arguments: the member that is to be deleted, and `replace` or `remove`. Says why it must stay.
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
    echo "$rightful leads by the record and takes no writes: start it (pulumi up --refresh), or promote another," \
      "before $going is changed." >&2
    exit 1
  fi
  exit 0
fi
if [ "$action" = remove ]; then
  echo "$going leads: promote another first: python -m sorcha_infra.operate promote --stack <stack> <member>" >&2
  exit 1
fi
for _ in {1..20}; do
  found=$(caught_up || true)
  [ "${found:-0}" -gt 0 ] && exit 0
  sleep 2
done
echo "$going leads, and no replica streams from it and is caught up: if it did not come back, nobody would hold" \
  "the data. Start the replica (pulumi up --refresh), wait until it streams, then repeat." >&2
exit 1
