#!/usr/bin/env bash
# Starts mongod with the arguments given. The image makes the root user on an empty folder; a first
# start that was cut short before that leaves data nobody can log in to, so it begins again.
set -euo pipefail

unfinished=/data/db/initialising
if [ -e "$unfinished" ]; then
  echo "the first start was cut short before it had a user: beginning again" >&2
  find /data/db -mindepth 1 -delete
fi
if [ -z "$(ls -A /data/db)" ]; then
  touch "$unfinished" # removed by initialised.sh, the last thing that the image runs
fi
exec docker-entrypoint.sh mongod "$@"
