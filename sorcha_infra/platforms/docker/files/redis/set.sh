# shellcheck shell=bash
# Queries between the members of a set of Redis and Sentinels, by address, because a fail-over must not
# need a name (ha-recipes §1.7). Sourced.
# Environment: INSTALLATION, REDIS_SET (its name), REDIS_PORT, SENTINEL_PORT, REDIS_MEMBERS and
# REDIS_SENTINELS (name=address, one after the other).

# The password is sent from its file to the client's standard input, because other processes can read
# arguments and environment. A server that is down must not delay a script by more than 2 s.
ask() { # ADDRESS PORT COMMAND…: answers to the commands; nothing if it does not answer
  {
    printf 'AUTH "'
    cat "${PASSWORD_FILE:-/etc/sorcha/password}"
    printf '"\n'
    printf '%s\n' "${@:3}"
  } | timeout 2 redis-cli -h "$1" -p "$2" 2>/dev/null | sed '1d; s/\r$//'
}

await() { # SECONDS COMMAND…: whether the command succeeds within this time
  local deadline=$((SECONDS + $1))
  until "${@:2}"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

count() { wc -w <<<"$*"; }

majority() { echo $(($(count "$@") / 2 + 1)); } # LIST

address_of() { # NAME LIST: nothing if it is not in the list
  local entry
  for entry in $2; do
    if [ "${entry%%=*}" = "$1" ]; then echo "${entry#*=}"; fi
  done
}

name_of() { # ADDRESS LIST: the address itself if it is not in the list
  local entry
  for entry in $2; do
    if [ "${entry#*=}" = "$1" ]; then echo "${entry%%=*}" && return; fi
  done
  echo "$1"
}

# A majority of all Sentinels, not of those that answer, so that two halves never agree on two masters.
agreed_master() { # the address that a majority names, or nothing
  local entry
  for entry in $REDIS_SENTINELS; do
    ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL GET-MASTER-ADDR-BY-NAME $REDIS_SET" | sed -n 1p &
  done | sort | uniq -c | awk -v majority="$(majority "$REDIS_SENTINELS")" '$1 >= majority && NF == 2 { print $2 }'
}

of_master() { # FIELD: its value for the master at each Sentinel
  local entry
  for entry in $REDIS_SENTINELS; do
    ask "${entry#*=}" "$SENTINEL_PORT" "SENTINEL MASTER $REDIS_SET" | sed -n "/^$1\$/{n;p}"
  done
}

# Number of existing members of a list, including those that are down. In a growing set the guard runs
# before the first start of the last member. The engine lists all but a removed container, and the
# Sentinels list that one unless they have just started.
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

# Answers are compared as a whole, because `grep -q` ends early, the writer then fails, and with `pipefail`
# so does the pipe.
leads() { [[ $(replication "$1") == *role:master* ]]; } # ADDRESS

answers() { [ "$(ask "$1" "$2" PING)" = PONG ]; } # ADDRESS PORT

replicas_of() { # ADDRESS: the addresses of its replicas that are in sync
  # A replica reports its offset every second.
  replication "$1" | awk -F '[:=,]' '
    /^slave[0-9]+:/ && $7 == "online" && $11 <= 4 { offset[$3] = $9 }
    /^master_repl_offset:/ { for (one in offset) if ($2 - offset[one] <= 1048576) print one }'
}
