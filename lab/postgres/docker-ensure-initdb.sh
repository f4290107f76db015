#!/bin/bash
# Initialises an empty data directory and exits, like the script of this name in the published image.
set -Eeo pipefail

# shellcheck disable=SC1091
source /usr/local/bin/docker-entrypoint.sh

if [[ ${1:-} != postgres ]]; then
  set -- postgres "$@"
fi
read_environment
create_directories
if [[ $EUID -eq 0 ]]; then
  exec gosu postgres "${BASH_SOURCE[0]}" "$@"
fi
if [[ -z $already_initialised ]]; then
  initialise "$@"
else
  printf >&2 '%s: note: database already initialized in %s!\n' "$(basename "$0")" "$PGDATA"
fi
