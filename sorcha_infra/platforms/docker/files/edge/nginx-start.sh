#!/usr/bin/env bash
# Run nginx, and reload it on request of the job that writes its settings. nginx reloads on a signal only,
# which cannot be sent from another container. Environment: DIRECTORY.
set -uo pipefail

asked=$DIRECTORY/reload.fifo
rm -f "$asked" # of a process that was killed
mkfifo -m 0600 "$asked"
# Open in both directions, so that a writer has a reader exactly as long as this script runs.
exec 3<>"$asked"

served() { # generation in the answer of the new workers
  exec 4<>"/dev/tcp/127.0.0.1/$STATUS_PORT" || return
  printf 'GET /generation HTTP/1.0\r\n\r\n' >&4
  tail -n 1 <&4
  exec 4>&-
}

nginx -c "$DIRECTORY/nginx.conf" -g 'daemon off;' &
master=$!
trap 'kill -QUIT "$master"' QUIT TERM

while read -r wanted <&3; do
  kill -HUP "$master"
  until [ "$(served 2>/dev/null)" = "$wanted" ]; do
    sleep 0.1 # the job has its own timeout
  done
  printf '%s\n' "$wanted" >"$DIRECTORY/served"
done &

while kill -0 "$master" 2>/dev/null; do
  wait "$master" # also returns after a signal
  status=$?
done
exit "$status"
