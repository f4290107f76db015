#!/usr/bin/env bash
# Write new settings into the volume of a proxy and reload it, if it runs. Settings that HAProxy
# refuses change nothing. Environment: DIRECTORY (the volume); the settings are in /sorcha/settings.
set -euo pipefail
umask 0077

# Check all files in one new folder, then move them one by one; HAProxy reads them only at a reload.
tried=$DIRECTORY/tried
mkdir -p "$tried"
for file in /sorcha/settings/*; do
  cat "$file" >"$tried/${file##*/}"
done
if ! said=$(haproxy -c -f "$tried/haproxy.cfg" 2>&1); then
  printf 'REFUSED by HAProxy, the old settings stay:\n%s\n' "$said" >&2
  exit 65 # ends the job at once, because a retry cannot help
fi
mv "$tried"/* "$DIRECTORY/"

# bash opens no Unix sockets; the only client for them in the image is Perl.
perl -MIO::Socket::UNIX -e '
  my $master = IO::Socket::UNIX->new(Peer => shift) or do {
    print "written; no proxy runs yet that needs a reload\n";
    exit 0;
  };
  print $master "reload\n";
  my $answer = join "", <$master>;
  $answer =~ /^Success=1/m or die "written, but the running proxy refuses to reload: $answer\n";
  print "written and reloaded without an interruption\n";
' "$DIRECTORY/master.sock"
