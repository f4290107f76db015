#!/usr/bin/env bash
# Check whether the set can lose a member, after a hand-over if it is the master. Runs in another member.
# Arguments: its name, and `replace` or `remove`. If it must stay, the output is the reason and a line with
# the fix (guard.py).
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
enough() { # whether enough of the others hold the data for writes without this member
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
      echo "$(name_of "$one" "$REDIS_MEMBERS") lacks data or does not answer: docker start" \
        "$INSTALLATION-$(name_of "$one" "$REDIS_MEMBERS"); if that does not help, read docker logs"
    fi
  done
}

master=
if ! await 30 enough; then
  if [ -z "$master" ]; then
    refuse "no majority of the Sentinels names a master, so the holders of the data are unknown" \
      "fix: start the Sentinels that are down (docker ps -a --filter label=sorcha.dev/installation=$INSTALLATION), \
then run the same command again"
  fi
  refuse "$needed of the others must hold the data (found ${#holders[@]})" \
    "$(lacking)" "fix: start the members above, and when they are healthy, run the same command again"
fi
if ! goes "$master"; then exit 0; fi

# Prefer the first of the others. In a roll from the first to the last it is changed already, so that the
# role moves at most twice.
prefer "${holders[0]}"
said=$(hand_over "$master") && moved=yes || moved=no
forget_preference "${holders[0]}"
if [ "$moved" = no ]; then
  refuse "it is the master, and the role could not be moved ($said)" \
    "fix: read docker logs $INSTALLATION-sentinel-0, then run the same command again"
fi

takes_writes() { [[ $(replication "$now") == *min_slaves_good_slaves:[1-9]* ]]; }

now=$(agreed_master)
if [ "$what" = replace ] && [ "${#others[@]}" -gt 1 ] && ! await 15 takes_writes; then
  refuse "$(name_of "$now" "$REDIS_MEMBERS") is the master now and no replica follows it yet" \
    "fix: run the same command again"
fi
echo "it was the master; $(name_of "$now" "$REDIS_MEMBERS") is the master now"
