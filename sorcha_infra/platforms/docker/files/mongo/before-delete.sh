#!/usr/bin/env bash
# Check before the deletion of a member. Arguments: its name, and `replace` or `remove`. If it must stay, the
# output is the reason and a line with the fix (guard.py).
set -euo pipefail
export HOME=/tmp MEMBER=$1 MODE=$2 # mongosh writes into HOME, which is the data folder in this image
exec mongosh --nodb --quiet --file /sorcha/before-delete.js
