# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Pulumi CLI with its language host. The first source that works is used: an earlier setup,
# PATH at the right version, $SORCHA_TOOLCHAIN, official release, Go modules.

cli_files=(pulumi pulumi-language-python pulumi-language-python-exec pulumi-resource-pulumi-python)

# The language host must be beside the CLI; one from another place can have another version.
cli_works() {
	[ -x "$1/pulumi" ] && [ -x "$1/pulumi-language-python" ] &&
		[ "$("$1/pulumi" version 2>/dev/null)" = "v$PULUMI_VERSION" ]
}

# take_cli FOLDER ORIGIN: copies all files or none; FOLDER is not needed afterwards.
take_cli() {
	local file partial=$sorcha_cli_dir.partial
	rm -rf "$partial"
	mkdir -p "$partial"
	for file in "${cli_files[@]}"; do install -m 755 "$1/$file" "$partial/" || return; done
	printf '%s\n' "$2" >"$partial/origin"
	rm -rf "$sorcha_cli_dir"
	mv "$partial" "$sorcha_cli_dir"
}

cli_from_folder() {
	[ -n "${SORCHA_TOOLCHAIN-}" ] || return
	if cli_works "$SORCHA_TOOLCHAIN/bin"; then
		take_cli "$SORCHA_TOOLCHAIN/bin" 'the folder SORCHA_TOOLCHAIN'
		return
	fi
	say "SORCHA_TOOLCHAIN=$SORCHA_TOOLCHAIN has no bin/pulumi $PULUMI_VERSION with its language host"
	return 1
}

cli_from_release() {
	local unpacked
	official_reachable || return
	say "downloading $(release_archive)"
	unpacked=$(mktemp -d "$SORCHA_HOME/release.XXXXXX")
	logged release curl -fL --connect-timeout 3 --retry 2 -o "$unpacked/archive" "$pulumi_releases/$(release_archive)" &&
		logged release tar -C "$unpacked" -xzf "$unpacked/archive" && cli_works "$unpacked/pulumi" &&
		take_cli "$unpacked/pulumi" 'the official release'
	local status=$?
	rm -rf "$unpacked"
	[ $status = 0 ] || say "the official release is unusable; see $log_dir/release.log"
	return $status
}

cli_from_modules() {
	local built=$SORCHA_HOME/build
	say "building the Pulumi CLI and language host from Go modules (5 minutes on 2 cores)"
	build_from_modules "$built" cli
	take_cli "$built/bin" 'Go modules'
}

ensure_cli() {
	local on_path
	if cli_works "$sorcha_cli_dir"; then
		result="$PULUMI_VERSION, from $(cat "$sorcha_cli_dir/origin")"
		return
	fi
	if on_path=$(command -v pulumi) && on_path=$(dirname "$(readlink -f "$on_path")") && cli_works "$on_path"; then
		result="$PULUMI_VERSION, on PATH in $on_path"
		return
	fi
	cli_from_folder || cli_from_release || cli_from_modules
	cli_works "$sorcha_cli_dir" || details=$("$sorcha_cli_dir/pulumi" version 2>&1 | head -n 1) \
		fail "$sorcha_cli_dir" "the Pulumi CLI does not run" "Pulumi $PULUMI_VERSION" \
		"rm -r $sorcha_cli_dir, then run this again"
	result="$PULUMI_VERSION installed, from $(cat "$sorcha_cli_dir/origin")"
}
