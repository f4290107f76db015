#!/usr/bin/env bash
# Arguments: the member that is to be deleted, and `replace` or `remove`.
set -euo pipefail

cd /sorcha
exec python3 -m inside.patroni_guard "$@"
