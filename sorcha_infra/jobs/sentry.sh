#!/bin/busybox sh
# Runs the command only while its dependencies answer. Starts it when every address answers, stops it
# gracefully when the required address is silent, and starts it again later. For a service that
# misinterprets a missing answer (platform-contract §1.8).
# Arguments: the command. Environment: SENTRY_STARTS_AFTER (addresses), SENTRY_RUNS_WHILE (address).
# Runs in the shell of /bin/busybox, the only other program of the image (platform-contract §2.2).
# shellcheck disable=SC2317 # the function of a trap is reachable
set -u

patience=5 # seconds until an answer counts as missing
misses=2   # consecutive missing answers, one second apart, that stop the command
grace=20   # seconds between SIGTERM and SIGKILL
child=
ending=

# In the background, so that a signal is handled at once. `wget -T` is not used: it crashes a static
# busybox 1.35 (measured in the lab, exit status 139).
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
  logged=
  for address in $SENTRY_STARTS_AFTER "$SENTRY_RUNS_WHILE"; do
    until [ -n "$ending" ] || answers "$address"; do
      [ "$logged" = "$address" ] || echo "sentry: waits for $address"
      logged=$address
      pause
    done
  done
}

reap() { # Sets the exit status, also when signals interrupt the wait.
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
  echo "sentry: $SENTRY_RUNS_WHILE does not answer; the process is stopped until it does"
  stop
done
