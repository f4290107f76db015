#!/bin/busybox sh
# Runs the command only while what it needs answers: starts it when every address does, stops it
# gracefully when the one that it must not be without is silent, and starts it again later. For a
# service that takes "no answer" for another answer (platform-contract §1.8).
# Arguments: the command. Environment: SENTRY_STARTS_AFTER (addresses), SENTRY_RUNS_WHILE (address).
# By the shell of /bin/busybox, the only program that the image has besides (platform-contract §2.2).
# shellcheck disable=SC2317 # what a trap calls is reachable
set -u

patience=5 # seconds that an answer may take
misses=2   # times in a row without an answer that stop the command, one second apart
grace=20   # seconds that it has to end
child=
ending=

# In the background, so that a signal does not have to wait. Not by wget's own -T: it crashes a static
# busybox 1.35 (seen in the lab, exit status 139).
answers() {
  /bin/busybox timeout "$patience" /bin/busybox wget -q -O /dev/null "$1" 2>/dev/null &
  wait $!
}

pause() {
  /bin/busybox sleep 1 &
  wait $!
}

end() {
  ending=yes
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}
trap end TERM INT

await_all() {
  told=
  for address in $SENTRY_STARTS_AFTER "$SENTRY_RUNS_WHILE"; do
    until [ -n "$ending" ] || answers "$address"; do
      [ "$told" = "$address" ] || echo "sentry: waits for $address"
      told=$address
      pause
    done
  done
}

reap() { # its status, also when signals interrupt the waiting
  wait "$child"
  status=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  child=
}

stop() {
  kill -TERM "$child" 2>/dev/null
  (
    /bin/busybox sleep "$grace"
    kill -KILL "$child" 2>/dev/null
  ) &
  killer=$!
  reap
  kill "$killer" 2>/dev/null
}

while
  await_all
  [ -z "$ending" ]
do
  "$@" &
  child=$!
  missed=0
  while [ "$missed" -lt "$misses" ]; do
    pause
    if [ -n "$ending" ] || ! kill -0 "$child" 2>/dev/null; then
      reap
      exit "$status"
    fi
    if answers "$SENTRY_RUNS_WHILE"; then missed=0; else missed=$((missed + 1)); fi
  done
  echo "sentry: $SENTRY_RUNS_WHILE does not answer: the process ends and starts again when it does"
  stop
done
