#!/usr/bin/env bash
# Waits until the system wallet exists: a second client that requests it together with the register
# creates a duplicate (platform-verified §g). Environment: PG*, VALIDATOR_ID.
set -euo pipefail

found=$(psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
  --set=name="system-wallet-$VALIDATOR_ID" <<'SQL'
SELECT count(*) FROM wallet."Wallets" WHERE "Name" = :'name';
SQL
)
if [ "$found" -eq 0 ]; then
  echo "the register has not created system-wallet-$VALIDATOR_ID yet" >&2
  exit 1
fi
echo "system-wallet-$VALIDATOR_ID exists"
if [ "$found" -gt 1 ]; then
  echo "WARNING: $found wallets have this name; the register signs with one and owns the ledger with another" >&2
fi
