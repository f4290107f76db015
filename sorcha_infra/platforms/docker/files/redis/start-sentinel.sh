#!/usr/bin/env bash
# Starts a Sentinel. What it has learned (the master, epochs, replicas) is its vote and stays; what
# the program decides is written anew each time. Arguments: its own name, the member that leads
# where nobody knows better.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

name=$1 seed=$2
directory=/var/lib/sentinel/conf # nothing else in it, or the image keeps its owner (ha-recipes §4.1)
own=$(address_of "$name" "$REDIS_SENTINELS")
umask 0077

# The same after a loss of the volume: Sentinels never forget one, and count it.
identity() { printf 'sorcha %s %s' "$INSTALLATION" "$1" | sha1sum | cut -c1-40; } # NAME

learned() { # KEY: what follows it in the lines of the file that begin so
  [ ! -f "$directory/sentinel.conf" ] || sed -n "s/^sentinel $1 //p" "$directory/sentinel.conf"
}

# With another password than the others this one could neither hear nor be heard.
others_still_use() { # PASSWORD
  local entry
  PASSWORD_FILE=$(mktemp)
  printf '%s' "$1" >"$PASSWORD_FILE"
  for entry in $REDIS_SENTINELS; do
    if answers "${entry#*=}" "$SENTINEL_PORT"; then break; fi
    entry=
  done
  rm "$PASSWORD_FILE"
  unset PASSWORD_FILE
  [ -n "$entry" ]
}

if [ -f "$directory/sentinel.conf" ]; then
  # Redis writes its file anew, with \x and a number for what is not ASCII.
  before=$(printf '%b' "$(sed -n 's/^requirepass "\(.*\)"$/\1/p' "$directory/sentinel.conf")")
  if [ "$before" != "$(cat /etc/sorcha/password)" ] && others_still_use "$before"; then
    echo "REFUSED: sorcha:redisPassword is not what the set runs with, and cannot be changed while it does." \
      "Give the old one again and run the same command; or change it between make down and make up." >&2
    exit 1
  fi
fi

# A network that was laid out anew makes every address of the old one void.
master=$(learned "monitor $REDIS_SET" | cut -d ' ' -f 1)
if [ "${master%.*}" != "${own%.*}" ]; then master=$(agreed_master); fi
if [ -z "$master" ]; then master=$(address_of "$seed" "$REDIS_MEMBERS"); fi

settings() {
  local entry key value password
  password=$(cat /etc/sorcha/password)
  cat <<END
port $SENTINEL_PORT
dir /tmp
requirepass "$password"
sentinel myid $(identity "$name")
sentinel announce-ip $own
sentinel announce-port $SENTINEL_PORT
sentinel monitor $REDIS_SET $master $REDIS_PORT $(majority "$REDIS_SENTINELS")
sentinel auth-pass $REDIS_SET "$password"
sentinel down-after-milliseconds $REDIS_SET 5000
sentinel failover-timeout $REDIS_SET 10000
sentinel parallel-syncs $REDIS_SET 1
sentinel master-reboot-down-after-period $REDIS_SET 5000
END
  # Known from the beginning: they find each other through a master only.
  for entry in $REDIS_SENTINELS; do
    if [ "${entry%%=*}" != "$name" ]; then
      echo "sentinel known-sentinel $REDIS_SET ${entry#*=} $SENTINEL_PORT $(identity "${entry%%=*}")"
    fi
  done
  for key in "config-epoch $REDIS_SET" "leader-epoch $REDIS_SET" current-epoch; do
    value=$(learned "$key")
    if [ -n "$value" ]; then echo "sentinel $key $value"; fi
  done
  learned "known-replica $REDIS_SET" | while read -r value; do
    # Of those that the program still has: Sentinels never forget one (ha-recipes §4.2).
    if [ "$(name_of "${value%% *}" "$REDIS_MEMBERS")" != "${value%% *}" ]; then
      echo "sentinel known-replica $REDIS_SET $value"
    fi
  done
}

install -d -m 0700 -o redis -g redis "$directory"
settings >"$directory.new"
chown redis:redis "$directory.new"
mv "$directory.new" "$directory/sentinel.conf"
exec docker-entrypoint.sh redis-server "$directory/sentinel.conf" --sentinel
