#!/usr/bin/env bash
# Creates a role and a database for each service and sets the passwords; safe to repeat.
# Environment: PG*, DATABASES (names; each is owned by a role of the same name).
set -euo pipefail

if ! answer=$(psql --no-psqlrc --quiet --command='SELECT 1' 2>&1); then
  echo "$answer" >&2
  if [[ $answer == *'password authentication failed'* ]]; then
    echo 'REFUSED: sorcha:postgresPassword is not what this data was created with.' >&2
    echo 'Set the former password again; a change is not supported yet.' >&2
    exit 65 # ends the job at once; a retry cannot help
  fi
  exit 1
fi

for NAME in $DATABASES; do
  export NAME
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=name="$NAME" <<'SQL'
-- Otherwise a failing statement is logged, with the password in it.
SET log_min_error_statement = panic;
SET log_statement = none;
\set password `cat "/run/secrets/$NAME"`
SELECT format('CREATE ROLE %I', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
  echo "database $NAME exists and belongs to the role $NAME"
done
