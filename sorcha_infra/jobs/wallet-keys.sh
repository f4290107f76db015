#!/usr/bin/env bash
# Blocks a start of the wallet that would destroy keys or run without them: at its first health check the
# service replaces keys that its material does not open (platform-verified §e). Safe to repeat.
# Environment: PG*, KEYS (the keys' directory), OWNER (numeric user of the wallet).
set -euo pipefail

refuse() { # Exit status 65 ends the job at once; a retry cannot help.
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
    "Restore the volume's *.key files from a backup. A wallet service that starts now creates a new key," \
    "and those wallets become permanently unreadable."
fi
if [ -e "$stored" ]; then
  if [ "$(cat "$stored")" != "$fingerprint" ]; then
    refuse "sorcha:walletKeyMaterial is not what the keys on this volume were made with; the wallet" \
      "would delete them at its first health check. Set the former material again; rotation is not supported."
  fi
elif [ "$key_files" -gt 0 ]; then
  refuse "the keys' volume holds $key_files key(s) without a fingerprint of their material." \
    "If they were created with the current sorcha:walletKeyMaterial, write its fingerprint into" \
    "$stored: printf 'sorcha-wallet-keys %s' MATERIAL | sha256sum | cut -c1-64"
else
  printf '%s' "$fingerprint" >"$stored"
fi
chown -R "$OWNER:$OWNER" "$KEYS"
chmod 0700 "$KEYS"
echo "key material matches; $key_files key(s), $wallets wallet(s)"
