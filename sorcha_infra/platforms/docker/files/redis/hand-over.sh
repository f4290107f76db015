# shellcheck shell=bash
# Move the role of the Redis master without loss of an acknowledged write. Sourced after set.sh.
#
# During a fail-over by Sentinel the old master accepts writes for up to two seconds that the new one never
# receives. Therefore writes are paused until every replica has all, and continue at the new master.

hand_over() { # FROM: whether another is the master now; prints the reason if not
  local from=$1 answer successor
  if [ "$(ask "$from" "$REDIS_PORT" 'CLIENT PAUSE 15000 WRITE')" != OK ]; then
    echo "$(name_of "$from" "$REDIS_MEMBERS") does not pause its writers"
    return 1
  fi
  if ! await 3 caught_up "$from"; then
    answer='no replica caught up within 3 s'
  elif answer=$(order_fail_over) && ! await 10 taken_over "$from"; then
    answer='no replica took over within 10 s'
  elif [ -z "$answer" ]; then
    # The pause must not end with two masters, nor with clients of a former master.
    ask "$from" "$REDIS_PORT" "REPLICAOF $successor $REDIS_PORT" \
      'CLIENT KILL TYPE normal' 'CLIENT KILL TYPE pubsub' 'CLIENT UNPAUSE' >/dev/null
    return 0
  fi
  ask "$from" "$REDIS_PORT" 'CLIENT UNPAUSE' >/dev/null
  echo "$answer"
  return 1
}

caught_up() { # MASTER: whether each of its replicas has all; queried at the replicas, which know it first
  local all one replicas
  all=$(replication "$1" | sed -n 's/^master_repl_offset://p')
  replicas=$(replicas_of "$1")
  [ -n "$all" ] && [ -n "$replicas" ] || return 1
  for one in $replicas; do
    [ "$(replication "$one" | sed -n 's/^slave_repl_offset://p')" = "$all" ] || return 1
  done
}

order_fail_over() { # at the first Sentinel that accepts; otherwise prints the last answer
  local entry said answer='no Sentinel answers'
  for entry in $REDIS_SENTINELS; do
    said=$(ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL FAILOVER $REDIS_SET")
    if [ "$said" = OK ]; then return 0; fi
    answer=${said:-$answer} # a silent Sentinel must not hide the answer of another
  done
  echo "$answer"
  return 1
}

taken_over() { # FROM: whether the Sentinels agree on a successor, which has the role
  successor=$(agreed_master)
  [ -n "$successor" ] && [ "$successor" != "$1" ] && leads "$successor"
}

# With equal priorities Sentinel elects the replica with the highest offset, or any of equal ones.
prefer() { # ADDRESS: lets the Sentinels prefer this one; they read priorities every 10 s
  ask "$1" "$REDIS_PORT" 'CONFIG SET replica-priority 1' >/dev/null
  await 15 preferred "$1" || true # otherwise the roll has at most one more hand-over
}

preferred() { # ADDRESS
  local entry
  for entry in $REDIS_SENTINELS; do
    ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL REPLICAS $REDIS_SET" |
      awk -v wanted="$1" '
        key == "ip" { ip = $0 }
        key == "slave-priority" && ip == wanted && $0 == 1 { found = 1 }
        { key = key == "" ? $0 : "" }
        END { exit !found }' || return 1
  done
}

forget_preference() { # ADDRESS
  ask "$1" "$REDIS_PORT" 'CONFIG SET replica-priority 100' >/dev/null || true
}
