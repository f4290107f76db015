# POSIX sh. After `make setup`, `. ./env.sh` in the clone's folder prepares the shell for plain
# `pulumi` (file back end, passphrase, plugins).
# shellcheck shell=sh disable=SC3028,SC3054 # BASH_SOURCE is only used where it exists

# sorcha_error PROBLEM EXPECTED FIX
sorcha_error() {
	printf 'error: env.sh: %s. Expected %s.\n    Fix: %s\n' "$@" >&2
}

sorcha_root=$PWD
[ -z "${BASH_SOURCE-}" ] || sorcha_root=$(cd "$(dirname "$BASH_SOURCE")" && pwd)
if [ ! -f "$sorcha_root/toolchain/lib/environment.sh" ]; then
	sorcha_error "$sorcha_root is not a clone of sorcha-infra" "the folder of the clone" "cd <clone>, then: . ./env.sh"
	return 1
fi
. "$sorcha_root/toolchain/lib/environment.sh"
if [ ! -x "$sorcha_root/venv/bin/python" ] || ! command -v pulumi >/dev/null; then
	sorcha_error "the clone is not set up yet" "venv/bin/python, and pulumi on PATH" "make setup"
	return 1
fi
if [ ! -f "$PULUMI_CONFIG_PASSPHRASE_FILE" ] && [ -z "${PULUMI_CONFIG_PASSPHRASE-}" ]; then
	sorcha_error "the passphrase is missing" "the file $PULUMI_CONFIG_PASSPHRASE_FILE" "make setup"
	return 1
fi
