#!/usr/bin/env bash
# Refuses to let a wallet start that would destroy or miss its keys: the service replaces keys that
# its material does not open, at the first health check (platform-verified §e). Safe to repeat.
# Environment: PG*, KEYS (the keys' directory), OWNER (numeric user of the wallet).
set -euo pipefail

refuse() { # Exit status 65 ends the job at once: trying again cannot help.
  printf 'REFUSED: %s\n' "$@" >&2
  exit 65
}

count_wallets() {
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL'
SELECT to_regclass('wallet."Wallets"') IS NOT NULL AS migrated \gset
\if :migrated
SELECT count(*) FROM wallet."Wallets";
\else
SELECT 0;
\endif
SQL
}

stored="$KEYS/.material.sha256"
fingerprint=$( (printf 'sorcha-wallet-keys '; cat /run/secrets/material) | sha256sum | cut -c1-64)
wallets=$(count_wallets)
key_files=$(find "$KEYS" -maxdepth 1 -name '*.key' | wc -l)

if [ "$wallets" -gt 0 ] && [ "$key_files" -eq 0 ]; then
  refuse "the database has $wallets wallet(s), the keys' volume has no key that could open them." \
    "Restore the volume's *.key files from a backup; a wallet that starts now makes a new key," \
    "and those wallets stay closed for ever."
fi
if [ -e "$stored" ]; then
  if [ "$(cat "$stored")" != "$fingerprint" ]; then
    refuse "sorcha:walletKeyMaterial is not what the keys on this volume were made with; the wallet" \
      "would delete them at its first health check. Set the old material again; it cannot be rotated."
  fi
elif [ "$key_files" -gt 0 ]; then
  refuse "the keys' volume holds $key_files key(s) of an installation that this one does not know." \
    "Where sorcha:walletKeyMaterial is what they were made with, write its fingerprint into" \
    "$stored: printf 'sorcha-wallet-keys %s' MATERIAL | sha256sum | cut -c1-64"
else
  printf '%s' "$fingerprint" >"$stored"
fi
chown -R "$OWNER:$OWNER" "$KEYS"
chmod 0700 "$KEYS"
echo "key material matches; $key_files key(s), $wallets wallet(s)"
