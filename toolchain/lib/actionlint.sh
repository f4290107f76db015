# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Linter of the workflows in .github: from $SORCHA_TOOLCHAIN or Go modules (half a minute).

actionlint_works() {
	[ "$("$1" -version 2>/dev/null | head -n 1)" = "v$ACTIONLINT_VERSION" ]
}

ensure_actionlint() {
	local given=${SORCHA_TOOLCHAIN-}/bin/actionlint
	result="$ACTIONLINT_VERSION"
	actionlint_works "$SORCHA_ACTIONLINT" && return
	mkdir -p "${SORCHA_ACTIONLINT%/*}"
	if [ -n "${SORCHA_TOOLCHAIN-}" ] && actionlint_works "$given"; then
		install -m 755 "$given" "$SORCHA_ACTIONLINT"
		result+=" installed, from the folder SORCHA_TOOLCHAIN"
	else
		say "building actionlint from Go modules"
		build_from_modules "${SORCHA_ACTIONLINT%/bin/*}" actionlint
		result+=" installed, from Go modules"
	fi
	actionlint_works "$SORCHA_ACTIONLINT" || details=$("$SORCHA_ACTIONLINT" -version 2>&1 | head -n 1) \
		fail "$SORCHA_ACTIONLINT" "does not run" "actionlint $ACTIONLINT_VERSION" "rm $SORCHA_ACTIONLINT, then run this again"
}
