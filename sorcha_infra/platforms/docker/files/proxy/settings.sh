#!/usr/bin/env bash
# Puts new settings into the volume of a proxy and reloads it, if it runs. Settings that HAProxy
# refuses change nothing. Environment: DIRECTORY (the volume); the settings are in /sorcha/settings.
set -euo pipefail
umask 0077

# All in one new folder, checked there, then moved file by file: HAProxy reads them at a reload only.
tried=$DIRECTORY/tried
mkdir -p "$tried"
for file in /sorcha/settings/*; do
  cat "$file" >"$tried/${file##*/}"
done
if ! said=$(haproxy -c -f "$tried/haproxy.cfg" 2>&1); then
  printf 'REFUSED by HAProxy, the old settings stay:\n%s\n' "$said" >&2
  exit 65 # ends the job at once: trying again cannot help
fi
mv "$tried"/* "$DIRECTORY/"

# bash opens no Unix sockets; the image has no client for them but Perl.
perl -MIO::Socket::UNIX -e '
  my $master = IO::Socket::UNIX->new(Peer => shift) or do {
    print "written; no proxy runs yet that would have to be told\n";
    exit 0;
  };
  print $master "reload\n";
  my $answer = join "", <$master>;
  $answer =~ /^Success=1/m or die "written, but the proxy that runs refuses to reload: $answer\n";
  print "written and reloaded without an interruption\n";
' "$DIRECTORY/master.sock"
