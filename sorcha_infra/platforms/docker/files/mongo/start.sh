#!/usr/bin/env bash
# Starts mongod with the arguments given. An empty folder becomes the first of a new set, with the
# root user that the image makes, only where MONGO_FIRST allows it: `alone`, or the names of two
# members that must say that there is no set yet. Everywhere else, and where there is a set, the
# member starts empty and is given the data by the others: never a second set, never a second root.
set -euo pipefail

unfinished=/data/db/initialising
initialised=/docker-entrypoint-initdb.d/initialised.sh
rm -f "$initialised" # of an earlier start of this container

trap 'exit 143' TERM INT # the first process of a container ignores what it does not handle

begins_a_set() {
  case ${MONGO_FIRST:-nobody} in
    nobody) return 1 ;;
    alone) return 0 ;;
  esac
  local said
  while true; do
    said=$(HOME=/tmp mongosh --nodb --quiet --file /sorcha/first.js 2>&1) && return 0
    echo "$said" >&2
    case $said in *"SET EXISTS"*) return 1 ;; esac
    sleep 1 # whoever does not answer may hold the set
  done
}

if [ -e "$unfinished" ]; then
  echo "the first start was cut short before it had a user: beginning again" >&2
  find /data/db -mindepth 1 -delete
fi
if [ -z "$(ls -A /data/db)" ] && begins_a_set; then
  cp /sorcha/initialised.sh "$initialised"
  touch "$unfinished" # removed by initialised.sh, the last thing that the image runs
  export MONGO_INITDB_ROOT_USERNAME=$MONGO_ROOT MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/root
fi
exec docker-entrypoint.sh mongod "$@"
