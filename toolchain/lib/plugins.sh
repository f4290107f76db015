# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Resource plugins, installed into the cache that the CLI searches by exact version. The program
# needs docker, random and tls; kubernetes is installed only if no build is necessary.

plugin_version() {
	local name=PULUMI_${1^^}_VERSION
	printf '%s' "${!name}"
}

plugin_cached() {
	[ -x "$PULUMI_HOME/plugins/resource-$1-v$(plugin_version "$1")/pulumi-resource-$1" ]
}

# cache_plugin NAME BINARY
cache_plugin() {
	logged "plugin-$1" pulumi plugin install resource "$1" "$(plugin_version "$1")" --file "$2"
}

# A plugin that does not print its version is not used from PATH.
plugin_from_path() {
	local binary
	binary=$(command -v "pulumi-resource-$1") &&
		[ "$("$binary" --version 2>/dev/null </dev/null)" = "$(plugin_version "$1")" ] &&
		cache_plugin "$1" "$binary"
}

plugin_from_folder() {
	local binary=${SORCHA_TOOLCHAIN-}/plugins/pulumi-resource-$1 version
	[ -n "${SORCHA_TOOLCHAIN-}" ] && [ -x "$binary" ] || return
	if version=$("$binary" --version 2>/dev/null </dev/null) && [ "$version" != "$(plugin_version "$1")" ]; then
		say "$binary has version $version; version $(plugin_version "$1") is needed"
		return 1
	fi
	cache_plugin "$1" "$binary"
}

plugin_from_release() {
	official_reachable &&
		logged "plugin-$1" timeout 300 pulumi plugin install resource "$1" "$(plugin_version "$1")"
}

plugin_from_modules() {
	local built=$SORCHA_HOME/build minutes=5
	[ "$1" != kubernetes ] || minutes=16
	say "building the plugin $1 from Go modules (up to $minutes minutes on 2 cores)"
	build_from_modules "$built" "$1"
	cache_plugin "$1" "$built/plugins/pulumi-resource-$1"
}

# ensure_plugin NAME needed|welcome: a welcome plugin is installed if available, but never built.
ensure_plugin() {
	local name=$1 need=$2
	result=$(plugin_version "$name")
	plugin_cached "$name" && return
	if ! plugin_from_path "$name" && ! plugin_from_folder "$name"; then
		# Tested only if a plugin is missing, so that a complete machine needs no network.
		if [ "$need" = welcome ] && [ "${official_answer-no}" = no ]; then
			result="not installed (for later tiers: toolchain/setup --all)"
			return
		fi
		if ! plugin_from_release "$name"; then
			if [ "$need" = welcome ]; then
				result="not installed (its release failed: $log_dir/plugin-$name.log)"
				return
			fi
			plugin_from_modules "$name"
		fi
	fi
	plugin_cached "$name" || details=$(pulumi plugin ls 2>&1) \
		fail "plugin $name" "is not in the plugin cache after its installation" "version $result" \
		"look into $log_dir/plugin-$name.log, then run this again"
	result+=" installed"
}
