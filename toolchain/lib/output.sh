# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Output of setup: one line per step with its time, errors in the grammar of messages
# (CONTRIBUTING.md). Sourced by bash scripts with $SORCHA_HOME set.

log_dir=$SORCHA_HOME/logs

# Progress line before a slow command.
say() { printf '    %s\n' "$*"; }

# fail PATH PROBLEM EXPECTED FIX...: `<path>: <problem>. Expected <expected>. Fix: <fix>`; further fixes are
# alternatives, an empty EXPECTED is left out. Lines of evidence are given in $details.
fail() {
	local path=$1 problem=$2 expected=$3 label=Fix fix
	shift 3
	{
		printf '\nerror: %s: %s.%s\n' "$path" "$problem" "${expected:+ Expected $expected.}"
		[ -z "${details-}" ] || printf '%s\n' "$details" | sed 's/^/    /'
		for fix in "$@"; do
			printf '    %s: %s\n' "$label" "$fix"
			label=Or
		done
	} >&2
	exit 1
}

# step TITLE COMMAND...: runs the command in this shell; the command reports its outcome in $result.
step() {
	local title=$1 start=${EPOCHREALTIME/[.,]/} tenths
	shift
	result=ready
	"$@"
	tenths=$(((${EPOCHREALTIME/[.,]/} - start) / 100000))
	printf '%-16s %-62s %4d.%d s\n' "$title" "$result" $((tenths / 10)) $((tenths % 10))
}

# logged NAME COMMAND...: writes the output to a log; prints its last lines on failure.
logged() {
	local log=$log_dir/$1.log
	shift
	mkdir -p "$log_dir"
	"$@" >"$log" 2>&1 </dev/null && return
	printf '    last lines of %s:\n' "$log" >&2
	tail -n 15 "$log" | sed 's/^/    | /' >&2
	return 1
}
