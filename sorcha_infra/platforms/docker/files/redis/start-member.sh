#!/usr/bin/env bash
# Start a member of the set in the role that the Sentinels assign. A returned master would otherwise accept
# writes for ten seconds beside its successor (ha-recipes §4.2). It waits for a majority without a time
# limit, because without one the master is unknown. Arguments: its own address, its configuration.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh
# shellcheck source=hand-over.sh
. /sorcha/hand-over.sh

self=$1 configuration=$2

said=
say() { # once
  [ "$1" = "$said" ] || echo "$1"
  said=$1
}

# Replicas would copy a master without its data (redis.io, "Safety of replication when master has
# persistence turned off"). Therefore a master that had replicas waits until another is elected.
must_not_lead() {
  if [ -z "$(find /data -mindepth 1 ! -name of-a-set -print -quit)" ] && had_replicas; then
    say "the Sentinels name this member as the master, and its data is missing: waiting for another master"
  elif failing_over; then
    say "the Sentinels name this member as the master and are electing another: waiting for them"
  else
    return 1
  fi
}

had_replicas() { [[ $(of_master num-slaves) == *[1-9]* ]]; }

failing_over() { [[ $(of_master flags) == *failover_in_progress* ]]; }

trap 'exit 143' TERM INT
while true; do
  leader=$(agreed_master)
  if [ -z "$leader" ]; then
    say "no majority of the Sentinels ($REDIS_SENTINELS) names a master: waiting for one"
  elif [ "$leader" != "$self" ] || ! must_not_lead; then
    break
  fi
  sleep 0.5
done

follow=()
if [ "$leader" != "$self" ]; then follow=(--replicaof "$leader" "$REDIS_PORT"); fi
echo "the Sentinels agree on $(name_of "$leader" "$REDIS_MEMBERS") as the master"
touch /data/of-a-set # start-single.sh refuses this mark
docker-entrypoint.sh redis-server "$configuration" "${follow[@]}" &
server=$!

stop() {
  if [ -n "$(replicas_of "$self")" ] && [ "$(agreed_master)" = "$self" ] && hand_over "$self"; then
    echo "handed over to $(name_of "$(agreed_master)" "$REDIS_MEMBERS") before the stop"
  fi
  kill -TERM "$server" 2>/dev/null || true
  wait "$server"
}

trap 'trap "" TERM INT; stop; exit' TERM INT
wait "$server"
