# shellcheck shell=sh disable=SC2154,SC1091 # $sorcha_root and what `eval` sets
# POSIX sh, sourced by env.sh and toolchain/setup with $sorcha_root set: all variables that
# plain `pulumi` needs for the local state. Values of the user are kept. Values of an earlier
# sourcing are computed again, so that a changed SORCHA_HOME takes effect in the same shell.

# sorcha_default NAME VALUE: exports NAME=VALUE unless the user set a value. SORCHA_SET_NAME
# keeps the value set here, to distinguish the two.
sorcha_default() {
	eval "sorcha_now=\${$1-} sorcha_was=\${SORCHA_SET_$1-}"
	if [ -z "$sorcha_now" ] || [ "$sorcha_now" = "$sorcha_was" ]; then
		eval "export $1=\$2 SORCHA_SET_$1=\$2"
	fi
	unset sorcha_now sorcha_was
}

sorcha_prepend_path() {
	case ":$PATH:" in
	":$1:"*) ;;
	*) PATH=$1:$PATH ;;
	esac
}

. "$sorcha_root/toolchain/versions.env"

sorcha_default SORCHA_HOME "${XDG_DATA_HOME:-$HOME/.local/share}/sorcha-infra"
sorcha_default SORCHA_STATE "$SORCHA_HOME/state"
# The name has the version: clones with different pins can share a SORCHA_HOME.
sorcha_cli_dir=$SORCHA_HOME/pulumi-$PULUMI_VERSION

sorcha_prepend_path "$sorcha_root/venv/bin"
sorcha_prepend_path "$sorcha_cli_dir"
export PATH

sorcha_default PULUMI_HOME "$SORCHA_HOME/pulumi-home"
sorcha_default PULUMI_BACKEND_URL "file://$SORCHA_STATE"
# If set, Python compiles the program and its packages at each command: 0.7 s of 1.9 s.
unset PYTHONDONTWRITEBYTECODE
# An exported empty passphrase overrides the file (provider-semantics 6.2).
[ -n "${PULUMI_CONFIG_PASSPHRASE-}" ] || unset PULUMI_CONFIG_PASSPHRASE
sorcha_default PULUMI_CONFIG_PASSPHRASE_FILE "$SORCHA_STATE/passphrase"

export PULUMI_SKIP_UPDATE_CHECK=true
# Without the program `destroy` rejects resources with delete hooks (§6.4).
export PULUMI_RUN_PROGRAM=true
# Pulumi accepts any version of a plugin on PATH (§6.5); the cache checks the version.
export PULUMI_IGNORE_AMBIENT_PLUGINS=true
if [ -d "$PULUMI_HOME/plugins/resource-docker-v$PULUMI_DOCKER_VERSION" ]; then
	# Without internet access each run waits for a time-out.
	export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true
fi
# Linter of the workflows (`toolchain/setup --dev`).
export SORCHA_ACTIONLINT="$SORCHA_HOME/actionlint-$ACTIONLINT_VERSION/bin/actionlint"
# Reference of the benchmark (`toolchain/setup --bench`).
export SORCHA_COMPOSE="$SORCHA_HOME/compose-$DOCKER_COMPOSE_VERSION/docker-compose"
