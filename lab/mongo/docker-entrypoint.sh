#!/bin/bash
# Reimplementation of the entry point of the published mongo:8.0 (ha-recipes §3.1).
set -Eeuo pipefail

if [[ ${1:-} == -* ]]; then
  set -- mongod "$@"
fi

option_value() { # NAME ARGUMENTS...: the value of --NAME, if it is given
  local name=$1
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      "--$name") echo "${2:-}"; return ;;
      "--$name="*) echo "${1#*=}"; return ;;
    esac
    shift
  done
}

has_option() { # NAME ARGUMENTS...
  local name=$1
  shift
  local argument
  for argument; do
    if [[ $argument == "--$name" || $argument == "--$name="* ]]; then
      return 0
    fi
  done
  return 1
}

file_env() { # NAME: from NAME_FILE, when that is given
  local name=$1 file_name=$1_FILE
  if [[ -n ${!name:-} && -n ${!file_name:-} ]]; then
    echo >&2 "error: both $name and $file_name are set (but are exclusive)"
    exit 1
  fi
  if [[ -n ${!file_name:-} ]]; then
    export "$name"="$(<"${!file_name}")"
  fi
  unset "$file_name"
}

if [[ ${1:-} == mongod ]]; then
  db_path=$(option_value dbpath "$@")
  db_path=${db_path:-/data/db}
  if [[ $EUID -eq 0 ]]; then
    find -L /data/configdb "$db_path" \! -user mongodb -exec chown mongodb '{}' +
    chown --dereference mongodb "/proc/$$/fd/1" "/proc/$$/fd/2" || :
    exec gosu mongodb "${BASH_SOURCE[0]}" "$@"
  fi

  if [[ $# -ne 2 || $2 != --version ]]; then
    # read only here, as uid 999, which must have access to the file
    file_env MONGO_INITDB_ROOT_USERNAME
    file_env MONGO_INITDB_ROOT_PASSWORD
    if [[ -n ${MONGO_INITDB_ROOT_USERNAME:-} && -z ${MONGO_INITDB_ROOT_PASSWORD:-} ]] ||
      [[ -z ${MONGO_INITDB_ROOT_USERNAME:-} && -n ${MONGO_INITDB_ROOT_PASSWORD:-} ]]; then
      cat >&2 <<-'EOE'
	error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'
	       both must be specified for a user to be created
	EOE
      exit 1
    fi
    if [[ -n ${MONGO_INITDB_ROOT_USERNAME:-} ]] && ! has_option auth "$@"; then
      set -- "$@" --auth
    fi
    if ! has_option bind_ip_all "$@"; then
      set -- "$@" --bind_ip_all
    fi
    if [[ ! -e $db_path/WiredTiger ]] &&
      [[ -n ${MONGO_INITDB_ROOT_USERNAME:-} || -n $(ls /docker-entrypoint-initdb.d) ]]; then
      PYTHONPATH=/opt/mongod-standin:/opt/mongod-standin/lib python3 -s -m mongod_standin.initdb "$db_path"
    fi
    for name in "${!MONGO_INITDB_@}"; do
      unset "$name"
    done
  fi
fi

exec "$@"
