# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# How setup talks: one line per step with its time; errors say what, what was found and
# what to do next. Sourced by bash scripts with $SORCHA_HOME set.

log_dir=$SORCHA_HOME/logs

# One line before something slow, so that nobody looks at a silent terminal.
say() { printf '    %s\n' "$*"; }

# fail WHAT FOUND NEXT
fail() {
	printf '\nerror: %s\n  found: %s\n  next:  %s\n' "$1" "$2" "$3" >&2
	exit 1
}

# step TITLE COMMAND...: runs it in this shell; it describes its outcome in $result.
step() {
	local title=$1 start=${EPOCHREALTIME/[.,]/} tenths
	shift
	result=ready
	"$@"
	tenths=$(((${EPOCHREALTIME/[.,]/} - start) / 100000))
	printf '%-16s %-62s %4d.%d s\n' "$title" "$result" $((tenths / 10)) $((tenths % 10))
}

# logged NAME COMMAND...: output goes to a log; on failure its end is shown.
logged() {
	local log=$log_dir/$1.log
	shift
	mkdir -p "$log_dir"
	"$@" >"$log" 2>&1 </dev/null && return
	printf '    last lines of %s:\n' "$log" >&2
	tail -n 15 "$log" | sed 's/^/    | /' >&2
	return 1
}
