#!/usr/bin/env bash
# Whether the set can do without a member; moves the leading role away from it first. Runs in
# another member. Arguments: the one that goes, and `replace` or `remove`.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh
# shellcheck source=hand-over.sh
. /sorcha/hand-over.sh

going=$1 what=$2
address=$(address_of "$going" "$REDIS_MEMBERS")
others=()
for entry in $REDIS_MEMBERS; do
  if [ "${entry%%=*}" != "$going" ]; then others+=("${entry#*=}"); fi
done
there=$(those_there "$REDIS_MEMBERS" "${MEMBERS_ON_ENGINE-}" most num-slaves)
needed=$((there / 2 + 1))
if [ "$needed" -ge "$there" ]; then needed=$((there > 1 ? there - 1 : 1)); fi
if [ "$needed" -gt "${#others[@]}" ]; then needed=${#others[@]}; fi

refuse() {
  printf '%s\n' "$@" >&2
  exit 1
}

goes() { [ "$1" = "$address" ] || [ "$(name_of "$1" "$REDIS_MEMBERS")" = "$1" ]; } # ADDRESS

holders=()
enough() { # whether so many of the others hold the data that the set takes writes without the one
  local one replicas
  holders=()
  master=$(agreed_master)
  [ -n "$master" ] && leads "$master" || return 1
  replicas=$(replicas_of "$master")
  for one in "${others[@]}"; do
    if [ "$one" = "$master" ] || grep -qx "$one" <<<"$replicas"; then holders+=("$one"); fi
  done
  [ "${#holders[@]}" -ge "$needed" ]
}

lacking() {
  local one
  for one in "${others[@]}"; do
    if [[ " ${holders[*]} " != *" $one "* ]]; then
      echo "$(name_of "$one" "$REDIS_MEMBERS") does not, or does not answer: docker start" \
        "$INSTALLATION-$(name_of "$one" "$REDIS_MEMBERS"), and docker logs where that does not help"
    fi
  done
}

master=
if ! await 30 enough; then
  if [ -z "$master" ]; then
    refuse "no majority of the Sentinels names a master, so nobody can say who holds the data." \
      "Start those that are down (docker ps -a --filter label=sorcha.dev/installation=$INSTALLATION)" \
      "and run the same command again"
  fi
  refuse "before it may go, $needed of the others must hold the data; found ${#holders[@]}." \
    "$(lacking)" "When it is healthy, run the same command again."
fi
if ! goes "$master"; then exit 0; fi

# The first of the others: in a roll from the first to the last it has been changed already, and
# the role moves twice at most.
prefer "${holders[0]}"
said=$(hand_over "$master") && moved=yes || moved=no
forget_preference "${holders[0]}"
if [ "$moved" = no ]; then
  refuse "it leads, and the role could not be moved: $said." \
    "Look at docker logs $INSTALLATION-sentinel-0, then run the same command again"
fi

takes_writes() { [[ $(replication "$now") == *min_slaves_good_slaves:[1-9]* ]]; }

now=$(agreed_master)
if [ "$what" = replace ] && [ "${#others[@]}" -gt 1 ] && ! await 15 takes_writes; then
  refuse "$(name_of "$now" "$REDIS_MEMBERS") leads now and no replica follows it yet." \
    "Run the same command again"
fi
echo "it led; $(name_of "$now" "$REDIS_MEMBERS") leads now"
