#!/bin/sh
# The published one runs /docker-entrypoint.d first, which edits the image's own configuration only.
set -e
exec "$@"
