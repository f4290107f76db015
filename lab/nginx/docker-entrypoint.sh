#!/bin/sh
# The published image first runs /docker-entrypoint.d, which only edits its own configuration.
set -e
exec "$@"
