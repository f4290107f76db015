#!/usr/bin/env bash
# Check before the deletion of a member. Arguments: its name, and `replace` or `remove`.
set -euo pipefail

cd /sorcha
exec python3 -m inside.etcd_guard "$@"
