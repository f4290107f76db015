#!/usr/bin/env bash
# Write new settings into the volume of nginx and reload it, if it runs. Settings that nginx refuses
# change nothing. Environment: DIRECTORY (the volume); the settings are in /sorcha/settings.
set -euo pipefail
umask 0077

tried=$DIRECTORY/tried
rm -rf "$tried"
mkdir -p "$tried"
cp /sorcha/settings/* "$tried/"
generation=$(cat /sorcha/settings/* | sha256sum | cut -c1-16)
printf 'location = /generation { return 200 "%s\\n"; }\n' "$generation" >"$tried/generation.conf"
if ! said=$(nginx -t -c "$tried/nginx.conf" 2>&1); then
  printf 'REFUSED by nginx, the old settings stay:\n%s\n' "$said" >&2
  exit 65 # ends the job at once, because a retry cannot help
fi
rm -f "$DIRECTORY/served"
mv "$tried"/* "$DIRECTORY/"

# Perl can open the FIFO without waiting for a reader; there is none while no nginx runs.
# shellcheck disable=SC2016 # the $ are Perl's
if ! perl -MFcntl -e '
  sysopen(my $fifo, shift, O_WRONLY | O_NONBLOCK) or exit 1;
  print $fifo shift, "\n";
' "$DIRECTORY/reload.fifo" "$generation"; then
  echo "written; no nginx runs yet that needs a reload"
  exit 0
fi
for _ in {1..100}; do
  if [ "$(cat "$DIRECTORY/served" 2>/dev/null)" = "$generation" ]; then
    echo "written and reloaded without an interruption"
    exit 0
  fi
  sleep 0.1
done
echo "written, but the running nginx does not apply it: see its log" >&2
exit 1
