# shellcheck shell=sh disable=SC2154,SC1091 # $sorcha_root and what `eval` sets
# POSIX sh, sourced by env.sh and toolchain/setup with $sorcha_root set: every variable that
# makes plain `pulumi` work on the local state. What the user has set stays; what an earlier
# sourcing set is computed again, so that another SORCHA_HOME takes effect in the same shell.

# sorcha_default NAME VALUE: export NAME=VALUE unless the user chose a value. The value set
# here is remembered in SORCHA_SET_NAME to tell the two apart.
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
# Named by version: two clones with different pins share one SORCHA_HOME.
sorcha_cli_dir=$SORCHA_HOME/pulumi-$PULUMI_VERSION

sorcha_prepend_path "$sorcha_root/venv/bin"
sorcha_prepend_path "$sorcha_cli_dir"
export PATH

sorcha_default PULUMI_HOME "$SORCHA_HOME/pulumi-home"
sorcha_default PULUMI_BACKEND_URL "file://$SORCHA_STATE"
# With it Python compiles the program and its packages anew at each command: 0.7 s of 1.9 s.
unset PYTHONDONTWRITEBYTECODE
# An exported empty passphrase would win over the file (provider-semantics 6.2).
[ -n "${PULUMI_CONFIG_PASSPHRASE-}" ] || unset PULUMI_CONFIG_PASSPHRASE
sorcha_default PULUMI_CONFIG_PASSPHRASE_FILE "$SORCHA_STATE/passphrase"

export PULUMI_SKIP_UPDATE_CHECK=true
# Resources with delete hooks are refused by `destroy` without the program (§6.4).
export PULUMI_RUN_PROGRAM=true
# A plugin on PATH is taken whatever its version (§6.5): only the cache, which checks it.
export PULUMI_IGNORE_AMBIENT_PLUGINS=true
if [ -d "$PULUMI_HOME/plugins/resource-docker-v$PULUMI_DOCKER_VERSION" ]; then
	# Without internet each run would wait for a time-out.
	export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true
fi
# The linter of the workflows (`toolchain/setup --dev`).
export SORCHA_ACTIONLINT="$SORCHA_HOME/actionlint-$ACTIONLINT_VERSION/bin/actionlint"
# The peer of the benchmark (`toolchain/setup --bench`).
export SORCHA_COMPOSE="$SORCHA_HOME/compose-$DOCKER_COMPOSE_VERSION/docker-compose"
