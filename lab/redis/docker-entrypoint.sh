#!/bin/bash
# Reimplementation of the entry point of the published redis:8 (ha-recipes §4.1).
set -euo pipefail

server_of() { # COMMAND: "server", "sentinel" or nothing
  case $(basename "$(realpath "$(command -v "$1" || echo "$1")")") in
    redis-sentinel) echo sentinel ;;
    redis-server | redis-check-rdb | redis-check-aof)
      # Debian installs one binary under several names; the name decides
      case $(basename "$1") in
        redis-sentinel) echo sentinel ;;
        redis-server) echo server ;;
      esac
      ;;
  esac
}

wants_help() {
  local argument
  for argument; do
    case $argument in
      -h | --help | -v | --version | --test-memory) return 0 ;;
    esac
  done
  return 1
}

# Fixes the owner only in the two simple cases of the published image; other files keep theirs.
own_data() {
  local file
  for file in /data/*; do
    [[ -e $file ]] || continue
    case $(basename "$file") in
      *.rdb | appendonlydir) ;;
      *)
        echo "Notice: Unknown file '$file' found in data dir. Permissions will not be modified. Use SKIP_FIX_PERMS=1 to skip permission changes."
        return
        ;;
    esac
  done
  find /data \! -user redis -exec chown redis:redis '{}' +
}

own_config() { # MODE: r for a server, rw for a sentinel
  [[ -f ${config:-} ]] || return 0
  local directory
  directory=$(dirname "$config")
  if setpriv --reuid redis --regid redis --clear-groups test -r "$config"; then
    if [[ $1 == r ]] || setpriv --reuid redis --regid redis --clear-groups test -w "$config" -a -w "$directory"; then
      return 0
    fi
  fi
  if [[ $(find "$directory" -mindepth 1 | wc -l) -ne 1 ]]; then
    echo "Notice: config file '$config' is not alone in its folder. Permissions will not be modified. Use SKIP_FIX_PERMS=1 to skip permission changes."
    return 0
  fi
  chown -R redis:redis "$directory"
}

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then
  set -- redis-server "$@"
fi

kind=$(server_of "${1:-}")
if [[ " $* " == *' --sentinel '* && -n $kind ]]; then
  kind=sentinel
fi
config=${2:-}

if [[ -n $kind ]] && ! wants_help "${@:2}"; then
  if [[ $kind == server && " $* " != *' --protected-mode '* ]] && ! grep -Eqs -e "^[[:space:]]*protected-mode" -- "$config"; then
    # the published image is compiled without protected mode, Debian's package with it
    set -- "$@" --protected-mode no
  fi
  if [[ $EUID -eq 0 && -z ${SKIP_DROP_PRIVS:-} ]]; then
    if [[ -z ${SKIP_FIX_PERMS:-} ]]; then
      if [[ $kind == sentinel ]]; then own_config rw; else own_data; own_config r; fi
    fi
    keep=-all
    if setpriv --dump | grep -q 'Capability bounding set:.*\bsys_resource\b'; then
      keep=-all,+sys_resource
    fi
    if [[ $(umask) == 0022 ]]; then
      umask 0077
    fi
    exec setpriv --nnp --reuid redis --regid redis --clear-groups \
      --inh-caps="$keep" --ambient-caps="$keep" --bounding-set="$keep" "$@"
  fi
fi

if [[ $(umask) == 0022 ]]; then
  umask 0077
fi
exec "$@"
