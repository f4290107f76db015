#!/usr/bin/env bash
# Waits for the tenant's schema, adds this project's service account and sets the secrets of all accounts;
# safe to repeat. The tenant accepts a plain SHA-256 of a secret and never rewrites it
# (platform-contract §2.6). Environment: PG*, CLIENTS (client ids that the tenant seeds), OWN_CLIENT and
# OWN_SCOPES (this project's account); the secret of each is in /run/secrets.
set -euo pipefail

query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

wanted=$(wc -w <<<"$CLIENTS")
found=$(query --command='SELECT count(*) FROM public."ServicePrincipals"')
if [ "$found" -lt "$wanted" ]; then
  echo "the tenant's schema has $found of $wanted service accounts" >&2
  exit 1
fi
# Unusable until its secret is set: no secret has the empty hash.
query --set=client="$OWN_CLIENT" --set=scopes="$OWN_SCOPES" <<'SQL'
INSERT INTO public."ServicePrincipals"
       ("Id", "ServiceName", "ClientId", "ClientSecretEncrypted", "Scopes", "Status", "CreatedAt")
SELECT gen_random_uuid(), :'client', :'client', '', string_to_array(:'scopes', ' '), 'Active', now()
 WHERE NOT EXISTS (SELECT FROM public."ServicePrincipals" WHERE "ClientId" = :'client');
SQL
for client in $CLIENTS "$OWN_CLIENT"; do
  # Only the hash is sent: the server may log a statement.
  hash=$(sha256sum <"/run/secrets/$client" | cut -c1-64)
  changed=$(query --set=client="$client" --set=hash="$hash" <<'SQL'
WITH changed AS (
  UPDATE public."ServicePrincipals" SET "ClientSecretEncrypted" = decode(:'hash', 'hex')
   WHERE "ClientId" = :'client' RETURNING 1
) SELECT count(*) FROM changed;
SQL
  )
  if [ "$changed" != 1 ]; then
    echo "the tenant has no service account $client" >&2
    exit 1
  fi
  echo "service account $client has its secret"
done
