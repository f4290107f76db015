# shellcheck shell=bash
# What the members of a set of Redis and Sentinels ask each other, by address: a fail-over must not
# need a name (ha-recipes §1.7). Sourced.
# Environment: INSTALLATION, REDIS_SET (its name), REDIS_PORT, SENTINEL_PORT, REDIS_MEMBERS and
# REDIS_SENTINELS (name=address, one after the other).

# The password goes from its file to the client's standard input: arguments and environment can be
# read by others. A machine that is away must not hold anybody up: 2 s.
ask() { # ADDRESS PORT COMMAND…: what it answers to the commands; nothing where it does not
  {
    printf 'AUTH "'
    cat "${PASSWORD_FILE:-/etc/sorcha/password}"
    printf '"\n'
    printf '%s\n' "${@:3}"
  } | timeout 2 redis-cli -h "$1" -p "$2" 2>/dev/null | sed '1d; s/\r$//'
}

await() { # SECONDS COMMAND…: whether the command succeeds in time
  local deadline=$((SECONDS + $1))
  until "${@:2}"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

count() { wc -w <<<"$*"; }

majority() { echo $(($(count "$@") / 2 + 1)); } # LIST

address_of() { # NAME LIST: nothing where it is not in the list
  local entry
  for entry in $2; do
    if [ "${entry%%=*}" = "$1" ]; then echo "${entry#*=}"; fi
  done
}

name_of() { # ADDRESS LIST: the address itself where it is not in the list
  local entry
  for entry in $2; do
    if [ "${entry#*=}" = "$1" ]; then echo "${entry%%=*}" && return; fi
  done
  echo "$1"
}

# Of all Sentinels, not of those that answer: two halves can never agree on two masters.
agreed_master() { # the address that a majority names; nothing where there is none
  local entry
  for entry in $REDIS_SENTINELS; do
    ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL GET-MASTER-ADDR-BY-NAME $REDIS_SET" | sed -n 1p &
  done | sort | uniq -c | awk -v majority="$(majority "$REDIS_SENTINELS")" '$1 >= majority && NF == 2 { print $2 }'
}

of_master() { # FIELD: what each Sentinel knows of the master
  local entry
  for entry in $REDIS_SENTINELS; do
    ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL MASTER $REDIS_SET" | sed -n "/^$1\$/{n;p}"
  done
}

# How many of a list are there, those that are down among them: a set that grows is asked before the
# last of the list was ever started. The engine knows them but for one that somebody removed; that one
# the Sentinels know, unless they have just started.
those_there() { # LIST NAMES-ON-THE-ENGINE fewest|most FIELD
  local planned known name found=0
  planned=$(count "$1")
  for name in $2; do
    if [ -n "$(address_of "$name" "$1")" ]; then found=$((found + 1)); fi
  done
  known=$(of_master "$4" | sort -n | case $3 in fewest) sed -n 1p ;; most) sed -n '$p' ;; esac)
  known=$((${known:-$planned} + 1))
  if [ "$known" -gt "$found" ]; then found=$known; fi
  echo $((found < planned ? found : planned))
}

replication() { ask "$1" "$REDIS_PORT" 'INFO replication'; } # ADDRESS

# Answers are compared as a whole: a `grep -q` that has seen enough ends who still writes, and with
# `pipefail` that is a failure.
leads() { [[ $(replication "$1") == *role:master* ]]; } # ADDRESS

answers() { [ "$(ask "$1" "$2" PING)" = PONG ]; } # ADDRESS PORT

replicas_of() { # ADDRESS: the addresses of its replicas that are in sync
  # A replica tells its offset every second.
  replication "$1" | awk -F '[:=,]' '
    /^slave[0-9]+:/ && $7 == "online" && $11 <= 4 { offset[$3] = $9 }
    /^master_repl_offset:/ { for (one in offset) if ($2 - offset[one] <= 1048576) print one }'
}
