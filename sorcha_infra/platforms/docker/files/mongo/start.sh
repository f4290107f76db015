#!/usr/bin/env bash
# Start mongod with the given arguments. A member with an empty folder initiates a new set, with the root
# user of the image, only if MONGO_FIRST permits it: `alone`, or the names of two members that must
# confirm that no set exists. In any other case the member starts empty and copies its data from the
# others, so that neither a second set nor a second root user is created.
set -euo pipefail

unfinished=/data/db/initialising
initialised=/docker-entrypoint-initdb.d/initialised.sh
rm -f "$initialised" # of an earlier start of this container

trap 'exit 143' TERM INT # the first process of a container ignores signals without a handler

begins_a_set() {
  case ${MONGO_FIRST:-none} in
    none) return 1 ;;
    alone) return 0 ;;
  esac
  local said
  while true; do
    said=$(HOME=/tmp mongosh --nodb --quiet --file /sorcha/first.js 2>&1) && return 0
    echo "$said" >&2
    case $said in *"SET EXISTS"*) return 1 ;; esac
    sleep 1 # a member that does not answer may hold the set
  done
}

if [ -e "$unfinished" ]; then
  echo "the first start was interrupted before it had a user: starting over" >&2
  find /data/db -mindepth 1 -delete
fi
if [ -z "$(ls -A /data/db)" ] && begins_a_set; then
  cp /sorcha/initialised.sh "$initialised"
  touch "$unfinished" # removed by initialised.sh, the last script that the image runs
  export MONGO_INITDB_ROOT_USERNAME=$MONGO_ROOT MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/root
fi
exec docker-entrypoint.sh mongod "$@"
