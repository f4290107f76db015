# shellcheck shell=bash
# Functions shared by the scripts of a member: the rightful primary (the record), and the current one.
# The record is one line, `<member> <epoch>`, in a volume that all members mount. Only the first start
# and a promotion write it. Without it two former primaries could not tell which of them may continue.

RECORD_FILE=$RECORD/primary

recorded() { # the rightful primary, or nothing
  [ -s "$RECORD_FILE" ] && cut -d' ' -f1 "$RECORD_FILE" || true
}

record() { # MEMBER: atomic write
  local epoch=0
  [ -s "$RECORD_FILE" ] && epoch=$(cut -d' ' -f2 "$RECORD_FILE")
  echo "$1 $((epoch + 1))" >"$RECORD_FILE.new"
  sync "$RECORD_FILE.new"
  mv "$RECORD_FILE.new" "$RECORD_FILE"
}

address_of() { # MEMBER
  local entry
  for entry in $MEMBERS; do
    [ "${entry%%=*}" = "$1" ] && echo "${entry#*=}" && return
  done
}

ask() { # ADDRESS STATEMENT: query as the role REWINDER
  PGPASSFILE=/run/secrets/pgpass PGCONNECT_TIMEOUT=2 psql --no-psqlrc --quiet --tuples-only --no-align \
    --host="$1" --username="$REWINDER" --dbname=postgres --command="$2" 2>/dev/null
}

leader() { # address of another member that accepts writes, or nothing; queries all in parallel
  local entry
  for entry in $MEMBERS; do
    if [ "${entry%%=*}" != "$MEMBER" ]; then
      (if [ "$(ask "${entry#*=}" 'SELECT pg_is_in_recovery()')" = f ]; then echo "${entry#*=}"; fi) &
    fi
  done
  wait
}
