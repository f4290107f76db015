# POSIX sh. In the clone's folder: `. ./env.sh` makes plain `pulumi` work (file back end,
# passphrase, plugins) after `make setup`.
# shellcheck shell=sh disable=SC3028,SC3054 # BASH_SOURCE is only used where it exists

sorcha_root=$PWD
[ -z "${BASH_SOURCE-}" ] || sorcha_root=$(cd "$(dirname "$BASH_SOURCE")" && pwd)
if [ ! -f "$sorcha_root/toolchain/lib/environment.sh" ]; then
	echo "env.sh: $sorcha_root is not the clone of sorcha-infra. Change into the clone, then: . ./env.sh" >&2
	return 1
fi
. "$sorcha_root/toolchain/lib/environment.sh"
if [ ! -x "$sorcha_root/venv/bin/python" ] || ! command -v pulumi >/dev/null; then
	echo "env.sh: not set up yet (no venv or no pulumi). Run: make setup" >&2
	return 1
fi
if [ ! -f "$PULUMI_CONFIG_PASSPHRASE_FILE" ] && [ -z "${PULUMI_CONFIG_PASSPHRASE-}" ]; then
	echo "env.sh: no passphrase file $PULUMI_CONFIG_PASSPHRASE_FILE. Run: make setup" >&2
	return 1
fi
