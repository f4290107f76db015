#!/usr/bin/env bash
# Runs nginx, and reloads it when the job that writes its settings asks for that: nginx itself can be
# told by a signal only, which does not reach from one container into another. Environment: DIRECTORY.
set -uo pipefail

asked=$DIRECTORY/reload.fifo
rm -f "$asked" # of a process that was killed
mkfifo -m 0600 "$asked"
# Open in both directions: whoever writes finds a reader as long as this script lives, and no longer.
exec 3<>"$asked"

served() { # what the new workers answer
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
    sleep 0.1 # the job gives up in time
  done
  printf '%s\n' "$wanted" >"$DIRECTORY/served"
done &

while kill -0 "$master" 2>/dev/null; do
  wait "$master" # also returns when a signal came
  status=$?
done
exit "$status"
