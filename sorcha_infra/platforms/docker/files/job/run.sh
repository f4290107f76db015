#!/usr/bin/env bash
# Runs a job until it succeeds, at most $JOB_SECONDS; the engine's health check looks for the mark.
# A script that exits with 65 refuses: trying again cannot help. Only the last try is shown.
set -uo pipefail

mark=/tmp/succeeded
seen=${JOB_LINGER:-60} # seconds to stay for the health check to see the mark; afterwards nothing is left running
trap 'exit 143' TERM
rm -f "$mark"

while true; do
  output=$("$@" 2>&1)
  status=$?
  if [ "$status" -eq 0 ]; then
    echo "$output"
    touch "$mark"
    sleep "$seen" & wait $!
    exit 0
  fi
  if [ "$status" -eq 65 ] || [ "$SECONDS" -ge "$JOB_SECONDS" ]; then
    echo "$output" >&2
    exit "$status"
  fi
  sleep 1 & wait $!
done
