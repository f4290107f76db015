#!/usr/bin/env bash
# Choose the start of this member by its data, the record and the current primary (ha-recipes §2.2).
# A former primary rejoins or waits, and never accepts writes.
# Environment: MEMBER, MEMBERS (`name=address …`), RECORD (folder), REPLICATOR, REWINDER, PGDATA.
set -euo pipefail
# shellcheck source=common.sh
. /sorcha/common.sh

slot=${MEMBER//-/_}

say() { echo "start: $*" >&2; }

as_postgres() { gosu postgres env PGPASSFILE=/run/secrets/pgpass "$@"; }

aside() { # keeps the former data, one copy at most
  rm -rf "${PGDATA%/*}"/kept-*
  mv "$PGDATA" "${PGDATA%/*}/kept-$(date -u +%Y%m%dT%H%M%SZ)"
}

has_data() { [ -s "$PGDATA/PG_VERSION" ]; }

control() { # LABEL: a line of pg_controldata
  as_postgres pg_controldata -D "$PGDATA" | sed -n "s/^$1: *//p"
}

clone() { # ADDRESS: into a separate folder, so that an interrupted clone leaves no partial database
  local fresh="${PGDATA%/*}/cloning"
  rm -rf "$fresh"
  say "cloning from $1"
  as_postgres pg_basebackup --dbname="host=$1 user=$REPLICATOR connect_timeout=5" --no-password \
    --pgdata="$fresh" --wal-method=stream --slot="$slot" --checkpoint=fast
  mv "$fresh" "$PGDATA"
}

shares_history() { # ADDRESS: whether the data is a copy of its database, on the same timeline
  local its label
  # From the log, because its control file has the new timeline only after a checkpoint, minutes later.
  its=$(ask "$1" "SELECT system_identifier || ' '
      || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int FROM pg_control_system()" || true)
  for label in "Latest checkpoint's TimeLineID" "Min recovery ending loc's timeline"; do
    if [ "$(control "Database system identifier") $(control "$label")" = "$its" ]; then return; fi
  done
  return 1
}

rejoin() { # ADDRESS: rewind to the common history, or clone
  if [ -e "$PGDATA/standby.signal" ] && shares_history "$1"; then return; fi
  say "rewinding to the history of $1"
  rm -f "$PGDATA/"{standby,recovery}.signal # pg_rewind refuses its recovery if they exist
  if ! as_postgres pg_rewind --target-pgdata="$PGDATA" \
    --source-server="host=$1 user=$REWINDER dbname=postgres connect_timeout=5"; then
    say "rewinding failed: keeping the old data aside and cloning again"
    aside
    clone "$1"
  fi
}

follow() { # ADDRESS SERVER-ARGUMENTS...
  local primary=$1
  shift
  ask_for_slot "$primary"
  if has_data; then rejoin "$primary"; else clone "$primary"; fi
  as_postgres touch "$PGDATA/standby.signal"
  say "following $primary"
  serve "$@" -c "primary_slot_name=$slot" -c \
    "primary_conninfo=host=$primary user=$REPLICATOR passfile=/run/secrets/pgpass application_name=$MEMBER"
}

ask_for_slot() {
  PGPASSFILE=/run/secrets/pgpass psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=slot="$slot" \
    --host="$1" --username="$REPLICATOR" --dbname=postgres --output=/dev/null <<'SQL'
SELECT pg_create_physical_replication_slot(:'slot')
 WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :'slot');
SQL
}

serve() { # SERVER-ARGUMENTS...; the endpoint queries role.pl for the role
  gosu postgres perl /sorcha/role.pl &
  exec docker-entrypoint.sh postgres "$@"
}

lead() { # SERVER-ARGUMENTS...
  if [ -e "$PGDATA/standby.signal" ]; then as_postgres mv "$PGDATA/"{standby,recovery}.signal; fi
  if [ -e "$PGDATA/recovery.signal" ]; then
    say "finishing an interrupted promotion"
    # The end of a recovery begins a timeline. On the timeline of the old primary, the last writes of
    # both members could not be distinguished, and the old one would follow with other data (measured).
    set -- "$@" -c restore_command=false
  fi
  say "starting as the primary"
  serve "$@"
}

initialise() {
  local fresh="${PGDATA%/*}/initialising"
  rm -rf "$fresh"
  PGDATA="$fresh" POSTGRES_PASSWORD_FILE=/run/secrets/postgres docker-ensure-initdb.sh
  mv "$fresh" "$PGDATA"
}

if [ -e "$PGDATA/patroni.dynamic.json" ]; then
  say "REFUSED: this data belongs to members with automatic fail-over. Set" \
    "sorcha:deployment.postgres.failover to automatic again; the way back is not built yet."
  exit 65
fi
mkdir -p "${PGDATA%/*}" /var/run/postgresql
chown postgres:postgres "${PGDATA%/*}"
# Written by a server of a former container; its process id may belong to another process in this one.
rm -f "$PGDATA/postmaster.pid"

trap 'exit 143' TERM INT # the first process of a container ignores signals without a handler
reported=
while true; do
  primary=$(leader | head -n 1)
  rightful=$(recorded)
  if [ -n "$primary" ]; then
    follow "$primary" "$@"
  elif [ -z "$rightful" ] && [ "$MEMBER" = "$BOOTSTRAP" ]; then
    has_data || initialise
    record "$MEMBER"
    lead "$@"
  elif [ "$rightful" = "$MEMBER" ] && has_data; then
    lead "$@"
  elif [ "$rightful" = "$MEMBER" ]; then
    why="REFUSED: this member is the primary by the record and its volume is empty. A new database would hide the loss. \
Promote a replica: python -m sorcha_infra.operate promote --stack <stack> <member>"
  else
    why="waiting for ${rightful:-the first member}, the primary by the record, which accepts no writes now. \
If it does not return: python -m sorcha_infra.operate promote --stack <stack> <member>"
    if has_data && [ -e "$PGDATA/standby.signal" ]; then
      # It serves reads and can be promoted without a primary, and follows when that returns.
      say "$why"
      serve "$@" -c "primary_slot_name=$slot" -c \
        "primary_conninfo=host=$(address_of "$rightful") user=$REPLICATOR passfile=/run/secrets/pgpass application_name=$MEMBER"
    fi
  fi
  [ "$reported" = "$why" ] || say "$why"
  reported=$why
  sleep 2 & wait $!
done
