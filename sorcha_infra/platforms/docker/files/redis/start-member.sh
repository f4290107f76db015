#!/usr/bin/env bash
# Starts a member of the set as what the Sentinels say that it is. A master that comes back would
# else take writes for ten seconds beside its successor (ha-recipes §4.2). It waits for a majority
# as long as it takes: without one nobody can know who leads. Arguments: its own address, its
# configuration.
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

# A master whose data are gone would be copied by its replicas (redis.io, "Safety of replication
# when master has persistence turned off"): one that had replicas waits until another leads.
must_not_lead() {
  if [ -z "$(find /data -mindepth 1 ! -name of-a-set -print -quit)" ] && had_replicas; then
    say "the Sentinels name me as the master, and my data are gone: waiting for another to lead"
  elif failing_over; then
    say "the Sentinels name me as the master and are choosing another: waiting for them"
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
touch /data/of-a-set # which start-single.sh refuses
docker-entrypoint.sh redis-server "$configuration" "${follow[@]}" &
server=$!

stop() {
  if [ -n "$(replicas_of "$self")" ] && [ "$(agreed_master)" = "$self" ] && hand_over "$self"; then
    echo "handed over to $(name_of "$(agreed_master)" "$REDIS_MEMBERS") before the end"
  fi
  kill -TERM "$server" 2>/dev/null || true
  wait "$server"
}

trap 'trap "" TERM INT; stop; exit' TERM INT
wait "$server"
