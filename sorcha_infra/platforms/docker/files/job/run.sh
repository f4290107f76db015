#!/usr/bin/env bash
# Run a job until it succeeds, at most $JOB_SECONDS; the engine's health check tests for the mark.
# Exit status 65 of a script is a refusal that a retry cannot fix. Only the last attempt is shown.
set -uo pipefail

mark=/tmp/succeeded
seen=${JOB_LINGER:-60} # seconds for the health check to find the mark; then the container ends
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
