# shellcheck shell=bash
# One line per step, with its seconds.  Sourced by lab/build.

step_run() { # TITLE COMMAND...: runs quietly; on failure shows what the command said
  local title=$1 started=$EPOCHREALTIME log status
  shift
  log=$(mktemp)
  set +e # not "if (...)": inside of a condition the command's own "set -e" would be without effect
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  status=$?
  set -e
  if [[ $status -eq 0 ]]; then
    step_say "$title" "$(step_seconds "$started")"
    rm -f "$log"
    return
  fi
  {
    echo "lab: $title failed after $(step_seconds "$started"). The last lines it printed:"
    tail -n 40 "$log" | sed 's/^/  | /'
    echo "lab: the whole log is $log. Mend that and run the same command again: finished images are kept."
  } >&2
  return 1
}

step_say() { # TITLE SECONDS
  printf 'lab: %-58s %s\n' "$1" "$2"
}

step_seconds() { # STARTED
  local now=$EPOCHREALTIME microseconds
  microseconds=$((${now/[.,]/} - ${1/[.,]/}))
  printf '%d.%01d s' $((microseconds / 1000000)) $((microseconds % 1000000 / 100000))
}
