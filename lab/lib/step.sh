# shellcheck shell=bash
# Progress lines with seconds, and errors in the grammar of messages (CONTRIBUTING.md). Sourced by lab/build.

step_fail() { # PATH PROBLEM EXPECTED FIX...: prints an error; further fixes are alternatives
  local label=Fix fix
  printf 'error: %s: %s. Expected %s.\n' "$1" "$2" "$3" >&2
  shift 3
  for fix; do
    printf '    %s: %s\n' "$label" "$fix" >&2
    label=Or
  done
}

step_run() { # TITLE COMMAND...: runs the command; prints its output only on failure
  local title=$1 started=$EPOCHREALTIME log status
  shift
  log=$(mktemp)
  set +e # not "if (...)": in a condition "set -e" has no effect on the command
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
  tail -n 40 "$log" | sed 's/^/  | /' >&2
  step_fail "$title" "failed after $(step_seconds "$started") (last lines above, log in $log)" "exit status 0" \
    "fix the cause, then run the same command again; finished images are kept"
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
