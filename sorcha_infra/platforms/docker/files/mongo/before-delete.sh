#!/usr/bin/env bash
# Asked before a member is deleted: its name, and `replace` or `remove`. Says why not, and fails.
set -euo pipefail
export HOME=/tmp MEMBER=$1 MODE=$2 # mongosh keeps a folder in HOME, which is the data's in this image
exec mongosh --nodb --quiet --file /sorcha/before-delete.js
