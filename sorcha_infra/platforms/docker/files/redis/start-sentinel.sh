#!/usr/bin/env bash
# Start a Sentinel. Its learned state (the master, epochs, replicas) is its vote and is kept. The settings of
# the program are written again at each start. Arguments: its own name, the default master if no Sentinel
# names one.
set -euo pipefail
# shellcheck source=set.sh
. /sorcha/set.sh

name=$1 seed=$2
directory=/var/lib/sentinel/conf # no other file in it, or the image keeps its owner (ha-recipes §4.1)
own=$(address_of "$name" "$REDIS_SENTINELS")
umask 0077

# Equal after a loss of the volume, because Sentinels never forget an identity, and count it.
identity() { printf 'sorcha %s %s' "$INSTALLATION" "$1" | sha1sum | cut -c1-40; } # NAME

learned() { # KEY: rest of the lines of the file that begin with it
  [ ! -f "$directory/sentinel.conf" ] || sed -n "s/^sentinel $1 //p" "$directory/sentinel.conf"
}

# With a password different from the others this Sentinel could not communicate.
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
  # Redis rewrites its file, with \x and a number for characters that are not ASCII.
  before=$(printf '%b' "$(sed -n 's/^requirepass "\(.*\)"$/\1/p' "$directory/sentinel.conf")")
  if [ "$before" != "$(cat /etc/sorcha/password)" ] && others_still_use "$before"; then
    echo "REFUSED: sorcha:redisPassword is not what the set runs with, and cannot be changed while it runs." \
      "Set the former one again and run the same command, or change it between make down and make up." >&2
    exit 1
  fi
fi

# After a change of the network all old addresses are invalid.
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
  # Configured explicitly, because Sentinels only find each other through a master.
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
    # Only replicas that the program still has, because Sentinels never forget one (ha-recipes §4.2).
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
