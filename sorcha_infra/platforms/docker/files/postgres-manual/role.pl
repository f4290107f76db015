#!/usr/bin/env perl
# Report the role of this member to the endpoint: 200 on /primary if it accepts writes, on /replica if it
# follows, on /health in both cases. The last line of postmaster.pid is "ready" if PostgreSQL accepts
# connections, and it removes its signal files before it accepts writes. A member that accepts writes
# against the record was isolated or paused during a promotion of another, so it is not a primary here.
# This process ends with the container.
use strict;
use warnings;
use IO::Socket::INET;

my %roles = ('/primary' => qr/^primary$/, '/replica' => qr/^replica$/, '/health' => qr/./);
my $server = IO::Socket::INET->new(LocalPort => 8008, Listen => 16, ReuseAddr => 1) or die "role: $!\n";
while (my $client = $server->accept) {
  my ($path) = (readline($client) // '') =~ m{^\w+ (/\w*)};
  my $wanted = $roles{$path // ''};
  my $code = $wanted && role() =~ $wanted ? '200 OK' : '503 Service Unavailable';
  print $client "HTTP/1.0 $code\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  shutdown $client, 1;
  1 while sysread $client, my $rest, 4096; # a close before all is read would be a reset
  close $client;
}

sub role {
  open my $file, '<', "$ENV{PGDATA}/postmaster.pid" or return '';
  my @lines = <$file>;
  return '' unless ($lines[7] // '') =~ /^ready/;
  return 'replica' if grep { -e "$ENV{PGDATA}/$_.signal" } qw(standby recovery);
  return recorded() eq $ENV{MEMBER} ? 'primary' : '';
}

sub recorded {
  open my $file, '<', "$ENV{RECORD}/primary" or return '';
  return (split ' ', readline($file) // '')[0] // '';
}
